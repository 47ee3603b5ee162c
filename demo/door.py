"""The demo's door."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("demo", __name__, url_prefix="/demo")

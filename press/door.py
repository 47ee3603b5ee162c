"""The door of journalists, and of newsrooms where they decide about journalists."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("press", __name__, url_prefix="/press")

"""The administrator's door: people, their roles, and how the house fares."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("admin", __name__, url_prefix="/admin")

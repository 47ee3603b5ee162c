"""The door of one's own account."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("accounts", __name__)

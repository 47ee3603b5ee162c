"""The public door: citizens, businesses, every reader."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("forum", __name__)

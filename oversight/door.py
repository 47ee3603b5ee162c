"""The door of the department that watches over answers and decides what was returned twice."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("oversight", __name__, url_prefix="/oversight")

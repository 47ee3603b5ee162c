"""The agencies' door: officers take up what was sent to them and draft the answer, signers sign it."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("agency", __name__, url_prefix="/agency")

"""The newsroom's door: moderators review what arrives and send it to the agency that must answer."""

from __future__ import annotations

from flask import Blueprint

door = Blueprint("moderation", __name__, url_prefix="/moderation")

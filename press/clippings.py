"""Clippings as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for

from casework.readings.clippings import Kept


def clipping_rows(found: Iterable[Kept]) -> list[dict[str, Any]]:
    """Each with its report as everybody reads it now, and a link that tells what happened since."""
    return [_row(one) for one in found]


def _row(kept: Kept) -> dict[str, Any]:
    clipping, report = kept.clipping, kept.report
    return {
        "clipping": clipping,
        "title": report.title if report else "",
        "status": report.status if report else None,
        "url": url_for("forum.report", code=clipping.report, v=clipping.version) if report else "",
    }

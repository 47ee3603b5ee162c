"""How to name a report in a story so that readers find what was read: a link with its version, and days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import request, url_for
from flask_babel import gettext

from casework.domain.calendar import local_day
from casework.domain.policy import ANYBODY, may_read
from casework.domain.text import whole_number
from casework.domain.versions import public_steps, since
from casework.readings.directory import Directory
from casework.readings.thread import Thread
from web.i18n import local
from web.kitchen import casework, settings
from web.present import event_label

_: Callable[..., str] = gettext


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happened, to the day."""

    at: datetime
    label: str


@dataclass(frozen=True, kw_only=True)
class Citation:
    """The link to the version that is read now, and both sentences; `older` is the version that the address
    names where that is not the newest one, and `steps` what happened since."""

    version: int
    url: str
    vietnamese: str
    english: str
    older: int | None
    steps: tuple[Step, ...]


def citation(thread: Thread, names: Directory) -> Citation | None:
    """None for what not everybody may read."""
    steps = public_steps(thread.history)
    published = thread.report.published_at
    if not may_read(ANYBODY, thread.report) or not steps or published is None:
        return None
    asked = whole_number(request.args.get("v", ""))
    later = since(thread.history, asked)
    code, version = thread.report.code, len(steps)
    url = settings().public_url + url_for("forum.report", code=code, v=version)
    days = [_day(published), _day(steps[-1].at), local_day(casework().now())]
    vi, en = ([write(day) for day in days] for write in (_vietnamese, _english))
    vi_outlet, en_outlet = (names.outlet_name(thread.report.outlet, lang) for lang in ("vi", "en"))
    return Citation(
        version=version,
        url=url,
        vietnamese=(
            f"“{thread.title}”. Phản ánh {code}, Diễn đàn Cải cách hành chính, {vi_outlet}, "
            f"đăng ngày {vi[0]}, bản {version} ngày {vi[1]}. {url} (truy cập ngày {vi[2]})."
        ),
        english=(
            f"“{thread.title}”. Report {code}, Administrative Reform Forum, {en_outlet}, "
            f"published {en[0]}, version {version} of {en[1]}. {url} (accessed {en[2]})."
        ),
        older=asked if later else None,
        steps=tuple(Step(at=one.at, label=event_label(one.event, names)) for one in later),
    )


def _day(at: datetime) -> date:
    return local(at).date()


def _vietnamese(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _english(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"

"""From rates to the words of a page: each with its counts, and no share of too few cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import format_decimal, format_percent, gettext, ngettext

from casework.domain.measures import LONGEST_DAYS, Measures, Rate

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One line: `value` is empty where there are too few cases for one."""

    label: str
    value: str
    says: Sequence[str]


def measured(found: Measures) -> list[Measured]:
    """What components/answering.html shows; nothing while nothing was due and nothing answered."""
    if not found.on_time.cases and not found.content.cases:
        return []
    return [_on_time(found.on_time), _content(found), _days(found)]


def _on_time(rate: Rate) -> Measured:
    counted = _("%(hits)s trong %(all)s việc đã đến hạn", hits=rate.hits, all=rate.cases)
    return Measured(label=_("Trả lời đúng hạn"), value=_share(rate), says=[counted, _interval(rate)])


def _content(found: Measures) -> Measured:
    rate, rated = found.content, found.rated
    counted = _("%(hits)s trong %(all)s việc đã trả lời không bị chê", hits=rate.hits, all=rate.cases)
    answered = ngettext("%(num)s người đã đánh giá", "%(num)s người đã đánh giá", rated.hits)
    if rated.is_enough:
        answered = _(
            "%(people)s, %(share)s số việc đã trả lời",
            people=answered,
            share=format_percent(rated.share, "#0%"),
        )
    return Measured(
        label=_("Người gửi hài lòng"), value=_share(rate), says=[counted, _interval(rate), answered]
    )


def _days(found: Measures) -> Measured:
    counted = ngettext("tính trên %(num)s việc", "tính trên %(num)s việc", found.answers)
    if found.median_days is None:
        return Measured(label=_("Thời gian trả lời"), value="", says=[counted, _too_few()])
    half = _("một nửa số việc có trả lời trong thời gian này hoặc nhanh hơn")
    return Measured(
        label=_("Thời gian trả lời"), value=_written_days(found.median_days), says=[half, counted]
    )


def _written_days(days: float) -> str:
    if days >= LONGEST_DAYS:
        return _("hơn một năm")
    if days < 1:
        return _("trong ngày")
    written = format_decimal(days, "#0.#")
    return str(ngettext("%(days)s ngày", "%(days)s ngày", 1 if days == 1 else 2, days=written))


def _share(rate: Rate) -> str:
    return str(format_percent(rate.share, "#0%")) if rate.is_enough else ""


def _interval(rate: Rate) -> str:
    if not rate.is_enough:
        return _too_few()
    low, high = rate.interval
    return _("khoảng tin cậy %(low)s–%(high)s", low=f"{low * 100:.0f}", high=format_percent(high, "#0%"))


def _too_few() -> str:
    return _("chưa đủ 10 vụ việc để tính tỷ lệ")

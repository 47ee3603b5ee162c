"""The days that an official reply names for what is still to be done: «trước 30/6», «trong quý III/2026».

Pure: the same text, signed on the same day, gives the same findings. A day that is over when the reply is
signed is no promise, nor is one that something has already happened on; numbers of documents, telephones
and shares of a whole are not days. What is found is offered to who signs, who decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from casework.domain.calendar import WorkingCalendar
from casework.domain.text import normalise

LONGEST_SENTENCE: Final = 400
MOST_FOUND: Final = 10
FURTHEST: Final = timedelta(days=10 * 366)
_QUARTERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_NUMBERS: Final = {
    word: number
    for number, word in enumerate(("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"), 1)
}


@dataclass(frozen=True, kw_only=True)
class PromisedDay:
    """A day and where it is named. `start` and `end` are places in the normalised text.

    `is_likely`: the words before it say that something is to be done by then.
    """

    by: date
    named: str
    sentence: str
    start: int
    end: int
    is_likely: bool


@dataclass(frozen=True, kw_only=True)
class _Day:
    """When the reply is signed, and on which days offices work."""

    signed: date
    calendar: WorkingCalendar


def promised_days(text: str, *, signed: date, calendar: WorkingCalendar) -> tuple[PromisedDay, ...]:
    """The days to come that a reply names, in their order, each day of a sentence once; at most `MOST_FOUND`.

    `signed` is the day in Việt Nam on which it is signed.
    """
    clean, day = normalise(text), _Day(signed=signed, calendar=calendar)
    found: list[PromisedDay] = []
    for start, sentence in _sentences(clean):
        found += _in_sentence(sentence, start, day)
    return tuple(found[:MOST_FOUND])


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with its place: up to a full stop before a blank, a semicolon or the end of a line."""
    for match in re.finditer(r"(?:[^.;!?\n]|\.(?=\S))+", text):
        if match.group().strip():
            yield match.start(), match.group()


def _in_sentence(sentence: str, start: int, day: _Day) -> Iterator[PromisedDay]:
    low = sentence.lower()
    if len(low) != len(sentence):  # a sign of which the small one is longer
        low = sentence
    taken, days = 0, set[date]()
    for match in _ANY.finditer(low):
        found = _found(match, low, taken, day)
        by = _day_of(found)
        if by is None or not day.signed < by <= day.signed + FURTHEST or by in days:
            continue
        if not found.cue and _OVER.search(low):
            continue  # it happened, or is told of as something that did
        taken = match.end()
        days.add(by)
        yield PromisedDay(
            by=by,
            named=(found.cue + sentence[match.start() : match.end()]).strip(),
            sentence=sentence.strip()[:LONGEST_SENTENCE],
            start=start + match.start(),
            end=start + match.end(),
            is_likely=bool(found.cue) or _DEADLINE.search(low) is not None,
        )


# What says that something is to be done by the day that follows.
_CUE: Final = re.compile(
    r"(?:chậm nhất(?: là| vào| đến| trước)*|muộn nhất(?: là| vào| đến| trước)*|trước khi hết|trước|không quá|"
    r"không muộn hơn|đến hết|hết|xong vào|hoàn thành vào|hoàn thành trong|trong vòng|trong thời hạn|"
    r"trong thời gian|trong|dự kiến(?: vào| đến| trong)*|sẽ vào|hạn(?: đến| là| cuối| chót)*|"
    r"cuối|đầu|giữa|kể từ|sau|đến|vào)"
    r"(?:\s+(?:là|hết|ngày|tối đa|khoảng))*\s*$"
)
_DEADLINE: Final = re.compile(
    r"\b(?:sẽ|cam kết|hứa|hẹn|dự kiến|phấn đấu|bảo đảm|đảm bảo|chậm nhất|hoàn thành)\b"
)
_OVER: Final = re.compile(r"\b(?:đã|vừa|hôm qua|trước đây|năm ngoái|năm trước)\b")
_N: Final = r"(?P<{0}>\d{{1,3}}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"
_FREE: Final = r"(?<![\w/.,-])"  # no sign of a longer number before
_END: Final = r"(?![\w]|[/.,-]\w)"  # nor after
_YEAR: Final = r"(?:\s*(?:năm\s+|/\s*|-\s*|\.\s*)(?P<{0}>\d{{4}}|nay|sau|tới))?"
_SHAPES: Final[tuple[tuple[str, str], ...]] = (
    # the whole date, in words or figures
    ("day_words", rf"(?P<wd>\d{{1,2}})\s+tháng\s+(?P<wm>\d{{1,2}}){_YEAR.format('wy')}{_END}"),
    ("day_full", rf"(?P<fd>\d{{1,2}})(?P<sep>[/.-])(?P<fm>\d{{1,2}})(?P=sep)(?P<fy>\d{{4}}){_END}"),
    ("day_short", rf"(?:\d{{1,2}}\s?[-–]\s?)?(?P<sd>\d{{1,2}})/(?P<sm>\d{{1,2}}){_END}"),
    ("month_full", rf"tháng\s+(?P<mm>\d{{1,2}}){_YEAR.format('my')}{_END}"),
    ("month_near", r"tháng\s+(?P<mn>này|sau|tới)\b"),
    ("quarter", rf"quý\s+(?P<q>iv|i{{1,3}}|[1-4])(?!\w){_YEAR.format('qy')}{_END}"),
    ("quarter_near", r"quý\s+(?P<qn>này|sau|tới)\b"),
    ("year", r"(?:cuối|trong|hết)\s+năm\s+(?P<yy>\d{4}|nay|sau|tới)\b"),
    ("week", r"(?:cuối\s+)?tuần\s+(?P<wk>này|sau|tới)\b"),
    ("tomorrow", r"ngày\s+(?P<tm>mai|kia)\b"),
    ("working_days", rf"(?:\d{{1,3}}\s?(?:[-–]|đến)\s?)?{_N.format('wn')}\s+ngày\s+làm\s+việc\b"),
    (
        "span",
        rf"(?:\d{{1,3}}\s?(?:[-–]|đến)\s?)?{_N.format('sn')}\s+(?P<unit>ngày|tuần|tháng)(?:\s+nữa|\s+tới)?(?!\w)(?!\s+(?:trước|qua)\b)",
    ),
)
_ANY: Final = re.compile("|".join(f"(?P<{name}>{_FREE}(?:{shape}))" for name, shape in _SHAPES))
_ROLLS: Final = (
    *("chậm nhất", "muộn nhất", "trước", "không", "đến hết", "hoàn thành", "trong", "dự kiến", "hạn", "hết"),
    *("cuối", "đầu", "giữa"),
)
_BEGINS: Final = re.compile(r"\b(?:từ|kể từ|số|mục|khoản|điểm)(?:\s+ngày)?\s*$")
_PART_OF_MONTH: Final = re.compile(r"\b(đầu|giữa)\s*$")
_PARTS: Final = {"đầu": 10, "giữa": 20}
_WEEKDAYS: Final = 5


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A place that may name a day. `cue` is what stands before it and says that something is due; `before` is
    the clause up to it."""

    match: re.Match[str]
    cue: str
    before: str
    day: _Day

    def number(self, name: str) -> int:
        given = self.match[name]
        return _NUMBERS.get(given) or int(given)

    @property
    def rolls(self) -> bool:
        """Whether a day without a year that is over this year is meant of the next."""
        return self.cue.startswith(_ROLLS) and not _OVER.search(self.before)

    def year(self, name: str) -> int | None:
        return _year_of(self.match[name], self.day.signed) if self.match[name] else None


def _found(match: re.Match[str], low: str, taken: int, day: _Day) -> _Found:
    before = low[taken : match.start()]
    cue = _CUE.search(before)
    clause = re.split(r"[,:()]", low[: match.start()])[-1]
    return _Found(match=match, cue=cue.group() if cue else "", before=clause, day=day)


def _day_of(found: _Found) -> date | None:
    """The day that is meant; None for what names none."""
    kind = found.match.lastgroup or ""
    if _BEGINS.search(found.before) and not found.cue.startswith("kể từ"):
        return None
    try:
        return _READ[kind](found)
    except (ValueError, OverflowError):  # there is no 31st of February
        return None


def _day_words(found: _Found) -> date | None:
    return _dated(found, "wd", "wm", found.year("wy"))


def _day_full(found: _Found) -> date | None:
    return _dated(found, "fd", "fm", int(found.match["fy"]))


def _day_short(found: _Found) -> date | None:
    if not found.cue and not re.search(r"\bngày\s*$", found.before):
        return None  # eight of ten: a share
    return _dated(found, "sd", "sm", None)


def _dated(found: _Found, day: str, month: str, year: int | None) -> date | None:
    d, m = found.number(day), found.number(month)
    return _next(found, lambda of: date(of, m, d), year)


def _next(found: _Found, make: Callable[[int], date], year: int | None) -> date | None:
    """That day of the year that is named, else of this one, else, where it is due, of the next."""
    if year is not None:
        return make(year)
    this = make(found.day.signed.year)
    if this > found.day.signed or not found.rolls:
        return this
    return make(found.day.signed.year + 1)


def _month(found: _Found) -> date | None:
    month = found.number("mm")
    return _next(found, lambda year: _in_month(found, year, month), found.year("my"))


def _month_near(found: _Found) -> date | None:
    ahead = 0 if found.match["mn"] == "này" else 1
    later = _months_on(found.day.signed.replace(day=1), ahead)
    return _in_month(found, later.year, later.month)


def _in_month(found: _Found, year: int, month: int) -> date:
    part = _PART_OF_MONTH.search(found.before)
    return date(year, month, _PARTS[part[1]]) if part else _last_of(year, month)


def _quarter(found: _Found) -> date | None:
    quarter = _QUARTERS[found.match["q"]]
    return _next(found, lambda year: _last_of(year, quarter * 3), found.year("qy"))


def _quarter_near(found: _Found) -> date | None:
    signed = found.day.signed
    now = (signed.month - 1) // 3 + 1 + (found.match["qn"] != "này")
    return _last_of(signed.year + (now > 4), (now - 1) % 4 * 3 + 3)


def _year(found: _Found) -> date | None:
    return date(_year_of(found.match["yy"], found.day.signed), 12, 31)


def _week(found: _Found) -> date | None:
    signed = found.day.signed
    friday = signed + timedelta(days=_WEEKDAYS - 1 - signed.weekday())
    return friday + timedelta(days=0 if found.match["wk"] == "này" else 7)


def _tomorrow(found: _Found) -> date | None:
    return found.day.signed + timedelta(days=1 if found.match["tm"] == "mai" else 2)


def _working_days(found: _Found) -> date | None:
    if not found.cue or found.cue.startswith("trước"):
        return None
    return found.day.calendar.add_working_days(found.day.signed, found.number("wn"))


def _span(found: _Found) -> date | None:
    is_ahead = found.match.group().endswith(("nữa", "tới"))
    if found.cue.startswith(("trước", "vào", "đến")) or not (found.cue or is_ahead):
        return None  # three days before something, or how long something lasts
    number, unit = found.number("sn"), found.match["unit"]
    if unit == "tháng":
        return _months_on(found.day.signed, number)
    return found.day.signed + timedelta(days=number * (7 if unit == "tuần" else 1))


_READ: Final[dict[str, Callable[[_Found], date | None]]] = {
    "day_words": _day_words,
    "day_full": _day_full,
    "day_short": _day_short,
    "month_full": _month,
    "month_near": _month_near,
    "quarter": _quarter,
    "quarter_near": _quarter_near,
    "year": _year,
    "week": _week,
    "tomorrow": _tomorrow,
    "working_days": _working_days,
    "span": _span,
}


def _year_of(word: str, signed: date) -> int:
    if word == "nay":
        return signed.year
    return signed.year + 1 if word in ("sau", "tới") else int(word)


def _last_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return min(_last_of(year, month + 1), date(year, month + 1, 1) + timedelta(days=day.day - 1))

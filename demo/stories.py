"""From the written texts to a plan: who does what to which report, and when.

Each story is a list of steps with a natural distance in days; a story that is younger than its natural length is
drawn together. All dates are days before today, so that the demo is as fresh as the day it is made.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from casework.domain.calendar import LOCAL, WorkingCalendar, local_day

TEXTS = Path(__file__).resolve().parent.parent / "data" / "demo"
SHORTEST_BREAK = timedelta(minutes=25)

# How old, in days, a report with this fate is at least (from, to); older ones come from `months_ago`.
AGE = {
    "unconfirmed": (0.3, 4),
    "submitted": (0.2, 2.5),
    "needs_info": (1.5, 4),
    "declined": (3, 20),
    "withdrawn": (5, 15),
    "merged": (4, 20),
    "routed": (1.5, 3),
    "accepted": (5, 12),
    "returned": (5, 9),
    "answered": (10, 20),
    "reopened": (24, 34),
    "removed": (12, 28),
    "closed": (20, 30),
}
LATE_AGE = (27, 45)  # fifteen working days and some more
LATE_ANSWER = (24, 30)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One deed: what, by whom, and with which of the story's texts."""

    at: datetime
    deed: str
    by: str
    said: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Story:
    """A report's texts as written, and its steps in order."""

    key: str
    text: dict[str, Any]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class _Wish:
    """A step before it has a date: how many days after the report arrived."""

    after: float
    deed: str
    by: str
    said: dict[str, Any] = field(default_factory=dict)


def texts() -> list[dict[str, Any]]:
    """Every written report, in the order of the files."""
    found: list[dict[str, Any]] = []
    for path in sorted((TEXTS / "reports").glob("*.toml")):
        found += tomllib.loads(path.read_text(encoding="utf-8"))["report"]
    return found


@cache
def neighbours() -> list[dict[str, Any]]:
    people: list[dict[str, Any]] = tomllib.loads((TEXTS / "people.toml").read_text(encoding="utf-8"))[
        "person"
    ]
    return people


def plan(text: dict[str, Any], *, now: datetime, calendar: WorkingCalendar, chance: random.Random) -> Story:
    """Date a story's steps; the last one lies before `now`."""
    wishes = list(_wishes(text, chance))
    age = _age(text, chance)
    length = max((wish.after for wish in wishes), default=0.0)
    if length > age * 0.97:
        squeeze = age * 0.97 / length
        wishes = [_Wish(wish.after * squeeze, wish.deed, wish.by, wish.said) for wish in wishes]
    arrived = _at_work(now - timedelta(days=age), calendar, chance, any_day=True)
    steps, last = [Step(at=arrived, deed="submit", by=text["who"])], arrived
    for wish in sorted(wishes, key=lambda wish: wish.after):
        by_citizen = wish.deed in _BY_CITIZENS
        # What stands beside a story has luck of its own, so that it leaves every other story where it is.
        luck = random.Random(text["key"]) if wish.deed == "contribute" else chance
        at = _at_work(arrived + timedelta(days=wish.after), calendar, luck, any_day=by_citizen)
        at = min(max(at, last + SHORTEST_BREAK), now - timedelta(minutes=1))
        steps.append(Step(at=at, deed=wish.deed, by=wish.by, said=wish.said))
        last = at
    return Story(key=text["key"], text=text, steps=tuple(steps))


_BY_CITIZENS = frozenset({"comment", "support", "rate", "reopen", "info", "withdraw", "appeal"})


def _age(text: dict[str, Any], chance: random.Random) -> float:
    fate = text["fate"]
    low, high = AGE[fate]
    if text.get("late") and fate in ("routed", "accepted", "reopened"):
        low, high = LATE_AGE if fate != "reopened" else (50, 60)
    if fate in ("closed", "answered", "removed") and text.get("late"):
        low, high = (36, 48)
    if fate == "closed" and not text.get("rating") and text["kind"] != "praise":
        low, high = (40, 50)  # fifteen days of silence after the reply
    if text.get("second_reply"):
        low, high = (55, 70)
    if fate in AGE and text["months_ago"] >= 2:
        start = text["months_ago"] * 30
        return max(chance.uniform(start - 12, start + 12), low)
    return chance.uniform(low, high)


def _wishes(text: dict[str, Any], chance: random.Random) -> Iterator[_Wish]:
    fate = text["fate"]
    if fate in ("unconfirmed", "submitted"):
        return
    yield from _in_newsroom(text)
    if fate in ("needs_info", "declined", "merged"):
        return
    routed = 1.2 if text.get("ask") else 0.6
    if returned := text.get("returned_first"):
        yield _Wish(routed, "route", "moderator", {"agency": returned["agency"]})
        yield _Wish(routed + 1.5, "return", "officer", {"words": returned["reason_text"]})
        routed += 2.2
        yield _Wish(routed, "reroute", "moderator", _helpers(text))
    else:
        yield _Wish(routed, "route", "moderator", _helpers(text))
    yield from _talk(text, routed, chance)
    if fate == "withdrawn":
        yield _Wish(routed + 2, "withdraw", "owner", {"words": text.get("withdraw_reason", "")})
        return
    if fate == "returned":
        yield _Wish(routed + 2, "return", "officer", {"words": text.get("return_text", "")})
        return
    if fate == "routed":
        return
    yield from _in_agency(text, routed, chance)


def _helpers(text: dict[str, Any]) -> dict[str, Any]:
    """The agencies beside the lead, each with what it is asked for."""
    return {"beside": text.get("beside", [])}


def _in_newsroom(text: dict[str, Any]) -> Iterator[_Wish]:
    if text.get("newsroom_note"):
        yield _Wish(0.2, "note", "moderator", {"words": text["newsroom_note"]})
    if text.get("ask"):
        yield _Wish(0.3, "ask", "moderator", {"words": text["ask"]})
    if text.get("info"):
        yield _Wish(0.9, "info", "owner", {"words": text["info"]})
    if text.get("edited_title"):
        yield _Wish(0.4, "edit", "moderator", {"title": text["edited_title"]})
    if text["fate"] == "declined":
        yield _Wish(
            0.6,
            "decline",
            "moderator",
            {"reason": text["decline"], "words": text.get("decline_text", "")},
        )
        if text.get("appeal"):
            yield _Wish(1.6, "appeal", "owner", {"words": text["appeal"]})
        if "appeal_upheld" in text:
            words = "Tòa soạn đã cho người khác đọc lại từ đầu; kết luận trước đây không thay đổi."
            said = {"upheld": text["appeal_upheld"], "words": text.get("appeal_text", words)}
            yield _Wish(2.4, "decide_appeal", "second_moderator", said)
    if text["fate"] == "merged":
        yield _Wish(1.0, "merge", "moderator", {"into": text["merged_into"]})


def _in_agency(text: dict[str, Any], routed: float, chance: random.Random) -> Iterator[_Wish]:
    yield _Wish(routed + 1.5, "accept", "officer")
    if text.get("agency_note"):
        yield _Wish(routed + 1.7, "agency_note", "officer", {"words": text["agency_note"]})
    if text["kind"] == "praise":
        return
    for number, one in enumerate(one for one in text.get("beside", []) if one.get("words")):
        said = {"agency": one["agency"], "words": one["words"]}
        yield _Wish(routed + 2.5 + number, "contribute", "helper", said)
    if text.get("interim"):
        yield _Wish(routed + 4, "interim", "officer", {"words": text["interim"]})
    if extended := text.get("extended"):
        words = f"{extended['reason']}\n\n{extended['apology']}"
        yield _Wish(routed + 5, "ask_extension", "officer", {"words": words})
        yield _Wish(routed + 5.5, "grant_extension", "moderator")
    if asked := text.get("asks_to_reply"):
        yield _Wish(routed + 4.5, "ask_reply", asked["who"], asked)
    if text["fate"] == "accepted":
        if text.get("reply"):
            yield _Wish(routed + 6, "draft", "officer", {"words": text["reply"]})
        return
    if not text.get("reply"):
        yield from _removal(text, routed + 3)
        return
    answer = (
        chance.uniform(*LATE_ANSWER) if text.get("late") else chance.uniform(4, 7 if _quick(text) else 12)
    )
    answered = routed + answer
    yield _Wish(answered - 0.7, "draft", "officer", {"words": text["reply"]})
    yield _Wish(answered, "sign", "signer", {"words": text["reply"]})
    yield from _after_answer(text, answered)


def _after_answer(text: dict[str, Any], answered: float) -> Iterator[_Wish]:
    if reason := text.get("reopen_reason"):
        yield _Wish(answered + 3, "reopen", "owner", {"words": reason})
        answered += 14
        if second := text.get("second_reply"):
            yield _Wish(answered, "sign", "signer", {"words": second})
    if correction := text.get("correction"):
        yield _Wish(answered + 1, "correct", "moderator", {"words": correction})
    if reply := text.get("right_of_reply"):
        yield _Wish(answered + 0.6, "ask_reply", reply["who"], reply)
        yield _Wish(answered + 1.4, "publish_reply", "moderator", reply)
    if text["fate"] == "removed":
        yield from _removal(text, answered + 2)
    elif text.get("rating") and text["fate"] != "reopened":
        yield _Wish(answered + 2.5, "rate", "owner", dict(text["rating"]))


def _removal(text: dict[str, Any], after: float) -> Iterator[_Wish]:
    words = "Bài có chi tiết khiến người ngoài nhận ra một người không liên quan; tòa soạn gỡ để bảo vệ họ."
    said = {"reason": text.get("removed_reason", "other"), "words": text.get("removed_text", words)}
    yield _Wish(after, "remove", "moderator", said)


def _talk(text: dict[str, Any], routed: float, chance: random.Random) -> Iterator[_Wish]:
    comments = text.get("comments", [])
    for number, comment in enumerate(comments):
        at = routed + 0.5 + number * chance.uniform(0.6, 1.4)
        yield _Wish(at, "comment", comment["who"], {"words": comment["text"]})
    for number in range(text.get("supports", 0)):
        yield _Wish(routed + 0.3 + number * chance.uniform(0.1, 0.5), "support", str(number))


def _quick(text: dict[str, Any]) -> bool:
    return bool(text["kind"] == "question")


def _at_work(at: datetime, calendar: WorkingCalendar, chance: random.Random, *, any_day: bool) -> datetime:
    """The moment, moved into office hours of a working day; citizens write in the evening and on Sunday too."""
    day = local_day(at) if any_day else calendar.next_working_day(local_day(at))
    hour = chance.randint(6, 21) if any_day else chance.choice((7, 8, 8, 9, 9, 10, 13, 14, 14, 15, 16))
    moment = datetime(day.year, day.month, day.day, hour, chance.randint(0, 59), tzinfo=LOCAL)
    return moment if moment > at - timedelta(hours=18) else at

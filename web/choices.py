"""What a form lets people choose from, in the reader's language and in the directory's order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import Enum

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # because the stubs lag behind

from casework.domain.values import AgencyCode, OutletCode
from casework.readings.directory import Directory
from web.i18n import language
from web.words import word

__all__ = ["Choices", "SelectChoice"]

Choices = list[SelectChoice]

_LEVELS: Mapping[str, object] = {
    "province": _l("Ủy ban nhân dân tỉnh"),
    "department": _l("Sở, ban, ngành"),
    "vertical": _l("Cơ quan ngành dọc"),
    "utility": _l("Điện, nước"),
    "organisation": _l("Đoàn thể"),
    "district": _l("Huyện, thành phố"),
}


def level(code: str) -> str:
    """What a level of administration is called; a level nobody has named is its code."""
    return str(_LEVELS.get(code, code))


def nothing(label: object) -> SelectChoice:
    """What stands for no choice."""
    return SelectChoice("", str(label))


def of_words(values: Iterable[Enum]) -> Choices:
    """The values of a closed list, each with its word."""
    return [SelectChoice(str(value.value), word(value)) for value in values]


def outlets(directory: Directory, day: date | None = None) -> Choices:
    """The outlets: those that take reports in on that day, or without one all that there ever were."""
    found = directory.outlets if day is None else directory.outlets_in_force(day)
    return [SelectChoice(outlet.code, outlet.called(language())) for outlet in found]


def newsrooms(directory: Directory, codes: Collection[OutletCode], day: date) -> Choices:
    """The outlets of these that take reports in on that day, each that has ended under who carries on."""
    heirs = (directory.outlet_heir(code, day) for code in sorted(codes))
    found = {heir.code: heir.called(language()) for heir in heirs if heir is not None}
    return [SelectChoice(code, name) for code, name in found.items()]


def fields(directory: Directory) -> Choices:
    return [SelectChoice(field.code, field.called(language())) for field in directory.fields]


def areas(directory: Directory, day: date) -> Choices:
    """The areas that there are on that day."""
    return [SelectChoice(area.code, area.called(language())) for area in directory.areas_in_force(day)]


def agencies(directory: Directory, day: date, *, but: Collection[AgencyCode] = ()) -> Choices:
    """The agencies that work on that day, by level."""
    return [
        SelectChoice(agency.code, agency.called(language()), optgroup=level(agency.level))
        for agency in directory.agencies_in_force(day)
        if agency.code not in but
    ]


def tasks(directory: Directory) -> Choices:
    """The reform tasks, each a group with itself and its sub-topics."""
    lang = language()
    made = []
    for task in directory.main_tasks:
        group = f"{task.code}. {task.called(lang)}"
        made.append(SelectChoice(task.code, task.called(lang), optgroup=group))
        made += [
            SelectChoice(topic.code, f"{topic.code} {topic.called(lang)}", optgroup=group)
            for topic in directory.sub_topics(task.code)
        ]
    return made

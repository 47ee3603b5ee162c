"""What a reporter chooses from, in the reader's language and in the directory's order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from casework.readings.directory import Directory
from web.i18n import language
from web.words import word

Choices = list[SelectChoice]

_LEVELS: Mapping[str, object] = {
    "province": _l("Ủy ban nhân dân tỉnh"),
    "department": _l("Sở, ban, ngành"),
    "vertical": _l("Cơ quan ngành dọc"),
    "utility": _l("Điện, nước"),
    "organisation": _l("Đoàn thể"),
    "district": _l("Huyện, thành phố"),
}


def nothing(label: str) -> SelectChoice:
    """What stands for no choice."""
    return SelectChoice("", label)


def of_words(values: Iterable[Enum]) -> Choices:
    """The values of a closed list, each with its word."""
    return [SelectChoice(str(value.value), word(value)) for value in values]


def outlets(directory: Directory) -> Choices:
    return [SelectChoice(outlet.code, outlet.called(language())) for outlet in directory.outlets]


def fields(directory: Directory) -> Choices:
    return [SelectChoice(field.code, field.called(language())) for field in directory.fields]


def areas(directory: Directory) -> Choices:
    return [SelectChoice(area.code, area.called(language())) for area in directory.areas]


def agencies(directory: Directory, day: date) -> Choices:
    """The agencies that work on that day, by level."""
    return [
        SelectChoice(
            agency.code,
            agency.called(language()),
            optgroup=str(_LEVELS.get(agency.level, agency.level)),
        )
        for agency in directory.agencies_in_force(day)
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

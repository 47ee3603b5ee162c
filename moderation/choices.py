"""What a moderator chooses from, in the reader's language and in the directory's order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum

from flask_babel import lazy_gettext as _l

from casework.readings.directory import Directory
from web.i18n import language
from web.words import word

Choices = list[tuple[str, str]]

_LEVELS: Mapping[str, object] = {
    "province": _l("Ủy ban nhân dân tỉnh"),
    "department": _l("Sở, ban, ngành"),
    "vertical": _l("Cơ quan ngành dọc"),
    "utility": _l("Điện, nước"),
    "organisation": _l("Đoàn thể"),
    "district": _l("Huyện, thành phố"),
}


def of_words(values: Iterable[Enum]) -> Choices:
    return [(str(value.value), word(value)) for value in values]


def fields(directory: Directory) -> Choices:
    return [(field.code, field.called(language())) for field in directory.fields]


def areas(directory: Directory) -> Choices:
    return [(area.code, area.called(language())) for area in directory.areas]


def tasks(directory: Directory) -> dict[str, Choices]:
    """Tasks with their sub-topics, each task a group of its own."""
    lang = language()
    return {
        f"{task.code}. {task.called(lang)}": [
            (task.code, f"{task.code}. {task.badge(lang)}"),
            *(
                (topic.code, f"{topic.code} {topic.called(lang)}")
                for topic in directory.sub_topics(task.code)
            ),
        ]
        for task in directory.main_tasks
    }


def agencies(directory: Directory, day: date) -> dict[str, Choices]:
    """The agencies that work on that day, by level."""
    groups: dict[str, Choices] = {}
    for agency in directory.agencies_in_force(day):
        group = str(_LEVELS.get(agency.level, agency.level))
        groups.setdefault(group, []).append((agency.code, agency.called(language())))
    return groups


def flat(groups: Mapping[str, Choices]) -> Choices:
    return [choice for group in groups.values() for choice in group]

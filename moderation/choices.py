"""What a moderator chooses from, in the reader's language and in the directory's order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from casework.readings.directory import Directory
from web.choices import Choices, agencies
from web.i18n import language
from web.words import word

__all__ = ["Choices", "agencies", "areas", "fields", "flat", "of_words", "tasks"]


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


def flat(groups: Mapping[str, Choices]) -> Choices:
    return [choice for group in groups.values() for choice in group]

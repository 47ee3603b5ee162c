"""Proposals on reports that they have not seen: the texts of data/demo, dealt into folds.

Each text is proposed for by counts that only the other folds taught. Texts that the demo tells to be one
matter lie in one fold, so that none is taught by its double. Of a text nothing is shown but what its reporter
sent: words, kind, place, and the field that they chose.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from casework.domain.lessons import Learned, Lesson, Tally, agency_label, count
from casework.domain.proposals import AT_MOST, Proposal, Proposals, Question, propose
from casework.domain.report import Report
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    Channel,
    Display,
    FieldCode,
    Kind,
    OutletCode,
    ReportCode,
    Status,
    TaskCode,
    Visibility,
)
from casework.readings.directory import Directory
from casework.readings.proposals import question_of
from demo.stories import texts

DAY: Final = date(2026, 11, 2)
FOLDS, DEALS, SEED = 10, 5, 2014


@dataclass(frozen=True, kw_only=True)
class Example:
    """A written text as its reporter would send it, and what the demo says is right."""

    matter: str  # the same for texts about one matter
    question: Question
    without_field: Question
    agency: AgencyCode
    lesson: Lesson

    @property
    def text(self) -> tuple[str, str]:
        return self.question.title, self.question.body


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was proposed for one example: with the field that its reporter chose, and without it."""

    example: Example
    proposals: Proposals
    without_field: Proposals


@dataclass(frozen=True, kw_only=True)
class Accuracy:
    """Shares of one. `said`: how often something was proposed, `right`: how often what was said was right."""

    top1: float
    top3: float
    without_field_top1: float
    without_field_top3: float
    by_rule: float  # the routing rule alone
    chosen_said: float  # an agency stood chosen
    chosen_right: float
    field_said: float
    field_right: float
    task_said: float
    task_right: float


def examples(names: Directory) -> list[Example]:
    """Every written text of the demo."""
    return [_example(names, text) for text in texts()]


def cross(
    given: Sequence[Example], *, folds: int = FOLDS, deals: int = DEALS, seed: int = SEED
) -> list[Outcome]:
    """Propose for every example once a deal, by what the other folds teach."""
    chance = random.Random(seed)
    outcomes = []
    for _ in range(deals):
        for tested, taught in dealt(given, folds, chance):
            learned = taught_by(taught)
            outcomes += [
                Outcome(
                    example=one,
                    proposals=_proposed(one.question, learned),
                    without_field=_proposed(one.without_field, learned),
                )
                for one in tested
            ]
    return outcomes


def _proposed(question: Question, learned: Learned) -> Proposals:
    """By what a page would have read: the words of this report alone."""
    return propose(question, {word: learned[word] for word in question.words if word in learned})


def dealt(
    given: Sequence[Example], folds: int, chance: random.Random
) -> Iterator[tuple[list[Example], list[Example]]]:
    """Each fold with all the others; one matter lies in one fold."""
    matters = sorted({one.matter for one in given})
    chance.shuffle(matters)
    fold_of = {matter: place % folds for place, matter in enumerate(matters)}
    for fold in range(folds):
        tested = [one for one in given if fold_of[one.matter] == fold]
        yield tested, [one for one in given if fold_of[one.matter] != fold]


def taught_by(given: Sequence[Example]) -> Tally:
    """What these examples teach, from nothing."""
    tally: Tally = {}
    for one in given:
        count(tally, one.lesson, one.text, kind=one.question.kind)
    return tally


def accuracy(outcomes: Sequence[Outcome]) -> Accuracy:
    """The figures. Raises ZeroDivisionError for none."""
    counted: Counter[str] = Counter()
    for one in outcomes:
        counted.update(_counted(one))
    every = len(outcomes)
    return Accuracy(
        top1=counted["top1"] / every,
        top3=counted["top3"] / every,
        without_field_top1=counted["without top1"] / every,
        without_field_top3=counted["without top3"] / every,
        by_rule=counted["rule"] / every,
        chosen_said=counted["chosen"] / every,
        chosen_right=counted["chosen right"] / max(counted["chosen"], 1),
        field_said=counted["field"] / every,
        field_right=counted["field right"] / max(counted["field"], 1),
        task_said=counted["task"] / every,
        task_right=counted["task right"] / max(counted["task"], 1),
    )


def _counted(outcome: Outcome) -> Iterator[str]:
    """What one outcome counts for."""
    right, found = outcome.example.agency, outcome.proposals
    yield from _places(found.agencies, right, "")
    yield from _places(outcome.without_field.agencies, right, "without ")
    if right == _by_rule(outcome.example.question):
        yield "rule"
    if found.standing is not None:
        yield "chosen"
        if found.standing.code == right:
            yield "chosen right"
    for about, said, truth in (
        ("field", found.fields, outcome.example.lesson.field),
        ("task", found.tasks, outcome.example.lesson.task),
    ):
        if said:
            yield about
            # A task that is proposed as a whole is right for each of its sub-topics.
            if truth is not None and (truth == said[0].code or truth.startswith(f"{said[0].code}.")):
                yield f"{about} right"


def _places(found: Sequence[Proposal], right: str, name: str) -> Iterator[str]:
    codes = [one.code for one in found[:AT_MOST]]
    if codes[:1] == [right]:
        yield f"{name}top1"
    if right in codes:
        yield f"{name}top3"


def _by_rule(question: Question) -> str | None:
    here, everywhere = question.leads[question.field] if question.field else (None, None)
    return here or everywhere


def _example(names: Directory, text: dict[str, Any]) -> Example:
    agency = names.agency(text["agency"])
    assert agency is not None, "the demo routes to agencies of the directory"
    chosen = FieldCode(text["field"])
    return Example(
        matter=text.get("merged_into", text["key"]),
        question=_asked(names, text, chosen),
        without_field=_asked(names, text, None),
        agency=agency.code,
        lesson=Lesson(
            agency=agency_label(agency.code, agency.level, is_local=agency.area is not None),
            field=chosen,
            task=TaskCode(text["task"]),
        ),
    )


def _asked(names: Directory, text: dict[str, Any], field: FieldCode | None) -> Question:
    report = submitted(kind=Kind(text["kind"]), field=field, area=text.get("area"))
    return question_of(names, report, title=text["title"], body=text["body"], on=DAY)


def submitted(*, kind: Kind, field: FieldCode | None, area: str | None) -> Report:
    """A report that has just arrived; what proposals don't look at is anything."""
    at = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC)
    return Report(
        code=ReportCode("PA-2222-2222"),
        version=1,
        kind=kind,
        channel=Channel.WEB,
        display=Display.HIDDEN,
        publish=True,
        consent=False,
        outlet=OutletCode("BND"),
        reporter=None,
        entered_by=None,
        field=field,
        area=AreaCode(area) if area else None,
        task=None,
        wanted_agency=None,
        status=Status.SUBMITTED,
        status_since=at,
        visibility=Visibility.PUBLIC,
        submitted_at=at,
    )

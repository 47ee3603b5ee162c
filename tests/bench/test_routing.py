"""`python -m bench routing`: nothing is taught by itself, and the figures are reckoned rightly."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench.crossing import (
    Accuracy,
    Example,
    Outcome,
    accuracy,
    cross,
    dealt,
    examples,
    taught_by,
)
from bench.learning import taught
from bench.loading import DIRECTORY
from bench.routing import Timing, as_json, table
from casework.actions.directory import import_directory
from casework.domain.lessons import EVERY, About
from casework.domain.proposals import Proposal, Proposals, propose
from casework.readings.directory import Directory, directory
from tests.engines import Engines
from tests.house import Clock, casework_on


@pytest.fixture(scope="module")
def names(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    with engines.database("sqlite") as url, engines.opened(url) as database:
        casework = casework_on(database, tmp_path_factory.mktemp("files"), Clock())
        import_directory(casework, DIRECTORY)
        yield directory(casework)


@pytest.fixture(scope="module")
def written(names: Directory) -> list[Example]:
    return examples(names)


def proposals(*codes: str, share: float = 0.9) -> Proposals:
    offered = tuple(
        Proposal(code=code, share=share / 2**place, reasons=()) for place, code in enumerate(codes)
    )
    return Proposals(agencies=offered, fields=(), tasks=())


def outcomes(example: Example, given: Sequence[Proposals]) -> list[Outcome]:
    return [Outcome(example=example, proposals=one, without_field=proposals("TTT")) for one in given]


def test_every_text_is_tested_once_a_deal_and_taught_by_none_about_its_matter(written: list[Example]) -> None:
    tested: list[str] = []
    for fold, others in dealt(written, 10, random.Random(1)):
        tested += [one.question.title for one in fold]
        assert not {one.matter for one in fold} & {one.matter for one in others}
        assert not {one.text for one in fold} & {one.text for one in others}
    assert sorted(tested) == sorted(one.question.title for one in written)
    assert len({one.matter for one in written}) < len(written)


def test_a_text_is_shown_without_what_is_to_be_found(written: list[Example]) -> None:
    assert {one.without_field.field for one in written} == {None}
    assert {one.question.wanted for one in written} == {None}
    assert {one.question.suggested for one in written} == {None}


def test_counts_begin_from_nothing(written: list[Example]) -> None:
    tally = taught_by(written[:5])
    assert sum(tally[EVERY][About.AGENCY].values()) == 5


def test_the_shares_are_reckoned_from_what_was_proposed_first_and_among_three(written: list[Example]) -> None:
    example = replace(written[0], agency="STNMT")
    found = accuracy(
        outcomes(
            example,
            [
                proposals("STNMT", "SXD"),
                proposals("SXD", "SYT", "STNMT"),
                proposals("SXD", "SYT", "STC", "STNMT"),
                proposals("SXD", share=0.1),
            ],
        )
    )
    assert (found.top1, found.top3, found.without_field_top1) == (0.25, 0.5, 0.0)
    assert (found.chosen_said, found.chosen_right) == (0.75, pytest.approx(1 / 3))


def test_the_proposals_for_the_shipped_texts_are_as_good_as_promised(written: list[Example]) -> None:
    found = accuracy(cross(written, folds=10, deals=1))
    assert found.top1 >= 0.80
    assert found.top3 >= 0.95
    assert found.top1 > found.by_rule + 0.2
    assert found.chosen_right >= 0.85


def test_past_decisions_make_them_better(written: list[Example]) -> None:
    untaught = [
        Outcome(
            example=one, proposals=propose(one.question, {}), without_field=propose(one.without_field, {})
        )
        for one in written
    ]
    assert accuracy(cross(written, folds=10, deals=1)).top1 > accuracy(untaught).top1 + 0.03


def test_a_large_forum_has_words_that_stood_with_many_labels(names: Directory) -> None:
    tally = taught(names, 400, seed=1)
    assert sum(tally[EVERY][About.AGENCY].values()) == 400
    assert len(tally[EVERY][About.AGENCY]) > 20


def test_the_figures_for_programs_hold_the_slowest_engine() -> None:
    figures = Accuracy(**dict.fromkeys(Accuracy.__dataclass_fields__, 0.5) | {"top1": 0.84449})
    timings = [
        Timing(engine="sqlite", median=4.0, p99=9.0, words=1000, ratio=1.2),
        Timing(engine="postgresql", median=6.004, p99=12.0, words=1000, ratio=1.25),
    ]
    told = as_json(figures, timings, reports=100_000, deals=5)
    assert (told["top1"], told["top3"], told["ms"]) == (0.8445, 0.5, 6.0)
    assert "| one proposal, postgresql, 1,000 words | 6.0 ms, p99 12.0 ms |" in table(figures, timings)
    assert "a hundredth of the reports, sqlite | 1.20 |" in table(figures, timings)


def test_the_command_writes_the_figures_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "routing.json"
    short = ["--engine", "sqlite", "--reports", "50", "--deals", "1"]
    assert bench.main(["routing", *short, "--json", str(file)]) == 0
    told = json.loads(file.read_text(encoding="utf-8"))
    assert {"top1", "top3", "ms"} <= told.keys()
    assert told["ms"] > 0 and 0.8 <= told["top1"] <= told["top3"] <= 1

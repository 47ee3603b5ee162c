"""What a large forum has learned: the counts that so many decided reports make, written in bulk.

The texts are recombined ones (bench/texts.py), each sent to a lead of its field, but one in ten to anybody:
so the common words have stood with nearly every label, as they have after years of work. Real texts have more
rare words than recombined ones: rows of pairs that stood once are added for them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from sqlalchemy import insert, text

from bench.crossing import DAY
from bench.story import Row
from bench.texts import Composed, written_texts
from casework.domain.lessons import About, Lesson, Tally, agency_label, count
from casework.domain.values import AreaCode
from casework.readings.directory import Agency, Directory
from casework.store.casework import Casework
from casework.store.tables import LearnedWordRow

RARE_A_REPORT = 3
AT_RANDOM = 0.1
BATCH = 5_000


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A recombined report, where it happened, and who got it."""

    words: Composed
    area: AreaCode
    agency: Agency


def sent_reports(names: Directory, chance: random.Random) -> Iterator[Sent]:
    """One after the other, without end."""
    texts, places = written_texts(), [area for area in names.areas if area.parent is not None]
    number = 0
    while True:
        number += 1
        area = chance.choice(places)
        words = texts.compose(chance, place=area.name, number=number)
        lead = names.agency_for(words.opening.field, chance.choice((area.code, None)), DAY)
        anybody = lead is None or chance.random() < AT_RANDOM
        agency = chance.choice(names.agencies_in_force(DAY)) if anybody else lead
        assert agency is not None, "there are agencies"
        yield Sent(words=words, area=area.code, agency=agency)


def taught(names: Directory, reports: int, *, seed: int) -> Tally:
    """What so many reports teach."""
    tally: Tally = {}
    for sent in islice(sent_reports(names, random.Random(seed)), reports):
        opening = sent.words.opening
        label = agency_label(sent.agency.code, sent.agency.level, is_local=sent.agency.area is not None)
        lesson = Lesson(agency=label, field=opening.field, task=opening.task)
        count(tally, lesson, (sent.words.title, sent.words.body), kind=opening.kind)
    return tally


def write_counts(casework: Casework, tally: Tally, reports: int, *, seed: int) -> int:
    """Write it into an empty table, with the rare words of so many reports; returns the number of words."""
    rows = chain(_rows(tally), _rare(tally, reports * RARE_A_REPORT, random.Random(seed)))
    total = 0
    while batch := list(islice(rows, BATCH)):
        with casework.db.write() as session:
            session.execute(insert(LearnedWordRow), batch)
        total += len(batch)
    if not casework.db.is_sqlite:  # it does so by itself after a while; the bench does not wait for it
        with casework.db.write() as session:
            session.execute(text("ANALYZE learned_word"))
    return total


def _rows(tally: Tally) -> Iterator[Row]:
    for word, counts in tally.items():
        yield {"word": word, "counts": {about.value: dict(by_label) for about, by_label in counts.items()}}


def _rare(tally: Tally, how_many: int, chance: random.Random) -> Iterator[Row]:
    """Pairs of syllables that stand beside each other in one report of all."""
    syllables = sorted({syllable for word in tally if " " in word for syllable in word.split(" ")})
    made = set(tally)
    most = min(how_many, len(syllables) ** 2 // 2)
    while most > 0:
        pair = f"{chance.choice(syllables)} {chance.choice(syllables)}"
        if pair not in made:
            made.add(pair)
            most -= 1
            yield {
                "word": pair,
                "counts": {About.AGENCY.value: {"STNMT": 1}, About.FIELD.value: {"dat-dai": 1}},
            }

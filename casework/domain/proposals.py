"""What a report is about and who must answer it, proposed with reasons.

Three things speak: the lists (keywords of fields, tasks and agencies), the routing rules, and what moderators
did with reports in which the same words stood. Each label gets a sum of evidence; the sums become shares of
one. What many decisions say outweighs the lists.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from casework.domain.evidence import Evidence, Text, relabelled, usually
from casework.domain.lessons import EVERY, About, Learned, counted_as, of_field, of_kind, words_of
from casework.domain.values import AgencyCode, AreaCode, FieldCode, Kind
from casework.domain.vocabulary import Read

AT_MOST: Final = 3
CONFIDENT: Final = 0.6  # a share from which a proposal is much likelier than the others
_FLOOR: Final = 0.002  # below it nothing is said of an agency
_FLOOR_OF_LABELS: Final = 0.3  # below it nothing is said of a field or a task
_CAUTION: Final = 2.0  # words of one text say the same thing several times: so much less sure than their sum

_REPORTERS_WORD: Final = 6.0  # evidence for the field that the reporter chose
_NAMED: Final = 2.0  # for an agency that the reporter chose or the text calls by its name
_SUGGESTED: Final = 4.0  # for the one that an agency proposed when it gave the report back
_BY_FIELD: Final = 0.8  # how much the likely leads of the field count beside the words
_DOUBT: Final = 0.01  # of any rule
_RULES: Final = 2.0  # the rules of a field weigh as much as so many decisions in it
_OTHERS: Final = 0.5  # and agencies that no rule names, together, as this
_LIKELY: Final = 0.5  # above this share a field is said to be the report's
_FEW_OF_KIND: Final = 3.0


@dataclass(frozen=True, kw_only=True)
class ByRule:
    """The routing rule of a field: of an area, or (None) of the whole province."""

    field: FieldCode
    area: AreaCode | None


@dataclass(frozen=True, kw_only=True)
class ByKeywords:
    """Words of the lists that stand in the text."""

    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ByDecisions:
    """So many reports in which a telling word of this text stood were decided so."""

    count: int


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The reporter chose it."""


@dataclass(frozen=True, kw_only=True)
class Called:
    """The text calls the agency by its name."""


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """Who gave the report back proposed it."""


Reason = ByRule | ByKeywords | ByDecisions | Chosen | Called | Suggested


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An agency, a field or a task by its code. `share`: of one, among all there are."""

    code: str
    share: float
    reasons: tuple[Reason, ...]

    @property
    def is_laid_down(self) -> bool:
        """Whether a rule names it, or the agency that gave the report back."""
        return any(isinstance(reason, ByRule | Suggested) for reason in self.reasons)


@dataclass(frozen=True, kw_only=True)
class Proposals:
    """At most three each, the likeliest first."""

    agencies: tuple[Proposal, ...]
    fields: tuple[Proposal, ...]
    tasks: tuple[Proposal, ...]

    @property
    def standing(self) -> Proposal | None:
        """The agency that stands chosen: the likeliest, where it is much likelier or it is laid down.

        What only a few words make likely is a moderator's to choose.
        """
        first = self.agencies[0] if self.agencies else None
        return first if first is not None and (first.share >= CONFIDENT or first.is_laid_down) else None


@dataclass(frozen=True, kw_only=True)
class Question:
    """A report to be judged, and what of the directory holds for it today.

    `agencies`: whom each label stands for, where there is one; `leads`: by field the agency that the rules
    name for this `place` and the one for the whole province; `tasks`: each task with the task it belongs to.
    """

    kind: Kind
    title: str
    body: str
    field: FieldCode | None
    read: Read
    agencies: Mapping[str, AgencyCode]
    leads: Mapping[FieldCode, tuple[AgencyCode | None, AgencyCode | None]]
    tasks: Mapping[str, str | None]
    place: AreaCode | None = None
    wanted: AgencyCode | None = None
    suggested: AgencyCode | None = None
    refused: frozenset[AgencyCode] = frozenset()

    @property
    def words(self) -> tuple[str, ...]:
        """The words of which has to be known how reports with them were decided."""
        listed = [word for hits in self.read.hits.values() for hit in hits for word in hit.keyword.words]
        return (EVERY, of_kind(self.kind), *map(of_field, self.leads), *self.own_words, *listed)

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """Those of its title and text."""
        return words_of(self.title, self.body)


def propose(question: Question, learned: Learned) -> Proposals:
    """What the lists, the rules and past decisions say together. `learned` is asked for `question.words`."""
    judge = _Judge(question, learned)
    return Proposals(agencies=judge.agencies(), fields=judge.fields(), tasks=judge.tasks())


class _Judge:
    """One report, looked at once."""

    def __init__(self, question: Question, learned: Learned) -> None:
        self._question, self._learned = question, learned
        self._text = Text(question.own_words, frozenset(words_of(question.title, "")), question.read, learned)

    def fields(self) -> tuple[Proposal, ...]:
        """By the words alone, whatever the reporter chose."""
        shares = _shares(self._about_fields.weights)
        return _best(shares, self._about_fields, floor=_FLOOR_OF_LABELS)

    def tasks(self) -> tuple[Proposal, ...]:
        """Sub-topics; where none of them stands out, tasks with all of theirs together."""
        tasks = self._question.tasks
        evidence = self._text.evidence(About.TASK, tasks, {})
        of_its_kind = self._of_its_kind(tasks)
        shares = _shares({task: evidence.weights[task] + of_its_kind[task] for task in tasks})
        whole = {task: shares[task] for task, parent in tasks.items() if parent is None}
        for task, parent in tasks.items():
            if parent is not None:
                whole[parent] += shares[task]
        found = _best(shares, evidence, floor=_FLOOR_OF_LABELS)
        return found or _best(whole, evidence.together(tasks), floor=_FLOOR_OF_LABELS)

    def agencies(self) -> tuple[Proposal, ...]:
        question = self._question
        there = {str(code) for code in question.agencies.values()} - question.refused
        evidence = self._text.evidence(About.AGENCY, there, self._stands_for)
        fields = self._likely_fields()
        leads = self._leads(fields, there)
        called = {question.agencies.get(code) for code in question.read.agencies}
        weights = {
            agency: evidence.weights[agency]
            + _BY_FIELD * math.log(leads[agency] + _DOUBT)
            + _NAMED * ((agency in called) + (agency == question.wanted))
            + _SUGGESTED * (agency == question.suggested)
            for agency in there
        }
        field = next((field for field, share in fields.items() if share > _LIKELY), None)
        more = {agency: self._more_reasons(agency, field, agency in called) for agency in there}
        return _best(_shares(weights), evidence, floor=_FLOOR, more=more)

    @cached_property
    def _stands_for(self) -> Mapping[str, str]:
        return {label: code for label, code in self._question.agencies.items() if label != code}

    @cached_property
    def _about_fields(self) -> Evidence:
        return self._text.evidence(About.FIELD, self._question.leads, {})

    def _likely_fields(self) -> dict[FieldCode, float]:
        """What the report may be about, the reporter's word included."""
        chosen, weights = self._question.field, self._about_fields.weights
        told = {field: weight + _REPORTERS_WORD * (field == chosen) for field, weight in weights.items()}
        return {FieldCode(field): share for field, share in _shares(told, caution=1).items()}

    def _of_its_kind(self, tasks: Collection[str]) -> dict[str, float]:
        """Evidence for each task out of what reports of this kind were about: praise is about good people."""
        usual = usually(self._learned, About.TASK, tasks, {})
        counts = counted_as(self._learned, of_kind(self._question.kind), About.TASK)
        total = sum(counts.values()) + _FEW_OF_KIND
        return {
            task: math.log((counts.get(task, 0) + _FEW_OF_KIND * usual[task]) / total / usual[task])
            for task in tasks
        }

    def _leads(self, fields: Mapping[FieldCode, float], there: Collection[str]) -> dict[str, float]:
        """How likely each agency leads: by rule, and by what was decided in the fields that it may be."""
        likely = dict.fromkeys(there, 0.0)
        for field, share in fields.items():
            if share < _DOUBT / len(fields):
                continue
            decided = counted_as(self._learned, of_field(field), About.AGENCY)
            counts = relabelled(decided, self._stands_for)
            # A rule for the place and one for the province count alike.
            rules = {str(lead) for lead in self._question.leads[field] if lead is not None}
            total = sum(counts.values()) + _RULES * bool(rules) + _OTHERS
            for agency in there:
                by_rule = _RULES / len(rules) if agency in rules else 0.0
                likely[agency] += share * (counts.get(agency, 0) + by_rule + _OTHERS / len(there)) / total
        return likely

    def _more_reasons(self, agency: str, field: FieldCode | None, is_called: bool) -> Iterable[Reason]:
        question = self._question
        if agency == question.suggested:
            yield Suggested()
        if agency == question.wanted:
            yield Chosen()
        here, everywhere = question.leads[field] if field is not None else (None, None)
        if field is not None and agency in (here, everywhere):
            yield ByRule(field=field, area=question.place if agency == here else None)
        if is_called:
            yield Called()


def _shares(weights: Mapping[str, float], *, caution: float = _CAUTION) -> dict[str, float]:
    """Of one, by evidence."""
    most = max(weights.values(), default=0.0)
    likely = {label: math.exp((weight - most) / caution) for label, weight in weights.items()}
    total = sum(likely.values())
    return {label: each / total for label, each in likely.items()}


def _best(
    shares: Mapping[str, float],
    evidence: Evidence,
    *,
    floor: float,
    more: Mapping[str, Iterable[Reason]] | None = None,
) -> tuple[Proposal, ...]:
    """The likeliest labels of which it can be said why; equal ones in the order of their codes."""
    found: list[Proposal] = []
    for label in sorted(shares, key=lambda label: (-shares[label], label)):
        if len(found) == AT_MOST or shares[label] < floor:
            break
        if reasons := _reasons(label, evidence, (more or {}).get(label, ())):
            found.append(Proposal(code=label, share=shares[label], reasons=reasons))
    return tuple(found)


def _reasons(label: str, evidence: Evidence, more: Iterable[Reason]) -> tuple[Reason, ...]:
    reasons = list(more)
    if words := evidence.keywords.get(label):
        reasons.append(ByKeywords(words=words))
    if count := evidence.decisions(label):
        reasons.append(ByDecisions(count=count))
    return tuple(reasons)

"""What each moderator of a newsroom did in a month, how fast, and how it turned out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.domain import events as ev
from casework.domain.policy import Actor
from casework.domain.values import OutletCode, UserId
from casework.domain.workload import Figures
from casework.readings.ledger import Month
from casework.store import workload as rows
from casework.store.casework import Casework

__all__ = ["Line", "Newsroom", "of_newsrooms"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One moderator's month. `name` is empty for who has gone."""

    name: str
    is_me: bool
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class Newsroom:
    """Everybody of one outlet who did something, whoever did most first, and all of them together."""

    outlet: OutletCode
    lines: Sequence[Line]

    @property
    def total(self) -> Figures:
        return Figures.sum(line.figures for line in self.lines)


def of_newsrooms(casework: Casework, actor: Actor, month: Month) -> Sequence[Newsroom]:
    """The actor's own newsrooms and no other, in five queries however much was done."""
    outlets, span = sorted(actor.outlets), month.span
    with casework.db.read() as session:
        counted = rows.counted(session, outlets, *span)
        looked = rows.first_looks(session, outlets, *span)
        judged = rows.judged(session, outlets, *span)
        names = rows.names(session, {deed.actor for deed in counted if deed.actor is not None})
    found: dict[OutletCode, dict[UserId | None, list[Figures]]] = {outlet: {} for outlet in outlets}
    for deed in counted:
        found[deed.outlet].setdefault(deed.actor, []).append(Figures(deeds={deed.name: deed.amount}))
    for look in looked:
        figures = Figures.of_first_look(look.arrived, look.decided, casework.terms())
        found[look.outlet].setdefault(look.actor, []).append(figures)
    for said in judged:
        found[said.outlet].setdefault(said.actor, []).append(_turned_out(said))
    return [Newsroom(outlet=outlet, lines=_lines(theirs, names, actor)) for outlet, theirs in found.items()]


def _lines(
    theirs: Mapping[UserId | None, Sequence[Figures]], names: Mapping[UserId, str], actor: Actor
) -> list[Line]:
    lines = [
        Line(name=names.get(who, "") if who else "", is_me=who == actor.user, figures=Figures.sum(some))
        for who, some in theirs.items()
    ]
    return sorted(lines, key=lambda line: (-line.figures.done, line.name))


def _turned_out(said: rows.Judged) -> Figures:
    if said.name == ev.Returned.__name__:
        return Figures(returned=said.amount)
    return Figures(appeals=said.amount, upheld=said.amount if said.upheld else 0)

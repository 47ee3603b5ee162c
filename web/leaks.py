"""What the leak guard found, as pages show it: the text in pieces, each finding called by its kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from casework.actions.leak_guard import Checked, Guard
from casework.domain.leaks import Leak, redacted
from casework.domain.text import Unclean, normalise

KINDS: Mapping[Leak, Any] = {
    Leak.REPORTER: _l("tên người gửi"),
    Leak.EMAIL: _l("thư điện tử"),
    Leak.IDENTITY: _l("số giấy tờ tùy thân"),
    Leak.ACCOUNT: _l("số tài khoản"),
    Leak.PLATE: _l("biển số xe"),
    Leak.PHONE: _l("số điện thoại"),
    Leak.PERSON: _l("tên người"),
}


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of the text; `label` says what was found in it, empty for what lies between. The first of
    several alike `is_first`: blacking out one blacks out all."""

    text: str
    label: Any = ""
    is_first: bool = False


@dataclass(frozen=True, kw_only=True)
class LeakView:
    """A text with its findings in place, for components/leaks.html."""

    pieces: Sequence[Piece]
    passages: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.passages)


def leak_view(checked: Checked) -> LeakView:
    """The text of a check, cut where something was found."""
    pieces: list[Piece] = []
    done, seen = 0, set[str]()
    for finding in checked.findings:
        pieces.append(Piece(text=checked.text[done : finding.start]))
        pieces.append(Piece(text=finding.text, label=KINDS[finding.kind], is_first=finding.text not in seen))
        seen.add(finding.text)
        done = finding.end
    pieces.append(Piece(text=checked.text[done:]))
    return LeakView(pieces=[piece for piece in pieces if piece.text], passages=checked.passages)


def asked_to_black_out() -> bool:
    """Whether the form was sent by one of the buttons that black something out."""
    return bool(request.form.keys() & {"black_out", "black_out_all"})


def blacked_out(text: str, guard: Guard) -> str:
    """The text after the button that was pressed: nothing but what the guard finds can be blacked out."""
    if "black_out_all" in request.form:
        return guard.redacted(text)
    wanted = set(passages("black_out"))
    return redacted(text, [found for found in guard.check(text).passages if found in wanted])


def longest_first(named: Iterable[str]) -> tuple[str, ...]:
    """Passages in the order to black them out: none is looked for inside what is black already."""
    return tuple(sorted(set(named), key=lambda passage: (-len(passage), passage)))


def passages(name: str) -> tuple[str, ...]:
    """The passages that a form names, spelled as they are kept; what cannot stand in a text is left out."""
    found = []
    for given in request.form.getlist(name):
        try:
            found.append(normalise(given))
        except Unclean:
            continue
    return tuple(dict.fromkeys(filter(None, found)))

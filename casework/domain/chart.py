"""docs/lifecycle.md, made from the table: `python -m casework.domain.chart > docs/lifecycle.md`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from casework.domain import checks, checks_promises, checks_shares
from casework.domain.checks import Check
from casework.domain.commands import Command
from casework.domain.lifecycle import RULES, Rule
from casework.domain.values import Part, Status

# What the interface calls each status, and what it means (design.md, "The life of a report").
WORDS: Mapping[Status, tuple[str, str]] = MappingProxyType(
    {
        Status.UNCONFIRMED: ("chờ xác nhận địa chỉ", "a guest's, whose address is not yet confirmed"),
        Status.SUBMITTED: ("chờ tòa soạn xem", "in the newsroom's queue"),
        Status.NEEDS_INFO: ("cần bổ sung", "the newsroom asked the reporter something"),
        Status.DECLINED: ("không tiếp nhận", "not taken, with a reason; can be appealed once"),
        Status.MERGED: ("đã gộp", "the same as another"),
        Status.ROUTED: ("đã chuyển cơ quan", "with an agency, which has not yet picked it up"),
        Status.ACCEPTED: ("đang giải quyết", "the agency works on it"),
        Status.RETURNED: ("đang chuyển lại", "the agency says that it is not theirs; its clock is stopped"),
        Status.ANSWERED: ("đã trả lời", "the official reply is public; the reporter is asked"),
        Status.REOPENED: ("mở lại", "the reporter says no: back to the agency, once"),
        Status.CLOSED: ("đã kết thúc", "satisfied, silent for 15 days, or a second no"),
        Status.WITHDRAWN: ("đã rút", "by the reporter, or never confirmed"),
    }
)
BY_WORDS: Mapping[Part, str] = MappingProxyType(
    {
        Part.OWNER: "reporter",
        Part.MODERATOR: "newsroom",
        Part.CITIZEN: "anybody signed in",
        Part.CLOCK: "the clock",
    }
)
_NAMES: Mapping[Check, str] = MappingProxyType(
    {
        check: name.replace("_", " ")
        for name, check in (vars(checks) | vars(checks_promises) | vars(checks_shares)).items()
        if isinstance(check, Check)
    }
)
ENDS = frozenset({Status.CLOSED, Status.WITHDRAWN})
_HEAD = """\
# The life of a report

Made from the table in `casework/domain/lifecycle.py` by

    python -m casework.domain.chart > docs/lifecycle.md

and a test holds it current: change the table, not this page.
"""


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([_HEAD, *_statuses(), *_diagram(), *_commands()])


def _statuses() -> Iterable[str]:
    yield from ("## Statuses", "", "| status | in the interface | meaning |", "|---|---|---|")
    for status, (vietnamese, meaning) in WORDS.items():
        yield f"| `{status}` | {vietnamese} | {meaning} |"
    yield ""


def _diagram() -> Iterable[str]:
    yield from ("## Where each leads", "", "```mermaid", "stateDiagram-v2")
    yield from (f"    {status} : {status}<br>{words}" for status, (words, _) in WORDS.items())
    yield from ("    [*] --> unconfirmed : by a guest", "    [*] --> submitted")
    for (start, end), commands in _arrows().items():
        yield f"    {start} --> {end} : {', '.join(commands)}"
    yield from (f"    {status} --> [*]" for status in WORDS if status in ENDS)
    yield from ("```", "")


def _arrows() -> Mapping[tuple[Status, Status], list[str]]:
    arrows: dict[tuple[Status, Status], list[str]] = {}
    for (status, command), rule in _rules():
        for end in rule.to:
            if end is not status:
                arrows.setdefault((status, end), []).append(command.__name__)
    return arrows


def _commands() -> Iterable[str]:
    yield from (
        "## Who may do what, and when",
        "",
        "Where nothing stands under “to” the status stays. What follows “unless” and “needs” are the",
        "questions of `casework/domain/checks.py`, each beside the reason that the refused person is told.",
        "",
        "| command | who | from | to | unless / needs |",
        "|---|---|---|---|---|",
    )
    for (command, rule), statuses in _rows().items():
        cells = (
            f"`{command.__name__}`",
            ", ".join(BY_WORDS.get(part, part.value) for part in Part if part in rule.by),
            ", ".join(statuses),
            " or ".join(rule.to),
            "; ".join(filter(None, (_listed("unless", rule.unless), _listed("needs", rule.needs)))),
        )
        yield re.sub(" +", " ", f"| {' | '.join(cells)} |")
    yield ""


def _rows() -> Mapping[tuple[type[Command], Rule], list[Status]]:
    rows: dict[tuple[type[Command], Rule], list[Status]] = {}
    for (status, command), rule in _rules():
        rows.setdefault((command, rule), []).append(status)
    return rows


def _listed(word: str, asked: tuple[Check, ...]) -> str:
    return f"{word} {', '.join(_NAMES[check] for check in asked)}" if asked else ""


def _rules() -> Iterable[tuple[tuple[Status, type[Command]], Rule]]:
    """The table in the order of its commands, then of the life of a report."""
    commands = list(dict.fromkeys(command for _, command in RULES))
    life = list(Status)
    return sorted(RULES.items(), key=lambda cell: (commands.index(cell[0][1]), life.index(cell[0][0])))


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())

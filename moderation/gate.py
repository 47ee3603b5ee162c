"""What a moderator is told of a report that reads like a khiếu nại or a tố cáo."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain import legal_gate
from casework.domain.legal_gate import Finding
from casework.readings.thread import Thread


@dataclass(frozen=True, kw_only=True)
class GateView:
    """What else the text reads like, and whether its sender was asked and says that it does not."""

    finding: Finding
    is_denied: bool


def gate_view(thread: Thread) -> GateView | None:
    """None where the newsroom has decided, and for what is the forum's."""
    if not thread.report.is_in_newsroom:
        return None
    finding = legal_gate.recognise(thread.title, thread.body, thread.report.kind)
    return GateView(finding=finding, is_denied=thread.denied is not None) if finding else None

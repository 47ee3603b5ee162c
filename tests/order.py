"""In which order files are dealt to the workers of a run: the dearest first.

Each worker gets one file after the other (`--dist loadfile`). Were a dear one among the last, the others
would have nothing to do while its worker ends it. xdist's own order, by number of tests, puts just these at
the end: they have few tests, each of hundreds of pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol, TypeVar

# Those that take over ten seconds of a processor, the longest first, as they were on 27 November 2026.
DEAREST: Final = (
    "tests/doors/test_who_may.py",
    "tests/doors/test_hostile_fields.py",
    "tests/doors/test_xss.py",
    "tests/browser/test_accessibility.py",
    "tests/reorganisation/test_2025.py",
    "tests/doors/test_confidential.py",
    "tests/delivery/test_inbound.py",
    "tests/doors/test_confidential_bytes.py",
    "tests/simulation/test_month.py",
    "tests/doors/test_api_contract.py",
    "tests/doors/test_guessed.py",
    "tests/browser/test_main_job.py",
    "tests/doors/test_sealed_bytes.py",
    "tests/deeds/test_retention.py",
    "tests/browser/test_every_status.py",
    "tests/bench/test_exports.py",
    "tests/bench/test_bench.py",
    "tests/doors/test_logs.py",
    "tests/doors/test_disk_full.py",
    "tests/browser/test_gate.py",
    "tests/structure/test_production.py",
    "tests/store/test_first_answers.py",
    "tests/doors/test_press_surges.py",
    "tests/actions/test_unlinkable.py",
    "tests/browser/test_keyboard_queue.py",
)
_PLACES: Final = {name: place for place, name in enumerate(DEAREST)}
_ROOT: Final = Path(__file__).resolve().parent.parent


class _InAFile(Protocol):
    @property
    def path(self) -> Path: ...


T = TypeVar("T", bound=_InAFile)


def dearest_first(items: Iterable[T]) -> list[T]:
    """The tests of the dearest files, then all others as they stood."""
    return sorted(items, key=_place)


def _place(item: _InAFile) -> int:
    path = item.path
    name = path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else ""
    return _PLACES.get(name, len(_PLACES))

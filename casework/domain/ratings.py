"""What a reporter says of the answer, as readers look for it: solved or not, and one to five stars."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

MOST_STARS: Final = 5


class Rating(StrEnum):
    """One thing that a rating says; a whole one says two: solved or not, and how many stars."""

    SOLVED = "solved"
    UNSOLVED = "unsolved"
    FIVE = "5"
    FOUR = "4"
    THREE = "3"
    TWO = "2"
    ONE = "1"

    @property
    def stars(self) -> int | None:
        """How many stars it says; None for what says whether it is solved."""
        return int(self.value) if self.value.isdecimal() else None


def ratings_of(solved: bool | None, stars: int | None) -> tuple[Rating, ...]:
    """All that a rating says; nothing while there is none."""
    if solved is None or stars is None:
        return ()
    return (Rating.SOLVED if solved else Rating.UNSOLVED), Rating(str(stars))


def stars_missing(stars: int | None) -> int | None:
    """How many stars there are to the best; by these the worst stand first, and of them the newest."""
    return None if stars is None else MOST_STARS - stars

"""How much a reader's word counts, and when what they write is seen at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.domain.standing import AGED, Act, Standing, sets_aside
from tests.domain.cast import at

NOW = at(9)


@pytest.mark.parametrize(
    ("age", "right", "wrong", "weight"),
    [
        (AGED, 0, 0, 100),
        (AGED - timedelta(seconds=1), 0, 0, 0),
        (AGED - timedelta(seconds=1), 50, 0, 0),
        (AGED, 1, 0, 133),
        (AGED, 9, 0, 182),
        (AGED, 0, 1, 67),
        (AGED, 0, 9, 18),
        (AGED, 5, 5, 100),
    ],
)
def test_a_flag_counts_by_the_age_of_the_account_and_by_what_became_of_its_flags(
    age: timedelta, right: int, wrong: int, weight: int
) -> None:
    assert Standing(since=NOW - age, flags_right=right, flags_wrong=wrong).weight(NOW) == weight


@pytest.mark.parametrize(
    ("weights", "hidden"),
    [
        ([100, 100, 100], True),
        ([100, 100, 99], False),
        ([200, 200], False),  # two people are not enough, however often they were right
        ([200, 200, 0, 0], False),  # nor with accounts of yesterday
        ([150, 100, 50], True),
        ([18] * 16, False),
        ([18] * 17, True),
        ([], False),
    ],
)
def test_enough_people_of_enough_weight_hide_a_comment(weights: list[int], hidden: bool) -> None:
    assert sets_aside(weights) is hidden


def test_three_accepted_posts_earn_trust_and_with_it_more_in_a_day() -> None:
    new, trusted = Standing(since=NOW, accepted=2), Standing(since=NOW, accepted=3)
    assert (new.is_trusted, trusted.is_trusted) == (False, True)
    assert all(new.quota(act) < trusted.quota(act) for act in Act)

"""What letters tell of journalists: newsrooms, of what waits for them; and who asked, of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from casework.delivery.notices import Capacity, Notice, how_often
from casework.delivery.readers import Reader
from casework.domain.accreditation import AccreditationState
from casework.domain.stories import StoryState
from casework.domain.values import OutletCode
from casework.domain.wishes import Often
from casework.store import accreditations, directory, stories
from casework.store.casework import Casework
from casework.store.db import Session

_TOLD_IN: Mapping[Notice, AccreditationState] = MappingProxyType(
    {
        Notice.PRESS_ASKED: AccreditationState.ASKED,
        Notice.PRESS_GRANTED: AccreditationState.GRANTED,
        Notice.PRESS_REFUSED: AccreditationState.REFUSED,
        Notice.PRESS_ENDED: AccreditationState.ENDED,
    }
)


def facts(
    session: Session, casework: Casework, notice: Notice, about: str, reader: Reader
) -> dict[str, Any] | None:
    """What the templates are filled with; None once it is not so, or for who may not know, or does not want
    to."""
    kind, _, number = about.partition(":")
    if kind == "story":
        return _of_story(session, casework, notice, int(number), reader)
    return _of_accreditation(session, casework, notice, int(number), reader)


def _of_story(
    session: Session, casework: Casework, notice: Notice, number: int, reader: Reader
) -> dict[str, Any] | None:
    found = stories.find(session, number)
    if found is None or found.state is not StoryState.WAITING or not _is_told(notice, found.outlet, reader):
        return None
    return {
        "capacity": Capacity.NEWSROOM,
        "path": "/press/stories",
        "story": found,
        "outlet": directory.kept(casework.db).outlet_name(found.outlet, reader.language),
    }


def _is_told(notice: Notice, outlet: OutletCode, reader: Reader) -> bool:
    """Whether somebody of this newsroom is to be told."""
    wished = how_often(notice, Capacity.NEWSROOM, reader.wishes)
    return outlet in reader.actor.outlets and wished is not Often.OFF


def _of_accreditation(
    session: Session, casework: Casework, notice: Notice, number: int, reader: Reader
) -> dict[str, Any] | None:
    found = accreditations.find(session, number)
    if found is None or found.state is not _TOLD_IN[notice]:
        return None
    is_newsroom = notice is Notice.PRESS_ASKED
    if is_newsroom and not _is_told(notice, found.outlet, reader):
        return None
    if not is_newsroom and reader.actor.user != found.user:
        return None
    paths = {Notice.PRESS_ASKED: f"/press/accreditations/{found.id}", Notice.PRESS_GRANTED: "/press/"}
    return {
        "capacity": Capacity.NEWSROOM if is_newsroom else Capacity.ACCOUNT,
        "path": paths.get(notice, "/press/apply"),
        "accreditation": found,
        "outlet": directory.kept(casework.db).outlet_name(found.outlet, reader.language),
    }

"""What letters tell of journalists: newsrooms, what waits for them; who asked or linked, the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from casework.delivery.notices import RULES, Capacity, Notice, how_often
from casework.delivery.readers import Reader
from casework.domain.accreditation import AccreditationState
from casework.domain.contact_requests import ContactRequest, ContactState, Seen
from casework.domain.policy import Permission, can, owns
from casework.domain.stories import Story, StoryState
from casework.domain.stories import about as about_of
from casework.domain.values import OutletCode, PostId
from casework.domain.wishes import Often
from casework.store import accreditations, contact_requests, directory, reports, stories, threads
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
    if kind == "contact":
        return _of_contact(session, casework, notice, PostId(number), reader)
    if kind == "story":
        return _of_story(session, casework, notice, about, reader)
    return _of_accreditation(session, casework, notice, int(number), reader)


def _of_story(
    session: Session, casework: Casework, notice: Notice, about: str, reader: Reader
) -> dict[str, Any] | None:
    """Letters lie open: of a story under embargo they tell no headline, whoever may know it."""
    found = stories.find(session, int(about.split(":")[1]))
    if found is None:
        return None
    (capacity,) = RULES[notice].to
    told = _to_author if capacity is Capacity.AUTHOR else _to_newsroom
    facts = told(session, notice, about, found, reader)
    return facts and facts | {
        "capacity": capacity,
        "story": found,
        "is_embargoed": found.is_embargoed(casework.now()),
        "outlet": directory.kept(casework.db).outlet_name(found.outlet, reader.language),
    }


def _to_newsroom(
    _session: Session, notice: Notice, _about: str, found: Story, reader: Reader
) -> dict[str, Any] | None:
    is_so = found.state is StoryState.WAITING and _is_told(notice, found.outlet, reader)
    return {"path": "/press/stories"} if is_so else None


def _to_author(
    session: Session, notice: Notice, about: str, found: Story, reader: Reader
) -> dict[str, Any] | None:
    """The last decision, if that is the one that the letter tells; who may not open the desk any more is led
    to the report."""
    wished = how_often(notice, Capacity.AUTHOR, reader.wishes)
    is_theirs = reader.actor.user == found.author and wished is not Often.OFF
    if not is_theirs or found.decided_at is None or about != about_of(found.id, found.decided_at):
        return None
    report, words = threads.head(session, found.report)
    desk = can(reader.actor, Permission.LINK_STORIES)
    return {
        "path": "/press/stories" if desk else f"/reports/{found.report}",
        "code": found.report,
        "title": words.title if report.is_published else "",
        "at": found.decided_at,
    }


def _of_contact(
    session: Session, casework: Casework, notice: Notice, request: PostId, reader: Reader
) -> dict[str, Any] | None:
    """To the reporter it says that there is something to read, and nothing of what: letters lie open."""
    found = contact_requests.find(session, request)
    if found is None or not _still(notice, found, casework.now()):
        return None
    (capacity,) = RULES[notice].to
    if capacity is Capacity.NEWSROOM and not _is_told(notice, found.outlet, reader):
        return None
    if capacity is Capacity.ACCOUNT and reader.actor.user != found.user:
        return None
    path = {
        Capacity.NEWSROOM: f"/press/requests/{found.id}",
        Capacity.ACCOUNT: "/press/contacts",
        Capacity.OWNER: f"/reports/{found.report}/contact/{found.id}",
    }[capacity]
    if capacity is Capacity.OWNER:
        wished = how_often(notice, capacity, reader.wishes)
        if not owns(reader.actor, reports.load(session, found.report)) or wished is Often.OFF:
            return None
        path = path if reader.actor.user is not None else f"/track?code={found.report}"
    return {
        "capacity": capacity,
        "path": path,
        "contact": found,
        "outlet": directory.kept(casework.db).outlet_name(found.outlet, reader.language),
    }


def _still(notice: Notice, found: ContactRequest, now: datetime) -> bool:
    """Whether the request is yet as the letter says."""
    if notice is Notice.CONTACT_CLOSED:
        return found.seen(now) is Seen.UNREACHABLE
    told = {
        Notice.CONTACT_REQUESTED: ContactState.WAITING,
        Notice.CONTACT_FORWARDED: ContactState.FORWARDED,
        Notice.CONTACT_GIVEN: ContactState.AGREED,
    }
    return found.state is told[notice] and (found.is_open(now) or notice is Notice.CONTACT_GIVEN)


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

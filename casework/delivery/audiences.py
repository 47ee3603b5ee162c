"""Whom an event concerns: the audiences, and as what each is written to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from casework.delivery.notices import Capacity
from casework.domain import events as ev
from casework.domain.calendar import local_day
from casework.domain.evolve import Recorded
from casework.domain.report import Report
from casework.domain.values import AgencyCode, Display, Part, PostId, ReportCode, Role, UserId
from casework.domain.watching import Watched
from casework.store import contacts, denunciations, directory, people, reports, support, threads, watching
from casework.store.casework import Casework
from casework.store.db import Session

OFFICE = (Role.OFFICER, Role.SIGNER)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The report as it stood after the event, whatever has happened since."""

    casework: Casework
    session: Session
    report: Report
    past: tuple[Recorded, ...]


Audience = Callable[[Scene], Iterable[str]]


def _users(ids: Iterable[UserId]) -> list[str]:
    return [f"user:{user}" for user in ids]


def reporter(scene: Scene) -> list[str]:
    # As it is now, not as it was then: of who was erased since, no row about letters comes back.
    if reports.load(scene.session, scene.report.code).contact_erased:
        return []
    if scene.report.reporter is not None:
        return _users([scene.report.reporter])
    contact = contacts.load(scene.session, scene.casework.vault, scene.report.code)
    return ["reporter"] if contact and contact.email else []


def passed_on(scene: Scene) -> list[str]:
    """The reporter of what went to the inspectorate, if they did not ask for secrecy. How to reach them has
    gone there, too."""
    if scene.report.display is Display.CONFIDENTIAL:
        return []
    if (user := scene.report.reporter) is not None:
        return _users([user] if people.find(scene.session, user) else [])
    contact = denunciations.contact_of_report(scene.session, scene.casework.vault, scene.report.code)
    return ["reporter"] if contact.email else []


def merged_guests(scene: Scene) -> list[ReportCode]:
    """What was merged into the report, directly or through others, and whose reporter has no account but left
    an address."""
    found, left = list[ReportCode](), [scene.report.code]
    while left:
        for code in support.merged_into(scene.session, left.pop()):
            left.append(code)
            merged = reports.load(scene.session, code)
            contact = contacts.load(scene.session, scene.casework.vault, code)
            if merged.reporter is None and not merged.contact_erased and contact and contact.email:
                found.append(code)
    return found


def followers(scene: Scene) -> list[str]:
    return _users(support.followers(scene.session, scene.report.code))


def watchers(scene: Scene) -> list[str]:
    """Who follows a place where it comes up: of what everybody may read."""
    if not scene.report.is_published:
        return []
    return _users(watching.watchers(scene.session, _places(scene)))


def watchers_of_agency(scene: Scene) -> list[str]:
    """Of a report that was told before, who follows the agency that it has come to."""
    if not scene.report.is_published:
        return []
    of_agency = [place for place in _places(scene) if place[0] is Watched.AGENCY]
    return _users(watching.watchers(scene.session, of_agency))


def _places(scene: Scene) -> frozenset[watching.Place]:
    today = local_day(scene.casework.now())
    return watching.places_of(scene.report, directory.kept(scene.casework.db), today)


def moderators(scene: Scene) -> list[str]:
    return _users(people.members(scene.session, [Role.MODERATOR], outlet=scene.report.outlet))


def queue(scene: Scene) -> list[str]:
    """The same, of what comes in: it waits in the queue, and a letter is only a help."""
    return moderators(scene)


def commenter(scene: Scene) -> list[str]:
    """Who wrote the comment that the event is about; of who was erased since, no row comes back."""
    post = threads.post(scene.session, getattr(scene.past[-1].event, "post", PostId("")))
    if post is None or post.author is None or people.find(scene.session, post.author) is None:
        return []
    return _users([post.author])


def asker(scene: Scene) -> list[str]:
    """Who is on it, else who asked the reporter, else the whole newsroom."""
    asked = (past.actor for past in reversed(scene.past) if isinstance(past.event, ev.InfoAsked))
    newsroom = moderators(scene)
    for one in (scene.report.claimed_by, next(asked, None)):
        if f"user:{one}" in newsroom:
            return [f"user:{one}"]
    return newsroom


def _staff(scene: Scene, agencies: Iterable[AgencyCode], roles: Iterable[Role]) -> list[str]:
    """The people of these agencies; the agency's own address where nobody has an account yet."""
    told: list[str] = []
    named, today = directory.kept(scene.casework.db), local_day(scene.casework.now())
    # Who has ended reads no letters: whoever carries on does.
    heirs = {heir.code if (heir := named.heir_of(code, today)) else code for code in agencies}
    for agency in sorted(heirs):
        members = people.members(scene.session, roles, agency=agency)
        told += _users(members) or [f"agency:{agency}"]
    return told


def office(scene: Scene) -> list[str]:
    return _staff(scene, scene.report.agencies, OFFICE)


def lead_office(scene: Scene) -> list[str]:
    """Of those who have it, whoever answers for the reply."""
    return _staff(scene, [scene.report.agency], OFFICE) if scene.report.agency else []


def helpers(scene: Scene) -> list[str]:
    """The agencies beside the lead."""
    return _staff(scene, scene.report.co_agencies, OFFICE)


def helper(scene: Scene) -> list[str]:
    """The one of them that the event is about."""
    agency: AgencyCode | None = getattr(scene.past[-1].event, "agency", None)
    return _staff(scene, [agency], OFFICE) if agency else []


def signers(scene: Scene) -> list[str]:
    return _staff(scene, scene.report.agencies, [Role.SIGNER])


def parent(scene: Scene) -> list[str]:
    lead = directory.kept(scene.casework.db).agency(scene.report.agency)
    return _staff(scene, [lead.parent], OFFICE) if lead and lead.parent else []


def moderator_who_asked(scene: Scene) -> list[str]:
    return _who_asked(scene, Part.MODERATOR)


def overseer_who_asked(scene: Scene) -> list[str]:
    return _who_asked(scene, Part.OVERSEER)


def _who_asked(scene: Scene, part: Part) -> list[str]:
    """Who asked last to learn who reported it, if it was in this part."""
    asked = (past.event for past in reversed(scene.past) if isinstance(past.event, ev.IdentityAsked))
    return _users(event.by for event in (next(asked, None),) if event is not None and event.part is part)


def overseers(scene: Scene) -> list[str]:
    return _users(people.members(scene.session, [Role.OVERSEER]))


# As what each audience is written to.
AS: Mapping[Audience, Capacity] = MappingProxyType(
    {
        reporter: Capacity.OWNER,
        passed_on: Capacity.OWNER,
        followers: Capacity.FOLLOWER,
        watchers: Capacity.WATCHER,
        watchers_of_agency: Capacity.WATCHER,
        moderators: Capacity.NEWSROOM,
        queue: Capacity.QUEUE,
        commenter: Capacity.COMMENTER,
        asker: Capacity.NEWSROOM,
        moderator_who_asked: Capacity.NEWSROOM,
        office: Capacity.OFFICE,
        lead_office: Capacity.OFFICE,
        helpers: Capacity.HELPER,
        helper: Capacity.HELPER,
        signers: Capacity.SIGNER,
        parent: Capacity.ABOVE,
        overseers: Capacity.OVERSIGHT,
        overseer_who_asked: Capacity.OVERSIGHT,
    }
)

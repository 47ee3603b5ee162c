"""Fill a forum with the demo: every deed goes the way that real ones go, on its own date."""

from __future__ import annotations

import dataclasses
import random
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from casework.actions import deeds, right_of_reply, roles, taking_part
from casework.actions.directory import import_directory
from casework.actions.passwords import hashed
from casework.actions.silence import tell_nobody
from casework.actions.submit import Contact, Submission, submit
from casework.delivery import clockwork
from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.policy import Actor, Membership
from casework.domain.refusals import Refused
from casework.domain.shares import Asking
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    Channel,
    DeclineReason,
    Display,
    FieldCode,
    Kind,
    LegalDoor,
    OutletCode,
    PostId,
    RemoveReason,
    ReportCode,
    ReturnReason,
    RevisionId,
    Role,
    TaskCode,
)
from casework.readings import reply_requests, state
from casework.readings.directory import directory
from demo import press, sealed, stories
from demo.cast import CAST, PASSWORD
from demo.stories import Step, Story
from web.kitchen import Casework

SEED = 2014
MAIL_FROM_LAST = timedelta(days=2)  # older notices were read long ago
SECOND_MODERATORS = {"PTTH": "Cao Xuân Bách"}  # the other newsroom's is one of the cast
OFFICERS = (
    "Phạm Văn Chiến",
    "Vũ Thị Hoài",
    "Trần Đức Anh",
    "Nguyễn Thị Thảo",
    "Lại Văn Kiên",
    "Đào Thu Trang",
)
SIGNERS = (
    "Trần Quang Huy",
    "Nguyễn Văn Đức",
    "Phạm Thị Nhung",
    "Vũ Mạnh Cường",
    "Lê Thị Hồng",
    "Bùi Đình Nam",
)


@dataclass
class _Stage:
    """The demo while it is being made: its clock, its people, and the codes that stories have become."""

    casework: Casework
    moment: datetime
    password_hash: str = field(default_factory=lambda: hashed(PASSWORD))  # one for all: it is slow on purpose
    people: dict[str, Actor] = field(default_factory=dict)
    codes: dict[str, ReportCode] = field(default_factory=dict)

    def member(self, role: Role, *, outlet: str | None = None, agency: str | None = None) -> Actor:
        """Somebody who holds this role there."""
        for actor in self.people.values():
            if any(
                m.role is role and (m.outlet == outlet if outlet else m.agency == agency)
                for m in actor.memberships
            ):
                return actor
        raise LookupError(f"nobody is {role} of {outlet or agency}")


def fill(casework: Casework, *, if_empty: bool = False) -> str:
    """Make the demo in this casework; returns a sentence on what was made."""
    if not state.is_empty(casework):
        if if_empty:
            return "The forum has reports already; the demo was left as it is."
        raise SystemExit("There are reports already. Start the demo with an empty database.")
    now = casework.now()
    chance = random.Random(SEED)
    calendar = casework.terms().calendar
    plans = [stories.plan(text, now=now, calendar=calendar, chance=chance) for text in stories.texts()]
    stage = _Stage(casework=casework, moment=now)
    stage.casework = dataclasses.replace(casework, clock=lambda: stage.moment)
    steps = sorted(((step, plan) for plan in plans for step in plan.steps), key=lambda pair: pair[0].at)
    stage.moment = steps[0][0].at - timedelta(days=30)
    import_directory(stage.casework, stories.TEXTS)  # the invented heads of the agencies
    _hire(stage, plans)
    for step, story in steps:
        _let_time_pass(stage, step.at)
        _take(stage, step, story)
    _let_time_pass(stage, now)
    journalist, editor = (
        stage.member(Role.JOURNALIST, outlet="BND"),
        stage.member(Role.MODERATOR, outlet="BND"),
    )
    press.fill(stage.casework, journalist, editor)
    keeper = stage.member(Role.KEEPER, agency=casework.terms().legal.inspectorate)
    sealed.fill(lambda at: dataclasses.replace(casework, clock=lambda: at), keeper, now=now)
    tell_nobody(casework, before=now - MAIL_FROM_LAST)
    return f"The demo is there: {len(plans)} reports, {len(set(stage.people.values()))} people."


def _hire(stage: _Stage, plans: list[Story]) -> None:
    """Accounts for the cast, for colleagues of every agency in the stories, and for the neighbours."""
    for member in CAST:
        _account(stage, member.email, member.name, member.kind, member.organisation, member.membership)
    for outlet, name in SECOND_MODERATORS.items():
        membership = Membership(role=Role.MODERATOR, outlet=OutletCode(outlet))
        _account(stage, f"moderator2.{outlet.lower()}@demo.test", name, "staff", "", membership)
    agencies = {plan.text["agency"] for plan in plans}
    agencies |= {one["agency"] for plan in plans for one in plan.text.get("beside", [])}
    agencies |= {plan.text["returned_first"]["agency"] for plan in plans if "returned_first" in plan.text}
    slugs = {agency.code: agency.slug for agency in directory(stage.casework).agencies}
    for number, agency in enumerate(sorted(agencies)):
        for role, names in ((Role.OFFICER, OFFICERS), (Role.SIGNER, SIGNERS)):
            membership = Membership(role=role, agency=AgencyCode(agency))
            if any(membership in actor.memberships for actor in stage.people.values()):
                continue
            email = f"{role.value}.{slugs[AgencyCode(agency)]}@demo.test"
            _account(stage, email, names[number % len(names)], "staff", "", membership)
    for person in stories.neighbours():
        _account(stage, person["email"], person["name"], person["kind"], person.get("organisation", ""), None)


def _account(
    stage: _Stage, email: str, name: str, kind: str, organisation: str, membership: Membership | None
) -> None:
    user = roles.add_person(
        stage.casework,
        email=email,
        name=name,
        kind=kind,
        organisation=organisation,
        password_hash=stage.password_hash,
        by=roles.CONSOLE,
    )
    if membership is not None:
        place = membership.agency or membership.outlet or ""
        roles.grant(stage.casework, user, membership.role, place, by=roles.CONSOLE)
    actor = Actor(user=user, name=name, memberships=(membership,) if membership else ())
    stage.people[email.removesuffix("@demo.test")] = actor
    stage.people.setdefault(name, actor)


def _let_time_pass(stage: _Stage, until: datetime) -> None:
    """The worker's clocks strike each morning on the way."""
    while local_day(stage.moment) < local_day(until):
        stage.moment = min(stage.moment + timedelta(days=1), until)
        clockwork.strike(stage.casework)
    stage.moment = until


def _take(stage: _Stage, step: Step, story: Story) -> None:
    if step.deed == "submit":
        stage.codes[story.key] = _submit(stage, story)
        return
    code = stage.codes[story.key]
    if step.deed == "support":
        neighbours = stories.neighbours()
        person = stage.people[neighbours[int(step.by) % len(neighbours)]["name"]]
        taking_part.set_support(stage.casework, code, by=person, on=True)
        return
    if step.deed in ("ask_reply", "publish_reply"):
        _reply(stage, step, story, code)
        return
    command = _COMMANDS[step.deed](stage, story, step.said)
    actor = _actor(stage, step, story, code)
    try:
        deeds.perform(stage.casework, code, command, by=actor)
    except Refused as refused:
        raise ValueError(f"{story.key}: {step.deed} is refused: {refused.why}") from refused
    if isinstance(command, do.Comment):
        shown = do.ReviewComment(comment=command.post, show=True)
        stage.moment += timedelta(minutes=20)
        deeds.perform(stage.casework, code, shown, by=_moderator(stage, story))


def _reply(stage: _Stage, step: Step, story: Story, code: ReportCode) -> None:
    """Who is named asks to reply; or the newsroom publishes it, in fewer words."""
    actor, said = _actor(stage, step, story, code), step.said
    if step.deed == "ask_reply":
        asking = right_of_reply.Asking(
            form_key=secrets.token_hex(16),
            name=said["name"],
            email="",
            about=said["about"],
            text=said["text"],
            locale="vi",
        )
        right_of_reply.ask(stage.casework, code, asking, by=actor)
        return
    (asked,) = reply_requests.waiting(stage.casework, code)
    command = do.PublishReply(request=asked.id, post=PostId(secrets.token_hex(16)))
    right_of_reply.publish(
        stage.casework, code, command, name=asked.name, text=said["published"], by=actor, seen=None
    )


def _submit(stage: _Stage, story: Story) -> ReportCode:
    text = story.text
    guest = text["who"].removeprefix("guest:") if text["who"].startswith("guest:") else ""
    channel = Channel(text["channel"])
    email = f"{secrets.token_hex(4)}@demo.test" if text["fate"] == "unconfirmed" else ""
    by = Actor() if guest else stage.people[text["who"]]
    if channel is not Channel.WEB:
        by = _moderator(stage, story)
    receipt = submit(
        stage.casework,
        Submission(
            form_key=secrets.token_hex(16),
            kind=Kind(text["kind"]),
            title=text["title"],
            body=text["body"],
            outlet=OutletCode(text["outlet"]),
            field=FieldCode(text["field"]),
            area=AreaCode(text["area"]) if text.get("area") else None,
            agency=None,
            task=TaskCode(text["task"]),
            display=Display(text["display"]),
            publish=text["publish"],
            contact=Contact(name=guest, email=email),
            channel=channel,
            denied=LegalDoor(text["denied"]) if "denied" in text else None,
        ),
        by=by,
    )
    return receipt.code


def _actor(stage: _Stage, step: Step, story: Story, code: ReportCode) -> Actor:
    text = story.text
    match step.by:
        case "moderator":
            return _moderator(stage, story)
        case "second_moderator":
            return stage.people[f"moderator2.{text['outlet'].lower()}"]
        case "owner":
            owner = stage.people.get(text["who"], Actor())
            return dataclasses.replace(owner, holds=frozenset({code}))
        case "helper":
            return stage.member(Role.OFFICER, agency=step.said["agency"])
        case "officer" | "signer":
            lead = state.report(stage.casework, code).agency
            return stage.member(Role(step.by), agency=lead)
        case name:
            return stage.people[name]


def _moderator(stage: _Stage, story: Story) -> Actor:
    return stage.people[f"moderator.{story.text['outlet'].lower()}"]


def _words(said: Mapping[str, Any]) -> dict[str, Any]:
    return {"post": PostId(secrets.token_hex(16)), "words": said.get("words", "")}


def _beside(said: Mapping[str, Any]) -> dict[str, Any]:
    """Who helps the lead, and with what."""
    beside = said.get("beside", [])
    asked = (
        Asking(agency=AgencyCode(one["agency"]), post=PostId(secrets.token_hex(16)), words=one["part"])
        for one in beside
    )
    return {"co_agencies": tuple(AgencyCode(one["agency"]) for one in beside), "asked": tuple(asked)}


def _edit(stage: _Stage, story: Story, said: Mapping[str, Any]) -> do.Command:
    text = story.text
    return do.Edit(
        revision=RevisionId(secrets.token_hex(16)),
        title=said["title"],
        body=text["body"],
        field=FieldCode(text["field"]),
        area=AreaCode(text["area"]) if text.get("area") else None,
        task=TaskCode(text["task"]),
    )


def _ask_extension(stage: _Stage, story: Story, said: Mapping[str, Any]) -> do.Command:
    due = state.report(stage.casework, stage.codes[story.key]).due
    assert due is not None, "only what has a deadline is written with an extension"
    until = stage.casework.terms().calendar.add_working_days(local_day(due), 7)
    return do.RequestExtension(**_words(said), until=until)


def _rate(stage: _Stage, story: Story, said: Mapping[str, Any]) -> do.Command:
    return do.Rate(**_words(said), solved=said["solved"], stars=said["stars"])


def _worded(command: type[do.Worded], **more: Any) -> Callable[..., do.Command]:
    return lambda stage, story, said: command(**_words(said), **more)


_COMMANDS: Mapping[str, Callable[[_Stage, Story, Mapping[str, Any]], do.Command]] = {
    "note": _worded(do.AddNewsroomNote),
    "ask": _worded(do.AskInfo),
    "info": _worded(do.SupplyInfo),
    "edit": _edit,
    "correct": _worded(do.Correct, about=None),
    "decline": lambda stage, story, said: do.Decline(**_words(said), reason=DeclineReason(said["reason"])),
    "appeal": _worded(do.Appeal),
    "decide_appeal": lambda stage, story, said: do.DecideAppeal(**_words(said), upheld=said["upheld"]),
    "merge": lambda stage, story, said: do.Merge(into=stage.codes[said["into"]]),
    "route": lambda stage, story, said: do.ApproveAndRoute(
        **_words({}), agency=AgencyCode(said.get("agency", story.text["agency"])), **_beside(said)
    ),
    "reroute": lambda stage, story, said: do.Reroute(
        **_words({}), agency=AgencyCode(story.text["agency"]), **_beside(said)
    ),
    "contribute": lambda stage, story, said: do.Contribute(**_words(said), agency=AgencyCode(said["agency"])),
    "return": _worded(do.Return, reason=ReturnReason.NOT_OUR_FIELD),
    "withdraw": _worded(do.Withdraw),
    "accept": lambda stage, story, said: do.Accept(),
    "agency_note": _worded(do.AddAgencyNote),
    "interim": _worded(do.InterimReply),
    "ask_extension": _ask_extension,
    "grant_extension": _worded(do.GrantExtension, granted=True),
    "draft": _worded(do.DraftReply),
    "sign": _worded(do.SignReply),
    "reopen": _worded(do.Reopen),
    "remove": lambda stage, story, said: do.Remove(**_words(said), reason=RemoveReason(said["reason"])),
    "rate": _rate,
    "comment": _worded(do.Comment),
}

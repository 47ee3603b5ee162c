"""The life of one made-up report, deed by deed, through the domain's own rules and up to the present.

Every deed is decided by `lifecycle.decide`: there is no report in the bench that could not have happened.
Nothing says in which status a report ends: its story goes on until it is over, or until now.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from bench.plans import Plan
from bench.story import Setting, Story, assign
from bench.texts import Composed, Piece
from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.evolve import Recorded, begin, evolve
from casework.domain.lifecycle import decide
from casework.domain.policy import CLOCK, Actor
from casework.domain.values import (
    DeclineReason,
    Display,
    Kind,
    Part,
    PostId,
    PostKind,
    PostState,
    RemoveReason,
    ReportCode,
    ReturnReason,
    UserId,
)

_NEVER = 60.0  # days after which nobody waits for an answer


class _NotYet(Exception):
    """The next deed lies in the future."""


def tell(setting: Setting, code: ReportCode, plan: Plan, words: Composed, chance: random.Random) -> Story:
    """The report that comes of a plan."""
    walk = _Walk(setting, code, plan, words, chance)
    with suppress(_NotYet):
        walk.through()
    story = walk.story
    if story.report.is_published and plan.supports:
        story.supporters = [one.user for one in walk.neighbours(plan.supports) if one.user is not None]
    return story


class _Walk:
    """One report on its way; `at` is the time on its own clock."""

    def __init__(
        self, setting: Setting, code: ReportCode, plan: Plan, words: Composed, chance: random.Random
    ) -> None:
        self._setting, self._plan, self._chance = setting, plan, chance
        self._people, self._texts = setting.people, setting.texts
        self._moderator = setting.people.moderators[plan.outlet]
        person = chance.choice(setting.people.citizens)
        has_account = plan.has_account and plan.display is not Display.CONFIDENTIAL
        self._owner = person if has_account else Actor(holds=frozenset({code}))
        self._at = plan.arrives
        self._agencies = (plan.agency, plan.other_agency)
        name = person.name if plan.display is Display.NAMED else ""
        first = self._first_event(code)
        self.story = Story(report=begin(first), words=words, shown_name=name)
        self.story.recorded.append((first, Part.OWNER))

    def neighbours(self, number: int) -> list[Actor]:
        """So many different citizens."""
        return self._chance.sample(self._people.citizens, k=number)

    def through(self) -> None:
        """All of the story."""
        self._wait(0.05, 1.5)
        if self._in_newsroom():
            return
        self._route()
        self._talk(self._plan.comments // 2)
        if self._plan.ends == "withdraw":
            self._wait(0.5, 3)
            self._do(do.Withdraw(post=self._post(), words=""), self._owner, Part.OWNER)
            return
        self._accept()
        if self._plan.kind is not Kind.PRAISE:
            self._answer(self._plan.answer_days)
        self._talk(self._plan.comments - self._plan.comments // 2)
        if self.story.replies:
            self._after_answer()

    def _in_newsroom(self) -> bool:
        """Whether the story ends there."""
        plan, texts = self._plan, self._texts
        if plan.is_asked:
            self._say(do.AskInfo, PostKind.QUESTION, texts.questions, self._moderator, Part.MODERATOR)
            self._wait(0.5, 4)
            self._say(do.SupplyInfo, PostKind.INFO, texts.infos, self._owner, Part.OWNER)
            self._wait(0.1, 1)
        if plan.ends == "decline":
            self._say(
                do.Decline,
                PostKind.DECLINE,
                texts.refusals,
                self._moderator,
                Part.MODERATOR,
                reason=self._chance.choice(tuple(DeclineReason)),
            )
            return True
        if plan.merged_into is not None:
            self._do(do.Merge(into=plan.merged_into), self._moderator, Part.MODERATOR)
            return True
        return False

    def _route(self) -> None:
        first = self._plan.other_agency if self._plan.is_returned else self._plan.agency
        self._do(
            do.ApproveAndRoute(post=self._post(), words="", agency=first), self._moderator, Part.MODERATOR
        )
        if not self._plan.is_returned:
            return
        self._wait(0.5, 2)
        officer = self._people.officers[first]
        reason = ReturnReason.NOT_OUR_FIELD
        self._say(do.Return, PostKind.RETURN, self._texts.returns, officer, Part.OFFICER, reason=reason)
        self._wait(0.2, 1)
        again = do.Reroute(post=self._post(), words="", agency=self._plan.agency)
        self._do(again, self._moderator, Part.MODERATOR)

    def _accept(self) -> None:
        self._wait(0.3, 3)
        self._do(do.Accept(), self._officer, Part.OFFICER)
        if self._plan.has_interim and self.story.report.asks_for_an_answer:
            self._wait(0.5, 2)
            self._say(
                do.InterimReply, PostKind.INTERIM_REPLY, self._texts.interims, self._officer, Part.OFFICER
            )

    def _answer(self, days: float | None) -> None:
        self._let_pass(_NEVER if days is None else days)
        if days is None:
            return
        reply = self._texts.reply(self._chance, self._plan.field)
        signer = self._people.signers[self._plan.agency]
        self._say(do.SignReply, PostKind.OFFICIAL_REPLY, (reply,), signer, Part.SIGNER)
        self.story.replies.append(reply)

    def _after_answer(self) -> None:
        plan = self._plan
        if plan.is_reopened:
            self._wait(1, 5)
            self._say(do.Reopen, PostKind.REOPEN, self._texts.reopenings, self._owner, Part.OWNER)
            self._accept()
            self._answer(self._chance.uniform(3, 10))
        if plan.is_removed and self.story.report.is_published:
            self._wait(0.5, 3)
            why = RemoveReason.PERSONAL_DATA
            texts = self._texts.refusals
            self._say(do.Remove, PostKind.REMOVAL, texts, self._moderator, Part.MODERATOR, reason=why)
            return
        if plan.solved is not None:
            self._wait(0.5, 6)
            self._rate(plan.solved)
        close_due = self.story.report.close_due
        if close_due is not None:
            self._at = max(self._at, close_due)
            self._wait(0.1, 0.3)
            self._do(do.AutoClose(), CLOCK, Part.CLOCK)

    def _rate(self, solved: bool) -> None:
        stars = self._chance.randint(4, 5) if solved else self._chance.randint(1, 3)
        post = self._post()
        agency = self.story.report.agency
        self._do(do.Rate(post=post, words="", solved=solved, stars=stars), self._owner, Part.OWNER)
        self.story.ratings.append(
            {
                "post_id": post,
                "report_code": self.story.report.code,
                "agency": agency,
                "solved": solved,
                "stars": stars,
                "at": self._at,
            }
        )

    def _let_pass(self, days: float) -> None:
        """Wait, and let the clock strike when the deadline passes on the way."""
        until = self._at + timedelta(days=days)
        due = self.story.report.due
        if due is not None and due < until:
            self._at = due
            self._wait(0.2, 0.3)
            self._do(do.MarkOverdue(), CLOCK, Part.CLOCK)
        self._at = max(self._at, until)
        self._wait(0, 0)

    def _talk(self, comments: int) -> None:
        for neighbour in self.neighbours(comments):
            if neighbour.user == self._owner.user:
                continue
            if not self.story.report.is_published:
                return
            self._wait(0.01, 0.1)
            said = (self._chance.choice(self._texts.comments),)
            post = self._say(do.Comment, PostKind.COMMENT, said, neighbour, Part.CITIZEN)
            self._wait(0.01, 0.05)
            self._do(do.ReviewComment(comment=post, show=True), self._moderator, Part.MODERATOR)

    @property
    def _officer(self) -> Actor:
        return self._people.officers[self._plan.agency]

    def _post(self) -> PostId:
        return PostId(f"{self._chance.getrandbits(128):032x}")

    def _wait(self, least: float, most: float) -> None:
        self._at += timedelta(days=self._chance.uniform(least, most))
        if self._at > self._setting.now:
            raise _NotYet

    def _say(
        self,
        command: type[do.Worded],
        kind: PostKind,
        texts: Sequence[Piece],
        actor: Actor,
        part: Part,
        **more: Any,
    ) -> PostId:
        """Do something that leaves a post behind."""
        said, post = self._chance.choice(texts), self._post()
        report = self.story.report
        self._do(command(post=post, words=said.source, **more), actor, part)
        by_agency = part in (Part.OFFICER, Part.SIGNER)
        self.story.posts.append(
            {
                "id": post,
                "report_code": report.code,
                "kind": kind,
                "state": PostState.SHOWN,
                "author": self._on_record(actor, part),
                "author_name": self.story.shown_name if part is Part.OWNER else actor.name,
                "part": part,
                "agency": report.agency if by_agency else None,
                "outlet": report.outlet if part is Part.MODERATOR else None,
                "source": said.source,
                "html": said.html,
                "at": self._at,
            }
        )
        return post

    def _do(self, command: do.Command, actor: Actor, part: Part) -> None:
        story = self.story
        for event in decide(story.report, command, actor=actor, now=self._at, terms=self._setting.terms):
            recorded = Recorded(
                report=story.report.code,
                version=story.report.version + 1,
                at=self._at,
                actor=self._on_record(actor, part),
                event=event,
            )
            story.report = evolve(story.report, recorded)
            story.recorded.append((recorded, part))
            assign(story, event, self._at)

    def _on_record(self, actor: Actor, part: Part) -> UserId | None:
        sealed = part is Part.OWNER and self._plan.display is Display.CONFIDENTIAL
        return None if sealed else actor.user

    def _first_event(self, code: ReportCode) -> Recorded:
        plan = self._plan
        event = ev.Submitted(
            kind=plan.kind,
            channel=plan.channel,
            display=plan.display,
            publish=plan.publish,
            consent=plan.display is Display.NAMED,
            outlet=plan.outlet,
            reporter=self._owner.user,
            entered_by=None,
            field=plan.field,
            area=plan.area,
            task=plan.task,
            wanted_agency=None,
            unconfirmed=False,
            first_look_due=self._setting.terms.first_look_due(plan.arrives),
        )
        return Recorded(report=code, version=1, at=plan.arrives, actor=self._owner.user, event=event)

"""What every form on a moderator's desk is: a deed with its words, its fields and the command it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from casework.domain import commands as do
from casework.readings.ready_texts import Use
from moderation.desk import Desk
from moderation.ready import ready_words
from web.choices import Choices, nothing
from web.fields import LONGEST_TEXT, AtMost, DeedForm, Required, TextField

_: Callable[..., str] = gettext
UNBOUND: Any = None  # a form that takes nothing from the request
HIDDEN = frozenset({"version", "post", "csrf_token"})


class DeskForm(DeedForm):
    """A deed on one report. Several stand on one page: the ids of its fields begin with its own name."""

    deed: ClassVar[str]  # the end of its address
    does: ClassVar[type[do.Command]]
    title: ClassVar[Any]
    about: ClassVar[Any] = ""
    button: ClassVar[Any]
    tone: ClassVar[str] = "primary"
    picture: ClassVar[str] = ""
    done: ClassVar[Any]  # said when it was done; %(code)s
    key: ClassVar[str] = ""  # the letter that leads to it
    use: ClassVar[Use | None] = None  # the ready texts that its words can begin with
    stays: ClassVar[bool] = False  # whether the moderator goes on with the same report
    folded: ClassVar[frozenset[str]] = frozenset()  # fields that are seldom needed
    stands_open: ClassVar[bool] = False  # whether it is seen without a click

    def __init__(self, desk: Desk, *, formdata: Any = UNBOUND) -> None:
        # A form that was sent holds what was sent, nothing that it began with.
        start = {} if formdata else {"version": str(desk.thread.report.version), **self.start(desk)}
        super().__init__(formdata=formdata, data=start)
        self.remarks: list[str] = []
        self.ready = ready_words(desk, self.use) if self.use else []
        for field in self:
            field.id = f"{self.deed}-{field.short_name}"
            field.label.field_id = field.id
        self.offer(desk)

    @classmethod
    def is_offered(cls, desk: Desk) -> bool:
        """Whether the deed is allowed, and the page has a use for it."""
        return cls.does in desk.thread.allowed

    @classmethod
    def start(cls, desk: Desk) -> Mapping[str, Any]:
        """What stands in the fields at first."""
        return {}

    def offer(self, desk: Desk) -> None:
        """Fill the choices, and the remarks that stand above the fields."""

    def command(self, desk: Desk) -> do.Command:
        """What the filled-in form asks for."""
        return self.does()

    def find_leaks(self, desk: Desk) -> bool:
        """Look through words that are to be published; whether somebody has to look at them before."""
        return False

    def renew(self, desk: Desk) -> None:
        """Let it be sent again after somebody else has acted."""
        self.version.data = str(desk.thread.report.version)

    def insert(self, chosen: str) -> None:
        """Add a ready text to the words, for who chose it without a script."""
        words = next((ready.words for ready in self.ready if ready.code == chosen), "")
        field = self["words"]
        field.data = "\n\n".join(filter(None, ((field.data or "").strip(), words)))

    @property
    def shown(self) -> list[Any]:
        return [field for field in self if field.short_name not in HIDDEN | self.folded]

    @property
    def tucked(self) -> list[Any]:
        return [field for field in self if field.short_name in self.folded]

    @property
    def has_tucked(self) -> bool:
        """Whether something was chosen in a field that is seldom needed."""
        return any(field.data for field in self.tucked)

    @property
    def hidden(self) -> list[Any]:
        return [self.version, self.post]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """The words that somebody wrote into it, to give back when the deed is no longer possible."""
        texts = [field for field in self.shown if isinstance(field.data, str) and field.data.strip()]
        return [(str(field.label.text), field.data) for field in texts if field.type != "SelectField"]


def words_field(label: Any, *, needed: bool = True, description: Any = "") -> TextField:
    """Words for somebody: needed, or welcome."""
    first: list[Any] = [Required()] if needed else []
    return TextField(label, [*first, AtMost(LONGEST_TEXT)], description=description)


class ChoiceField(SelectField):
    """One of a list, where nothing is chosen until somebody chooses."""

    def __init__(self, label: Any, *, needed: bool = True, blank: Any = None, **more: Any) -> None:
        checks = [Required(_l("Xin chọn một mục."))] if needed else []
        super().__init__(label, checks, choices=[], **more)
        self.type = "SelectField"
        self._blank = blank if blank is not None else _l("Chọn…")

    def of(self, offered: Choices, *, blank: Any = None) -> None:
        """Offer these, after the blank one, which may be called otherwise."""
        self.choices = [nothing(self._blank if blank is None else blank), *offered]

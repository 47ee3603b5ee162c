"""What a page lets its reader follow: the place it is about, or the search that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import abort, request

from casework.domain.policy import Permission, can
from casework.domain.watching import USUAL, Watch, Watched, search
from casework.domain.wishes import Often
from casework.readings import watching
from casework.readings.directory import Directory
from forum.filters import Chosen, chips, chosen
from web.alerts import rhythms
from web.choices import Choices
from web.kitchen import casework
from web.session import current_actor

LONGEST_NAME: Final = 200
_PLACES: Final = (Watched.AGENCY, Watched.FIELD, Watched.AREA, Watched.OUTLET)


@dataclass(frozen=True, kw_only=True)
class Button:
    """The button: `fields` is what it sends, `is_on` whether it stops; a guest is led to where to sign in."""

    what: Watched
    fields: Mapping[str, str]
    is_on: bool
    is_guests: bool
    here: str
    rhythms: Choices  # of a search: how often it may be told
    often: str  # the one that is offered first
    is_by_state: bool  # which the reader must know to mean less than it seems


def button(watch: Watch | None) -> Button | None:
    """What stands on the page for this reader; None where there is nothing to follow, or not for them."""
    actor = current_actor()
    if watch is None or (actor.is_signed_in and not can(actor, Permission.FOLLOW)):
        return None
    said = dict(watch.filters) if watch.what is Watched.SEARCH else {"key": watch.key}
    return Button(
        what=watch.what,
        fields={"what": watch.what.value, **said},
        is_on=watching.is_watched(casework(), actor, watch),
        is_guests=not actor.is_signed_in,
        here=request.script_root + request.full_path.rstrip("?"),
        rhythms=rhythms() if watch.what is Watched.SEARCH else [],
        often=USUAL.value,
        is_by_state=watch.is_by_state,
    )


def of_list(asked: Chosen, directory: Directory) -> Watch | None:
    """What a list shows: one place if nothing else narrows it, else a search; None when it shows all.

    Nor is a list by rating followed: letters tell of what is published, which nobody has rated yet.
    """
    narrowing = {name: value for name, value in asked.values.items() if name != "sort"}
    if not narrowing or "rating" in narrowing:
        return None
    place = next((one for one in _PLACES if set(narrowing) == {one.value}), None)
    if place is not None:
        return Watch(what=place, key=narrowing[place.value])
    labels = [chip.label for chip in chips(asked, directory) if not chip.is_order]
    return search(narrowing, " · ".join(labels)[:LONGEST_NAME])


def asked_for(directory: Directory) -> Watch | None:
    """What this request's form wants to follow, or to stop; None for what is nothing of ours."""
    what = next((one for one in Watched if one.value == request.form.get("what")), None)
    if what is None:
        return None
    if what is Watched.SEARCH:
        found = of_list(chosen(directory, request.form), directory)
        return found if found is not None and found.what is Watched.SEARCH else None
    key = request.form.get("key", "")
    known = {
        Watched.AGENCY: directory.agency,
        Watched.FIELD: directory.field,
        Watched.AREA: directory.area,
        Watched.OUTLET: directory.outlet,
    }[what](key)
    return Watch(what=what, key=known.code) if known is not None else None


def often_asked() -> Often | None:
    """How often this request's form wants a search told, None for nothing. Other words are a 400."""
    said = request.form.get("often")
    if said is None:
        return None
    return next((one for one in Often if one.value == said), None) or abort(400)

"""From what a search finds to what its page shows, and from typed filters to those of addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from casework.domain.ratings import Rating
from casework.domain.report import PUBLIC_STATUSES
from casework.domain.search import Query
from casework.domain.text import fold
from casework.domain.values import Kind, PostKind, Status
from casework.readings.directory import Directory
from casework.readings.search import MOST_OF_A_FACET, Hit, Piece
from forum.cards import Card, card
from forum.filters import NAMES, Chosen, list_endpoint
from web import paging
from web.i18n import language
from web.words import word

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
_WHERE: Mapping[PostKind, Any] = {
    PostKind.OFFICIAL_REPLY: _l("Trong trả lời chính thức"),
    PostKind.INTERIM_REPLY: _l("Trong trả lời bước đầu"),
    PostKind.COMMENT: _l("Trong ý kiến bạn đọc"),
    PostKind.CORRECTION: _l("Trong đính chính"),
    PostKind.PROMISE: _l("Trong cam kết của cơ quan"),
}
_FACETS: Mapping[str, Any] = {
    "kind": _l("Loại"),
    "status": _l("Tình trạng"),
    "agency": _l("Cơ quan xử lý"),
    "field": _l("Lĩnh vực"),
    "area": _l("Địa bàn"),
    "rating": _l("Người gửi đánh giá"),
}


@dataclass(frozen=True, kw_only=True)
class HitCard:
    """What components/search_hit.html shows."""

    card: Card
    title: tuple[Piece, ...]
    passage: tuple[Piece, ...]
    where: str
    otherwise: bool


@dataclass(frozen=True, kw_only=True)
class FacetValue:
    label: str
    count: int
    url: str


@dataclass(frozen=True, kw_only=True)
class Facet:
    label: str
    values: list[FacetValue]


def hit_card(hit: Hit, directory: Directory) -> HitCard:
    where = "" if hit.where is None else str(_WHERE.get(hit.where, _("Trong phần trao đổi")))
    return HitCard(
        card=card(hit.summary, directory),
        title=hit.title,
        passage=hit.passage,
        where=where,
        otherwise=hit.otherwise,
    )


def facets(
    found: Mapping[str, Sequence[tuple[str, int]]],
    asked: Chosen,
    directory: Directory,
    most: int = MOST_OF_A_FACET,
) -> list[Facet]:
    """Ways to narrow what was found, with how many would be left; not what is chosen already, and nothing
    that would leave all of it."""
    lang = language()
    names: Mapping[str, Callable[[str], str]] = {
        "kind": lambda value: word(Kind(value)),
        "status": lambda value: word(Status(value)),
        "agency": lambda value: directory.agency_name(value, lang),
        "field": lambda value: directory.field_name(value, lang),
        "area": lambda value: directory.area_name(value, lang),
        "rating": lambda value: word(Rating(value)),
    }
    return [
        Facet(
            label=str(_FACETS[name]),
            # Ratings stand in their own order, not with the commonest first: none of them is left out.
            values=[_value(name, names[name], *one) for one in values[: None if name == "rating" else most]],
        )
        for name, values in found.items()
        if name not in asked.values and len(values) > 1
    ]


def _value(name: str, called: Callable[[str], str], value: str, count: int) -> FacetValue:
    url = paging.with_query(url_for(list_endpoint()), **{name: value, "after": None})
    return FacetValue(label=called(value), count=count, url=url)


def with_typed_filters(query: Query, directory: Directory) -> dict[str, str]:
    """The query of an address that asks for the same; what means nothing is looked for as words."""
    asked = {name: value for name in NAMES if (value := request.args.get(name, "")) and name != "q"}
    words = [query.written()]
    for name, said in query.asked.items():
        meant = _meant(name, said, directory)
        if meant is None:
            words.append(said)
        else:
            asked[name] = meant
    return {**asked, "q": " ".join(filter(None, words))}


def _meant(name: str, said: str, directory: Directory) -> str | None:
    """The value that a filter has: a code, or a name in either language, with or without marks."""
    if name in ("since", "until"):
        return said
    wanted = fold(said)
    return next((value for value, labels in _values(name, directory) if wanted in map(fold, labels)), None)


def _values(name: str, directory: Directory) -> Iterable[tuple[str, tuple[str, ...]]]:
    rows: Mapping[str, Iterable[Any]] = {
        "agency": directory.agencies,
        "field": directory.fields,
        "area": directory.areas,
        "task": directory.main_tasks,
        "outlet": directory.outlets,
    }
    if name in rows:
        return [(row.code, (row.code, row.called("vi"), row.called("en"))) for row in rows[name]]
    lists: Mapping[str, Iterable[Kind | Status | Rating]] = {
        "kind": Kind,
        "status": sorted(PUBLIC_STATUSES),
        "rating": Rating,
    }
    known = lists[name]
    return [(one.value, (one.value, word(one))) for one in known]

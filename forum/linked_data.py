"""What a page says of itself to machines that read it: schema.org as JSON-LD, of what the page shows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from casework.domain.text import excerpt
from casework.domain.values import Display, PostKind
from casework.readings.directory import Agency, Directory
from casework.readings.lists import plain_text
from casework.readings.thread import Post, Thread
from web import present
from web.i18n import language
from web.meta import absolute
from web.words import word

LONGEST_TEXT: Final = 500  # the page has the whole
_SCHEMA: Final = "https://schema.org"


def site() -> Markup:
    """The forum, and how it is searched."""
    return _script(
        {
            "@type": "WebSite",
            "name": gettext("Diễn đàn Cải cách hành chính"),
            "url": absolute(url_for("forum.home")),
            "inLanguage": language(),
            "potentialAction": {
                "@type": "SearchAction",
                "target": absolute(url_for("forum.search")) + "?q={words}",
                "query-input": "required name=words",
            },
        }
    )


def agency(found: Agency) -> Markup:
    """One agency as it stands in the directory."""
    said = {"telephone": found.phone, "address": found.address}
    return _script(
        {
            "@type": "GovernmentOrganization",
            "name": found.called(language()),
            "url": absolute(url_for("forum.agency", slug=found.slug)),
            **{name: value for name, value in said.items() if value},
        }
    )


def thread(shown: Thread, answers: Sequence[Post], named: Directory) -> Markup:
    """A published report with the answers to it, and how many comments there are: in full they would cost a
    phone a page more. Moments are as exact as the page has them."""
    report, lang = shown.report, language()
    here = absolute(url_for("forum.report", code=report.code))
    return _script(
        {
            "@type": "DiscussionForumPosting",
            "@id": here,
            "url": here,
            "headline": shown.title,
            "text": excerpt(shown.body, LONGEST_TEXT),
            "inLanguage": "vi",
            "identifier": report.code,
            "datePublished": _moment(report.published_at, shown.exact),
            "author": {
                "@type": "Person",
                "name": present.reporter_name(shown) or word(Display.HIDDEN),
            },
            "publisher": {"@type": "Organization", "name": named.outlet_name(report.outlet, lang)},
            "about": [name for name in (named.field_name(report.field, lang),) if name],
            "commentCount": shown.comment_count,
            "interactionStatistic": {
                "@type": "InteractionCounter",
                "interactionType": f"{_SCHEMA}/LikeAction",
                "userInteractionCount": shown.supports,
            },
            "comment": [_comment(post, named, here) for post in answers],
        }
    )


def _comment(post: Post, named: Directory, here: str) -> Mapping[str, Any]:
    view = present.post_view(post, named)
    if post.kind is PostKind.CORRECTION:
        kind = "Organization"
    else:
        kind = "GovernmentOrganization" if view.agency_name else "Person"
    return {
        "@type": "Comment",
        "url": f"{here}#{view.anchor}",
        "text": excerpt(plain_text(post.source), LONGEST_TEXT),
        "datePublished": _moment(post.at, post.exact),
        "author": {
            "@type": kind,
            "name": view.speaker,
        },
    }


def _moment(at: Any, exact: bool) -> str:
    return str(at.isoformat() if exact else at.date().isoformat())


def _script(data: Mapping[str, Any]) -> Markup:
    """The element. Nothing in it can end it, or begin another."""
    text = json.dumps({"@context": _SCHEMA, **data}, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup('<script type="application/ld+json">') + Markup(text) + Markup("</script>")

"""Every address × everybody, by hand: the table "Who may do what" of security.md, as it stands at the doors.

The columns are those of that table, some of them told apart: A anonymous · C the report's owner by account ·
c by code and secret · C′ another citizen · M moderator of the outlet it was sent to · m of another · p as M,
but has shown the password alone · G officer of the agency that has it · S its signer · G′ officer of another
agency · J journalist · O oversight · X administrator · K keeper of the sealed channel.

✓ is let in, whatever comes of what the form says · – is refused: 403 · ∅ is told that there is nothing: 404 ·
→ is sent to where one signs in, shows a factor, or shows a report's secret · `=` everybody is let in.

<session> and <passkey> are one's own. Those of others, and whatever else can be guessed: `test_guessed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from moderation.forms_bulk import FORMS
from moderation.review import DEEDS
from sealed.forms import BY_NAME
from tests.doors.addresses import (
    LET_IN,
    NOBODY,
    NOTHING_THERE,
    PEOPLE,
    REFUSED,
    SENT_ON,
    Row,
    Stage,
    mark_of,
    noted,
    rows,
    user,
)
from tests.doors.stage import Reports

TABLE = """
# reading                                                 A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /                                                    =
GET  /reports                                             =
GET  /reports/<code>                                      =
GET  /search                                              =
GET  /search/suggest                                      =
GET  /r/<code>                                            =
GET  /r/<code>/qr.svg                                     =
GET  /feeds/reports.atom                                  =
GET  /feeds/search.atom                                   =
GET  /feeds/replies.atom                                  =
GET  /agencies/so-y-te/feed.atom                          =
GET  /agencies/so-y-te/deadlines.ics                      =
GET  /outlets/bao-nam-dinh/feed.atom                      =
GET  /embed/agencies/so-y-te                              =
GET  /reports/<code>/feed.atom                            =
GET  /reports/export                                      =
POST /reports/export                                      =
GET  /reports/export.csv                                  =
GET  /reports/export.json                                 =
GET  /reports/export.xlsx                                 =
GET  /exports/<export>                                    =
GET  /exports/<export>/file                               =
GET  /open-data                                           =
GET  /open-data/reports.zip                               ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅
GET  /open-data/datapackage.json                          =
GET  /robots.txt                                          =
GET  /sitemap.xml                                         =
GET  /sitemaps/places.xml                                 =
GET  /sitemaps/<code>.xml                                 =
GET  /files/<key>                                         =
GET  /files/<key>/thumb                                   =
GET  /files/<key>/view                                    =
GET  /agencies                                            =
GET  /agencies/so-y-te                                    =
GET  /outlets/bao-nam-dinh                                =
GET  /fields/dat-dai                                      =
GET  /tasks/2                                             =
GET  /areas/huyen-nam-truc                                =
GET  /procedures/dang-ky-khai-sinh                        =
GET  /overdue                                             =
GET  /thanks                                              =
GET  /a-z                                                 =
GET  /slips/complaint                                     =
GET  /journal                                             =
POST /journal                                             =
GET  /journal/heads.csv                                   =
GET  /ledger                                              =
GET  /ledger.csv                                          =
# reporting, and one's own report                         A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /reports/new                                         ✓  ✓  ✓  ✓  ✓  ✓  ✓  –  –  –  ✓  –  –  –
POST /reports/new                                         ✓  ✓  ✓  ✓  ✓  ✓  ✓  –  –  –  ✓  –  –  –
GET  /reports/new/gate                                    =
POST /reports/new/gate                                    ✓  ✓  ✓  ✓  ✓  ✓  ✓  –  –  –  ✓  –  –  –
GET  /reports/new/slip                                    =
POST /reports/new/slip                                    ✓  ✓  ✓  ✓  ✓  ✓  ✓  –  –  –  ✓  –  –  –
GET  /reports/new/similar                                 =
POST /reports/new/similar                                 ✓  ✓  ✓  ✓  ✓  ✓  ✓  –  –  –  ✓  –  –  –
GET  /reports/new/sealed                                  =
POST /reports/new/sealed                                  ✓  ✓  ✓  ✓  ✓  ✓  ✓  –  –  –  ✓  –  –  –
GET  /denunciations/new                                   ✓  ✓  ✓  ✓  ✓  ✓  ✓  –  –  –  ✓  –  –  –
POST /denunciations/new                                   ✓  ✓  ✓  ✓  ✓  ✓  ✓  –  –  –  ✓  –  –  –
GET  /denunciations/<case>                                →  →  ✓  →  →  →  →  →  →  →  →  →  →  →
POST /denunciations/<case>                                →  →  ✓  →  →  →  →  →  →  →  →  →  →  →
GET  /denunciations/<case>/received                       →  →  ✓  →  →  →  →  →  →  →  →  →  →  →
POST /reports/<passed-on>/sealed                          ∅  ✓  ✓  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅
GET  /reports/<code>/received                             →  ✓  ✓  →  →  →  →  →  →  →  →  →  →  →
GET  /reports/<unconfirmed>/confirm/<report-link>         =
POST /reports/<unconfirmed>/confirm/<report-link>         =
GET  /track                                               =
POST /track                                               =
POST /reports/<code>/supply-info                          –  ✓  ✓  –  –  –  –  –  –  –  –  –  –  –
POST /reports/<code>/appeal                               –  ✓  ✓  –  –  –  –  –  –  –  –  –  –  –
POST /reports/<code>/promise                              –  ✓  ✓  –  –  –  –  –  –  –  –  –  –  –
POST /reports/<code>/rate                                 –  ✓  ✓  –  –  –  –  –  –  –  –  –  –  –
POST /reports/<code>/reopen                               –  ✓  ✓  –  –  –  –  –  –  –  –  –  –  –
POST /reports/<code>/withdraw                             –  ✓  ✓  –  –  –  –  –  –  –  –  –  –  –
POST /reports/<code>/message-newsroom                     –  ✓  ✓  –  –  –  –  –  –  –  –  –  –  –
POST /reports/<code>/message-agency                       –  ✓  ✓  –  –  –  –  –  –  –  –  –  –  –
POST /reports/<code>/data                                 –  ✓  ✓  –  –  –  –  –  –  –  –  –  –  –
POST /reports/<code>/erase-contact                        –  –  ✓  –  –  –  –  –  –  –  –  –  –  –
# taking part                                             A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
POST /reports/<code>/comment                              –  ✓  –  ✓  ✓  ✓  –  –  –  –  ✓  –  –  –
POST /reports/<code>/support                              –  ✓  –  ✓  ✓  ✓  –  –  –  –  ✓  –  –  –
POST /reports/<code>/follow                               –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
GET  /reports/<code>/flag                                 →  ✓  →  ✓  ✓  ✓  →  –  –  –  ✓  –  –  –
POST /reports/<code>/flag                                 –  ✓  –  ✓  ✓  ✓  –  –  –  –  ✓  –  –  –
GET  /reports/<code>/right-of-reply                       =
POST /reports/<code>/right-of-reply                       =
GET  /reports/<code>/right-of-reply/confirm/<reply-link>  =
POST /reports/<code>/right-of-reply/confirm/<reply-link>  =
POST /follow                                              –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /follow/stop/<watch>                                 –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /follow/often/<watch>                                –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
# the addresses of deeds, opened again                    A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /reports/<code>/supply-info                          =
GET  /reports/<code>/appeal                               =
GET  /reports/<code>/promise                              =
GET  /reports/<code>/rate                                 =
GET  /reports/<passed-on>/sealed                          =
GET  /reports/<code>/reopen                               =
GET  /reports/<code>/withdraw                             =
GET  /reports/<code>/message-newsroom                     =
GET  /reports/<code>/message-agency                       =
GET  /reports/<code>/comment                              =
GET  /reports/<code>/support                              =
GET  /reports/<code>/follow                               =
GET  /reports/<code>/data                                 =
GET  /reports/<code>/erase-contact                        =
# the newsroom                                            A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /moderation/                                         →  –  →  –  ✓  ✓  →  –  –  –  –  –  –  –
GET  /moderation/comments                                 →  –  →  –  ✓  ✓  →  –  –  –  –  –  –  –
GET  /moderation/messages                                 →  –  →  –  ✓  ✓  →  –  –  –  –  –  –  –
GET  /moderation/identity                                 →  –  →  –  ✓  ✓  →  –  –  –  –  –  –  –
GET  /moderation/reports/new                              →  –  →  –  ✓  ✓  →  –  –  –  –  –  –  –
POST /moderation/reports/new                              –  –  –  –  ✓  ✓  –  –  –  –  –  –  –  –
GET  /moderation/bulk?deed=claim&code=<code>              →  –  →  –  ✓  ✓  →  –  –  –  –  –  –  –
POST /moderation/bulk/claim                               –  –  –  –  ✓  ✓  –  –  –  –  –  –  –  –
POST /moderation/bulk/release                             –  –  –  –  ✓  ✓  –  –  –  –  –  –  –  –
POST /moderation/bulk/route                               –  –  –  –  ✓  ✓  –  –  –  –  –  –  –  –
POST /moderation/bulk/decline                             –  –  –  –  ✓  ✓  –  –  –  –  –  –  –  –
GET  /moderation/workload                                 →  –  →  –  ✓  ✓  →  –  –  –  –  –  –  –
GET  /moderation/texts                                    →  –  →  –  ✓  ✓  →  –  –  –  –  –  –  –
POST /moderation/texts                                    –  –  –  –  ✓  ✓  –  –  –  –  –  –  –  –
POST /moderation/texts/<text>/remove                      –  –  –  –  ✓  ✓  –  –  –  –  –  –  –  –
GET  /moderation/watched                                  →  –  →  –  ✓  ✓  →  –  –  –  –  –  –  –
POST /moderation/watched                                  –  –  –  –  ✓  ✓  –  –  –  –  –  –  –  –
POST /moderation/watched/<watched>/remove                 –  –  –  –  ✓  ✓  –  –  –  –  –  –  –  –
POST /moderation/views                                    –  –  –  –  ✓  ✓  –  –  –  –  –  –  –  –
POST /moderation/views/<view>/remove                      –  –  –  –  ✓  ✓  –  –  –  –  –  –  –  –
# the newsroom at a report                                A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /moderation/reports/<code>                           →  –  →  –  ✓  ∅  →  –  –  –  –  –  –  –
GET  /moderation/reports/<code>/next                      →  –  →  –  ✓  ∅  →  –  –  –  –  –  –  –
GET  /moderation/reports/<code>/previous                  →  –  →  –  ✓  ∅  →  –  –  –  –  –  –  –
POST /moderation/reports/<code>/claim                     –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/release                   –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/hand-over                 –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/edit                      –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/classify                  –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/redact                    –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/black-out                 –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/ask                       –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/route                     –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/reroute                   –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/decline                   –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/merge                     –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/unmerge                   –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/correct                   –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
GET  /moderation/reports/<code>/right-of-reply?request=<asks>    →  –  →  –  ✓  ∅  →  –  –  –  –  –  –  –
POST /moderation/reports/<code>/right-of-reply/publish?request=<asks> –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/right-of-reply/decline?request=<asks> –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/appeal                    –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/extension                 –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/restore                   –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/settle-flags              –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/note                      –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/press-letter              –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
GET  /moderation/reports/<code>/press-letter.docx         →  –  →  –  ✓  ∅  →  –  –  –  –  –  –  –
GET  /moderation/reports/<code>/remove                    →  –  →  –  ✓  ∅  →  –  –  –  –  –  –  –
POST /moderation/reports/<code>/remove                    –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
GET  /moderation/reports/<code>/pass-on                   →  –  →  –  ✓  ∅  →  –  –  –  –  –  –  –
POST /moderation/reports/<code>/pass-on                   –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/comments/<post>           –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
GET  /moderation/reports/<code>/held                      →  –  →  –  ✓  ∅  →  –  –  –  –  –  –  –
POST /moderation/reports/<code>/held/release-reply        –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/held/send-back            –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/messages                  –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/messages/aside            –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
GET  /moderation/reports/<code>/pictures/<key>            →  –  →  –  ✓  ∅  →  –  –  –  –  –  –  –
POST /moderation/reports/<code>/pictures/<key>            –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/pictures/<key>/preview    –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
GET  /moderation/reports/<code>/identity                  →  –  →  –  ✓  ∅  →  –  –  –  –  –  –  –
POST /moderation/reports/<code>/identity/ask              –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/identity/decide           –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /moderation/reports/<code>/identity/open             –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
# agencies                                                A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /agency/                                             →  –  →  –  –  –  →  ✓  ✓  ✓  –  –  –  –
GET  /agency/reports/<code>                               →  –  →  –  –  –  →  ✓  ✓  ∅  –  –  –  –
POST /agency/reports/<code>/accept                        –  –  –  –  –  –  –  ✓  –  ∅  –  –  –  –
POST /agency/reports/<code>/return                        –  –  –  –  –  –  –  ✓  –  ∅  –  –  –  –
POST /agency/reports/<code>/extension                     –  –  –  –  –  –  –  ✓  –  ∅  –  –  –  –
POST /agency/reports/<code>/extension/preview             –  –  –  –  –  –  –  ✓  –  ∅  –  –  –  –
POST /agency/reports/<code>/interim                       –  –  –  –  –  –  –  ✓  –  ∅  –  –  –  –
POST /agency/reports/<code>/interim/preview               –  –  –  –  –  –  –  ✓  –  ∅  –  –  –  –
POST /agency/reports/<code>/interim/hold                  –  –  –  –  –  –  –  ✓  –  ∅  –  –  –  –
POST /agency/reports/<code>/draft                         –  –  –  –  –  –  –  ✓  –  ∅  –  –  –  –
POST /agency/reports/<code>/draft/insert                  –  –  –  –  –  –  –  ✓  –  ∅  –  –  –  –
POST /agency/reports/<code>/contribute                    –  –  –  –  –  –  –  ✓  –  ∅  –  –  –  –
POST /agency/reports/<code>/sign                          –  –  –  –  –  –  –  –  ✓  ∅  –  –  –  –
POST /agency/reports/<code>/sign/preview                  –  –  –  –  –  –  –  –  ✓  ∅  –  –  –  –
POST /agency/reports/<code>/sign/insert                   –  –  –  –  –  –  –  –  ✓  ∅  –  –  –  –
POST /agency/reports/<code>/sign/hold                     –  –  –  –  –  –  –  –  ✓  ∅  –  –  –  –
POST /agency/reports/<code>/note                          –  –  –  –  –  –  –  ✓  ✓  ∅  –  –  –  –
POST /agency/reports/<code>/promise                       –  –  –  –  –  –  –  ✓  ✓  ∅  –  –  –  –
POST /agency/reports/<code>/promise/preview               –  –  –  –  –  –  –  ✓  ✓  ∅  –  –  –  –
POST /agency/reports/<code>/move-promise                  –  –  –  –  –  –  –  ✓  ✓  ∅  –  –  –  –
POST /agency/reports/<code>/move-promise/preview          –  –  –  –  –  –  –  ✓  ✓  ∅  –  –  –  –
POST /agency/reports/<code>/keep-promise                  –  –  –  –  –  –  –  ✓  ✓  ∅  –  –  –  –
POST /agency/reports/<code>/messages                      –  –  –  –  –  –  –  ✓  ✓  ∅  –  –  –  –
POST /agency/reports/<code>/messages/aside                –  –  –  –  –  –  –  ✓  ✓  ∅  –  –  –  –
# the press                                               A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /press/                                              →  –  →  –  –  –  →  –  –  –  ✓  –  –  –
GET  /press/surges                                        →  –  →  –  –  –  →  –  –  –  ✓  –  –  –
GET  /press/clippings                                     →  –  →  –  –  –  →  –  –  –  ✓  –  –  –
POST /press/clippings/<clipped>                           –  –  –  –  –  –  –  –  –  –  ✓  –  –  –
GET  /press/clippings/<clipped>                           →  –  →  –  –  –  →  –  –  –  ✓  –  –  –
POST /press/clippings/<clipped>/note                      –  –  –  –  –  –  –  –  –  –  ✓  –  –  –
POST /press/clippings/<clipped>/remove                    –  –  –  –  –  –  –  –  –  –  ✓  –  –  –
GET  /press/stories                                       →  –  →  –  ✓  ✓  →  –  –  –  ✓  –  –  –
GET  /press/stories/new?report=<code>                     →  –  →  –  ✓  ✓  →  –  –  –  ✓  –  –  –
POST /press/stories/new?report=<code>                     –  –  –  –  ✓  ✓  –  –  –  –  ✓  –  –  –
GET  /press/stories/<story>                               →  –  →  –  ✓  ∅  →  –  –  –  –  –  –  –
POST /press/stories/<story>/show                          –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /press/stories/<story>/decline                       –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /press/stories/<story>/remove                        –  –  –  –  ∅  ∅  –  –  –  –  ✓  –  –  –
GET  /press/contacts                                      →  –  →  –  –  –  →  –  –  –  ✓  –  –  –
GET  /press/contacts/new?report=<code>                    →  –  →  –  –  –  →  –  –  –  ✓  –  –  –
POST /press/contacts/new?report=<code>                    –  –  –  –  –  –  –  –  –  –  ✓  –  –  –
GET  /press/requests                                      →  –  →  –  ✓  ✓  →  –  –  –  –  –  –  –
GET  /press/requests/<contact>                            →  –  →  –  ✓  ∅  →  –  –  –  –  –  –  –
POST /press/requests/<contact>/forward                    –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /press/requests/<contact>/decline                    –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
GET  /reports/<code>/contact/<forwarded>                  ∅  ✓  ✓  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅
POST /reports/<code>/contact/<forwarded>                  ∅  ✓  ✓  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅
POST /reports/<code>/contact/<forwarded>/take-back        ∅  ✓  ✓  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅
GET  /press/apply                                         →  ✓  →  ✓  ✓  ✓  →  –  –  –  ✓  –  –  –
POST /press/apply                                         –  ✓  –  ✓  ✓  ✓  –  –  –  –  ✓  –  –  –
GET  /press/accreditations                                →  –  →  –  ✓  ✓  →  –  –  –  –  –  –  –
GET  /press/accreditations/<accreditation>                →  –  →  –  ✓  ∅  →  –  –  –  –  –  –  –
POST /press/accreditations/<accreditation>/accept         –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /press/accreditations/<accreditation>/refuse         –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
POST /press/accreditations/<accreditation>/withdraw       –  –  –  –  ✓  ∅  –  –  –  –  –  –  –  –
# oversight                                               A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /oversight/                                          →  –  →  –  –  –  →  –  –  –  –  ✓  –  –
GET  /oversight/identity                                  →  –  →  –  –  –  →  –  –  –  –  ✓  –  –
GET  /oversight/reports/<code>                            →  –  →  –  –  –  →  –  –  –  –  ✓  –  –
GET  /oversight/reports/<code>/identity                   →  –  →  –  –  –  →  –  –  –  –  ✓  –  –
POST /oversight/reports/<code>/reroute                    –  –  –  –  –  –  –  –  –  –  –  ✓  –  –
POST /oversight/reports/<code>/identity/ask               –  –  –  –  –  –  –  –  –  –  –  ✓  –  –
POST /oversight/reports/<code>/identity/decide            –  –  –  –  –  –  –  –  –  –  –  ✓  –  –
POST /oversight/reports/<code>/identity/open              –  –  –  –  –  –  –  –  –  –  –  ✓  –  –
# the sealed channel                                      A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /sealed/                                             →  –  →  –  –  –  →  –  –  –  –  –  –  ✓
GET  /sealed/<case>                                       →  –  →  –  –  –  →  –  –  –  –  –  –  ✓
GET  /sealed/<case>/files/<sealed-file>                   →  –  →  –  –  –  →  –  –  –  –  –  –  ✓
POST /sealed/<case>/messages                              –  –  –  –  –  –  –  –  –  –  –  –  –  ✓
POST /sealed/<case>/accept                                –  –  –  –  –  –  –  –  –  –  –  –  –  ✓
POST /sealed/<case>/forward                               –  –  –  –  –  –  –  –  –  –  –  –  –  ✓
POST /sealed/<case>/close                                 –  –  –  –  –  –  –  –  –  –  –  –  –  ✓
# administration                                          A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /admin/                                              →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
GET  /admin/directory                                     →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
GET  /admin/people                                        →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
GET  /admin/people/new                                    →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
GET  /admin/people/<person>                               →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
POST /admin/people/new                                    –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/people/<person>/roles                         –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/people/<person>/roles/revoke                  –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/people/<person>/disable                       –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/people/<person>/enable                        –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/people/<person>/factors                       –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/people/<person>/letter                        –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
GET  /admin/rules                                         →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
GET  /admin/rules/accept                                  →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
POST /admin/rules/accept                                  –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/rules/accept/take-back                        –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
GET  /admin/letters                                       →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
POST /admin/letters/<letter>/again                        –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/letters/again                                 –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/letters/events/again                          –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
GET  /admin/reorganisation                                →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
GET  /admin/reorganisation/rename                         →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
POST /admin/reorganisation/rename/preview                 –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/reorganisation/rename                         –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
GET  /admin/reorganisation/merge                          →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
POST /admin/reorganisation/merge/preview                  –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/reorganisation/merge                          –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
GET  /admin/reorganisation/end                            →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
POST /admin/reorganisation/end/preview                    –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/reorganisation/end                            –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
GET  /admin/reorganisation/split?agency=STNMT             →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
POST /admin/reorganisation/split/preview?agency=STNMT     –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/reorganisation/split?agency=STNMT             –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
# webhooks                                                A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /admin/webhooks                                      →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
GET  /admin/webhooks/new                                  →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
POST /admin/webhooks/new                                  –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
GET  /admin/webhooks/<webhook>                            →  –  →  –  –  –  →  –  –  –  –  –  ✓  –
POST /admin/webhooks/<webhook>                            –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/webhooks/<webhook>/ping                       –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/webhooks/<webhook>/pause                      –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/webhooks/<webhook>/resume                     –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/webhooks/<webhook>/secret                     –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/webhooks/<webhook>/remove                     –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
POST /admin/webhooks/<webhook>/deliveries/<told>/again    –  –  –  –  –  –  –  –  –  –  –  –  ✓  –
GET  /agency/calendar                                     →  –  →  –  –  –  →  ✓  ✓  ✓  –  –  –  –
POST /agency/calendar                                     –  –  –  –  –  –  –  ✓  ✓  ✓  –  –  –  –
POST /agency/calendar/<token>/revoke                      –  –  –  –  –  –  –  ✓  ✓  ✓  –  –  –  –
GET  /agency/calendar/nobodys.ics                         ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅  ∅
GET  /agency/webhooks                                     →  –  →  –  –  –  →  ✓  ✓  ✓  –  –  –  –
GET  /agency/webhooks/new                                 →  –  →  –  –  –  →  –  ✓  –  –  –  –  –
POST /agency/webhooks/new                                 –  –  –  –  –  –  –  –  ✓  –  –  –  –  –
GET  /agency/webhooks/<hers>                              →  –  →  –  –  –  →  ∅  ✓  ∅  –  –  –  –
POST /agency/webhooks/<hers>                              –  –  –  –  –  –  –  ∅  ✓  ∅  –  –  –  –
POST /agency/webhooks/<hers>/ping                         –  –  –  –  –  –  –  ∅  ✓  ∅  –  –  –  –
POST /agency/webhooks/<hers>/pause                        –  –  –  –  –  –  –  ∅  ✓  ∅  –  –  –  –
POST /agency/webhooks/<hers>/resume                       –  –  –  –  –  –  –  ∅  ✓  ∅  –  –  –  –
POST /agency/webhooks/<hers>/secret                       –  –  –  –  –  –  –  ∅  ✓  ∅  –  –  –  –
POST /agency/webhooks/<hers>/remove                       –  –  –  –  –  –  –  ∅  ✓  ∅  –  –  –  –
POST /agency/webhooks/<hers>/deliveries/<hers-told>/again –  –  –  –  –  –  –  ∅  ✓  ∅  –  –  –  –
# one's own account                                       A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /account                                             →  ✓  →  ✓  ✓  ✓  →  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account                                             –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/password                                    –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
GET  /account/sessions                                    →  ✓  →  ✓  ✓  ✓  →  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/sessions                                    –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/sessions/<session>/end                      –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
GET  /account/tokens                                      →  ✓  →  ✓  ✓  ✓  →  ✓  ✓  ✓  ✓  ✓  ✓  ✓
GET  /account/tokens/new                                  →  ✓  →  ✓  ✓  ✓  →  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/tokens/new                                  –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/tokens/<token>/revoke                       –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
GET  /account/notices                                     →  ✓  →  ✓  ✓  ✓  →  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/notices                                     –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
GET  /account/digests/<digest>                            →  ✓  →  ∅  ∅  ∅  →  ∅  ∅  ∅  ∅  ∅  ∅  ∅
POST /account/mended                                      –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
GET  /account/follows                                     →  ✓  →  ✓  ✓  ✓  →  ✓  ✓  ✓  ✓  ✓  ✓  ✓
GET  /account/data                                        →  ✓  →  ✓  ✓  ✓  →  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/data/export                                 –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
GET  /account/data/erase                                  →  ✓  →  ✓  ✓  ✓  →  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/data/erase                                  –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
GET  /account/factors                                     →  ✓  →  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓
GET  /account/factors/passkeys                            →  ✓  →  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/factors/passkeys                            –  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/factors/passkeys/question                   –  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/factors/passkeys/<passkey>/name             –  ✓  –  ✓  ✓  ✓  ∅  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/factors/passkeys/<passkey>/remove           –  ✓  –  ✓  ✓  ✓  ∅  ✓  ✓  ✓  ✓  ✓  ✓  ✓
GET  /account/factors/app                                 →  ✓  →  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/factors/app                                 –  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/factors/app/remove                          –  ✓  –  ✓  ✓  ✓  ∅  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /account/factors/codes                               –  ✓  –  ✓  ✓  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓
# signing in and out                                      A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /login                                               =
POST /login                                               =
POST /login/passkey                                       =
POST /login/passkey/question                              =
POST /logout                                              =
GET  /second-factor                                       →  ✓  →  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /second-factor/code                                  –  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /second-factor/recovery                              –  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /second-factor/password                              –  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /second-factor/passkey                               –  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓
POST /second-factor/question                              –  ✓  –  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓  ✓
GET  /signup                                              =
POST /signup                                              =
GET  /signup/sent                                         =
GET  /account/confirm/<account-link>                      =
POST /account/confirm/<account-link>                      =
GET  /reset                                               =
POST /reset                                               =
GET  /reset/sent                                          =
GET  /reset/<reset-link>                                  =
POST /reset/<reset-link>                                  =
GET  /erased                                              =
GET  /unsubscribe/<letters-link>                          =
POST /unsubscribe/<letters-link>                          =
POST /unsubscribe/<letters-link>/back                     =
# what programs ask for; cookies count for nothing there  A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /api/v1/reports                                      =
GET  /api/v1/reports/<code>                               =
GET  /api/v1/search?q=so                                  =
GET  /api/v1/statistics                                   =
GET  /api/v1/agencies                                     =
GET  /api/v1/agencies/STNMT                               =
GET  /api/v1/fields                                       =
GET  /api/v1/areas                                        =
GET  /api/v1/tasks                                        =
GET  /api/v1/outlets                                      =
GET  /api/v1/openapi.json                                 =
GET  /api/v1/docs                                         =
POST /api/v1/reports                                      →  →  →  →  →  →  →  →  →  →  →  →  →  →
POST /api/v1/track                                        =
GET  /api/v1/me/reports                                   →  →  →  →  →  →  →  →  →  →  →  →  →  →
GET  /api/v1/me/reports/<code>                            →  →  →  →  →  →  →  →  →  →  →  →  →  →
# Open311                                                 A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /open311/discovery.json                              =
GET  /open311/discovery.xml                               =
GET  /open311/v2/services.json                            =
GET  /open311/v2/services.xml                             =
GET  /open311/v2/services/dat-dai.json                    =
GET  /open311/v2/services/dat-dai.xml                     =
GET  /open311/v2/requests.json                            =
GET  /open311/v2/requests.xml                             =
POST /open311/v2/requests.json                            –  –  –  –  –  –  –  –  –  –  –  –  –  –
POST /open311/v2/requests.xml                             –  –  –  –  –  –  –  –  –  –  –  –  –  –
GET  /open311/v2/requests/<code>.json                     =
GET  /open311/v2/requests/<code>.xml                      =
GET  /open311/v2/tokens/<sent>.json                       =
GET  /open311/v2/tokens/<sent>.xml                        =
# the house itself                                        A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /healthz                                             =
GET  /readyz                                              =
GET  /static/css/site.css                                 =
GET  /bootstrap/static/css/bootstrap.min.css              =
# never in production                                     A  C  c  C′ M  m  p  G  S  G′ J  O  X  K
GET  /styleguide                                          =
GET  /demo/                                               =
POST /demo/act-as/citizen                                 =
GET  /demo/mail                                           =
GET  /demo/mail/<letter>                                  =
"""
ROWS = tuple(rows(TABLE))
# The words that an address may end with, where its rule takes any.
WORDS = {
    "/moderation/reports/<code>/<deed>": DEEDS,
    "/moderation/bulk/<deed>": FORMS,
    "/sealed/<code>/<deed>": BY_NAME,
}
# Whoever goes there is somebody else afterwards.
TURNS_INTO_ANOTHER = ("/logout", "/demo/act-as/")
TURNED_AWAY = (REFUSED, NOTHING_THERE, SENT_ON)
ONE_IN = 5
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
# Which view answers is found before any engine is asked.
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def stage(app: Flask, a_report: Reports) -> Stage:
    return Stage(app, a_report)


@sqlite_only
def test_the_table_has_a_line_for_every_address_and_for_no_other(stage: Stage) -> None:
    adapter, served, written = stage.app.url_map.bind("localhost"), set(_served(stage.app)), set()
    for row in ROWS:
        path = stage.address(row, "A").partition("?")[0]
        rule, values = adapter.match(path, method=row.method, return_rule=True)
        written.add((row.method, rule.rule, values.get(_word(rule), "")))
    assert not served - written, f"TABLE has no line for {sorted(served - written)}"
    assert not written - served, f"TABLE has lines for {sorted(written - served)}"
    assert len(ROWS) == len(served), "a line too many"


def _served(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Method, rule, and each word that the rule takes, of all that is served."""
    for rule in app.url_map.iter_rules():
        words = WORDS.get(rule.rule) or getattr(rule._converters.get(_word(rule)), "items", ("",))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield from ((method, rule.rule, word) for word in words)


def _word(rule: Rule) -> str:
    """The name of what in an address chooses what is done."""
    names = [name for name, converter in rule._converters.items() if isinstance(converter, AnyConverter)]
    return names[0] if names else "deed"


def test_whoever_is_not_let_in_is_told_so_changes_nothing_and_is_noted_by_number(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    turned_away = [
        (row, column)
        for row in ROWS
        for column in _of(stage, row, [column for column in PEOPLE if row.marks[column] != LET_IN])
    ]
    asked = [(row, column, stage.address(row, column)) for row, column in turned_away]
    wrong = []
    with stage.unchanged():
        for row, column, address in asked:
            caplog.clear()
            got = mark_of(stage.ask(column, row.method, address), row.method)
            if got != row.marks[column]:
                wrong.append(f"{row}: {column} gets {got}")
            elif column not in NOBODY and noted(caplog) != _to_note(row, column):
                wrong.append(f"{row}: of {column} is noted {noted(caplog)}")
    assert not wrong, "\n".join(wrong)


def _of(stage: Stage, row: Row, columns: Sequence[str]) -> Sequence[str]:
    """All of them on SQLite. On PostgreSQL, where the same guard stands before other queries, every address
    is asked for by one in five, by others at each."""
    first = ROWS.index(row) % min(len(columns), ONE_IN) if columns else 0
    return columns if stage.casework.db.is_sqlite else columns[first::ONE_IN]


def _to_note(row: Row, column: str) -> list[str]:
    """What the log says of a refusal: who, by number; being sent on is none, and where programs ask nobody is
    known by their browser."""
    is_for_programs = row.address.startswith(("/api/", "/open311/"))
    return (
        [] if row.marks[column] == SENT_ON or is_for_programs else [f"refused: user {user(PEOPLE[column])}"]
    )


def test_whoever_may_is_let_in(stage: Stage) -> None:
    wrong = []
    for row in ROWS:
        visit = stage.everybody() if row.address.startswith(TURNS_INTO_ANOTHER) else stage.visit
        for column in _of(stage, row, [column for column in PEOPLE if row.marks[column] == LET_IN]):
            if "<code>" in row.address:
                stage.renew()
            stage.arm(row, column)
            response = stage.ask(column, row.method, stage.address(row, column), visit=visit)
            got = mark_of(response, row.method)
            if got != LET_IN:
                wrong.append(f"{row}: {column} gets {got} {response.headers.get('Location', '')}")
    assert not wrong, "\n".join(wrong)


@sqlite_only
def test_head_says_what_get_says_without_a_body(stage: Stage) -> None:
    for row in (row for row in ROWS if row.method == "GET"):
        let_in = [column for column in PEOPLE if row.marks[column] == LET_IN]
        for column in (*let_in[-1:], *(column for column in PEOPLE if column not in let_in)):
            answer = stage.ask(column, "HEAD", stage.address(row, column))
            assert (mark_of(answer, "HEAD"), answer.get_data()) == (row.marks[column], b""), (
                f"{row}: {column}"
            )


@sqlite_only
def test_other_methods_do_nothing_for_anybody(stage: Stage) -> None:
    """Nor for who may use the right one."""
    methods = {"/reset/sent": {"POST"}}  # there it is taken for a link, a bad one
    for row in ROWS:
        methods.setdefault(row.address, set()).add(row.method)
    rows_once = {row.address: row for row in ROWS}.values()
    asked = [
        (method, column, stage.address(row, column))
        for row in rows_once
        for column in {
            "A",
            # Where programs ask, a browser lets nobody in.
            next((column for column in ("X", *PEOPLE) if row.marks[column] == LET_IN), "X"),
        }
        for method in METHODS - methods[row.address]
    ]
    with stage.unchanged():
        for method, column, address in asked:
            status = stage.ask(column, method, address).status_code
            assert status in (403, 404, 405), f"{method} {address}: {column} gets {status}"


@sqlite_only
def test_another_spelling_of_an_address_opens_nothing(stage: Stage) -> None:
    """A slash more or less, capitals, another language: asked by somebody whom the address refuses."""
    for row in (row for row in ROWS if set(row.marks.values()) != {LET_IN}):
        column = next(column for column in reversed(PEOPLE) if row.marks[column] != LET_IN)
        right = stage.address(row, column)
        for address in _spelled(right):
            answer = stage.ask(column, row.method, address)
            lead_to = urlsplit(answer.headers.get("Location", "")).path.removeprefix("/en")
            is_led_back = answer.status_code in (301, 308) and lead_to.rstrip("/") == right.rstrip("/")
            got = mark_of(answer, row.method)
            assert is_led_back or got in (*TURNED_AWAY, "405"), f"{row} as {address}: {column} gets {got}"


def _spelled(address: str) -> Iterator[str]:
    bare = address.rstrip("/")
    yield bare if bare != address else f"{bare}/"
    yield from (f"{bare}//", f"{bare}%2f", f"{bare}%00", f"/%2f{bare[1:]}", bare.upper(), f"/en{address}")

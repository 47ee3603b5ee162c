"""The directory as it stands; it is changed by importing its files."""

from __future__ import annotations

from collections import Counter

from flask.typing import ResponseReturnValue

from admin.door import door
from casework.domain.calendar import local_day
from casework.domain.policy import Permission
from casework.readings import days
from casework.readings import directory as readings
from web.choices import level
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page

REACHES_NOBODY = ".test"


@door.get("/directory")
@requires(Permission.ADMINISTER)
def directory() -> ResponseReturnValue:
    house, lang = casework(), language()
    names, today = readings.directory(house), local_day(house.now())
    rules = Counter(rule.agency for rule in names.leads(today))
    in_force = names.agencies_in_force(today)
    return page(
        "admin/directory.html",
        names=names,
        in_force=len(in_force),
        rows=[
            {
                "agency": agency,
                "name": agency.called(lang),
                "level": level(agency.level),
                "rules": rules[agency.code],
                "successor": names.agency_name(agency.successor, lang) if agency.successor else "",
            }
            for agency in names.agencies
        ],
        unreachable=sum(agency.email.endswith(REACHES_NOBODY) for agency in in_force),
        days=days.kept(house),
    )

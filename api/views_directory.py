"""The directory: agencies, outlets, areas, fields, reform tasks, by the codes that lists and forms take."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from api import answers as told
from api import telling
from api.door import door
from api.operations import Operation, operation
from casework.domain.policy import Permission
from casework.readings.directory import Agency, Directory, directory
from casework.readings.lists import Figures, NoSuchReport
from casework.readings.maps import figures_by_agency
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.limits import limit_programs

DIRECTORY = "directory"


@door.get("/agencies")
@requires(Permission.READ_PUBLIC)
@limit_programs
@operation(
    Operation(
        summary=_l("Các cơ quan, kể cả những nơi đã kết thúc hoạt động"),
        about=_l("Số liệu là của phản ánh do cơ quan ấy chủ trì, dưới tên lúc bấy giờ."),
        tag=DIRECTORY,
        answer=told.Agencies,
    )
)
def agencies() -> told.Agencies:
    names, figures = directory(casework()), figures_by_agency(casework())
    return told.Agencies(items=[_agency(one, names, figures.get(one.code)) for one in names.agencies])


@door.get("/agencies/<code>")
@requires(Permission.READ_PUBLIC)
@limit_programs
@operation(
    Operation(
        summary=_l("Một cơ quan"),
        tag=DIRECTORY,
        answer=told.Agency,
        problems=frozenset({404}),
        places={"code": "STNMT"},
    )
)
def agency(code: str) -> told.Agency:
    names = directory(casework())
    found = names.agency(code)
    if found is None:
        raise NoSuchReport(code)
    return _agency(found, names, figures_by_agency(casework()).get(found.code))


@door.get("/fields")
@requires(Permission.READ_PUBLIC)
@limit_programs
@operation(Operation(summary=_l("Các lĩnh vực"), tag=DIRECTORY, answer=told.Fields))
def fields() -> told.Fields:
    found = directory(casework()).fields
    return told.Fields(
        items=[told.Field(code=one.code, name=one.called(language()), keywords=one.words) for one in found]
    )


@door.get("/areas")
@requires(Permission.READ_PUBLIC)
@limit_programs
@operation(Operation(summary=_l("Các địa bàn"), tag=DIRECTORY, answer=told.Areas))
def areas() -> told.Areas:
    return told.Areas(
        items=[
            told.Area(
                code=one.code,
                name=one.called(language()),
                level=one.level,
                parent=one.parent,
                valid_from=one.valid_from,
                valid_to=one.valid_to,
                successor=one.successor,
            )
            for one in directory(casework()).areas
        ]
    )


@door.get("/tasks")
@requires(Permission.READ_PUBLIC)
@limit_programs
@operation(Operation(summary=_l("Bảy nhiệm vụ cải cách và các mục con"), tag=DIRECTORY, answer=told.Tasks))
def tasks() -> told.Tasks:
    found = directory(casework()).tasks
    return told.Tasks(
        items=[told.Task(code=one.code, name=one.called(language()), parent=one.parent) for one in found]
    )


@door.get("/outlets")
@requires(Permission.READ_PUBLIC)
@limit_programs
@operation(Operation(summary=_l("Các tòa soạn tiếp nhận"), tag=DIRECTORY, answer=told.Outlets))
def outlets() -> told.Outlets:
    return told.Outlets(
        items=[
            told.Outlet(
                code=one.code,
                name=one.called(language()),
                url=telling.link("forum.outlet", slug=one.slug),
                valid_from=one.valid_from,
                valid_to=one.valid_to,
                successor=one.successor,
            )
            for one in directory(casework()).outlets
        ]
    )


def _agency(found: Agency, names: Directory, figures: Figures | None) -> told.Agency:
    return told.Agency(
        code=found.code,
        name=found.called(language()),
        short_name=found.short_name,
        level=found.level,
        url=telling.link("forum.agency", slug=found.slug),
        parent=telling.agency(found.parent, names),
        area=telling.area(found.area, names),
        phone=found.phone,
        address=found.address,
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        successor=telling.agency(found.successor, names),
        figures=telling.figures(figures),
    )

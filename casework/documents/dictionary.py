"""The data dictionary of open data: what each column means, for people and as Frictionless Data has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from casework.domain.open_data import COLUMNS, LICENCE, LICENCE_ADDRESS, Type
from casework.domain.report import PUBLIC_STATUSES
from casework.domain.values import Kind

TITLE: Final = (
    "Diễn đàn Cải cách hành chính: phản ánh đã đăng / Administrative Reform Forum: published reports"
)
# The meaning of each column: Vietnamese, English.
MEANINGS: Final[Mapping[str, tuple[str, str]]] = {
    "code": ("Mã phản ánh", "Code of the report"),
    "address": ("Địa chỉ trang của phản ánh", "Address of its page"),
    "kind": (
        "Loại: phản ánh hạn chế, kiến nghị, hỏi đáp, khen ngợi",
        "Kind: complaint, suggestion, question, praise",
    ),
    "status": ("Tình trạng khi tệp được làm", "Status when the file was made"),
    "overdue": ("Còn nợ trả lời và đã quá hạn", "An answer is owed and late"),
    "title": ("Tiêu đề", "Title"),
    "text": ("Lời của người gửi, như đã đăng", "What its sender wrote, as published"),
    "agency": ("Mã cơ quan chủ trì trả lời", "Code of the agency that has to answer"),
    "agency_name": ("Tên cơ quan đó", "Name of that agency, in Vietnamese"),
    "field": ("Mã lĩnh vực", "Code of the field"),
    "field_name": ("Tên lĩnh vực", "Name of the field, in Vietnamese"),
    "task": ("Mã nhiệm vụ cải cách hành chính", "Code of the task of the reform plan"),
    "area": ("Mã địa bàn", "Code of the area"),
    "area_name": ("Tên địa bàn", "Name of the area, in Vietnamese"),
    "outlet": ("Mã tòa soạn tiếp nhận", "Code of the outlet that it was sent to"),
    "submitted_on": ("Ngày gửi", "Day on which it was sent"),
    "published_on": ("Ngày đăng", "Day on which it was published"),
    "due_on": ("Hạn trả lời", "Last day for the answer"),
    "answered_on": ("Ngày có trả lời chính thức mới nhất", "Day of the latest official reply"),
    "reply": ("Trả lời chính thức đang có hiệu lực", "The official reply in force"),
    "solved": (
        "Người gửi nói việc đã xong; trống: chưa nói",
        "Its sender says that it is solved; empty: not said",
    ),
    "stars": ("Người gửi chấm từ 1 đến 5; trống: chưa chấm", "Its sender's rating, 1 to 5; empty: none"),
    "supports": ("Số người nói “tôi cũng gặp”", "How many say that they met the same"),
    "comments": ("Số ý kiến bạn đọc đang hiện", "Comments of readers that are shown"),
}
_VALUES: Final[Mapping[str, Sequence[str]]] = {
    "kind": [kind.value for kind in Kind],
    "status": sorted(status.value for status in PUBLIC_STATUSES),
}


def values_of(name: str) -> Sequence[str]:
    """All that a column may hold, where that is a closed list; else nothing."""
    return _VALUES.get(name, ())


def package(*, home: str, made_on: date, title: str) -> Mapping[str, Any]:
    """The description of the whole as `datapackage.json` (Frictionless Data Package)."""
    return {
        "profile": "tabular-data-package",
        "name": "phan-anh",
        "title": title,
        "homepage": home,
        "created": made_on.isoformat(),
        "licenses": [{"name": LICENCE, "path": LICENCE_ADDRESS}],
        "resources": [
            {
                "name": "reports",
                "path": "reports.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": [_field(c.name, c.type) for c in COLUMNS], "primaryKey": "code"},
            }
        ],
    }


def read_me(*, home: str, made_on: date, title: str) -> str:
    """What somebody reads who has unpacked it, in both languages."""
    lines = [
        title,
        home,
        "",
        f"Làm ngày {made_on:%d/%m/%Y}. Chỉ có những gì ai cũng đọc được trên trang; không có tên người gửi.",
        f"Giấy phép: {LICENCE} ({LICENCE_ADDRESS}). Khi dùng lại, xin ghi nguồn là địa chỉ ở trên.",
        "Tiêu đề hay lời nào mở đầu bằng dấu của công thức thì có dấu ' đứng trước.",
        "",
        f"Made on {made_on.isoformat()}. It holds what everybody may read on the site; no names of senders.",
        f"Licence: {LICENCE} ({LICENCE_ADDRESS}). Please name the address above as the source.",
        "A text that begins like a formula has an apostrophe before it.",
        "",
        *(f"{name}: {vietnamese} / {english}" for name, (vietnamese, english) in MEANINGS.items()),
    ]
    return "\n".join(lines) + "\n"


def _field(name: str, kind: Type) -> Mapping[str, Any]:
    vietnamese, english = MEANINGS[name]
    field: dict[str, Any] = {"name": name, "type": kind.value, "title": vietnamese, "description": english}
    if values := values_of(name):
        field["constraints"] = {"enum": list(values)}
    return field

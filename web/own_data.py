"""What the forum keeps of somebody as a file to keep: a zip with `data.json` and the files they sent.

It is written piece by piece into a file that has no name, however much there is.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from enum import Enum
from typing import IO, Any, BinaryIO, Final

from flask import Response, send_file
from flask_babel import gettext

from casework.domain.values import Part, PostKind, ReportCode, UserId
from casework.domain.watching import Watched
from casework.readings import own_data as readings
from casework.readings.directory import Directory, directory
from casework.readings.own_data import Account, Endpoint, OwnReport
from casework.readings.thread import File, Post, Thread
from casework.readings.watching import Kept
from casework.store.casework import Casework
from web import present
from web.i18n import language

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
Found = list[tuple[str, str]]  # the key of a file, and where it lies in the zip
_UNSAFE: Final = re.compile(r"[^\w.\- ()]|^\.+")
_LONGEST_NAME: Final = 100
_CHUNK: Final = 256 * 1024
_STATE: Final = (
    "kind", "status", "visibility", "display", "channel", "publish", "consent", "outlet", "field", "area",
    "task", "wanted_agency", "agency", "co_agencies", "submitted_at", "published_at", "routed_at",
    "accepted_at", "due", "answered_at", "closed_at", "decline_reason", "removed_reason", "closed_because",
    "merged_into", "appealed", "reopened", "solved", "stars", "contact_erased",
)  # fmt: skip  # because a list of names reads better in few lines


def account_zip(house: Casework, user: UserId) -> BinaryIO | None:
    """Everything under somebody's number, to be read from its beginning; None for nobody."""
    account = readings.account(house, user)
    if account is None:
        return None
    found: Found = []
    names = directory(house)
    parts = {
        "notes": _notes_of_account(),
        "made_at": house.now(),
        **_account(account),
        "reports": (_report(thread, names, found) for thread in readings.reports(house, user)),
        "comments": map(asdict, readings.comments(house, user)),
        "letters": map(asdict, readings.letters(house, user)),
        "deeds": map(asdict, readings.deeds(house, user)),
    }
    return _zip(house, parts, found, house.now())


def report_zip(house: Casework, own: OwnReport) -> BinaryIO:
    """Everything about one report that its owner may have."""
    found: Found = []
    contact = {name: value for name, value in asdict(own.contact).items() if value}
    parts = {
        "notes": _notes_of_report(),
        "made_at": house.now(),
        "report": _report(own.thread, directory(house), found),
        "contact": contact or ("sealed" if own.has_sealed_contact else None),
    }
    return _zip(house, parts, found, house.now())


def answer(opened: BinaryIO, name: str) -> Response:
    """The file for its owner alone, to keep."""
    response = send_file(
        opened, mimetype="application/zip", as_attachment=True, download_name=name, etag=False
    )
    response.content_length = opened.seek(0, 2)
    opened.seek(0)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _zip(house: Casework, parts: Mapping[str, Any], found: Found, at: datetime) -> BinaryIO:
    opened = house.files.temporary()
    try:
        with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as packed:
            with packed.open(_entry("data.json", at), "w") as out:
                _write(out, parts)
            for key, place in found:
                _pack(house, packed, key, _entry(place, at))
    except BaseException:
        opened.close()
        raise
    opened.seek(0)
    return opened


def _pack(house: Casework, packed: zipfile.ZipFile, key: str, entry: zipfile.ZipInfo) -> None:
    try:
        source = house.files.open(key)
    except FileNotFoundError:
        return  # lost from the disk: its name in data.json is all that is left
    entry.compress_type = zipfile.ZIP_STORED  # pictures and papers are as small as they get
    with source, packed.open(entry, "w") as out:
        shutil.copyfileobj(source, out, _CHUNK)


def _entry(place: str, at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(place, at.astimezone(UTC).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _write(out: IO[bytes], parts: Mapping[str, Any]) -> None:
    """One JSON object; what is counted out one by one is never held together."""
    begin = "{\n"
    for name, value in parts.items():
        out.write(f"{begin}{json.dumps(name)}: ".encode())
        begin = ",\n"
        if isinstance(value, Iterator):
            _write_list(out, value)
        else:
            out.write(_json(value))
    out.write(b"\n}\n")


def _write_list(out: IO[bytes], values: Iterable[Any]) -> None:
    begin = b"[\n"
    for value in values:
        out.write(begin + _json(value))
        begin = b",\n"
    out.write(b"[]" if begin == b"[\n" else b"\n]")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(type(value).__name__)


def _account(account: Account) -> dict[str, Any]:
    person = asdict(account.person)
    roles = person.pop("memberships")
    return {
        "account": {("number" if name == "id" else name): value for name, value in person.items()},
        "roles": roles,
        "second_factors": {
            "passkeys": [
                {"name": key.name, "created_at": key.created_at, "used_at": key.used_at}
                for key in account.factors.passkeys
            ],
            "app_since": account.factors.app_since,
            "recovery_codes_left": account.factors.codes_left,
        },
        "sessions": [
            {name: value for name, value in asdict(one).items() if name != "id"} for one in account.sessions
        ],
        "programs": [
            {name: value for name, value in asdict(one).items() if name != "id"}
            for one in account.access_tokens
        ],
        "follows": [_marked(one) for one in account.follows],
        "supports": [_marked(one) for one in account.supports],
        "follows_places": [_watched(one) for one in account.watches],
        "letters_wanted": {concern.value: often.value for concern, often in account.wishes.items()},
        "saved_views": [{"name": one.name, **asdict(one.wanted)} for one in account.saved_views],
        "flags": [asdict(one) for one in account.flags],
        "reply_requests": [
            {name: value for name, value in asdict(one).items() if name != "user"}
            for one in account.reply_requests
        ],
        "accreditations": [
            {
                name: value
                for name, value in asdict(one).items()
                if name not in ("id", "user", "decided_by", "ended_by")
            }
            for one in account.accreditations
        ],
        "stories": [
            {name: value for name, value in asdict(one).items() if name not in ("id", "author")}
            for one in account.stories
        ],
        "contact_requests": [
            {name: value for name, value in asdict(one).items() if name not in ("title", "words")}
            for one in account.contact_requests
        ],
        "clippings": [asdict(one) for one in account.clippings],
        "standing": asdict(account.standing),
        "webhooks": [_endpoint(one) for one in account.webhooks],
        "webhook_changes": [
            {name: getattr(one, name) for name in ("at", "deed", "agency", "name", "host")}
            for one in account.webhook_changes
        ],
    }


def _marked(marked: readings.Marked) -> dict[str, Any]:
    """Of what was taken down since only the code."""
    title = marked.title if marked.report.is_published else None
    return {"report": marked.report.code, "title": title, "at": marked.at}


def _endpoint(one: Endpoint) -> dict[str, Any]:
    """Neither its secret nor its whole address, in which one may stand: both are the agency's."""
    named = {name: getattr(one, name) for name in ("agency", "name", "host", "state", "created_at")}
    return {**named, "happenings": sorted(one.happenings)}


def _watched(kept: Kept) -> dict[str, Any]:
    watch = kept.watch
    if watch.what is Watched.SEARCH:
        told = {"name": watch.name, "filters": dict(watch.filters), "letters": kept.often}
        return {"kind": watch.what.value, **told}
    return {"kind": watch.what.value, "code": watch.key}


def _report(thread: Thread, names: Directory, found: Found) -> dict[str, Any]:
    report = thread.report
    return {
        "code": report.code,
        "title": thread.title,
        "text": thread.body,
        "name_shown": thread.shown_name or None,
        **{name: getattr(report, name) for name in _STATE},
        "files": [_file(file, report.code, found) for file in thread.files],
        "posts": [_post(post, report.code, names, found) for post in thread.posts],
        "history": [
            {
                "at": recorded.at,
                "event": type(recorded.event).__name__,
                "words": present.event_label(recorded.event, names),
            }
            for recorded in thread.history
        ],
    }


def _post(post: Post, code: ReportCode, names: Directory, found: Found) -> dict[str, Any]:
    """Words of theirs, or written to them. Of people who work here the page names only who signed a reply."""
    is_own = post.part is Part.OWNER
    house = names.outlet_name(post.outlet, language()) or names.agency_name(post.agency, language())
    return {
        "kind": post.kind,
        "at": post.at,
        "by": "you" if is_own else house or post.part,
        "signed_by": post.author_name or None if post.kind is PostKind.OFFICIAL_REPLY else None,
        "text": post.source,
        "files": [_file(file, code, found) if is_own else _named(file) for file in post.files],
    }


def _named(file: File) -> dict[str, Any]:
    return {"name": file.name, "media_type": file.media_type, "size": file.size}


def _file(file: File, code: ReportCode, found: Found) -> dict[str, Any]:
    place = f"files/{code}/{len(found) + 1:03}-{_safe(file.name)}"
    found.append((file.key, place))
    return {**_named(file), "place": place}


def _safe(name: str) -> str:
    """Fit for every system to unpack: no folder, nothing hidden; a number before it makes it unique."""
    return _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2])[-_LONGEST_NAME:].strip() or "_"


def _notes_of_account() -> dict[str, str]:
    return {
        "account": _("Những gì bạn khai về mình, và tài khoản mở, xác nhận khi nào."),
        "roles": _("Vai trò của bạn ở đây, nếu bạn làm việc ở diễn đàn."),
        "second_factors": _(
            "Khóa truy cập, ứng dụng tạo mã, và số mã dự phòng còn lại; không có bí mật nào."
        ),
        "sessions": _("Những máy đang đăng nhập hoặc được nhớ."),
        "programs": _("Mã truy cập bạn đã cấp cho phần mềm; không có mã nào ở đây."),
        "follows": _("Phản ánh bạn theo dõi; tên phản ánh để trống nếu đã bị gỡ."),
        "supports": _("Phản ánh mà bạn cho biết mình cũng gặp."),
        "letters_wanted": _("Bạn muốn được báo tin thường xuyên đến đâu, theo từng loại."),
        "follows_places": _("Cơ quan, lĩnh vực, địa bàn, tòa soạn, tìm kiếm bạn theo dõi."),
        "saved_views": _("Những bộ lọc hàng chờ bạn đã lưu, nếu bạn làm ở tòa soạn."),
        "flags": _("Những gì bạn báo có vấn đề; upheld cho biết biên tập viên thấy bạn đúng hay không."),
        "reply_requests": _(
            "Phản hồi bạn xin đăng ở phản ánh nhắc tới bạn: text là lời bạn gửi, said là lời tòa soạn."
        ),
        "accreditations": _("Những lần bạn xin công nhận phóng viên, và tòa soạn trả lời ra sao."),
        "contact_requests": _("Những lần bạn xin liên hệ người gửi; điều họ đưa không nằm ở đây."),
        "stories": _("Bài báo bạn gắn vào phản ánh."),
        "clippings": _("Phản ánh bạn cất ở bàn báo chí: mã, bạn đọc bản nào, và ghi chú của bạn."),
        "standing": _(
            "Số bài được đăng liền nhau, số lần báo đúng và không đúng: nhờ đó bài được đăng ngay."
        ),
        "webhooks": _(
            "Địa chỉ nhận tin tự động mà bạn chịu trách nhiệm: tên gọi và máy chủ; không có khóa nào."
        ),
        "webhook_changes": _("Những lần bạn đăng ký, sửa, dừng hoặc bỏ một địa chỉ nhận tin tự động."),
        "reports": _("Phản ánh bạn gửi bằng tài khoản. Ý nghĩa từng mục ở dưới."),
        "comments": _("Ý kiến bạn viết: waiting là chờ duyệt, shown là đã đăng, hidden là đã ẩn."),
        "letters": _("Thư đã gửi hoặc chờ gửi cho bạn: loại thư và lúc nào. Nội dung thư không được lưu."),
        "deeds": _("Việc bạn đã làm, như ghi trong nhật ký: mã phản ánh, tên việc, lúc nào."),
        **_notes_of_report(),
    }


def _notes_of_report() -> dict[str, str]:
    return {
        "made_at": _("Gói này được làm lúc nào."),
        "report": _("title và text là lời bạn viết, như đang hiện; status là bước hiện nay."),
        "publish": _("Bạn đồng ý đăng công khai hay không."),
        "consent": _("Bạn cho cơ quan xử lý biết mình là ai hay không."),
        "posts": _("Lời của bạn (you) và lời của tòa soạn, cơ quan gửi cho bạn."),
        "history": _("Các bước của phản ánh mà bạn xem được."),
        "files": _("Tệp bạn gửi; place là nơi tệp nằm trong gói này."),
        "contact": _(
            "Cách liên lạc bạn để lại khi gửi không dùng tài khoản. Ghi “sealed” là có để lại nhưng được "
            "niêm phong: ai nhặt được giấy ghi mật mã cũng không biết bạn là ai."
        ),
        "at": _("Mọi giờ ghi theo giờ quốc tế (UTC), nơi nào ghi +00:00. Phản ánh bảo mật chỉ ghi ngày."),
    }

"""The newsroom's letter to who is over an agency that has not answered the press: a draft, to be edited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casework.documents import official
from casework.documents.docx import Block, Paragraph, docx
from casework.readings.press_letter import PressLetter


def press_letter_docx(letter: PressLetter, *, address: str) -> bytes:
    """The letter as a file for Word. `address` is where readers find the report, empty where they do not."""
    about = f"đề nghị chỉ đạo trả lời phản ánh mã số {letter.code}"
    blocks: list[Block] = [
        official.head(
            issuer=letter.outlet,
            signs=letter.outlet_code,
            about=about,
            place=letter.place,
            year=letter.today.year,
        ),
        official.addressed(letter.to),
        *_body(letter, address),
        official.foot(
            receivers=("Như trên", f"{letter.agency} (để trả lời)"),
            signer="Tổng biên tập" if letter.is_newspaper else "Giám đốc",
            archive="VT",
        ),
    ]
    return docx(blocks, margins=official.MARGINS, title=f"V/v {about}")


def _body(letter: PressLetter, address: str) -> Iterator[Paragraph]:
    yield official.legal_basis(f"Căn cứ {letter.source};")
    yield official.body(_matter(letter, address))
    yield official.body("Thời hạn của việc này như sau:")
    if letter.due:
        extended = " (đã gia hạn)" if letter.is_extended else ""
        yield official.body(
            f"- Hạn trả lời theo quy chế của Diễn đàn{extended}: ngày {_day(letter.due)}"
            f"{', đã quá' if letter.due < letter.today else ''};"
        )
    yield official.body(
        f"- Hạn trả lời cơ quan báo chí ({letter.press_days} ngày kể từ ngày chuyển): "
        f"ngày {_day(letter.press_due)}, đến nay đã quá {letter.days_past} ngày."
    )
    yield official.body(
        f"Đến ngày {_day(letter.today)}, {letter.outlet} chưa nhận được trả lời chính thức của "
        f"{letter.agency}. Theo quy định nêu trên, khi quá thời hạn mà không nhận được thông báo, cơ quan "
        "báo chí có quyền chuyển ý kiến, kiến nghị của công dân, tổ chức đến cơ quan cấp trên có thẩm quyền."
    )
    yield official.body(
        f"{letter.outlet} kính đề nghị {letter.to or 'Quý cơ quan'} xem xét, chỉ đạo {letter.agency} trả lời "
        f"phản ánh nêu trên và thông báo kết quả tới {letter.outlet} để thông tin tới bạn đọc."
    )
    yield official.body("Trân trọng cảm ơn./.")


def _matter(letter: PressLetter, address: str) -> str:
    """What was sent to whom on which day, as far as readers may know."""
    said = f" về việc “{letter.title}”" if letter.title else ""
    place = ", ".join(
        part
        for part in (
            f"lĩnh vực {letter.field}" if letter.field else "",
            f"địa bàn {letter.area}" if letter.area else "",
        )
        if part
    )
    where = f", đăng công khai tại {address}" if address and letter.is_public else ""
    return (
        f"Ngày {_day(letter.sent)}, qua Diễn đàn Cải cách hành chính, {letter.outlet} đã chuyển tới "
        f"{letter.agency} phản ánh mã số {letter.code}{said}{f' ({place})' if place else ''}{where}."
    )


def _day(day: date) -> str:
    """As such letters write it: a zero before days under ten, and before January and February."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"

"""A file for Word: what it is made of, so that Word, LibreOffice and a reader of its parts find their way."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from lxml import etree

from casework.documents.docx import Align, Columns, Margins, Paragraph, Run, docx
from casework.documents.press_letter import press_letter_docx
from casework.domain.values import ReportCode
from casework.readings.press_letter import PressLetter

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARGINS = Margins(top=20, bottom=20, left=30, right=15)


def parts(made: bytes) -> dict[str, etree._Element]:
    """Every part, read as XML."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def lines(made: bytes) -> list[str]:
    """The text of each paragraph that has any."""
    found = parts(made)["word/document.xml"].iter(f"{W}p")
    texts = ("".join(text.text or "" for text in one.iter(f"{W}t")) for one in found)
    return [text for text in texts if text]


def a_letter(**changes: object) -> PressLetter:
    said: dict[str, object] = {
        "code": ReportCode("PA-7K3M-9QXT"),
        "title": "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả",
        "is_public": True,
        "field": "Đất đai",
        "area": "Huyện Nam Trực",
        "outlet": "Báo Nam Định",
        "outlet_code": "BND",
        "is_newspaper": True,
        "agency": "Sở Tài nguyên và Môi trường",
        "to": "Ủy ban nhân dân tỉnh Nam Định",
        "place": "Nam Định",
        "today": date(2026, 12, 7),
        "sent": date(2026, 11, 2),
        "due": date(2026, 11, 23),
        "is_extended": False,
        "press_due": date(2026, 12, 2),
        "press_days": 30,
        "days_past": 5,
        "source": "Luật Báo chí số 103/2016/QH13, điều 39",
    }
    return PressLetter(**{**said, **changes})  # type: ignore[arg-type]  # because a test names what it changes


def test_it_has_the_parts_that_word_asks_for_and_each_is_named_by_its_type() -> None:
    made = docx([Paragraph(runs=[Run(text="Kính gửi")])], margins=MARGINS, title="V/v")
    found = parts(made)
    typed = {node.get("PartName", "").lstrip("/") for node in found["[Content_Types].xml"]}
    assert typed - {""} == {name for name in found if name.startswith(("word/", "docProps/"))} - {
        "word/_rels/document.xml.rels"
    }
    targets = {node.get("Target") for node in found["word/_rels/document.xml.rels"]}
    assert {f"word/{target}" for target in targets} <= set(found)


def test_the_same_letter_gives_the_same_bytes_and_no_hour() -> None:
    assert press_letter_docx(a_letter(), address="") == press_letter_docx(a_letter(), address="")


@pytest.mark.parametrize("text", ["<b>&amp;</b>", 'Công ty "A&B"', "  hai dấu cách  ", "]]>"])
def test_what_people_write_stays_text(text: str) -> None:
    made = docx([Paragraph(runs=[Run(text=text)])], margins=MARGINS, title=text)
    assert lines(made) == [text]


def test_lengths_are_what_was_asked_for() -> None:
    columns = Columns(widths=(68, 102), cells=([Paragraph(runs=[Run(text="a")])],) * 2)
    found = parts(docx([columns], margins=MARGINS, title=""))["word/document.xml"]
    assert [node.get(f"{W}w") for node in found.iter(f"{W}gridCol")] == ["3855", "5783"]
    (page,) = found.iter(f"{W}pgSz")
    assert (page.get(f"{W}w"), page.get(f"{W}h")) == ("11906", "16838")  # A4
    (margins,) = found.iter(f"{W}pgMar")
    assert [margins.get(f"{W}{side}") for side in ("top", "left", "right")] == ["1134", "1701", "850"]


def test_a_rule_is_as_long_as_asked_for_and_stands_in_the_middle() -> None:
    ruled = Paragraph(runs=[Run(text="BÁO NAM ĐỊNH")], align=Align.CENTRE, rule=28, width=68)
    found = parts(docx([ruled], margins=MARGINS, title=""))["word/document.xml"]
    beside = [(node.get(f"{W}left"), node.get(f"{W}right")) for node in found.iter(f"{W}ind")]
    assert beside[1] == ("1134", "1134")  # 20 mm of 68 on either side


def test_the_letter_stands_in_the_layout_of_official_letters() -> None:
    said = lines(press_letter_docx(a_letter(), address="https://dien-dan.test/reports/PA-7K3M-9QXT"))
    assert said[:7] == [
        "BÁO NAM ĐỊNH",
        "Số:          /BND",
        "V/v đề nghị chỉ đạo trả lời phản ánh mã số PA-7K3M-9QXT",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Nam Định, ngày ….. tháng ….. năm 2026",
        "Kính gửi: Ủy ban nhân dân tỉnh Nam Định",
    ]
    assert said[-6:] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Sở Tài nguyên và Môi trường (để trả lời);",
        "- Lưu: VT.",
        "TỔNG BIÊN TẬP",
        "(Ký, đóng dấu, ghi rõ họ tên)",
    ]


def test_the_letter_tells_the_matter_its_dates_and_on_what_it_stands() -> None:
    said = "\n".join(
        lines(press_letter_docx(a_letter(), address="https://dien-dan.test/reports/PA-7K3M-9QXT"))
    )
    assert "Căn cứ Luật Báo chí số 103/2016/QH13, điều 39;" in said
    assert "Ngày 02/11/2026" in said and "“Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả”" in said
    assert "đăng công khai tại https://dien-dan.test/reports/PA-7K3M-9QXT" in said
    assert "quy chế của Diễn đàn: ngày 23/11/2026, đã quá;" in said
    assert "(30 ngày kể từ ngày chuyển): ngày 02/12/2026, đến nay đã quá 5 ngày." in said
    assert "chỉ đạo Sở Tài nguyên và Môi trường trả lời" in said


def test_what_is_not_known_is_left_to_who_edits_it() -> None:
    said = "\n".join(
        lines(press_letter_docx(a_letter(to="", title="", due=None, is_newspaper=False), address=""))
    )
    assert "Kính gửi: …" in said and "kính đề nghị Quý cơ quan" in said
    assert "“" not in said and "công khai" not in said and "quy chế" not in said
    assert "GIÁM ĐỐC" in said

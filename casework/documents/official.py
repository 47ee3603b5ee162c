"""The layout of an official letter (Decree 30/2020/NĐ-CP, appendix I; domain.md): head, body, signature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from casework.documents.docx import Align, Columns, Margins, Paragraph, Run

MARGINS: Final = Margins(top=20, bottom=20, left=30, right=15)
_LEFT, _RIGHT = 68.0, 102.0  # the two halves of the head, in millimetres
_BODY_SIZE: Final = 14


def head(*, issuer: str, signs: str, about: str, place: str, year: int) -> Columns:
    """Who writes and by which number on the left, the State and the day on the right.

    Number and day are left open: they are known when it is signed.
    """
    left = [
        _centred(Run(text=issuer.upper(), bold=True, size=13), rule=26, width=_LEFT),
        _centred(Run(text=f"Số:          /{signs}", size=13), before=6),
        _centred(Run(text=f"V/v {about}", size=12), before=3),
    ]
    day = f"ngày ….. tháng ….. năm {year}"
    right = [
        _centred(Run(text="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=12)),
        _centred(Run(text="Độc lập - Tự do - Hạnh phúc", bold=True, size=13), rule=58, width=_RIGHT),
        _centred(Run(text=f"{place}, {day}" if place else day, italic=True, size=13), before=6),
    ]
    return Columns(widths=(_LEFT, _RIGHT), cells=(left, right))


def addressed(to: str) -> Paragraph:
    """«Kính gửi»; a row of dots where the addressee is not known."""
    return _centred(Run(text=f"Kính gửi: {to or '…………………………………………'}", size=14), before=18, after=12)


def body(text: str) -> Paragraph:
    """A paragraph of the letter itself."""
    return _body(Run(text=text, size=_BODY_SIZE))


def legal_basis(text: str) -> Paragraph:
    """What the letter stands on, in italics."""
    return _body(Run(text=text, italic=True, size=_BODY_SIZE))


def foot(*, receivers: Sequence[str], signer: str, archive: str) -> Columns:
    """Who gets it on the left, the room for the signature on the right. `signer` is an office."""
    listed = [*(f"- {one};" for one in receivers), f"- Lưu: {archive}."]
    left = [
        Paragraph(runs=[Run(text="Nơi nhận:", bold=True, italic=True, size=12)], space_before=12),
        *(Paragraph(runs=[Run(text=line, size=11)]) for line in listed),
    ]
    right = [
        _centred(Run(text=signer.upper(), bold=True, size=14), before=12),
        _centred(Run(text="(Ký, đóng dấu, ghi rõ họ tên)", italic=True, size=13), after=70),
    ]
    return Columns(widths=(_LEFT + 12, _RIGHT - 12), cells=(left, right))


def _body(run: Run) -> Paragraph:
    return Paragraph(runs=[run], align=Align.JUSTIFIED, first_line=12.7, space_after=6)


def _centred(run: Run, *, before: int = 0, after: int = 0, rule: float = 0, width: float = 0) -> Paragraph:
    return Paragraph(
        runs=[run],
        align=Align.CENTRE,
        space_before=before,
        space_after=after,
        rule=rule,
        width=width,
    )

"""A text document that Word opens (Office Open XML), from paragraphs and tables without lines.

As much of the format as official letters need, and no more: three parts in a zip. The same blocks always give
the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from xml.sax.saxutils import escape

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT: Final = "Times New Roman"
_TWIPS_A_MM: Final = 1440 / 25.4
_A_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the first that a zip can name: who opens it learns nothing from it


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"
    JUSTIFIED = "both"


@dataclass(frozen=True, kw_only=True)
class Run:
    """A piece of a line; `size` in points."""

    text: str
    bold: bool = False
    italic: bool = False
    size: int = 14


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Lengths in millimetres, `space_before` and `space_after` in points. With `rule` a thin line of
    that length stands under it, in the middle of `width`."""

    runs: Sequence[Run]
    align: Align = Align.LEFT
    first_line: float = 0
    space_before: int = 0
    space_after: int = 0
    rule: float = 0
    width: float = 0


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Cells beside each other without lines; `widths` in millimetres."""

    widths: Sequence[float]
    cells: Sequence[Sequence[Paragraph]]


@dataclass(frozen=True, kw_only=True)
class Margins:
    """In millimetres."""

    top: float
    bottom: float
    left: float
    right: float


Block = Paragraph | Columns


def docx(blocks: Iterable[Block], *, margins: Margins, title: str) -> bytes:
    """The document on A4, its pages numbered above from the second one on."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT_LINKS,
        "docProps/core.xml": _CORE.format(title=escape(title)),
        "word/document.xml": _document(blocks, margins),
        "word/styles.xml": _STYLES,
        "word/header1.xml": _HEADER,
        "word/_rels/document.xml.rels": _LINKS,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=_A_DAY), f"{_XML}{text}")
    return packed.getvalue()


def _document(blocks: Iterable[Block], margins: Margins) -> str:
    body = "".join(_columns(one) if isinstance(one, Columns) else _paragraph(one) for one in blocks)
    body += "<w:p/>"  # Word wants something to stand after the last table
    sides = " ".join(
        f'w:{side}="{_twips(length)}"'
        for side, length in (
            ("top", margins.top),
            ("right", margins.right),
            ("bottom", margins.bottom),
            ("left", margins.left),
        )
    )
    return (
        f'<w:document {_NAMES}><w:body>{body}<w:sectPr><w:headerReference w:type="default" r:id="rId2"/>'
        f'<w:pgSz w:w="{_twips(210)}" w:h="{_twips(297)}"/>'
        f'<w:pgMar {sides} w:header="{_twips(10)}" w:footer="{_twips(10)}" w:gutter="0"/><w:titlePg/>'
        "</w:sectPr></w:body></w:document>"
    )


def _columns(columns: Columns) -> str:
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in columns.widths)
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/></w:tcPr>'
        f"{''.join(_paragraph(paragraph) for paragraph in cell)}</w:tc>"
        for width, cell in zip(columns.widths, columns.cells, strict=True)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_twips(sum(columns.widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"
    )


def _paragraph(paragraph: Paragraph) -> str:
    spacing = f'w:before="{paragraph.space_before * 20}" w:after="{paragraph.space_after * 20}"'
    made = (
        f'<w:p><w:pPr><w:spacing {spacing}/><w:ind w:firstLine="{_twips(paragraph.first_line)}"/>'
        f'<w:jc w:val="{paragraph.align.value}"/></w:pPr>'
        f"{''.join(_run(run) for run in paragraph.runs)}</w:p>"
    )
    return made + _rule(paragraph) if paragraph.rule else made


def _rule(paragraph: Paragraph) -> str:
    """A line under the paragraph above: the upper edge of one that is as low as it can be."""
    beside = _twips((paragraph.width - paragraph.rule) / 2)
    return (
        '<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        '<w:spacing w:before="20" w:after="0" w:line="60" w:lineRule="exact"/>'
        f'<w:ind w:left="{beside}" w:right="{beside}"/><w:rPr><w:sz w:val="4"/></w:rPr></w:pPr></w:p>'
    )


def _run(run: Run) -> str:
    marks = ("<w:b/>" if run.bold else "") + ("<w:i/>" if run.italic else "")
    size = run.size * 2  # the format counts in halves
    return (
        f'<w:r><w:rPr>{marks}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(run.text)}</w:t></w:r>'
    )


def _twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS_A_MM)


_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OOXML: Final = "http://schemas.openxmlformats.org"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMES: Final = (
    f'xmlns:w="{_OOXML}/wordprocessingml/2006/main" xmlns:r="{_OOXML}/officeDocument/2006/relationships"'
)
_TYPES: Final = (
    f'<Types xmlns="{_OOXML}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{_WORD}.header+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_ROOT_LINKS: Final = (
    f'<Relationships xmlns="{_OOXML}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OOXML}/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_OOXML}/package/2006/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)
_LINKS: Final = (
    f'<Relationships xmlns="{_OOXML}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OOXML}/officeDocument/2006/relationships/styles"'
    ' Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_OOXML}/officeDocument/2006/relationships/header"'
    ' Target="header1.xml"/></Relationships>'
)
_CORE: Final = (
    f'<cp:coreProperties xmlns:cp="{_OOXML}/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
    "<dc:language>vi-VN</dc:language></cp:coreProperties>"
)
_STYLES: Final = (
    f"<w:styles {_NAMES}><w:docDefaults><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>'
    '<w:color w:val="000000"/><w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN"/>'
    '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="259" w:lineRule="auto"/>'
    "</w:pPr></w:pPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    "</w:styles>"
)
_HEADER: Final = (
    f'<w:hdr {_NAMES}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>'
)

"""PDF without what acts: scripts, actions, launches, embedded files, forms' XFA; and without metadata.

Of the file's frame (trailer, catalogue, names, pages) only what is listed here is kept; inside the pages,
whatever acts or tells of somebody is taken away. The paper is written anew, every stream packed anew: what
nothing refers to, earlier versions, and what stood before, behind or between is left out.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, BinaryIO, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from casework.store.cleaning import LONGEST_PAGE, MOST_PAGES, Unfit, bare

_TRAILER: Final = frozenset({"/Root", "/Size"})  # no /ID, which papers of one origin share
_CATALOGUE: Final = frozenset(
    {
        *("/Type", "/Version", "/Pages", "/PageLabels", "/PageLayout", "/Names", "/Dests", "/Outlines"),
        *("/AcroForm", "/OCProperties", "/StructTreeRoot", "/MarkInfo", "/Lang", "/ViewerPreferences"),
    }
)
_NAMES: Final = frozenset({"/Dests"})
_PAGE: Final = frozenset(
    {
        *("/Type", "/Parent", "/Resources", "/Contents", "/Rotate", "/Group", "/UserUnit", "/Annots"),
        *("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/StructParents", "/Tabs"),
    }
)
# Wherever they stand: actions of documents, pages and fields; attached files; data of other programs; who
# drew a remark and when; small pictures of pages, which may show what the page no longer does.
_REMOVED: Final = (
    *("/AA", "/JavaScript", "/JS", "/OpenAction", "/URI", "/XFA", "/RichMedia", "/RichMediaContent"),
    *("/AF", "/Collection", "/EF", "/EmbeddedFiles", "/RF", "/Ref", "/OPI"),
    *("/DSS", "/LastModified", "/Legal", "/Metadata", "/Perms", "/PieceInfo", "/Thumb", "/SpiderInfo"),
    *("/CreationDate", "/ModDate", "/NM"),
)
_ACTING_NOTES: Final = frozenset(
    {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/PrinterMark", "/TrapNet"}
)
_KEPT_ACTION: Final = "/GoTo"
_FLATE: Final = frozenset({"/FlateDecode", "/Fl"})
_MOST_UNPACKED: Final = (
    400_000_000  # of a whole paper; 10 MB of scans and drawings unpack to a fraction of it
)
_BITE: Final = 1 << 20


def ready() -> None:
    """Lets qpdf open the system's random numbers, without which it cannot tell that a paper is encrypted."""
    pikepdf.new().save(BytesIO(), encryption=pikepdf.Encryption(owner="o", user="u"))


def disarm(source: bytes, out: BinaryIO) -> None:
    """Writes the paper as new, with only what its pages show and links within it.

    Raises `Unfit` with `encrypted` (also when it opens without a password), with `pages` (too many, or too
    large) and with `damaged`.
    """
    try:
        with pikepdf.open(BytesIO(source)) as paper:
            if paper.is_encrypted:
                raise Unfit("encrypted")
            _refuse_giants(paper)
            _refuse_bombs(paper)
            _strip(paper)
            written = BytesIO()
            paper.save(
                written,
                fix_metadata_version=False,
                deterministic_id=True,
                # Opened to the end now, under our limits: no bomb is left for readers, nothing hidden behind.
                recompress_flate=True,
            )
    except pikepdf.PasswordError as error:
        raise Unfit("encrypted") from error
    except Unfit:
        raise
    # qpdf and pikepdf raise many kinds of errors at broken files; each means the same to us.
    except Exception as error:
        raise Unfit("damaged") from error
    out.write(written.getvalue())


def _refuse_giants(paper: pikepdf.Pdf) -> None:
    count = len(paper.pages)
    if count == 0:
        raise Unfit("damaged")
    if count > MOST_PAGES:
        raise Unfit("pages")
    for page in paper.pages:
        left, bottom, right, top = (float(side) for side in page.mediabox)
        unit = float(page.obj.get("/UserUnit", 1))
        if max(abs(right - left), abs(top - bottom)) * max(unit, 1) > LONGEST_PAGE:
            raise Unfit("pages")


def _refuse_bombs(paper: pikepdf.Pdf) -> None:
    """Counts what the streams unpack to, a bite at a time, before anything is done with them.

    What is packed otherwise than with zlib meets the limits of time and memory.
    """
    left = _MOST_UNPACKED
    for thing in paper.objects:
        if not isinstance(thing, Stream):
            continue
        bites: Iterable[bytes] = (thing.read_raw_bytes(),)
        for name in _filters(thing):
            if name not in _FLATE:
                break
            bites = _unpacked_by_bites(bites)
        for bite in bites:
            left -= len(bite)
            if left < 0:
                raise Unfit("damaged")


def _unpacked_by_bites(packed: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for bite in packed:
        waiting = bite
        while waiting and not unpacker.eof:
            try:
                yield unpacker.decompress(waiting, _BITE)
            except zlib.error:
                return  # qpdf makes of it what it can
            waiting = unpacker.unconsumed_tail


def _filters(stream: Any) -> list[str]:
    """The names of a stream's filters, the outermost first."""
    given = stream.get("/Filter")
    return [str(name) for name in (given if isinstance(given, Array) else (given,))]


def _strip(paper: pikepdf.Pdf) -> None:
    _keep_only(paper.trailer, _TRAILER)
    _keep_only(paper.Root, _CATALOGUE)
    if isinstance(paper.Root.get("/Names"), Dictionary):
        _keep_only(paper.Root.Names, _NAMES)
    for page in paper.pages:
        _keep_only(page.obj, _PAGE)
    for thing in list(paper.objects):
        for part in _with_its_parts(thing):
            if isinstance(part, (Dictionary, Stream)):
                _strip_one(part)
            elif isinstance(part, Array):
                _drop_acting_notes(part)
            if isinstance(part, Stream):
                _strip_stream(paper, part)


def _keep_only(part: Any, allowed: frozenset[str]) -> None:
    for key in set(part.keys()) - allowed:
        del part[key]


def _with_its_parts(thing: Any) -> Iterator[Any]:
    """The object and all that is written inside it, but not what it refers to: that has its own turn."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, (Dictionary, Stream)):
            waiting += [value for _, value in part.items() if _is_inside(value)]
        elif isinstance(part, Array):
            waiting += [value for value in part if _is_inside(value)]


def _is_inside(value: Any) -> bool:
    return isinstance(value, (Dictionary, Array)) and not value.is_indirect


def _strip_one(part: Any) -> None:
    for key in _REMOVED:
        if key in part:
            del part[key]
    for key in ("/A", "/PA", "/Next"):
        if key in part and _acts(part[key], key):
            del part[key]
    # An action that stands alone and is referred to from elsewhere; a signature, which is broken by now but
    # still holds its signer's certificate.
    if (part.get("/Type") == "/Action" and part.get("/S") != _KEPT_ACTION) or "/ByteRange" in part:
        _keep_only(part, frozenset())
    if "/Subtype" in part and "/Rect" in part:
        _forget_who_remarked(part)


def _forget_who_remarked(note: Any) -> None:
    """Who drew a remark, and when. In a field of a form /T is its name, which the form needs."""
    for key in ("/M",) if note.get("/Subtype") == "/Widget" else ("/M", "/T"):
        if key in note:
            del note[key]


def _acts(value: Any, key: str) -> bool:
    """Whether it is an action other than going to a page (the keys also stand for other things)."""
    if key == "/Next" and isinstance(value, Array):
        return True
    return isinstance(value, Dictionary) and "/S" in value and (key == "/Next" or value["/S"] != _KEPT_ACTION)


def _drop_acting_notes(parts: Any) -> None:
    for place in reversed(range(len(parts))):
        part = parts[place]
        if isinstance(part, Dictionary) and str(part.get("/Subtype", "")) in _ACTING_NOTES:
            del parts[place]


def _strip_stream(paper: pikepdf.Pdf, stream: Any) -> None:
    if "/F" in stream:
        # Its content would come from another file.
        del stream["/F"]
    names = _filters(stream)
    if names[-1] in ("/DCTDecode", "/DCT"):
        stream.write(bare.jpeg(_unpacked(paper, stream, len(names))), filter=Name.DCTDecode)
    elif names[-1] == "/JPXDecode":
        stream.write(bare.jpeg2000(_unpacked(paper, stream, len(names))), filter=Name.JPXDecode)


def _unpacked(paper: pikepdf.Pdf, stream: Any, filters: int) -> bytes:
    """What the last of its filters gets."""
    raw: bytes = stream.read_raw_bytes()
    if filters == 1:
        return raw
    outer = Stream(paper, raw)
    outer.Filter = Array(list(stream.Filter)[:-1])
    parameters = stream.get("/DecodeParms")
    if isinstance(parameters, Array):
        outer.DecodeParms = Array(list(parameters)[:-1])
    return bytes(outer.read_bytes())

"""Numbers that lead to a person: phones, identity cards, plates, bank accounts, and addresses of mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from casework.domain.leak_reading import Reading

Span = tuple[int, int]  # in Reading.plain
IsPhone = Callable[[str], bool]

# Every repetition below is bounded, or of one class that its neighbour does not share: nothing to try twice.
_MASK: Final = "¤"
_CURRENCY: Final = r"(?:dong|vnd|vnđ|trieu|ty|ti|nghin|ngan|usd|d|m2|ha)\b"
_INNOCENT: Final = re.compile(
    "|".join(
        (
            r"\b\d{3}\.\d{2}\.\d{2}\.h\d{2}-\d{6}-\d{4,6}\b",  # a dossier's number
            r"\b\d\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.h\d{2})?\b(?![.\- ]?\d)",  # a procedure's number
            r"\bpa-[a-z0-9]{4}-[a-z0-9]{4}\b",  # a report of ours
            r"\b\d{1,6}/(?:(?:19|20)\d{2}/)?[a-z]{2}",  # a document: 123/QĐ-UBND, 61/2018/NĐ-CP
            r"\b(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d{2}\b(?![.\-/]?\d)",  # a day
            rf"\b[1-9]\d{{0,2}}(?:[., ]\d{{3}}){{1,4}}\s?{_CURRENCY}",  # money
            rf"\b[1-9]\d{{3,14}}\s?{_CURRENCY}",
            r"\b(?:ma so thue|mst)\b[^\n\d]{0,12}\d{10}(?:-\d{3})?\b",
        )
    )
)
_RUN: Final = re.compile(r"[+(]{0,2}\d(?:[\s.\-()_/]{0,3}\d){7,}")
_GROUP: Final = re.compile(r"\d+")

_OF_VIETNAM: Final = re.compile(r"(?:0|\+84)(?:[35789]\d{8}|2\d{9}|1[2689]\d{8})")  # with those before 2018
_ABROAD: Final = re.compile(r"\+(?!84)[1-9]\d{7,14}")
_FOR_ALL: Final = re.compile(r"1[89]00\d{4,6}")  # service numbers are nobody's
_MOST_DIGITS: Final = 15

_IDENTITY_WORDS: Final = re.compile(r"\b(?:cmnd|cmt|cccd|can cuoc|chung minh|dinh danh|ho chieu)\b")
_INNOCENT_WORDS: Final = re.compile(
    r"\b(?:so tien|gia tri|don gia|le phi|hoc phi|vien phi|kinh phi|tong so|tong cong|tong tien|"
    r"bien nhan|phieu hen|ma ho so|ho so so|so ho so|tra cuu|hoa don|cong van|van ban|so den|"
    r"ma don|thu tuc|khach hang|thua dat|thua so|to ban do|phat hanh|vao so|seri|van don|ma vach|so lo)\b"
    r"[^\n\d]{0,16}$"
)
_ACCOUNT_WORDS: Final = re.compile(
    r"\b(?:so tai khoan|tai khoan|so tk|stk|tk|chuyen khoan|ck|ngan hang|vietcombank|vcb|agribank|bidv|"
    r"vietinbank|techcombank|tcb|mb ?bank|acb|sacombank|vp ?bank|tp ?bank|shb|vib|hd ?bank|ocb|"
    r"sea ?bank|msb|eximbank|lienvietpostbank|lp ?bank|pvcombank|ab ?bank|nam a bank|bac a bank|ncb|"
    r"kienlongbank|vietbank|baoviet ?bank|co-?opbank)\b"
)
_OTHER_CLAUSE: Final = re.compile(r"[;█]|\.\s")  # a word beyond it is about something else
_BEFORE: Final = 48
_AFTER: Final = 24

_PLATE: Final = re.compile(
    r"(?<![a-z0-9])[1-9]\d-?(?:[a-hk-npstuvxyz]\d?|ld|da|kt|ng|nn|qt|cv|td|mk|md|a[a-h])"
    r"(?:(?:\s?[-.]\s?)?\d{3}[. ]?\d{2}|\s\d{3}\.\d{2}|(?<=[a-z]\d)\s\d{5})(?![0-9a-z])"
)
_PLATE_WITH_WORD: Final = re.compile(
    r"\b(?:bien so(?: xe)?|bien kiem soat|bks|bien xe)[^\n\d]{0,12}"
    r"([1-9]\d[-. ]?[a-z]{1,2}\d?[-. ]{0,3}\d{3}[. ]?\d{1,2})(?!\d)"
)
_AREA: Final = re.compile(r"[1-9]\dm[23]\b")

_AT: Final = re.compile(r"@|[\[({]\s{0,2}(?:at|a ?cong|a-cong)\s{0,2}[\])}]")
_DOT: Final = re.compile(r"[\[({](?:dot|cham)[\])}]")
_LOCAL_SIGNS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-'")
_HOST: Final = re.compile(
    r"\s{0,2}[a-z0-9-]{1,63}(?:\s?(?:\.|[\[({]\s?(?:dot|cham)\s?[\])}])\s?[a-z0-9-]{1,63}){1,5}"
)
_LONGEST_LOCAL: Final = 64


@dataclass(frozen=True)
class _Group:
    start: int
    end: int
    digits: str
    gap: str  # what stands between it and the group before


def looks_like_phone(written: str) -> bool:
    """Whether digits, with a + before them where the country is told, have the shape of a phone number."""
    return _OF_VIETNAM.fullmatch(written) is not None or _ABROAD.fullmatch(written) is not None


def same_phone(written: str) -> str:
    """One spelling for every way of writing the same number: +84912345678."""
    if written.startswith("+"):
        return written
    return f"+84{written.removeprefix('84').removeprefix('0')}"


def same_email(plain: str) -> str:
    """One spelling for every way of writing the same address: hoa@vidu.vn for “hoa [at] vidu (dot) vn”."""
    return _DOT.sub(".", _AT.sub("@", "".join(plain.split())))


def without_innocent(plain: str) -> str:
    """The same signs, with what is plainly no person's number out of the way."""
    return _INNOCENT.sub(lambda found: _MASK * len(found[0]), plain)


def emails(reading: Reading) -> Iterator[Span]:
    """Addresses of mail, also “a [at] b.vn”."""
    plain = reading.plain
    for sign in _AT.finditer(plain):
        end_of_local = sign.start()
        while end_of_local and sign.start() - end_of_local < 2 and plain[end_of_local - 1] in " \t":
            end_of_local -= 1
        start = end_of_local
        while start and end_of_local - start < _LONGEST_LOCAL and plain[start - 1] in _LOCAL_SIGNS:
            start -= 1
        while start < end_of_local and plain[start] in ".-'":
            start += 1
        host = _HOST.match(plain, sign.end())
        if host is not None and start < end_of_local:
            yield start, host.end()


def plates(masked: str) -> Iterator[Span]:
    """Vehicle plates: 18B-123.45, 18B1-12345, 18-B1 12345, 29A12345; with four digits after a word for it."""
    for found in _PLATE.finditer(masked):
        if not _AREA.match(found[0]):
            yield found.span()
    for found in _PLATE_WITH_WORD.finditer(masked):
        yield found.span(1)


@dataclass(frozen=True)
class Numbers:
    """Runs of digits read as what they are, in one walk from left to right."""

    masked: str
    is_phone: IsPhone

    def walk(self) -> Iterator[tuple[str, Span, str]]:
        """What is found: phone, identity or account; where; and its digits."""
        for run in _RUN.finditer(self.masked):
            groups = _groups(run)
            # "+" may stand before the first group alone: inside a run it would have ended it.
            place = 0
            while place < len(groups):
                kind, stop, digits = self._at(groups, place, run)
                if kind:
                    start = run.start() if place == 0 else groups[place].start
                    yield kind, (start, groups[stop - 1].end), digits
                place = max(stop, place + 1)

    def _at(self, groups: list[_Group], place: int, run: re.Match[str]) -> tuple[str, int, str]:
        plus = "+" if place == 0 and "+" in run[0] else ""
        before = self.masked[max(0, groups[place].start - _BEFORE) : groups[place].start]
        whole = "".join(group.digits for group in groups[:_MOST_DIGITS])
        if place == 0 and len(whole) == 12 and len(groups) > 1 and whole[0] == "0":
            return "identity", len(groups), whole
        phone = self._phone(groups, place, plus)
        if phone is not None:
            return "phone", *phone
        is_named = _IDENTITY_WORDS.search(_OTHER_CLAUSE.split(before)[-1]) is not None
        account = None if is_named else self._account(groups, place, before)
        if account is not None:
            return "account", *account
        card = _identity(groups, place, before, is_named)
        return ("identity", *card) if card is not None else ("", place + 1, "")

    def _phone(self, groups: list[_Group], place: int, plus: str) -> tuple[int, str] | None:
        """The number that begins here: one of Việt Nam, or the longest of another country."""
        digits, found = "", None
        for stop in range(place, min(place + _MOST_DIGITS, len(groups))):
            digits += groups[stop].digits
            if len(digits) > _MOST_DIGITS:
                break
            written = _written(digits, plus)
            if not looks_like_phone(written) or not self.is_phone(written):
                continue
            if _OF_VIETNAM.fullmatch(written):
                is_sum = not plus and digits.startswith("84") and _is_in_thousands(groups[place : stop + 1])
                return None if is_sum else (stop + 1, written)
            found = stop + 1, written
        return found

    def _account(self, groups: list[_Group], place: int, before: str) -> tuple[int, str] | None:
        stop, digits = place, ""
        while stop < len(groups) and len(digits) + len(groups[stop].digits) <= _MOST_DIGITS:
            if stop > place and not re.fullmatch(r"[ .-]{1,2}", groups[stop].gap):
                break
            digits += groups[stop].digits
            stop += 1
        if len(digits) < 8 or len(groups[place].digits) < 3 or _FOR_ALL.fullmatch(digits):
            return None
        after = self.masked[groups[stop - 1].end : groups[stop - 1].end + _AFTER]
        near = (_OTHER_CLAUSE.split(before)[-1], _OTHER_CLAUSE.split(after)[0])
        return (stop, digits) if any(_ACCOUNT_WORDS.search(words) for words in near) else None


def _identity(groups: list[_Group], place: int, before: str, is_named: bool) -> tuple[int, str] | None:
    """A card of twelve digits or nine, in one piece or in threes and fours."""
    if not is_named and _INNOCENT_WORDS.search(before):
        return None
    digits = ""
    for stop in range(place, min(place + 6, len(groups))):
        group = groups[stop]
        if stop > place and not re.fullmatch(r"[ .-]{1,2}", group.gap):
            return None
        digits += group.digits
        if len(digits) in (9, 12):
            pieces = groups[place : stop + 1]
            is_next = stop + 1 < len(groups) and _goes_on(groups[stop + 1], digits)
            if not is_next and _is_card(pieces, digits, is_named):
                return stop + 1, digits
        if len(digits) > 12:
            return None
    return None


def _goes_on(group: _Group, digits: str) -> bool:
    """Whether nine digits are only the beginning of twelve, or of a longer number in threes."""
    return len(digits) == 9 and group.gap in (" ", ".", "-") and len(group.digits) == 3


def _is_card(pieces: list[_Group], digits: str, is_named: bool) -> bool:
    if len(pieces) == 1 or is_named:
        return True
    if digits[0] == "0":
        return all(2 <= len(piece.digits) <= 6 for piece in pieces)
    is_even = len({len(piece.digits) for piece in pieces}) == 1
    # 123.456.789 without a word beside it is a sum of money.
    return len(digits) == 9 and is_even and not _is_in_thousands(pieces)


def _is_in_thousands(pieces: list[_Group]) -> bool:
    rest = pieces[1:]
    return bool(rest) and all(piece.gap == "." and len(piece.digits) == 3 for piece in rest)


def _groups(run: re.Match[str]) -> list[_Group]:
    made: list[_Group] = []
    end = run.start()
    for found in _GROUP.finditer(run[0]):
        start = run.start() + found.start()
        made.append(_Group(start, run.start() + found.end(), found[0], run.string[end:start]))
        end = run.start() + found.end()
    return made


def _written(digits: str, plus: str) -> str:
    """With the country told where it is: 84… and 0084… are +84…, and +84 (0) 912 is +84 912."""
    if plus or digits.startswith("0084") or (digits.startswith("84") and len(digits) >= 11):
        told = digits.removeprefix("00")
        return f"+84{told[2:].removeprefix('0')}" if told.startswith("84") else f"+{told}"
    return digits

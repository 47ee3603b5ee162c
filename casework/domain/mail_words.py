"""What somebody wrote in a mail: without what they quoted, their signature, and what their program added.

A mail shows more than its writer typed: the letter that it answers, and below it a name, a post, telephone
numbers. None of that is meant for the forum, and of a reporter who is not named none may stay.
"""

from __future__ import annotations

import re
from typing import Final

from casework.domain.text import fold

MARK: Final = "##-"  # what the line begins with that asks to write above it
_MOST_ABOVE: Final = 3  # lines over which programs break "On … wrote:"
_MOST_SIGNED, _LONGEST_SIGNED = 8, 80  # lines of a signature, and signs in one
_MOST_BELOW: Final = 30  # the same with the blank lines between them
_A_PHONE: Final = re.compile(
    r"[\W_]*(?:(?:đt|dđ|sđt|tel|mobile|phone|hotline|fax|m|t|p)\W{0,3})?\+?[\d\s().–-]{8,24}"
)
_AN_ADDRESS: Final = re.compile(r"[\W_]*(?:e-?mail\W{0,3})?<?[\w.+-]{1,64}@[\w.-]{1,255}>?[\W_]*")
_A_SITE: Final = re.compile(r"[\W_]*(?:web(?:site)?\W{0,3})?(?:https?://|www\.)\S{3,200}")
_A_RULE: Final = re.compile(r"[\W_]*")
_WAYS_TO_REACH: Final = (_A_PHONE, _AN_ADDRESS, _A_SITE, _A_RULE)
_ANSWERS: Final = re.compile(r".{4,400}\b(?:wrote|viết)\s*:", re.IGNORECASE)
_BEGINS: Final = re.compile(r"(?:on|vào|lúc|ngày|trong|thứ)\b", re.IGNORECASE)
_PASSED_ON: Final = re.compile(
    r"[-_\s>]{3,}(?:original message|forwarded message|(?:thư|tin nhắn) (?:gốc|(?:đã )?chuyển tiếp))[-_\s]*",
    re.IGNORECASE,
)
_FROM: Final = re.compile(r"[*\s]*(?:from|từ|người gửi)\s*:[*\s]*\S.*", re.IGNORECASE)
_HEAD: Final = re.compile(
    r"[*\s]*(?:sent|date|to|cc|subject|đã gửi|ngày|tới|đến|chủ đề|tiêu đề)\s*:.*", re.IGNORECASE
)
_PROGRAM: Final = re.compile(
    r"(?:sent from (?:my|outlook|yahoo|mail)\b|get outlook for\b|tải outlook\b|"
    r"(?:được |đã )?gửi từ (?:iphone|ipad|điện thoại|outlook|yahoo|thiết bị)).{0,80}",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(
    r"(?:xin |rất )?(?:trân trọng(?: kính chào| cảm ơn)?|kính (?:thư|chào|mến)|thân (?:ái|mến)|"
    r"(?:(?:best|kind|warm) )?regards|(?:yours )?(?:sincerely|faithfully|truly))\W*",
    re.IGNORECASE,
)


def answer_in(text: str, *, name: str = "") -> str:
    """What was newly written in the text of a mail; empty if nothing was. `name` is how its sender is called.

    Words below the letter that they answer, or between its lines, count where the letter is marked with `>`.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(_unsigned(_unquoted(_above(lines)), name)).strip()


def _above(lines: list[str]) -> list[str]:
    """The lines above the letter that is answered, where nothing marks each of its lines."""
    for at, line in enumerate(lines):
        if line.lstrip().startswith(MARK) or _PASSED_ON.fullmatch(line) or _is_head(lines, at):
            above = lines[:at]
            _drop_attribution(above)
            return above
    return lines


def _is_head(lines: list[str], at: int) -> bool:
    """Whether the head of a letter begins here: From, and two more of its lines close by."""
    if not _FROM.fullmatch(lines[at]):
        return False
    return sum(1 for line in lines[at + 1 : at + 6] if _HEAD.fullmatch(line)) > 1


def _unquoted(lines: list[str]) -> list[str]:
    """The lines that are not marked as quoted, without the words that come before those."""
    kept: list[str] = []
    was_quoted = False
    for line in lines:
        is_quoted = line.lstrip().startswith(">")
        if is_quoted and not was_quoted:
            _drop_attribution(kept)
        if not is_quoted:
            kept.append(line)
        was_quoted = is_quoted
    _drop_attribution(kept)
    return kept


def _drop_attribution(lines: list[str]) -> None:
    """Take "On …, … wrote:" from the end of the lines, over however many of them it is broken."""
    while lines and not lines[-1].strip():
        lines.pop()
    for count in range(1, min(_MOST_ABOVE, len(lines)) + 1):
        whole = " ".join(line.strip() for line in lines[-count:])
        if _ANSWERS.fullmatch(whole) and _BEGINS.match(whole):
            del lines[-count:]
            return
    if lines and _ANSWERS.fullmatch(lines[-1].strip()):
        lines.pop()


def _unsigned(lines: list[str], name: str) -> list[str]:
    """The lines above the signature."""
    for at, line in enumerate(lines):
        if line in ("--", "—") or (_PROGRAM.fullmatch(line.strip()) and _is_end(lines, at)):
            lines = lines[:at]
            break
    for at in range(len(lines) - 1, -1, -1):
        if _CLOSING.fullmatch(lines[at].strip()) and _is_end(lines, at):
            lines = lines[:at]
            break
    return _without_contacts(lines, name)


def _is_end(lines: list[str], at: int) -> bool:
    """Whether no more stands below this line than a signature has."""
    if len(lines) - at > _MOST_BELOW:
        return False
    said = [line for line in lines[at + 1 :] if line.strip()]
    return len(said) <= _MOST_SIGNED and all(len(line) <= _LONGEST_SIGNED for line in said)


def _without_contacts(lines: list[str], name: str) -> list[str]:
    """The lines without a name and ways to reach somebody at their end, but where the text leads up to them
    ("xin gọi số:")."""
    called = fold(name).split()

    def tells(line: str) -> bool:
        if any(pattern.fullmatch(line.lower()) for pattern in _WAYS_TO_REACH):
            return True
        return bool(called) and re.findall(r"\w+", fold(line)) == called

    end = len(lines)
    while end and tells(lines[end - 1]):
        end -= 1
    return lines if end and lines[end - 1].endswith(":") else lines[:end]

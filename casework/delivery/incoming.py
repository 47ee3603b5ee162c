"""A mail as it comes in, read with care: who wrote it, to which address, what it says and what hangs on it.

Nothing that anybody sends makes reading fail or take long. Of the head only what is named here is looked at,
and none of it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import EmailPolicy
from typing import Any, Final

from casework.actions.addresses import BadAddress, normal_address
from casework.delivery.mail_text import LONGEST_HTML, text_of
from casework.domain.answering import NotTaken, tokens_in
from casework.domain.mail_words import answer_in
from casework.domain.text import fold, typeable

MOST_BYTES: Final = 40 * 1024 * 1024  # ten files of 10 MB would be more than mail servers carry
_LONGEST_HEAD: Final = 64 * 1024
_MOST_PARTS, _DEEPEST = 100, 12
_LONGEST_HEADER: Final = 2_000
_LONGEST_TEXT: Final = 200_000  # before what is quoted is cut off
_SMALL_PICTURE: Final = 20_000  # bytes; what stands in a text and is smaller is an ornament or a logo
# What takes the library seconds to take apart, each with how often it may stand in a mail.
_TANGLES: Final = (
    (re.compile(rb"boundary\s{0,9}=", re.IGNORECASE), _MOST_PARTS),
    (re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE), 2 * _MOST_PARTS),
    (re.compile(rb"^--", re.MULTILINE), 10 * _MOST_PARTS),
)
_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")
_OF_PROGRAMS: Final = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-response-suppress",
    "x-loop",
)
_OF_LISTS: Final = ("list-id", "list-post", "list-unsubscribe", "mailing-list", "x-mailing-list")
_SENT_TO: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To", "To", "Cc")
_NOT_IN_PERSON: Final = re.compile(
    r"(?:(?:re|fwd?|tr)\s*:\s*)*\W*(?:auto(?:matic|mated)?[ -]?(?:reply|response)|out of (?:the )?office|"
    r"ooo\b|on (?:leave|vacation|holiday)\b|vacation (?:reply|response)|"
    r"(?:thu )?(?:tra loi|phan hoi) tu dong|toi (?:dang|hien dang|hien) (?:nghi|vang mat|di vang)|"
    r"(?:dang|thong bao) (?:nghi phep|vang mat|di vang)|(?:thu )?tu dong tra loi)"
)
_ROBOTS: Final = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|mdaemon|no-?reply)@")
_SIGNATURES: Final = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
    | {"application/pgp-keys", "text/calendar", "message/delivery-status", "message/disposition-notification"}
)
_A_LETTER: Final = "thư đính kèm"


class _Careful(EmailPolicy):
    """No header is so long that taking it apart is work."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


_CAREFUL: Final = _Careful()


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """What a mail is. `files` are bytes and the name given; `fault` says why no more of it was read."""

    sender: str = ""  # in its normal spelling; empty for none, or several
    tokens: tuple[str, ...] = ()  # of the addresses that it went to, the surest first
    message_id: str = ""
    is_automatic: bool = False  # from a program, or through a list
    vouched: tuple[str, ...] = ()  # what mail servers on its way say of the sender, the last first
    sender_name: str = ""
    words: str = ""  # without what was quoted, and signatures
    files: tuple[tuple[bytes, str], ...] = ()
    fault: NotTaken | None = None


def read(raw: bytes, *, to: str = "") -> Incoming:
    """Read a mail; `to` is the address that the mail server had it for, if it says so. Never raises."""
    if len(raw) > MOST_BYTES:
        fault: NotTaken | None = NotTaken.TOO_LARGE
    else:
        fault = NotTaken.UNREADABLE if is_tangled(raw) else None
    try:
        message = message_from_bytes(_head(raw) if fault else raw, policy=_CAREFUL)
        head = _read_head(message, to)
    except Exception:  # the library meets its match: nobody can be answered
        return Incoming(fault=NotTaken.UNREADABLE)
    if fault is None:
        try:
            return Incoming(**head, words=_words(message, head["sender_name"]), files=tuple(_files(message)))
        except Exception:
            fault = NotTaken.UNREADABLE
    return Incoming(**head, fault=fault)


def is_tangled(raw: bytes) -> bool:
    """Whether the library would take seconds to take it apart, or fail: nobody's mail program writes such."""
    return len(_head(raw)) == _LONGEST_HEAD or any(
        len(tangle.findall(raw)) > most for tangle, most in _TANGLES
    )


def _head(raw: bytes) -> bytes:
    """The lines before the first blank one, as far as a head may be long."""
    return _END_OF_HEAD.split(raw[:_LONGEST_HEAD], maxsplit=1)[0]


def _read_head(message: Message[Any, Any], to: str) -> dict[str, Any]:
    sender, name = _sender(message)
    sent_to = " ".join((to[:_LONGEST_HEADER], *(_header(message, one) for one in _SENT_TO)))
    return {
        "sender": sender,
        "sender_name": name,
        "tokens": tuple(dict.fromkeys(tokens_in(sent_to))),
        "message_id": _header(message, "Message-ID"),
        "is_automatic": _is_automatic(message),
        "vouched": tuple(str(one) for one in message.get_all("Authentication-Results", [])),
    }


def _header(message: Message[Any, Any], name: str) -> str:
    """The first of this name on one line; empty where there is none, or it cannot be taken apart."""
    try:
        return " ".join(str(message.get(name) or "").split())
    except Exception:
        return ""


def _sender(message: Message[Any, Any]) -> tuple[str, str]:
    """The address and the name that it is from; empty unless it is from one."""
    try:
        (header,) = message.get_all("From", [])
        (one,) = header.addresses
        return normal_address(one.addr_spec), one.display_name
    except (ValueError, AttributeError, BadAddress):
        return "", ""


def _is_automatic(message: Message[Any, Any]) -> bool:
    """Whether a program wrote it, or passed it on to many."""
    told = _header(message, "Auto-Submitted").lower()
    if told and not told.startswith("no"):
        return True
    if _header(message, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    if any(name in message for name in (*_OF_PROGRAMS, *_OF_LISTS)):
        return True
    if "Return-Path" in message and _header(message, "Return-Path") in ("", "<>"):
        return True
    if message.get_content_type() == "multipart/report" or _ROBOTS.search(_header(message, "From").lower()):
        return True
    return bool(_NOT_IN_PERSON.match(fold(_header(message, "Subject"))))


# ---- what it says


def _words(message: Message[Any, Any], name: str) -> str:
    text, _ = _body(message, 0)
    return answer_in(text[:_LONGEST_TEXT], name=name)


def _body(part: Message, depth: int) -> tuple[str, bool]:
    """The text of a part, and whether somebody's program wrote it as text; of several forms the plain one."""
    kind = part.get_content_type()
    if kind.startswith("multipart/"):
        if depth >= _DEEPEST:
            raise ValueError("nests too deep")
        found = [_body(one, depth + 1) for one in _parts(part)]
        said = [one for one in found if one[0].strip()]
        if kind == "multipart/alternative":
            return next((one for one in said if one[1]), said[0] if said else ("", False))
        return "\n".join(text for text, _ in said), all(is_plain for _, is_plain in said)
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return "", True
    if kind == "text/plain":
        return _decoded(part), True
    return (text_of(_decoded(part)[:LONGEST_HTML]), False) if kind == "text/html" else ("", True)


def _decoded(part: Message) -> str:
    """The characters of a part, in the first charset that fits, without what no keyboard makes."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    content = content[: 4 * LONGEST_HTML]
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "windows-1258"):
        try:
            return typeable(content.decode(charset))
        except (LookupError, ValueError):
            continue
    return typeable(content.decode("utf-8", "replace"))


# ---- what hangs on it


def _files(message: Message[Any, Any]) -> Iterator[tuple[bytes, str]]:
    for part in _leaves(message, 0):
        kind, name = part.get_content_type(), part.get_filename() or ""
        is_text = kind.startswith("text/") and not name and part.get_content_disposition() != "attachment"
        if is_text or kind in _SIGNATURES:
            continue
        content = part.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        is_in_text = part.get("Content-ID") and part.get_content_disposition() != "attachment"
        if is_in_text and len(content) < _SMALL_PICTURE:
            continue
        yield content, name or (_A_LETTER if kind.startswith("message/") else kind.partition("/")[0])


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """The parts that hold no parts; a letter inside the letter is one."""
    if not part.get_content_type().startswith("multipart/"):
        yield part
    elif depth < _DEEPEST:
        for one in _parts(part):
            yield from _leaves(one, depth + 1)


def _parts(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []

"""How a letter's headers are written out.

Python's own folding of a long subject drops the blank between two encoded words ("được chuyểntới"), so that
what arrives is not what was written. The older `Header` keeps it.
"""

from __future__ import annotations

from email.header import Header
from email.policy import EmailPolicy
from typing import Any

_WIDTH = 76
# A long address in them is no word that could be encoded: it stands as it is, or no mail program finds it.
_AS_THEY_ARE = frozenset({"list-unsubscribe", "list-unsubscribe-post"})


class _LetterPolicy(EmailPolicy):
    """RFC 5322 lines with CRLF, and subjects whose blanks survive."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in _AS_THEY_ARE:
            return f"{name}: {value}{self.linesep}"
        if name.lower() != "subject" or str(value).isascii():
            return str(super().fold(name, value))
        header = Header(str(value), "utf-8", maxlinelen=_WIDTH, header_name=name)
        return f"{name}: {header.encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


LETTER = _LetterPolicy(linesep="\r\n")

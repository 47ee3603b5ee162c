"""Whether a report reads like a khiếu nại or a tố cáo, which have their own procedures. Pure, and linear.

It decides nothing: who wrote it is asked two plain questions and may go on, and a moderator sees the words.
So it would rather ask once too often than let somebody miss the ninety days of the law, but a question about
a procedure, the name of a law, and "tôi không tố cáo ai" are not asked about.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from casework.domain import legal_words as lexicon
from casework.domain.leak_names import LikelyNames
from casework.domain.leak_reading import Reading, Word, read
from casework.domain.legal_words import Phrase
from casework.domain.text import fold, fold_marked
from casework.domain.values import Kind, LegalDoor

_ENDS_SENTENCE: Final = frozenset(".!?;…\n")
_UNDOING_WITHIN: Final = 4  # words between undoing and the decision
_ACCUSED_WITHIN: Final = 25  # words between somebody and what they are said to have done
_MOST_LOOKED_BACK: Final = 8
_MOST_WORDS_TOLD: Final = 5
# A rule may be changed, a question asked and thanks given without anybody's right being touched.
_UNDOING_IS_ORDINARY: Final = frozenset({Kind.SUGGESTION, Kind.QUESTION, Kind.PRAISE})


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Which door it looks like, and the words by which, as they were typed."""

    door: LegalDoor
    words: tuple[str, ...]


def recognise(title: str, body: str, kind: Kind) -> Finding | None:
    """What the text reads like; None for what is the forum's."""
    reading = read(f"{title}\n{body}")
    found = [hit for sentence in _sentences(reading) for hit in sentence.hits(kind)]
    if not found:
        return None
    door = _likelier(found)
    told = list(dict.fromkeys(hit.text for hit in found if hit.door is door))
    longest = [
        text for text in told if not any(text != other and fold(text) in fold(other) for other in told)
    ]
    return Finding(door=door, words=tuple(longest)[:_MOST_WORDS_TOLD])


@dataclass(frozen=True)
class _Hit:
    door: LegalDoor
    text: str
    is_firm: bool  # the writer does it, here and now


def _likelier(found: Sequence[_Hit]) -> LegalDoor:
    """A firm word counts before a mention; of two alike the denunciation, where more is at stake."""
    doors = [hit.door for hit in found if hit.is_firm] or [hit.door for hit in found]
    return LegalDoor.DENUNCIATION if LegalDoor.DENUNCIATION in doors else LegalDoor.COMPLAINT


def _sentences(reading: Reading) -> Iterator[_Sentence]:
    """The text's sentences, as far as punctuation tells."""
    names = [start for start, _ in _NAMES.find(reading)]
    said: list[Word] = []
    for word, following in zip(reading.words, (*reading.words, None)[1:], strict=True):
        said.append(word)
        gap = reading.plain[word.end : following.start if following else len(reading.plain)]
        if following is None or _ENDS_SENTENCE & set(gap):
            here = names[bisect_left(names, said[0].start) : bisect_right(names, word.start)]
            yield _Sentence(reading, tuple(said), tuple(here), asks="?" in gap)
            said = []


Span = tuple[int, int]  # from the place of a word in its sentence to that after the last


@dataclass(frozen=True)
class _Sentence:
    reading: Reading
    said: tuple[Word, ...]
    names: tuple[int, ...]  # where people's names begin, in `reading.plain`
    asks: bool

    def hits(self, kind: Kind) -> Iterator[_Hit]:
        """What in this sentence points to one of the two doors."""
        if not self._found:
            return
        is_question = self._is_question or kind is Kind.QUESTION
        for door, (firm, mention) in _DOORS.items():
            yield from (_Hit(door, self._text(span), True) for span in self._meant(firm))
            if not is_question:
                yield from (_Hit(door, self._text(span), False) for span in self._meant(mention))
        if not is_question and kind not in _UNDOING_IS_ORDINARY:
            yield from (_Hit(LegalDoor.COMPLAINT, self._text(span), True) for span in self._undoing())
        if not is_question:
            yield from (_Hit(LegalDoor.DENUNCIATION, self._text(span), True) for span in self._accusing())

    def _meant(self, phrases: Sequence[Phrase]) -> Iterator[Span]:
        """Where one of these is said, is not denied, and names no procedure."""
        for start, stop in self._where(phrases):
            if not self._names_a_procedure(start) and not self._is_denied(start):
                yield start, stop

    def _undoing(self) -> Iterator[Span]:
        """ "đề nghị hủy quyết định": somebody wants a decision undone."""
        decisions = self._where(lexicon.DECISIONS)
        for start, stop in self._where(lexicon.UNDOES):
            after = bisect_left(decisions, (stop, 0))
            if after < len(decisions) and decisions[after][0] <= stop + _UNDOING_WITHIN:
                yield start, decisions[after][1]

    def _accusing(self) -> Iterator[Span]:
        """Somebody named, or called by their post, and after that a breach of the law."""
        for start, stop in self._where(lexicon.BREACHES):
            before = bisect_left(self._accused, start)
            is_said_of_somebody = before > 0 and start - self._accused[before - 1] <= _ACCUSED_WITHIN
            if is_said_of_somebody and not self._is_denied(start):
                yield start, stop

    @cached_property
    def _accused(self) -> list[int]:
        """The places of those who may be accused: names, and posts."""
        named = [place for place, word in enumerate(self.said) if word.start in self.names]
        return sorted(named + [start for start, _ in self._where(lexicon.POSTS)])

    @cached_property
    def _is_question(self) -> bool:
        return self.asks or bool(self._where(lexicon.ASKS))

    @cached_property
    def _is_bare(self) -> bool:
        """Whether it was typed without marks, as many do on a telephone."""
        return all(word.is_bare for word in self.said)

    @cached_property
    def _found(self) -> Mapping[Phrase, list[Span]]:
        """Every phrase of the lexicon that stands here, and where."""
        found: dict[Phrase, list[Span]] = {}
        for start, word in enumerate(self.said):
            for phrase in _BY_FIRST.get(word.plain, ()):
                stop = start + len(phrase)
                here = self.said[start:stop]
                if len(here) == len(phrase) and all(map(self._is, here, phrase)):
                    found.setdefault(phrase, []).append((start, stop))
        return found

    def _where(self, phrases: Sequence[Phrase]) -> list[Span]:
        return sorted(span for phrase in phrases for span in self._found.get(phrase, ()))

    def _is(self, word: Word, syllable: str) -> bool:
        if word.plain != _PLAIN[syllable]:
            return False
        return self._is_bare or syllable in lexicon.LOOSE or word.marked == _MARKED[syllable]

    def _names_a_procedure(self, place: int) -> bool:
        """ "Luật Khiếu nại", "giải quyết khiếu nại, tố cáo", "người tố cáo", "mẫu đơn khiếu nại"."""
        return self._comes_after(place, lexicon.NAMES_A_PROCEDURE, over=lexicon.PASSED_OVER)

    def _is_denied(self, place: int) -> bool:
        """ "không tố cáo ai", "chứ không phải là đơn khiếu nại"."""
        return self._comes_after(place, lexicon.NEGATIONS, over=lexicon.PASSED_OVER | lexicon.DENIED_WITH)

    def _comes_after(self, place: int, wanted: frozenset[str], *, over: frozenset[str]) -> bool:
        """Whether the first word before this place that is none of `over` is one of `wanted`."""
        for word in reversed(self.said[max(place - _MOST_LOOKED_BACK, 0) : place]):
            if not self._is_one_of(word, over):
                return self._is_one_of(word, wanted)
        return False

    def _is_one_of(self, word: Word, syllables: frozenset[str]) -> bool:
        if word.marked in syllables:
            return True
        return self._is_bare and any(word.plain == _PLAIN[syllable] for syllable in syllables)

    def _text(self, span: Span) -> str:
        first, last = self.reading.span(self.said[span[0]].start, self.said[span[1] - 1].end)
        return " ".join(self.reading.text[first:last].split())


# For each door what its writer does, and what may be but a mention.
_DOORS: Final = {
    LegalDoor.COMPLAINT: (lexicon.COMPLAINS, lexicon.MENTIONS_COMPLAINT),
    LegalDoor.DENUNCIATION: (lexicon.DENOUNCES, lexicon.MENTIONS_DENUNCIATION),
}
_NAMES: Final = LikelyNames()
_PLAIN: Final = {syllable: fold(syllable) for syllable in lexicon.SYLLABLES}
_MARKED: Final = {syllable: fold_marked(syllable) for syllable in lexicon.SYLLABLES}
_BY_FIRST: Final[dict[str, list[Phrase]]] = {}
for _phrase in lexicon.PHRASES:
    _BY_FIRST.setdefault(_PLAIN[_phrase[0]], []).append(_phrase)

"""What is written into a header is what arrives."""

from __future__ import annotations

from email import message_from_bytes
from email import policy as mail
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from casework.delivery.envelope import LETTER

WORDS = st.lists(
    st.sampled_from(["Phản", "ánh", "PA-7K3M-9QXT", "được", "chuyển", "tới", "15/12/2026", "🎉"]), min_size=1
)


def _arrived(subject: str) -> str:
    letter = EmailMessage(policy=LETTER)
    letter["Subject"] = subject
    letter.set_content("x")
    sent = letter.as_bytes()
    assert all(len(line) <= 78 for line in sent.split(b"\r\n"))
    return str(message_from_bytes(sent, policy=mail.default)["Subject"])


def test_a_long_vietnamese_subject_keeps_its_blanks() -> None:
    subject = "Phản ánh PA-RJ8K-5Y9D được chuyển tới cơ quan của bạn, hạn trả lời 15/12/2026"
    assert _arrived(subject) == subject


@given(WORDS)
def test_whatever_the_words_no_blank_is_lost_or_won(words: list[str]) -> None:
    assert _arrived(" ".join(words)) == " ".join(words)

"""Other people's text cannot steer the terminal or pretend to be somebody else's line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from creavio.chat import view
from creavio.models import Message
from creavio.text import safe, safe_line

AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J\x1b[31mred", "�[2J�[31mred"),
        ("\x1b]0;title\x07", "�]0;title�"),
        ("\x9b31m", "�31m"),
        ("bell\x07 back\x08 del\x7f", "bell� back� del�"),
        ("over\rwritten", "over\nwritten"),
        ("a\r\nb\tc", "a\nb    c"),
        ("user\u202egnp.exe", "user�gnp.exe"),
        ("\u2066hidden\u2069", "�hidden�"),
        ("\u2028next line", "�next line"),
        ("lone \ud800 surrogate", "lone � surrogate"),
        ("👩‍🌾 grüße 你好", "👩‍🌾 grüße 你好"),
    ],
)
def test_control_characters_are_shown_not_obeyed(hostile: str, shown: str) -> None:
    assert safe(hostile) == shown


def test_names_stay_on_one_line() -> None:
    assert safe_line("bob\n12:00 alice:  \x1b[0m hi") == "bob 12:00 alice: �[0m hi"


def message(content: str | None, **more: object) -> Message:
    fields = {"id": "msg_1", "channel_id": "chn_1", "seq": 1, "author_id": "usr_1"}
    return Message.read({**fields, "content": content, "created_at": AT.isoformat(), **more})


def test_a_message_is_one_plain_line() -> None:
    line = view.message_line(message("hi\n2026-11-20T12:31:00Z alice: I owe you"), "bob")
    assert line.plain == "2026-11-20T12:30:00Z bob: hi ⏎ 2026-11-20T12:31:00Z alice: I owe you"


def test_a_message_in_a_terminal_is_indented_below_its_author() -> None:
    line = view.message_line(message("one\ntwo", edited_at=AT.isoformat()), "bob")
    text = "".join(part for _, part in line.styled)
    assert text.endswith("bob  one\n      two (edited)")
    assert line.styled[1][0] == f"bold {view.colour_of('usr_1')}"


def test_what_cannot_be_shown_is_said() -> None:
    assert view.message_line(message(None), "bob").plain.endswith("bob: [deleted]")
    assert view.message_line(message(None, ciphertext="AA=="), "bob").plain.endswith("[encrypted]")
    assert view.deleted_line("bob", "x" * 99, AT).plain.endswith("…")
    assert view.deleted_line(None, None, AT).plain.endswith("* a message was deleted")
    assert "Friday, 20 November 2026" in view.day_line(AT.date()).styled[0][1]

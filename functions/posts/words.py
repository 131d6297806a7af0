"""What is made of the words of a post. No I/O."""

from __future__ import annotations

import re

OPENING = 280
#: Signs of Markdown that begin a line, or stand around words: what is left reads as text.
_MARKS = re.compile(r"(?m)^\s{0,3}(?:#{1,6}|>|[-*+]|\d+[.)]|```.*)(?=\s|$)|\*\*|__|~~|`")


def opening(content: str) -> str:
    """The beginning of a text on one line, cut between words."""
    plain = " ".join(_MARKS.sub("", content[: OPENING * 4]).split())
    if len(plain) <= OPENING:
        return plain
    cut = plain[: OPENING - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"

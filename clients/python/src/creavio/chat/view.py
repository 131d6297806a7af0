"""How the chat looks: pure functions from what happened to lines of styled text."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime

from creavio.models import Event, Message, Poll
from creavio.text import safe, safe_line

AUTHOR_COLOURS = (
    "ansicyan",
    "ansigreen",
    "ansiyellow",
    "ansimagenta",
    "ansiblue",
    "ansibrightcyan",
    "ansibrightgreen",
    "ansibrightyellow",
    "ansibrightmagenta",
    "ansibrightblue",
)
INDENT = "      "


@dataclass(frozen=True, slots=True)
class Line:
    """Something to show: styled for a terminal, and plain for files and pipes.

    An empty `plain` means that the line is decoration only.
    """

    styled: tuple[tuple[str, str], ...]
    plain: str
    is_problem: bool = False


def message_line(message: Message, author: str) -> Line:
    """A message as somebody wrote it, and what others said to it by emoji."""
    given = (f"{safe_line(one.emoji)} {one.count}" for one in message.reactions)
    marks = [*["edited"] * bool(message.edited_at), *_until(message), *given]
    return _spoken(message, author, ", ".join(marks))


def _until(message: Message) -> list[str]:
    at = message.expires_at
    return [f"disappears {at.astimezone():%-d %B %H:%M}"] if at else []


def edited_line(message: Message, author: str) -> Line:
    """A message that was changed while one was watching."""
    return _spoken(message, author, "edited", verb=" edited")


def deleted_line(author: str | None, content: str | None, at: datetime) -> Line:
    """A message that was deleted while one was watching; what is unknown is None."""
    whose = f"a message of {safe_line(author)}" if author else "a message"
    what = f"{whose} was deleted" + (f": {_shortened(content)}" if content else "")
    return _happened(at, what)


def changed_line(event: Event, message: Message, who: str, author: str) -> Line:
    """Somebody reacted to a message, pinned it, or took that back, while one was watching."""
    emoji = safe_line(str(event.d.get("emoji", "")))
    what = {
        "REACTION_ADD": f"reacted with {emoji} to",
        "REACTION_REMOVE": f"took back {emoji} from",
        "PIN_ADD": "pinned",
        "PIN_REMOVE": "unpinned",
    }[event.t]
    whose = f"{safe_line(who)} {what} a message of {safe_line(author)}"
    return _happened(event.ts, f"{whose}: {_shortened(body_of(message))}")


def notice_line(text: str) -> Line:
    """Something the chat itself says."""
    return Line((("class:notice", f"— {safe(text)}"),), f"* {_on_one_line(safe(text))}")


def problem_line(text: str) -> Line:
    """Something went wrong."""
    return Line((("class:problem", f"! {safe(text)}"),), _on_one_line(safe(text)), is_problem=True)


def day_line(day: date) -> Line:
    """Between messages of different days; terminal only, plain lines carry the date."""
    return Line((("class:day", f"─── {day:%A, %-d %B %Y} ───"),), "")


def colour_of(user_id: str) -> str:
    """Always the same colour for one person."""
    return AUTHOR_COLOURS[zlib.crc32(user_id.encode()) % len(AUTHOR_COLOURS)]


def body_of(message: Message) -> str:
    """What can be shown of a message's content, its poll, and of what it passes on."""
    said = [] if message.content is None else [safe(message.content)]
    if message.forward is not None:
        return " ".join((*said, "»", safe(message.forward.content)))
    if message.poll is not None:
        return "\n".join((*said, poll_text(message.poll)))
    if message.content is not None:
        return safe(message.content)
    return "[encrypted]" if message.ciphertext is not None else "[deleted]"


def poll_text(poll: Poll) -> str:
    """A poll: what is asked, and how often each answer was chosen."""
    answers = (
        f"{one.id}) {safe_line(one.text)} {one.count}{' (you)' * one.me}" for one in poll.answers
    )
    over = " (over)" if poll.is_over() else ""
    return f"[poll] {safe_line(poll.question)}{over} " + "  ".join(answers)


def poll_line(event: Event, message: Message, who: str | None, author: str) -> Line:
    """Somebody voted while one was watching, or the poll is over. who: None when that is secret."""
    voter = safe_line(who) if who else "somebody"
    what = f"{voter} voted in" if event.t == "POLL_VOTE" else "closed:"
    asked = poll_text(message.poll) if message.poll else "a poll"
    return _happened(event.ts, f"{what} a poll of {safe_line(author)}: {asked}")


def _spoken(message: Message, author: str, mark: str, verb: str = "") -> Line:
    name, body = safe_line(author), body_of(message)
    at = (message.edited_at if verb else None) or message.created_at
    styled = [
        ("class:time", f"{at.astimezone():%H:%M} "),
        (f"bold {colour_of(message.author_id)}", name),
        ("class:mark", verb),
        ("", "  " + body.replace("\n", f"\n{INDENT}")),
    ]
    if mark and not verb:
        styled.append(("class:mark", f" ({mark})"))
    suffix = f" ({mark})" if mark and not verb else ""
    plain = f"{_stamp(at)} {name}{verb}: {_on_one_line(body)}{suffix}"
    return Line(tuple(part for part in styled if part[1]), plain)


def _happened(at: datetime, what: str) -> Line:
    styled = (("class:time", f"{at.astimezone():%H:%M} "), ("class:gone", what))
    return Line(styled, f"{_stamp(at)} * {what}")


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _on_one_line(text: str) -> str:
    """One message is one line in plain mode, so that nobody can write another's line."""
    return text.replace("\n", " ⏎ ")


def _shortened(text: str, limit: int = 60) -> str:
    line = safe_line(text)
    return line if len(line) <= limit else f"{line[: limit - 1]}…"

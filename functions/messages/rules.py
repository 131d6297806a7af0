"""What may be said and changed in a channel. No I/O: these raise, or return."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from commons.access import Standing
from commons.bounds import Bound
from commons.errors import NotFound, ValidationFailed
from commons.ids import created_at
from commons.permissions import Permission
from commons.streams.log import Entry
from commons.threads import Thread

from .errors import (
    CannotForward,
    LimitReached,
    NoMessagesHere,
    NoThreadsHere,
    NotYourMessage,
    PollClosed,
    ThreadExists,
)

#: What they said goes with the message in one transaction, which holds a hundred writes.
MAX_EDITS = Bound(86, "edits_per_message", "How often one message can be edited.")
MAX_KINDS = Bound(50, "reaction_kinds_per_message", "Different emojis on one message.")
MAX_PINS = Bound(250, "pins_per_channel", "Pinned messages of one channel.")
MAX_BULK_AGE_S = Bound(
    14 * 86_400, "bulk_delete_age_seconds", "How old messages are that are deleted together."
)
MAX_SCHEDULED = Bound(100, "scheduled_messages_per_user", "Scheduled messages not sent yet.")
MAX_AHEAD_S = Bound(366 * 86_400, "scheduled_ahead_seconds", "How far ahead one is scheduled.")
MAX_ACTIVE_THREADS = Bound(
    200, "active_threads_per_channel", "Threads of one channel that are not archived."
)
WITHOUT_MESSAGES = {"category", "forum"}
WITH_THREADS = {"text", "announcement"}


class Mentioned(Protocol):
    """Whom a message mentions, as far as that may be forbidden."""

    users: list[str]
    roles: list[str]
    everyone: bool


class Mentioning(Protocol):
    """What mentions somebody, or nobody."""

    @property
    def mentions(self) -> Mentioned | None:
        """Whom."""


def check_may_send(standing: Standing, body: Mentioning) -> None:
    """Raise when this channel takes no messages, or not with these mentions."""
    if standing.channel_type in WITHOUT_MESSAGES:
        raise NoMessagesHere
    check_mentions(standing, body)


def check_mentions(standing: Standing, body: Mentioning) -> None:
    """Raise when the body mentions everyone, or roles, and its author may not.

    A role that is not there, or not here, is no role: ValidationFailed.
    """
    if body.mentions is None:
        return
    roles = standing.community.roles
    unknown = [n for n, role_id in enumerate(body.mentions.roles) if role_id not in roles]
    if unknown:
        raise _invalid(f"/mentions/roles/{unknown[0]}", "unknown_role", "Not a role of this place.")
    quiet = all(roles[role_id].mentionable for role_id in body.mentions.roles)
    if body.mentions.everyone or not quiet:
        standing.check(Permission.MENTION_EVERYONE)


def check_replies(reply_to: Sequence[str], found: Collection[str]) -> None:
    """Raise unless every message that is answered was found in the channel."""
    for n, message_id in enumerate(reply_to):
        if message_id not in found:
            raise _invalid(f"/reply_to/{n}", "unknown_message", "No message of this channel.")


def _invalid(pointer: str, code: str, detail: str) -> ValidationFailed:
    return ValidationFailed(({"pointer": pointer, "code": code, "detail": detail},))


def check_may_edit(message: Entry, user_id: str) -> None:
    """Raise unless the user wrote it and it can take another edit."""
    if message.by != user_id:
        raise NotYourMessage
    if len(message.d.get("edits", ())) >= MAX_EDITS:
        raise LimitReached


def check_yours_or_managed(message: Entry, standing: Standing) -> None:
    """Raise unless the user wrote it or manages messages here."""
    if message.by != standing.user_id:
        standing.check(Permission.MANAGE_MESSAGES)


def check_recent(message_ids: Sequence[str], now_ms: int) -> None:
    """Raise when a message is too old to be deleted with others."""
    for n, message_id in enumerate(message_ids):
        age_s = now_ms / 1000 - created_at(message_id).timestamp()
        if age_s > MAX_BULK_AGE_S:
            raise _invalid(f"/message_ids/{n}", "too_old", "Older than 14 days.")


def check_kind(counts: Mapping[str, int], emoji: str) -> None:
    """Raise when one more kind of reaction would be too many."""
    if emoji not in counts and len(counts) >= MAX_KINDS:
        raise LimitReached


def check_room_for_pin(pinned: int) -> None:
    """Raise when one more pin would be too many."""
    if pinned >= MAX_PINS:
        raise LimitReached


def poll_in(message: Entry) -> Mapping[str, Any]:
    """The poll of a message. Raises NotFound."""
    if "poll" not in message.d:
        raise NotFound
    poll: Mapping[str, Any] = message.d["poll"]
    return poll


def check_open(poll: Mapping[str, Any], now_ms: int) -> None:
    """Raise when a poll is over, whether or not that has been told."""
    if "closed_at" in poll or poll["closes_at"] <= now_ms:
        raise PollClosed


def check_answers(poll: Mapping[str, Any], answers: Collection[int]) -> None:
    """Raise unless these are answers of a poll, and one where one is to be chosen."""
    for n, answer in enumerate(answers):
        if answer > len(poll["answers"]):
            raise _invalid(f"/answers/{n}", "unknown_answer", "Not an answer of this poll.")
    if len(answers) > 1 and not poll["multiple"]:
        raise _invalid("/answers", "one_answer", "In this poll one answer may be chosen.")


def check_ahead(at_s: int, now_s: int) -> None:
    """Raise unless a time is to come, and within a year."""
    if not now_s < at_s <= now_s + MAX_AHEAD_S:
        raise _invalid("/body/send_at", "out_of_range", "must lie ahead, by at most 366 days")


def check_may_forward(message: Entry) -> None:
    """Raise when the server cannot read what it says, or when it is not to last."""
    said = message.d.get("content") or message.d.get("forwarded")
    if not said or message.d.get("expires_at"):
        raise CannotForward


def no_such_forward() -> ValidationFailed:
    """The refusal of what is not there, or not for who asks: nobody learns which."""
    return _invalid("/forward", "unknown_message", "No message that you may read.")


def check_takes_threads(standing: Standing) -> None:
    """Raise when threads do not begin in this kind of channel: in threads they do not."""
    if standing.channel_type not in WITH_THREADS:
        raise NoThreadsHere


def check_has_no_thread(message: Entry) -> None:
    """Raise when a thread has started from the message before."""
    if "thread" in message.d:
        raise ThreadExists(thread_id=message.d["thread"])


def check_may_change(standing: Standing, thread: Thread, given: Collection[str]) -> None:
    """Raise unless the user began the thread and it is open, or they manage threads.

    Only who manages threads locks and unlocks.
    """
    own = thread.creator_id == standing.user_id and standing.may(Permission.SEND_MESSAGES)
    if not own or thread.locked or "locked" in given:
        standing.check(Permission.MANAGE_THREADS)

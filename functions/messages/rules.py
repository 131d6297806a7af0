"""What may be said and changed in a channel. No I/O: these raise, or return."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from commons.access import Standing
from commons.bounds import Bound
from commons.direct import DM
from commons.errors import ValidationFailed
from commons.ids import created_at
from commons.permissions import Permission
from commons.streams.log import Entry

from .errors import LimitReached, NoMessagesHere, NotYourMessage
from .schemas import Body

MAX_EDITS = Bound(90, "edits_per_message", "How often one message can be edited.")
MAX_KINDS = Bound(50, "reaction_kinds_per_message", "Different emojis on one message.")
MAX_PINS = Bound(250, "pins_per_channel", "Pinned messages of one channel.")
MAX_BULK_AGE_S = Bound(
    14 * 86_400, "bulk_delete_age_seconds", "How old messages are that are deleted together."
)
WITHOUT_MESSAGES = {"category", "forum"}


def check_may_send(standing: Standing, body: Body) -> None:
    """Raise when this channel takes no messages, or not with these mentions."""
    if standing.channel_type in WITHOUT_MESSAGES:
        raise NoMessagesHere
    check_mentions(standing, body)


def check_mentions(standing: Standing, body: Body) -> None:
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
    if message.by == standing.user_id:
        return
    if standing.channel_type == DM:  # what the other said stays theirs
        standing = replace(standing, permissions=standing.permissions & ~Permission.MANAGE_MESSAGES)
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

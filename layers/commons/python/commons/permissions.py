"""The 64 permission bits.

On the wire a bitfield is a decimal string. Names and bits are public and never change; unknown
bits are kept.
"""

from __future__ import annotations

from enum import IntFlag
from typing import Self


class Permission(IntFlag):
    """What a member may do. Gaps are reserved; a bit never changes its meaning."""

    text: str
    """What it lets one do, in a sentence."""

    def __new__(cls, bits: int, text: str = "") -> Self:
        """One permission, or several of them, which have no sentence."""
        made = int.__new__(cls, bits)
        made._value_, made.text = bits, text
        return made

    VIEW = 1 << 0, "See the community, or the channel."
    READ_HISTORY = 1 << 1, "Read what was written before."
    SEND_MESSAGES = 1 << 2, "Write messages."
    ADD_REACTIONS = 1 << 3, "React to messages and posts."
    ATTACH_FILES = 1 << 4, "Attach files."
    MENTION_EVERYONE = 1 << 5, "Mention everyone, and roles that not everybody may mention."
    MANAGE_MESSAGES = 1 << 6, "Delete and pin the messages of others."
    CREATE_THREADS = 1 << 7, "Begin threads."
    MANAGE_THREADS = 1 << 8, "Edit, archive and delete the threads of others."
    CREATE_POLLS = 1 << 9, "Ask polls."
    BYPASS_SLOW_MODE = 1 << 10, "Write without waiting in slow mode."
    VIEW_MEMBERS = 1 << 12, "See who is a member."
    CREATE_INVITES = 1 << 13, "Invite others."
    MANAGE_INVITES = 1 << 14, "See and revoke the invites of others."
    MANAGE_CIRCLES = 1 << 15, "Make, edit and delete circles, and decide who is in them."
    MANAGE_CHANNELS = 1 << 16, "Make, edit, order and delete channels."
    MANAGE_ROLES = (
        1 << 17,
        "Make, edit and give roles below one's own highest, and override them in channels.",
    )
    MANAGE_COMMUNITY = 1 << 18, "Edit the community and what newcomers are asked."
    KICK_MEMBERS = 1 << 20, "Remove members below one's own highest role."
    BAN_MEMBERS = 1 << 21, "Ban below one's own highest role, lift bans, and see who is banned."
    TIMEOUT_MEMBERS = 1 << 22, "Time out members below one's own highest role."
    VIEW_AUDIT_LOG = 1 << 23, "Read the audit log."
    CHANGE_NICK = 1 << 24, "Choose one's own nick."
    MANAGE_NICKS = 1 << 25, "Choose the nicks of members below one's own highest role."
    MODERATE = 1 << 26, "Judge reports."
    MANAGE_AUTOMOD = 1 << 27, "Make and edit the rules of automatic moderation."
    MANAGE_TIERS = 1 << 28, "Make and edit what members can subscribe to."
    VIEW_PAYMENTS = 1 << 29, "See the community's income."
    MANAGE_INTEGRATIONS = 1 << 30, "Add and remove bots, webhooks and plugins."
    CONNECT = 1 << 32, "Join calls."
    SPEAK = 1 << 33, "Be heard in calls."
    STREAM_VIDEO = 1 << 34, "Be seen in calls."
    SHARE_SCREEN = 1 << 35, "Share one's screen in calls."
    PRIORITY_SPEAKER = 1 << 36, "Be heard above others in calls."
    REQUEST_TO_SPEAK = 1 << 37, "Raise a hand on a stage."
    MUTE_MEMBERS = 1 << 38, "Mute others in calls."
    MOVE_MEMBERS = 1 << 39, "Move others from call to call."
    GO_LIVE = 1 << 40, "Stream to many."
    RECORD = 1 << 41, "Record calls and streams."
    CREATE_POSTS = 1 << 48, "Write posts."
    COMMENT = 1 << 49, "Comment on posts."
    MANAGE_POSTS = 1 << 50, "Edit, pin, lock and delete the posts of others."
    CREATE_EVENTS = 1 << 51, "Announce calendar events."
    MANAGE_EVENTS = 1 << 52, "Edit and delete the calendar events of others."
    ADMINISTRATOR = (
        1 << 62,
        "Do everything, whatever channels and circles say. Roles above stay above.",
    )


ALL = (1 << 64) - 1
#: What is left to who is timed out, or has not accepted the community's rules.
READING = Permission.VIEW | Permission.READ_HISTORY
#: What nobody may do in an archived channel.
WRITING = (
    Permission.SEND_MESSAGES
    | Permission.ADD_REACTIONS
    | Permission.ATTACH_FILES
    | Permission.MENTION_EVERYONE
    | Permission.CREATE_THREADS
    | Permission.CREATE_POLLS
    | Permission.CREATE_POSTS
    | Permission.COMMENT
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.STREAM_VIDEO
    | Permission.SHARE_SCREEN
    | Permission.REQUEST_TO_SPEAK
    | Permission.GO_LIVE
)
EVERYONE = (
    READING
    | Permission.SEND_MESSAGES
    | Permission.ADD_REACTIONS
    | Permission.ATTACH_FILES
    | Permission.CREATE_THREADS
    | Permission.CREATE_POLLS
    | Permission.VIEW_MEMBERS
    | Permission.CREATE_INVITES
    | Permission.CHANGE_NICK
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.STREAM_VIDEO
    | Permission.SHARE_SCREEN
    | Permission.REQUEST_TO_SPEAK
    | Permission.CREATE_POSTS
    | Permission.COMMENT
)


def names(bits: int) -> list[str]:
    """The published names of the set bits, lowest first."""
    return [p.name for p in Permission if p & bits and p.name]

"""The 64 permission bits.

On the wire a bitfield is a decimal string. Names and bits are public and never change; unknown
bits are kept.
"""

from __future__ import annotations

from enum import IntFlag


class Permission(IntFlag):
    """What a member may do. Gaps are reserved; a bit never changes its meaning."""

    VIEW = 1 << 0
    READ_HISTORY = 1 << 1
    SEND_MESSAGES = 1 << 2
    ADD_REACTIONS = 1 << 3
    ATTACH_FILES = 1 << 4
    MENTION_EVERYONE = 1 << 5
    MANAGE_MESSAGES = 1 << 6
    CREATE_THREADS = 1 << 7
    MANAGE_THREADS = 1 << 8
    CREATE_POLLS = 1 << 9
    BYPASS_SLOW_MODE = 1 << 10
    VIEW_MEMBERS = 1 << 12
    CREATE_INVITES = 1 << 13
    MANAGE_INVITES = 1 << 14
    MANAGE_CIRCLES = 1 << 15
    MANAGE_CHANNELS = 1 << 16
    MANAGE_ROLES = 1 << 17
    MANAGE_COMMUNITY = 1 << 18
    KICK_MEMBERS = 1 << 20
    BAN_MEMBERS = 1 << 21
    TIMEOUT_MEMBERS = 1 << 22
    VIEW_AUDIT_LOG = 1 << 23
    CHANGE_NICK = 1 << 24
    MANAGE_NICKS = 1 << 25
    MODERATE = 1 << 26
    MANAGE_AUTOMOD = 1 << 27
    MANAGE_TIERS = 1 << 28
    VIEW_PAYMENTS = 1 << 29
    MANAGE_INTEGRATIONS = 1 << 30
    CONNECT = 1 << 32
    SPEAK = 1 << 33
    STREAM_VIDEO = 1 << 34
    SHARE_SCREEN = 1 << 35
    PRIORITY_SPEAKER = 1 << 36
    REQUEST_TO_SPEAK = 1 << 37
    MUTE_MEMBERS = 1 << 38
    MOVE_MEMBERS = 1 << 39
    GO_LIVE = 1 << 40
    RECORD = 1 << 41
    CREATE_POSTS = 1 << 48
    COMMENT = 1 << 49
    MANAGE_POSTS = 1 << 50
    CREATE_EVENTS = 1 << 51
    MANAGE_EVENTS = 1 << 52
    ADMINISTRATOR = 1 << 62


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

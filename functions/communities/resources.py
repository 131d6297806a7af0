"""Things of a community as clients see them, made from rows: one shape for its stream and the API.

Without pydantic, which consumers do not import; what endpoints answer is made from these
(``schemas``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commons import resolver
from commons.clock import now_s, rfc3339
from commons.streams.log import Cursor

from .models.channels import Channel
from .models.circles import Circle
from .models.community import Community
from .models.invites import Invite
from .models.members import Ban, Member
from .models.roles import Role

if TYPE_CHECKING:
    from .models.calendar import CalendarEvent

Shown = dict[str, Any]


def channel(row: Channel, cursor: Cursor, *, follows: bool) -> Shown:
    """A channel. cursor: of its messages; follows: its overrides are its category's."""
    last = cursor.last
    return {
        "id": row.channel_id,
        "community_id": row.community_id,
        "name": row.name,
        "type": row.type,
        "topic": row.topic,
        "parent_id": row.parent_id,
        "circle_id": row.circle_id,
        "position": int(row.position),
        "slow_mode_s": int(row.slow_mode_s),
        "archived": row.archived,
        "age_restricted": row.age_restricted,
        "follows_category": follows,
        "encrypted": False,
        "head": cursor.sq,
        "last_message": last and {**last, "at": rfc3339(last["at"])},
        "created_at": row.created_at,
    }


def circle(row: Circle) -> Shown:
    """A circle, without whether the reader is in it."""
    return {
        "id": row.circle_id,
        "community_id": row.community_id,
        "name": row.name,
        "description": row.description,
        "visibility": row.visibility,
        "join": row.join,
        "tier_id": row.tier_id,
        "max_members": int(row.max_members) if row.max_members else None,
        "member_count": int(row.member_count),
        "created_at": row.created_at,
    }


def community(row: Community) -> Shown:
    """A community, without its channels."""
    return {
        "id": row.community_id,
        "name": row.name,
        "description": row.description,
        "visibility": row.visibility,
        "owner_id": row.owner_id,
        "member_count": int(row.member_count),
        "created_at": row.created_at,
    }


def role(row: Role, stands: resolver.Role) -> Shown:
    """A role with the bits it grants and where it stands."""
    return {
        "id": row.role_id,
        "community_id": row.community_id,
        "name": row.name,
        "permissions": str(stands.bits),
        "color": row.color,
        "hoist": row.hoist,
        "mentionable": row.mentionable,
        "position": stands.rank,
        "created_at": row.began_at,
    }


def member(row: Member, community: resolver.Community) -> Shown:
    """A member, with the roles that hold now."""
    now, ends, until = now_s(), row.ends, int(row.timeout_until or 0)
    held = [
        role_id
        for role_id in row.roles or ()
        if role_id in community.roles and ends.get(role_id, now + 1) > now
    ]
    return {
        "user_id": row.user_id,
        "community_id": row.community_id,
        "nick": row.nick,
        "roles": held,
        "roles_end": {one: rfc3339(ends[one] * 1000) for one in held if one in ends},
        "joined_at": row.joined_at,
        "timeout_until": rfc3339(until * 1000) if until > now else None,
        "pending": row.consented < community.rules and row.user_id != community.owner_id,
    }


def ban(row: Ban) -> Shown:
    """A ban, as moderators see it."""
    return {
        "user_id": row.user_id,
        "reason": row.reason,
        "actor_id": row.actor_id,
        "created_at": row.created_at,
    }


def invite(row: Invite) -> Shown:
    """An invite, as those see it who manage invites, and who made it."""
    expires = int(row.expires_at_s)
    return {
        "id": row.invite_id,
        "code": row.code,
        "community_id": row.community_id,
        "uses": int(row.uses),
        "max_uses": int(row.max_uses),
        "expires_at": rfc3339(expires * 1000) if expires else None,
        "inviter_id": row.inviter_id,
        "role_ids": list(row.role_ids),
        "circle_id": row.circle_id,
        "created_at": row.created_at,
    }


def calendar_event(row: CalendarEvent) -> Shown:
    """A calendar event, without what depends on who asks and when: its occurrence."""
    return {
        "id": row.event_id,
        "community_id": row.community_id,
        "creator_id": row.creator_id,
        "title": row.title,
        "description": row.description,
        "location": row.location,
        "channel_id": row.channel_id,
        "starts_at": rfc3339(int(row.starts_s) * 1000),
        "ends_at": rfc3339(int(row.ends_s) * 1000),
        "time_zone": row.time_zone,
        "recurrence": row.recurrence,
        "exceptions": list(row.exceptions),
        "capacity": row.capacity if row.capacity is None else int(row.capacity),
        "remind_min": row.remind_min if row.remind_min is None else int(row.remind_min),
        "cancelled": row.cancelled,
        "revision": int(row.revision),
        "created_at": row.created_at,
    }

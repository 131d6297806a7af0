"""What a community's stream tells of each event, and to whom.

An event is told as its subject is when it is told: read *after* a position of the stream is taken.
So whatever order events come in, the last one about a thing shows it as it was left. For the same
reason nothing is told of a beginning when the thing is gone by then, nor of an end when it is
there again: the event that ended it, or began it, is told too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from commons import access
from commons.contracts.communities import calendar as of_calendar
from commons.contracts.communities import channels as of_channels
from commons.contracts.communities import circles as of_circles
from commons.contracts.communities import community as of_community
from commons.contracts.communities import invites as of_invites
from commons.contracts.communities import members as of_members
from commons.contracts.communities import roles as of_roles
from commons.contracts.communities.overrides import OverridesChanged
from commons.events import Event
from commons.permissions import Permission
from commons.streams import channel_stream
from commons.streams.audience import Audience
from commons.streams.heads import heads
from commons.streams.log import Cursor

from . import resources
from .models.access import ChannelAccess
from .models.channels import Channel
from .models.circles import Circle
from .models.community import Community
from .models.invites import CommunityInvite, Invite
from .models.members import Ban, Member
from .models.roles import Role
from .resources import Shown
from .rules.invites import needed_to_read
from .rules.roles import ordered

#: Calendar events lie beside channels: ``Channel`` grants them too.
READS = (
    *(ChannelAccess, Channel, Circle, Community),
    *(CommunityInvite, Invite, Ban, Member, Role),
)


@dataclass(frozen=True)
class Told:
    """What is told, and to whom."""

    d: Shown
    audience: Audience


#: None when there is nothing to tell any more; NotFound says the same.
Teller = Callable[[Any], Told | None]


def to(bits: Permission, **more: Any) -> Audience:
    """Whoever holds these permissions, and whom ``more`` names."""
    return Audience(int(bits), **more)


EVERY_READER = to(Permission.VIEW)


def community(event: Any) -> Told:
    """The community as it is."""
    return Told(resources.community(Community.load(event.community_id)), EVERY_READER)


def community_gone(event: of_community.CommunityDeleted) -> Told | None:
    """The last that its readers hear."""
    found = Community.find_row(f"COM#{event.community_id}", "COM")
    if found is not None and found.deleted_at is None:
        return None
    return Told({"id": event.community_id}, Audience())


def channel(event: of_channels.ChannelCreated | of_channels.ChannelUpdated) -> Told:
    """To whoever sees the channel."""
    row = Channel.load(event.community_id, event.channel_id)
    follows = _follows(ChannelAccess.load(event.community_id, event.channel_id))
    stream = channel_stream(event.channel_id)
    cursor = heads([stream]).get(stream, Cursor())
    d = resources.channel(row, cursor, follows=follows)
    return Told(d, to(Permission.VIEW, channel_id=event.channel_id))


def _follows(decides: ChannelAccess) -> bool:
    return decides.parent is not None and decides.overrides is None


def channel_gone(event: of_channels.ChannelDeleted) -> Told:
    """To whoever saw the channel; to administrators alone when nobody knows who did."""
    d = {"id": event.channel_id, "community_id": event.community_id}
    if event.allow is None or event.deny is None:
        return Told(d, to(Permission.ADMINISTRATOR))
    overrides = {one: f"{allow},{event.deny[one]},0" for one, allow in event.allow.items()}
    was = {
        "type": "",
        "circle": event.circle_id,
        "age_restricted": event.age_restricted,
        "overrides": overrides,
    }
    return Told(d, to(Permission.VIEW, channel_id=event.channel_id, was=was))


def overrides(event: OverridesChanged) -> Told:
    """That they are others, to whoever sees the channel; which, only those may read who manage."""
    decides = ChannelAccess.load(event.community_id, event.channel_id)
    d = {
        "channel_id": event.channel_id,
        "community_id": event.community_id,
        "follows_category": _follows(decides),
    }
    return Told(d, to(Permission.VIEW, channel_id=event.channel_id))


def circle(event: Any) -> Told:
    """To whoever may know of the circle."""
    row = Circle.load(event.community_id, event.circle_id)
    return Told(resources.circle(row), _who_know_of(event.circle_id, row.visibility))


def circle_gone(event: of_circles.CircleDeleted) -> Told:
    """To whoever might know of it."""
    d = {"id": event.circle_id, "community_id": event.community_id}
    return Told(d, _who_know_of(event.circle_id, event.visibility))


def _who_know_of(circle_id: str, visibility: str) -> Audience:
    if visibility == "visible":
        return EVERY_READER
    return to(Permission.MANAGE_CIRCLES, circle_id=circle_id)


def role(event: of_roles.RoleCreated | of_roles.RoleUpdated) -> Told | None:
    """To everybody: roles are no secret."""
    row = Role.load(event.community_id, event.role_id)
    stands = access.crowd(event.community_id, ()).community.roles.get(event.role_id)
    return Told(resources.role(row, stands), EVERY_READER) if stands else None


def roles_ordered(event: of_roles.RolesOrdered) -> Told:
    """All roles as they stand."""
    order = ordered(access.crowd(event.community_id, ()).community.roles)
    return Told({"community_id": event.community_id, "role_ids": order}, EVERY_READER)


def role_gone(event: of_roles.RoleDeleted) -> Told:
    """To everybody."""
    return Told({"id": event.role_id, "community_id": event.community_id}, EVERY_READER)


def founder(event: of_community.CommunityCreated) -> Told:
    """The first member, who came with no event of their own."""
    return _member(event.community_id, event.owner_id)


def member(event: of_members.MemberJoined | of_members.MemberUpdated) -> Told:
    """To who may see members, and to themselves."""
    return _member(event.community_id, event.user_id)


def _member(community_id: str, user_id: str) -> Told:
    row = Member.load(community_id, user_id)
    everyone = access.crowd(community_id, ()).community
    return Told(resources.member(row, everyone), _who_see(user_id, whole=bool(row.whole)))


def member_gone(event: of_members.MemberRemoved | of_members.MemberBanned) -> Told | None:
    """The same, unless they were none, or have come back."""
    found = Member.find(event.community_id, event.user_id)
    was_none = isinstance(event, of_members.MemberBanned) and event.membership_id is None
    if was_none or (found is not None and found.present):
        return None
    d = {"user_id": event.user_id, "community_id": event.community_id}
    return Told(d, _who_see(event.user_id, whole=event.whole))


def _who_see(user_id: str, *, whole: bool) -> Audience:
    """Those in circles only are in no list of members."""
    needed = Permission.VIEW_MEMBERS if whole else Permission.MANAGE_CIRCLES
    return to(needed, user_id=user_id)


def ban(event: of_members.MemberBanned) -> Told:
    """To who may see bans."""
    row = Ban.load(event.community_id, event.user_id)
    return Told(resources.ban(row), to(Permission.BAN_MEMBERS))


def ban_gone(event: of_members.BanLifted) -> Told | None:
    """The same, unless they are banned again."""
    found = Member.find(event.community_id, event.user_id)
    if found is not None and found.banned:
        return None
    d = {"user_id": event.user_id, "community_id": event.community_id}
    return Told(d, to(Permission.BAN_MEMBERS))


def invite(event: of_invites.InviteCreated) -> Told | None:
    """To who may read its code, and to who made it."""
    listed = CommunityInvite.list(event.community_id)
    entry = next((one for one in listed if one.invite_id == event.invite_id), None)
    if entry is None:
        return None
    row = Invite.load(entry.code)
    return Told(resources.invite(row), to(needed_to_read(row), user_id=event.inviter_id))


def invite_gone(event: of_invites.InviteDeleted) -> Told:
    """To who manages invites, and to who had made it."""
    d = {"id": event.invite_id, "community_id": event.community_id}
    return Told(d, to(Permission.MANAGE_INVITES, user_id=event.inviter_id))


def calendar_event(
    event: of_calendar.CalendarEventCreated | of_calendar.CalendarEventUpdated,
) -> Told:
    """To whoever sees the channel it is tied to; to everybody when to none."""
    from .models.calendar import CalendarEvent  # knows series and time zones: eleven modules

    row = CalendarEvent.load(event.community_id, event.calendar_event_id)
    audience = to(Permission.VIEW, channel_id=row.channel_id or "")
    return Told(resources.calendar_event(row), audience)


def calendar_event_gone(event: of_calendar.CalendarEventDeleted) -> Told:
    """The same; to administrators alone when nobody knows which channel that was."""
    d = {"id": event.calendar_event_id, "community_id": event.community_id}
    if event.channel_id == "":
        return Told(d, to(Permission.ADMINISTRATOR))
    return Told(d, to(Permission.VIEW, channel_id=event.channel_id or ""))


#: By event, what it is told as.
TELLS: Mapping[type[Event], Mapping[str, Teller]] = {
    of_community.CommunityCreated: {"COMMUNITY_CREATE": community, "MEMBER_ADD": founder},
    of_community.CommunityRestored: {"COMMUNITY_CREATE": community},
    of_community.CommunityUpdated: {"COMMUNITY_UPDATE": community},
    of_community.OwnershipTransferred: {"COMMUNITY_UPDATE": community},
    of_community.CommunityDeleted: {"COMMUNITY_DELETE": community_gone},
    of_channels.ChannelCreated: {"CHANNEL_CREATE": channel},
    of_channels.ChannelUpdated: {"CHANNEL_UPDATE": channel},
    of_channels.ChannelDeleted: {"CHANNEL_DELETE": channel_gone},
    OverridesChanged: {"OVERRIDE_UPDATE": overrides},
    of_circles.CircleCreated: {"CIRCLE_CREATE": circle},
    of_circles.CircleUpdated: {"CIRCLE_UPDATE": circle},
    of_circles.CircleMemberAdded: {"CIRCLE_UPDATE": circle},
    of_circles.CircleMemberRemoved: {"CIRCLE_UPDATE": circle},
    of_circles.CircleDeleted: {"CIRCLE_DELETE": circle_gone},
    of_roles.RoleCreated: {"ROLE_CREATE": role},
    of_roles.RoleUpdated: {"ROLE_UPDATE": role},
    of_roles.RolesOrdered: {"ROLE_ORDER": roles_ordered},
    of_roles.RoleDeleted: {"ROLE_DELETE": role_gone},
    of_members.MemberJoined: {"MEMBER_ADD": member},
    of_members.MemberUpdated: {"MEMBER_UPDATE": member},
    of_members.MemberRemoved: {"MEMBER_REMOVE": member_gone},
    of_members.MemberBanned: {"MEMBER_REMOVE": member_gone, "BAN_ADD": ban},
    of_members.BanLifted: {"BAN_REMOVE": ban_gone},
    of_invites.InviteCreated: {"INVITE_CREATE": invite},
    of_invites.InviteDeleted: {"INVITE_DELETE": invite_gone},
    of_calendar.CalendarEventCreated: {"EVENT_CREATE": calendar_event},
    of_calendar.CalendarEventUpdated: {"EVENT_UPDATE": calendar_event},
    of_calendar.CalendarEventDeleted: {"EVENT_DELETE": calendar_event_gone},
}
TYPES = tuple(sorted({name for tells in TELLS.values() for name in tells}))

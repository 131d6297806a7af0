"""The events of a community's stream, ``ChannelCreate`` for ``CHANNEL_CREATE``.

Catalogue, schemas and tests are made from it; ``telling`` says who of the readers sees which.
"""

from typing import ClassVar

from pydantic import BaseModel

STREAM = "c:<community>"


class Community(BaseModel):
    """A community as a list shows it."""

    id: str
    """Which."""
    name: str
    """What it is called."""
    description: str
    """What it is about."""
    visibility: str
    """`public` or `private`."""
    owner_id: str
    """Who owns it."""
    member_count: int
    """How many members it has."""
    created_at: str
    """When it was founded."""


class Gone(BaseModel):
    """What is no more."""

    id: str
    """What is gone."""
    community_id: str
    """Where it was."""


class Somebody(BaseModel):
    """One user in one community."""

    user_id: str
    """Who."""
    community_id: str
    """Where."""


class LastMessage(BaseModel):
    """The newest message of a channel."""

    id: str
    """It."""
    seq: int
    """Its position."""
    at: str
    """When."""


class Channel(BaseModel):
    """A channel as `GET /channels/{channel_id}` shows it."""

    id: str
    """Which channel."""
    community_id: str
    """Where it is."""
    name: str
    """What it is called."""
    type: str
    """`text`, `voice`, `stage`, `forum`, `announcement` or `category`."""
    topic: str | None
    """What is talked about there; null when nobody says."""
    parent_id: str | None
    """The category it lies in; null when in none."""
    circle_id: str | None
    """The circle whose members alone see it; null when it belongs to none."""
    position: int
    """Its place: the list goes by it, and the older first of two with the same."""
    slow_mode_s: int
    """Seconds between two messages of one member."""
    archived: bool
    """Whether nobody writes there."""
    age_restricted: bool
    """Whether only who has confirmed their age reads there."""
    follows_category: bool
    """Whether its overrides are its category's."""
    encrypted: bool
    """Whether it is end-to-end encrypted."""
    head: int
    """How far its messages have been delivered."""
    last_message: LastMessage | None
    """Its newest message; null when there is none."""
    created_at: str
    """When it was made."""


class Circle(BaseModel):
    """A circle as `GET /circles/{circle_id}` shows it, without whether the reader is in it."""

    id: str
    """Which circle."""
    community_id: str
    """Where it is."""
    name: str
    """What it is called."""
    description: str
    """What it is about."""
    visibility: str
    """`visible` to whoever sees the community, or `secret`."""
    join: str
    """`open` to whoever sees it, or `managed`."""
    tier_id: str | None
    """The tier one must hold to come in; null when none is asked for."""
    max_members: int | None
    """How many it holds; null when any number."""
    member_count: int
    """How many are in it."""
    created_at: str
    """When it was made."""


class Role(BaseModel):
    """A role as `GET /roles/{role_id}` shows it."""

    id: str
    """Which role; the everyone role has its community's id."""
    community_id: str
    """Where it is."""
    name: str
    """What it is called."""
    permissions: str
    """The permission bits it grants, as a decimal number."""
    color: str | None
    """`#rrggbb`; null when it has none."""
    hoist: bool
    """Whether its members are listed apart."""
    mentionable: bool
    """Whether everybody may mention it."""
    position: int
    """How high it stands: the everyone role at 0."""
    created_at: str
    """When it was made."""


class Member(BaseModel):
    """A member as `GET /communities/{community_id}/members/{user_id}` shows them."""

    user_id: str
    """Who."""
    community_id: str
    """Where."""
    nick: str | None
    """What they are called there; null when as everywhere."""
    roles: list[str]
    """The roles they hold, the everyone role not among them."""
    roles_end: dict[str, str]
    """Those of the roles that end by themselves, with when."""
    joined_at: str | None
    """When they came."""
    timeout_until: str | None
    """Until when they may only read; null when they are not timed out."""
    pending: bool
    """Whether they have yet to agree to the rules."""


class Invite(BaseModel):
    """An invite as the list of invites shows it."""

    id: str | None
    """Which invite."""
    code: str
    """The secret that lets one in."""
    community_id: str
    """Into which community."""
    uses: int
    """How often it was used."""
    max_uses: int
    """How often it can be used; 0 is any number."""
    expires_at: str | None
    """When it ends by itself; null when it does not."""
    inviter_id: str
    """Who made it."""
    role_ids: list[str]
    """The roles that it gives."""
    circle_id: str | None
    """The circle it leads into; null when it leads into the community."""
    created_at: str
    """When it was made."""


class CalendarEvent(BaseModel):
    """A calendar event as `GET /events/{event_id}` shows it, without its next occurrence."""

    id: str
    """Which calendar event."""
    community_id: str
    """Where it is."""
    creator_id: str
    """Who planned it."""
    title: str
    """What it is called."""
    description: str
    """What it is about."""
    location: str | None
    """Where it happens, in words; null when nobody says."""
    channel_id: str | None
    """The channel it is tied to; null when none."""
    starts_at: str
    """When it begins; of a series, the first time."""
    ends_at: str
    """When it ends; of a series, the first time."""
    time_zone: str
    """Its IANA time zone."""
    recurrence: str | None
    """The RRULE of a series; null when it happens once."""
    exceptions: list[str]
    """Dates in its time zone on which a series does not happen."""
    capacity: int | None
    """How many can go, each time; null when nobody counts."""
    remind_min: int | None
    """How many minutes before people are reminded; null when they are not."""
    cancelled: bool
    """Whether it was called off."""
    revision: int
    """Counts its edits."""
    created_at: str
    """When it was planned."""


class CommunityCreate(Community):
    """The community was founded, or is there again after it was deleted."""

    stream: ClassVar[str] = STREAM


class CommunityUpdate(Community):
    """The community was edited, or has another owner."""

    stream: ClassVar[str] = STREAM


class CommunityDelete(BaseModel):
    """The community is gone: the last that its readers hear."""

    stream: ClassVar[str] = STREAM

    id: str
    """Which community."""


class ChannelCreate(Channel):
    """There is a new channel. To whoever sees it."""

    stream: ClassVar[str] = STREAM


class ChannelUpdate(Channel):
    """A channel was edited or moved. To whoever sees it."""

    stream: ClassVar[str] = STREAM


class ChannelDelete(Gone):
    """A channel is gone. To whoever saw it."""

    stream: ClassVar[str] = STREAM


class OverrideUpdate(BaseModel):
    """What a channel grants and takes is other than it was. To whoever sees the channel.

    Of a category it means every channel that follows it. Who may read overrides finds them at
    `GET /channels/{channel_id}/overrides`; everybody may ask `POST /permissions/explain`.
    """

    stream: ClassVar[str] = STREAM

    channel_id: str
    """Which channel."""
    community_id: str
    """Where it is."""
    follows_category: bool
    """Whether its overrides are its category's."""


class CircleCreate(Circle):
    """There is a new circle. A secret one: to who is in it, and to MANAGE_CIRCLES."""

    stream: ClassVar[str] = STREAM


class CircleUpdate(Circle):
    """A circle was edited, or somebody came in or left. To whom CIRCLE_CREATE would go."""

    stream: ClassVar[str] = STREAM


class CircleDelete(Gone):
    """A circle is gone. To whom CIRCLE_CREATE would go."""

    stream: ClassVar[str] = STREAM


class RoleCreate(Role):
    """There is a new role; where it stands is told by ROLE_ORDER too."""

    stream: ClassVar[str] = STREAM


class RoleUpdate(Role):
    """A role was edited: what its members may do can be more or less."""

    stream: ClassVar[str] = STREAM


class RoleDelete(Gone):
    """A role is gone: nobody holds it any more."""

    stream: ClassVar[str] = STREAM


class RoleOrder(BaseModel):
    """The roles stand in another order: one came, went or moved."""

    stream: ClassVar[str] = STREAM

    community_id: str
    """Which community."""
    role_ids: list[str]
    """All roles from the lowest, the everyone role, to the highest."""


class MemberAdd(Member):
    """Somebody is a member now. To VIEW_MEMBERS; of somebody in circles only: MANAGE_CIRCLES."""

    stream: ClassVar[str] = STREAM


class MemberUpdate(Member):
    """Another nick, other roles, a time-out. To themselves and to whom MEMBER_ADD would go."""

    stream: ClassVar[str] = STREAM


class MemberRemove(Somebody):
    """Somebody is no longer a member: they left, were kicked or banned. As MEMBER_UPDATE."""

    stream: ClassVar[str] = STREAM


class BanAdd(BaseModel):
    """Somebody was banned. To BAN_MEMBERS."""

    stream: ClassVar[str] = STREAM

    user_id: str
    """Who."""
    reason: str | None
    """Why; null when nobody said."""
    actor_id: str
    """Who banned them."""
    created_at: str
    """When."""


class BanRemove(Somebody):
    """A ban was lifted. To BAN_MEMBERS."""

    stream: ClassVar[str] = STREAM


class InviteCreate(Invite):
    """Somebody made an invite. To who may read it in the list of invites, and to who made it."""

    stream: ClassVar[str] = STREAM


class InviteDelete(Gone):
    """An invite was revoked. To MANAGE_INVITES, and to who had made it."""

    stream: ClassVar[str] = STREAM


class EventCreate(CalendarEvent):
    """Something is planned. If it is tied to a channel: to whoever sees that."""

    stream: ClassVar[str] = STREAM


class EventUpdate(CalendarEvent):
    """A calendar event was edited, moved or called off. To whom EVENT_CREATE would go."""

    stream: ClassVar[str] = STREAM


class EventDelete(Gone):
    """A calendar event is gone. To whom EVENT_CREATE would go."""

    stream: ClassVar[str] = STREAM

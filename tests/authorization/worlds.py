"""A seeded community, the people around it, and what they call themselves."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from commons import auth
from commons.aws import client
from commons.clock import now, now_s, rfc3339
from commons.permissions import ALL, EVERYONE, READING, Permission
from commons.settings import table_name
from commons.streams import channel_stream
from commons.testing import Person, call, person, sign
from commons.transactions import transaction
from commons.wire import item
from functions.auth.models import Device, Session
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.add_circle_member import add_circle_member
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.endpoints.create_calendar_feed import create_calendar_feed
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.create_circle import create_circle
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.create_event import create_event
from functions.communities.endpoints.create_invite import create_invite
from functions.communities.endpoints.create_template import create_template
from functions.communities.endpoints.undo_raid import undo_raid
from functions.communities.models.access import Home, Roles, Version
from functions.communities.models.members import Member
from functions.communities.models.roles import Role
from functions.messages.endpoints.create_thread import create_thread
from functions.messages.endpoints.send_message import send_message
from functions.posts.endpoints.add_comment_reaction import add_comment_reaction
from functions.posts.endpoints.add_post_reaction import add_post_reaction
from functions.posts.endpoints.create_comment import create_comment
from functions.posts.endpoints.create_post import create_post

#: Well-formed ids of nothing, by the name of the parameter they stand in for.
ABSENT = {
    "channel_id": "chn_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "event_id": "cev_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "circle_id": "cir_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "community_id": "com_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "message_id": "msg_01ARZ3NDEK00000001FFQ69G5F",
    "role_id": "rol_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "target_id": "rol_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "user_id": "usr_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "raid_id": "rad_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "session_id": "ses_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "stream_id": "h:chn_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "code": "nonesuch-nonesuch-1234",
    "feed_secret": "nonesuch-nonesuch-1234.ics",
    "thread_id": "chn_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "post_id": "pst_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "comment_id": "cmt_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "emoji": "🍞",
    "scheduled_id": "sch_01ARZ3NDEKTSV4RRFFQ69G5FAV",
}


ORGANISING = (
    Permission.MENTION_EVERYONE
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_CIRCLES
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_COMMUNITY
    | Permission.CREATE_EVENTS
    | Permission.MANAGE_EVENTS
)
MODERATING = (
    Permission.MANAGE_MESSAGES
    | Permission.MANAGE_THREADS
    | Permission.BYPASS_SLOW_MODE
    | Permission.MANAGE_INVITES
    | Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.TIMEOUT_MEMBERS
    | Permission.VIEW_AUDIT_LOG
    | Permission.MANAGE_NICKS
    | Permission.MODERATE
    | Permission.MANAGE_POSTS
)


class Persona(StrEnum):
    """Who calls."""

    ANONYMOUS = "anonymous"
    STRANGER = "stranger"
    OTHER_OWNER = "owner of another community"
    PENDING = "pending"
    MEMBER = "member"
    TIMED_OUT = "timed-out"
    CIRCLE_ONLY = "in a circle only"
    ORGANISER = "organiser"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"
    OWNER = "owner"
    BANNED = "banned"
    SUSPENDED = "suspended"
    EXPIRED = "expired token"
    WRONG_AUDIENCE = "wrong audience"


#: Those inside the community, with the bits they hold there and in its channel.
INSIDE: Mapping[Persona, tuple[int, int]] = {
    Persona.PENDING: (int(READING), int(READING)),
    Persona.MEMBER: (int(EVERYONE), int(EVERYONE)),
    Persona.TIMED_OUT: (int(READING), int(READING)),
    Persona.CIRCLE_ONLY: (int(Permission.VIEW), 0),
    Persona.ORGANISER: (int(EVERYONE | ORGANISING),) * 2,
    Persona.MODERATOR: (int(EVERYONE | MODERATING),) * 2,
    Persona.ADMINISTRATOR: (ALL, ALL),
    Persona.OWNER: (ALL, ALL),
}
OUTSIDE = (Persona.STRANGER, Persona.OTHER_OWNER, Persona.BANNED)
#: Those whose token is valid; the others are refused before anything is looked up.
KNOWN = (*INSIDE, *OUTSIDE)
#: Those who come in by the owner's invite, before anything happens to them.
JOINING = [p for p in (*INSIDE, Persona.BANNED, Persona.SUSPENDED) if p is not Persona.OWNER]
#: The seeded roles: what each adds to what everyone may do, lowest first.
ROLES = {
    Persona.ORGANISER: ORGANISING,
    Persona.MODERATOR: MODERATING,
    Persona.ADMINISTRATOR: Permission.ADMINISTRATOR,
}


@dataclass(frozen=True)
class World:
    """One community and everybody around it; every world is its own."""

    people: Mapping[Persona, Person]
    ids: Mapping[str, str]
    """Path parameters by name: the community, its channel, the owner's message and invite, another
    member as ``user_id``, the lowest role, which that member holds, the owner's session."""
    outlaw_id: str
    """Somebody else who is banned."""
    visibility: str
    secret: str
    """A word in the community's name and in its message."""

    def token(self, persona: Persona) -> str | None:
        """What the persona authenticates with: a bad token is the owner's, but for its flaw."""
        owner = self.people[Persona.OWNER]
        match persona:
            case Persona.ANONYMOUS:
                return None
            case Persona.EXPIRED:
                times = {"iat": now_s() - 700, "exp": now_s() - 100}
                return sign(owner.user_id, owner.session_id, **times)
            case Persona.WRONG_AUDIENCE:
                return sign(owner.user_id, owner.session_id, aud="creavio-other-api")
        return self.people[persona].token

    def partitions(self) -> dict[str, list[str]]:
        """The partitions that hold the world, by service."""
        community, channel = self.ids["community_id"], self.ids["channel_id"]
        return {
            "communities": [
                *(f"{kind}#{community}" for kind in ("COM", "A", "AUD", "AUDHEAD", "CAL", "RUL")),
                f"CEV#{self.ids['event_id']}",
                f"INV#{self.ids['code']}",
                f"TPL#{self.ids['template_code']}",
                f"CIR#{self.ids['circle_id']}",
            ],
            "messages": [
                f"S#{channel_stream(channel)}",
                f"S#{channel_stream(self.ids['thread_id'])}",
                f"A#{self.ids['thread_id']}",
            ],
            "posts": [f"CHN#{self.ids['forum_id']}", f"POST#{self.ids['post_id']}"],
        }

    def picture(self) -> str:
        """Everything stored of the world: equal pictures mean that nothing changed."""
        return json.dumps(list(self._rows()), sort_keys=True, default=str)

    def _rows(self) -> Iterator[Any]:
        for service, keys in self.partitions().items():
            for key in keys:
                yield client("dynamodb").query(
                    TableName=table_name(service),
                    KeyConditionExpression="pk = :pk",
                    ExpressionAttributeValues=item({":pk": key}),
                    ConsistentRead=True,
                )["Items"]


_unspoiled: dict[str, list[World]] = {}


def borrow_world(visibility: str = "private") -> World:
    """A world nobody has changed: one that was given back, or a new one."""
    kept = _unspoiled.get(visibility)
    return kept.pop() if kept else _new_world(visibility)


def give_back(world: World) -> None:
    """The world is as it was: all requests were refused, or only read."""
    _unspoiled.setdefault(world.visibility, []).append(world)


def forget_worlds() -> None:
    """Their tables are emptied."""
    _unspoiled.clear()


def _new_world(visibility: str) -> World:
    secret = f"secret{secrets.token_hex(8)}"
    people = {persona: person() for persona in (*KNOWN, Persona.SUSPENDED)}
    owner, target, outlaw = people[Persona.OWNER], person(), person()
    body = {"name": secret, "visibility": visibility}
    made = call(create_community, "/communities", as_=owner, body=body).body
    path = f"/communities/{made['id']}"
    code = call(create_invite, f"{path}/invites", as_=owner, body={}).body["code"]
    joining = [people[persona] for persona in JOINING]
    for somebody in (*joining, target, outlaw):
        assert call(accept_invite, f"/invites/{code}/accept", as_=somebody).status == 200
    _ban(owner, path, (people[Persona.BANNED], outlaw))
    circle_id = _ring(owner, path, secret, (people[Persona.CIRCLE_ONLY], target))
    role_id = _give_standing(made["id"], people, target, secret)
    _suspend(people[Persona.SUSPENDED])
    channel_id = made["channels"][0]["id"]
    template = call(create_template, f"{path}/templates", as_=owner, body={"name": secret}).body
    preview = {"root": {"user_id": target.user_id}, "action": "kick", "preview": True}
    raid = call(undo_raid, f"{path}/raids", as_=owner, body=preview).body
    at = now()
    Device.of(owner.user_id, owner.session_id, created_at=at, last_used_at=at).save()
    ids = {
        "community_id": made["id"],
        "channel_id": channel_id,
        "circle_id": circle_id,
        "role_id": role_id,
        "user_id": target.user_id,
        "session_id": owner.session_id,
        "stream_id": channel_stream(channel_id),
        "code": code,
        "template_code": template["code"],
        **_forum(owner, path, secret),
        **_calendar(owner, path, secret),
        "raid_id": raid["id"],
        **_talk(owner, f"/channels/{channel_id}", secret),
    }
    return World(people, ids, outlaw.user_id, visibility, secret)


def _talk(owner: Person, path: str, secret: str) -> dict[str, str]:
    """The owner's message, and a thread of theirs."""
    said = call(send_message, f"{path}/messages", as_=owner, body={"content": secret})
    thread = call(create_thread, f"{path}/threads", as_=owner, body={"name": secret})
    return {"message_id": said.body["id"], "thread_id": thread.body["id"]}


def _ban(owner: Person, path: str, people: Iterable[Person]) -> None:
    for banned in people:
        assert call(ban_member, f"{path}/bans/{banned.user_id}", as_=owner).status == 204


def _ring(owner: Person, path: str, secret: str, people: Iterable[Person]) -> str:
    """An open circle, and who is in it."""
    made = call(create_circle, f"{path}/circles", as_=owner, body={"name": secret}).body
    for somebody in people:
        inside = f"/circles/{made['id']}/members/me"
        assert call(add_circle_member, inside, as_=somebody).status == 204
    return str(made["id"])


def _suspend(somebody: Person) -> None:
    """A member whose account is suspended."""
    session = Session.of(somebody.session_id, somebody.user_id)
    session.change([Session.suspended.set(True)])
    auth.forget()


def _calendar(owner: Person, path: str, secret: str) -> dict[str, str]:
    """Something weekly from tomorrow on, and the owner's secret address of it."""
    begins_s = now_s() + 86_400
    times = {"starts_at": rfc3339(begins_s * 1000), "ends_at": rfc3339((begins_s + 60) * 1000)}
    body = {"title": secret, "recurrence": "FREQ=WEEKLY", **times}
    event = call(create_event, f"{path}/events", as_=owner, body=body).body
    feed = call(create_calendar_feed, f"{path}/calendar-feed", as_=owner).body
    return {"event_id": event["id"], "feed_secret": feed["url"].rpartition("/")[2]}


def _forum(owner: Person, path: str, secret: str) -> dict[str, str]:
    """A forum with the owner's post, and their comment on it, which has a reaction."""
    body = {"name": "forum", "type": "forum"}
    forum = call(create_channel, f"{path}/channels", as_=owner, body=body).body["id"]
    body = {"title": secret, "content": secret}
    post = call(create_post, f"/channels/{forum}/posts", as_=owner, body=body).body["id"]
    comments = f"/posts/{post}/comments"
    made = call(create_comment, comments, as_=owner, body={"content": secret}).body["id"]
    ids = {"forum_id": forum, "post_id": post, "comment_id": made, "emoji": "🍞"}
    react = f"/posts/{post}/reactions/🍞", f"{comments}/{made}/reactions/🍞"
    for declared, where in zip((add_post_reaction, add_comment_reaction), react, strict=True):
        assert call(declared, where, as_=owner).status == 204
    return ids


def _give_standing(
    community_id: str, people: Mapping[Persona, Person], target: Person, name: str
) -> str:
    """A role for the target, the seeded ones above it; rules that all but one accepted, a time-out,
    somebody in circles only. The id of the target's role."""
    lowest, *seeded = [Role.new(community_id, name=name) for _ in range(len(ROLES) + 1)]
    roles = {persona: role.role_id for persona, role in zip(ROLES, seeded, strict=True)}
    stored = {community_id: f"{int(EVERYONE)},0,0", lowest.role_id: "0,1,0"} | {
        roles[persona]: f"{int(bits)},{rank},0"
        for rank, (persona, bits) in enumerate(ROLES.items(), start=2)
    }
    with transaction() as tx:
        tx.update(Roles.of(community_id), [Roles.roles.set(stored)])
        changes = [Version.v.add(1), Version.rules.set(1)]
        tx.update(Version.of(community_id), changes)
        for role in (lowest, *seeded):
            tx.create(role)
            tx.create(Home.of(role.role_id, community_id))
        held = Member.of(community_id, target.user_id)
        tx.update(held, [Member.roles.set([lowest.role_id])])
        for persona in INSIDE:
            member = Member.of(community_id, people[persona].user_id)
            consented = Member.consented.set(0 if persona is Persona.PENDING else 1)
            more = {
                Persona.TIMED_OUT: [Member.timeout_until.set(now_s() + 3600)],
                Persona.CIRCLE_ONLY: [Member.whole.set(False)],
            } | {held: [Member.roles.set([role_id])] for held, role_id in roles.items()}
            tx.update(member, [consented, *more.get(persona, [])])
    return lowest.role_id

"""What happens in a community of which only some of its members may learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commons.permissions import Permission
from commons.testing import Person, call, endpoint_of, person
from tests.functions.communities import calendars, circling, overrides, roles
from tests.functions.communities.conftest import Place

VIEW = str(int(Permission.VIEW))
Act = Callable[[Place, Person], str]
"""What happens, seen by the owner and by somebody with the right; a word that stands in it."""


def ask(who: Person, route: str, path: str, body: object = None) -> Any:
    """A request that goes well."""
    reply = call(endpoint_of(route), path, as_=who, body=body)
    assert reply.status < 300, reply
    return reply.body


def empowered(place: Place, *permissions: Permission) -> Person:
    """One more member, who holds these beside what everybody does."""
    somebody, bits = calendars.newcomer(place), 0
    for one in permissions:
        bits |= int(one)
    if bits:
        assert roles.granted(place, somebody, roles.role(place, bits)).status == 204
    return somebody


def hidden(place: Place, seer: Person) -> str:
    """A new channel that only the owner and somebody see."""
    made = overrides.channel(place, name="hidden")
    assert overrides.put(place, made, place.community_id, deny=VIEW).status == 204
    assert overrides.put(place, made, seer.user_id, allow=VIEW).status == 204
    return made


def edit_hidden(place: Place, seer: Person) -> str:
    made = hidden(place, seer)
    body = {"topic": "hush"}
    ask(place.owner, "PATCH /v1/channels/{channel_id}", f"/channels/{made}", body)
    return made


def delete_hidden(place: Place, seer: Person) -> str:
    made = hidden(place, seer)
    ask(place.owner, "DELETE /v1/channels/{channel_id}", f"/channels/{made}")
    return made


def override_hidden(place: Place, seer: Person) -> str:
    made = hidden(place, seer)
    assert overrides.put(place, made, place.owner.user_id, allow="8").status == 204
    return made


def plan_in_hidden(place: Place, seer: Person) -> str:
    return str(calendars.made(place, **calendars.body(channel_id=hidden(place, seer)))["id"])


def unplan_in_hidden(place: Place, seer: Person) -> str:
    planned = plan_in_hidden(place, seer)
    ask(place.owner, "DELETE /v1/events/{event_id}", f"/events/{planned}")
    return planned


def secret(place: Place, seer: Person) -> str:
    made = circling.ring(place, visibility="secret")
    assert circling.enter(made, place.owner, seer.user_id).status == 204
    return made


def edit_secret(place: Place, seer: Person) -> str:
    made = secret(place, seer)
    body = {"name": "The real night shift"}
    ask(place.owner, "PATCH /v1/circles/{circle_id}", f"/circles/{made}", body)
    return made


def channel_of_secret(place: Place, seer: Person) -> str:
    return overrides.channel(place, circle_id=secret(place, seer))


def delete_secret(place: Place, seer: Person) -> str:
    made = secret(place, seer)
    ask(place.owner, "DELETE /v1/circles/{circle_id}", f"/circles/{made}")
    return made


def only_in_secret(place: Place, seer: Person) -> str:
    """Somebody who is a member of nothing but a circle; no list of members shows them."""
    outsider, route = person(), "PATCH /v1/communities/{community_id}"
    ask(place.owner, route, place.path, {"visibility": "public"})
    made = circling.ring(place, visibility="visible")
    assert circling.enter(made, outsider).status == 204
    return outsider.user_id


def only_out_of_secret(place: Place, seer: Person) -> str:
    outsider = only_in_secret(place, seer)
    ask(
        place.owner,
        "DELETE /v1/communities/{community_id}/members/{user_id}",
        f"{place.path}/members/{outsider}",
    )
    return outsider


def ban(place: Place, seer: Person) -> str:
    place.ban(somebody := person(), reason="spam")
    return somebody.user_id


def unban(place: Place, seer: Person) -> str:
    banned = ban(place, seer)
    route = "DELETE /v1/communities/{community_id}/bans/{user_id}"
    ask(place.owner, route, f"{place.path}/bans/{banned}")
    return banned


def invite(place: Place, seer: Person) -> str:
    return place.invite()


def uninvite(place: Place, seer: Person) -> str:
    path = f"/invites/{place.invite()}"
    ask(place.owner, "DELETE /v1/invites/{code}", path)
    return path.rpartition("/")[2]


def join_them(place: Place, seer: Person) -> str:
    place.join(somebody := person())
    return somebody.user_id


#: What happens, and the right that one of the two has. Channels and circles name the one who sees.
ACTS: list[tuple[Act, tuple[Permission, ...]]] = [
    (hidden, ()),
    (edit_hidden, ()),
    (delete_hidden, ()),
    (override_hidden, ()),
    (plan_in_hidden, ()),
    (unplan_in_hidden, ()),
    (secret, ()),
    (edit_secret, ()),
    (channel_of_secret, ()),
    (delete_secret, (Permission.MANAGE_CIRCLES,)),
    (only_in_secret, (Permission.MANAGE_CIRCLES,)),
    (only_out_of_secret, (Permission.MANAGE_CIRCLES,)),
    (ban, (Permission.BAN_MEMBERS,)),
    (unban, (Permission.BAN_MEMBERS,)),
    (invite, (Permission.MANAGE_INVITES,)),
    (uninvite, (Permission.MANAGE_INVITES,)),
]
NAMES = [act.__name__ for act, _ in ACTS]

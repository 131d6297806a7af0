"""POST /permissions/explain"""

from __future__ import annotations

from typing import Any

from commons.permissions import EVERYONE, Permission
from commons.testing import Person, Reply, call, person
from functions.communities.endpoints.explain_permission import explain_permission
from functions.communities.endpoints.update_member import update_member
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.overrides import channel, put
from tests.functions.communities.roles import MANAGE, at, granted, role
from tests.refusals import (
    check_bad_bodies,
    check_invalid,
    check_needs_caller,
    check_refused,
    check_same,
    nothing_changes,
)

SEND = "SEND_MESSAGES"


def asked(who: Person, /, **body: object) -> Reply:
    """Ask."""
    return call(explain_permission, "/permissions/explain", as_=who, body=body)


def told(who: Person, /, **body: object) -> Any:
    """The answer, and its rules with their effects."""
    reply = asked(who, **body)
    assert reply.status == 200, reply
    steps = [(s["rule"], s["source_id"], s["effect"]) for s in reply.body["steps"]]
    return reply.body["allowed"], steps


def test_every_rule_that_speaks_is_told_in_order(place: Place) -> None:
    bakers, there, who = role(place), place.channel_id, place.member
    granted(place, who, bakers)
    put(place, there, place.community_id, deny="4")
    put(place, there, bakers, allow="4")
    put(place, there, who.user_id, deny="4")

    allowed, steps = told(who, permission=SEND, channel_id=there)

    assert (allowed, steps) == (
        False,
        [
            ("everyone", place.community_id, "allow"),
            ("everyone_override", place.community_id, "deny"),
            ("role_override", bakers, "allow"),
            ("member_override", who.user_id, "deny"),
        ],
    )
    body = asked(who, permission=SEND, channel_id=there).body
    assert body["missing_permissions"] == [SEND]
    assert body["permissions"] == str(int(EVERYONE) & ~4)
    names = [step["source_name"] for step in body["steps"]]
    assert names == ["everyone", "everyone", "Bakers", None]
    assert all(step["since"] for step in body["steps"])


def test_what_stands_above_the_roles_is_told_too(place: Place) -> None:
    owner = place.owner
    assert told(owner, permission="RECORD", channel_id=place.channel_id) == (
        True,
        [("owner", owner.user_id, "allow")],
    )
    until = {"timeout_until": at(60)}
    call(update_member, f"{place.path}/members/{place.member.user_id}", as_=owner, body=until)
    allowed, steps = told(place.member, permission=SEND, community_id=place.community_id)
    assert not allowed
    assert steps[-1] == ("timeout", place.member.user_id, "deny")
    seen, steps = told(place.member, permission="VIEW", community_id=place.community_id)
    assert seen
    assert [step[2] for step in steps] == ["allow"]


def test_others_are_explained_to_who_manages_roles_there(place: Place) -> None:
    friend = person()
    place.join(friend)
    about = {"permission": SEND, "channel_id": place.channel_id, "user_id": friend.user_id}
    check_lacks(asked(place.member, **about), "MANAGE_ROLES")
    granted(place, place.member, role(place, MANAGE))
    assert told(place.member, **about)[0]
    about["user_id"] = place.banned.user_id
    assert told(place.member, **about) == (False, [("banned", place.community_id, "deny")])
    about["user_id"] = person().user_id
    assert told(place.member, **about) == (False, [("outsider", place.community_id, "deny")])


def test_whoever_would_hold_some_roles_is_explained(place: Place) -> None:
    banning = role(place, int(Permission.BAN_MEMBERS))
    about = {"permission": "BAN_MEMBERS", "community_id": place.community_id}
    assert told(place.owner, **about, role_ids=[]) == (False, [])
    assert told(place.owner, **about, role_ids=[banning]) == (True, [("role", banning, "allow")])
    check_lacks(asked(place.member, **about, role_ids=[]), "MANAGE_ROLES")
    unknown = [f"rol_{'0' * 26}"]
    check_refused(asked(place.owner, **about, role_ids=unknown), 404, "not_found")


def test_a_place_that_one_does_not_see_is_absent(place: Place, mallory: Person) -> None:
    hidden = channel(place)
    put(place, hidden, place.community_id, deny="1")
    absent = asked(mallory, permission=SEND, channel_id=f"chn_{'0' * 26}")
    check_refused(absent, 404, "not_found")
    for who, where in (
        (mallory, {"channel_id": place.channel_id}),
        (mallory, {"community_id": place.community_id}),
        (place.banned, {"community_id": place.community_id}),
        (place.member, {"channel_id": hidden}),
    ):
        check_same(asked(who, permission=SEND, **where), absent)


def test_what_makes_no_question_is_refused(place: Place) -> None:
    path, good = "/permissions/explain", {"permission": SEND, "community_id": place.community_id}
    with nothing_changes("communities"):
        check_needs_caller(explain_permission, path, body=good)
        check_bad_bodies(explain_permission, path, good, place.owner)
        for more in ({"channel_id": place.channel_id}, {"community_id": None}):
            check_invalid(asked(place.owner, **{**good, **more}), "/body")
        both = {"user_id": place.member.user_id, "role_ids": []}
        check_invalid(asked(place.owner, **good, **both), "/body")
        bad: tuple[object, ...] = ("send_messages", "NONE", "EVERYONE", "", 4, None, [])
        for name in bad:
            check_invalid(asked(place.owner, **{**good, "permission": name}), "/body/permission")

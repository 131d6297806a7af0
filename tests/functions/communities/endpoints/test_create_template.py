"""Taking a template of a community: what is in it, what never is, and who may."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from commons.access import Standing
from commons.clock import now_s
from commons.permissions import Permission
from commons.testing import Person, call, person
from commons.transactions import transaction
from functions.communities import templates
from functions.communities.endpoints import create_template as module
from functions.communities.endpoints.create_template import create_template
from functions.communities.endpoints.list_audit_log import list_audit_log
from functions.communities.endpoints.update_role import update_role
from functions.communities.models.access import ChannelAccess, Version
from functions.communities.models.circles import Circle
from functions.communities.models.members import Member
from functions.communities.rules import structures
from functions.communities.rules.templates import MAX_TEMPLATES
from functions.communities.schemas.structures import Structure
from tests.functions.communities.circling import enter, ring
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.overrides import put
from tests.functions.communities.places import edited, hide, made
from tests.functions.communities.roles import listed as roles_of
from tests.functions.communities.roles import role
from tests.functions.communities.templating import (
    asked,
    channel_names,
    holder,
    listed,
    preview,
    structure,
    template,
)
from tests.parallel import in_parallel, meanwhile
from tests.refusals import check_bad_bodies, check_bad_fields, check_refused, nothing_changes

GOOD: dict[str, Any] = {
    "name": "Bakery",
    "description": "a counter\nan oven",
    "include_hidden": True,
}
BAD: dict[str, tuple[object, ...]] = {
    "name": ([], {}, True, None, "", "x" * 101, "a\nb"),
    "description": ([], None, "x" * 1001),
    "include_hidden": ([], "yes", 1, None),
}
VIEW = str(int(Permission.VIEW))


def test_a_template_is_taken(place: Place) -> None:
    reply = asked(place, **GOOD)
    assert reply.status == 201
    assert reply.body | GOOD | {"uses": 0, "creator_id": place.owner.user_id} == reply.body
    assert len(reply.body["code"]) == 22
    shown = preview(reply.body["code"]).body
    assert shown["structure"] == reply.body["structure"]
    assert shown.keys() == {"code", "name", "description", "refreshed_at", "structure"}


PLAIN: dict[str, Any] = {
    "type": "text",
    "topic": None,
    "category_index": None,
    "circle_index": None,
    "slow_mode_s": 0,
    "age_restricted": False,
    "overrides": None,
}


def test_it_has_every_setting_of_channels_that_everybody_sees(place: Place) -> None:
    high = role(place, name="High")
    category = made(place, "halls", type="category")
    made(place, "bread", parent_id=category, topic="crumb", slow_mode_s=30, type="forum")
    loud = made(place, "loud", parent_id=category, type="voice")
    assert put(place, loud, high, allow="32").status == 204
    assert put(place, loud, place.member.user_id, deny="4").status == 204
    assert edited(place, loud, age_restricted=True).status == 200
    assert edited(place, made(place, "attic"), archived=True).status == 200
    made(place, "oven", circle_id=ring(place))

    inside = PLAIN | {"category_index": 1}
    own = [{"role_index": 1, "allow": "32", "deny": "0"}]
    assert structure(template(place))["channels"] == [
        PLAIN | {"name": "general"},
        PLAIN | {"name": "halls", "type": "category"},
        inside | {"name": "bread", "type": "forum", "topic": "crumb", "slow_mode_s": 30},
        inside | {"name": "loud", "type": "voice", "age_restricted": True, "overrides": own},
    ]


def test_it_has_every_setting_of_roles_and_circles(place: Place) -> None:
    low = role(place, Permission.KICK_MEMBERS, name="Low", color="#c86432", hoist=True)
    role(place, position=2, name="High", mentionable=True)
    everyone = f"/roles/{place.community_id}"
    assert call(update_role, everyone, as_=place.owner, body={"permissions": "7"}).status == 200
    circle = {"name": "Night", "description": "three", "visibility": "visible", "join": "open"}
    ring(place, **circle, max_members=5, tier_id=low)

    taken = structure(template(place))

    names = ("name", "permissions", "color", "hoist", "mentionable")
    assert [tuple(one[name] for name in names) for one in taken["roles"]] == [
        ("everyone", "7", None, False, False),
        ("Low", str(int(Permission.KICK_MEMBERS)), "#c86432", True, False),
        ("High", "0", None, False, True),
    ]
    assert taken["circles"] == [circle | {"tier_role_index": 1, "max_members": 5}]


def test_by_itself_it_tells_nothing_that_only_some_see(place: Place) -> None:
    hide(place, made(place, "staff"))
    ring(place, name="Plot", visibility="secret")
    secret, open_one = ring(place, name="Ring", visibility="secret"), ring(place, name="Night")
    made(place, "plans", circle_id=secret)
    made(place, "oven", circle_id=open_one)
    hidden = made(place, "back rooms", type="category")
    hide(place, hidden)
    made(place, "safe", parent_id=hidden)

    taken = structure(template(place))
    assert channel_names(taken) == ["general"]
    assert [circle["name"] for circle in taken["circles"]] == ["Night"]

    taken = structure(template(place, include_hidden=True))
    assert channel_names(taken) == ["general", "staff", "plans", "oven", "back rooms", "safe"]
    assert [circle["name"] for circle in taken["circles"]] == ["Plot", "Ring", "Night"]
    assert [channel["circle_index"] for channel in taken["channels"]][2:4] == [1, 2]


def test_nobody_takes_what_they_do_not_see(place: Place) -> None:
    who = holder(place)
    hide(place, made(place, "staff"))
    secret = ring(place, name="Ring", visibility="secret")
    made(place, "plans", circle_id=secret)

    taken = structure(template(place, who, include_hidden=True))
    assert (channel_names(taken), taken["circles"]) == (["general"], [])

    assert enter(secret, place.owner, who.user_id).status == 204
    taken = structure(template(place, who, include_hidden=True))
    assert channel_names(taken) == ["general", "plans"]
    assert [circle["name"] for circle in taken["circles"]] == ["Ring"]


def test_nor_a_channel_whose_overrides_they_may_not_see(place: Place) -> None:
    who, channel = holder(place), made(place, "rules")
    assert channel_names(structure(template(place, who))) == ["general", "rules"]
    [theirs] = [one["id"] for one in roles_of(place) if one["position"]]
    assert put(place, channel, theirs, deny=str(int(Permission.MANAGE_ROLES))).status == 204
    assert channel_names(structure(template(place, who))) == ["general"]


def test_what_was_closed_stays_closed(place: Place) -> None:
    """A channel whose category stays behind keeps what it followed; a sold circle is managed."""
    who, category = holder(place), made(place, "back rooms", type="category")
    inside = made(place, "safe", parent_id=category)
    hide(place, category)
    ring(place, name="Sold")
    [sold] = Circle.list(place.community_id)
    with transaction() as tx:  # what answers at the door give, and payments
        member = Member.of(place.community_id, who.user_id)
        tx.update(member, [Member.channels.set([inside])], Member.pk.exists())
        door = ChannelAccess.at(place.community_id, inside)
        tx.update(door, [ChannelAccess.offered.set(True)], ChannelAccess.pk.exists())
        tx.update(Version.of(place.community_id), [Version.v.add(1)], Version.pk.exists())
        tx.update(sold, [Circle.tier_id.set(f"tir_{'0' * 26}")], Circle.pk.exists())

    taken = structure(template(place, who, include_hidden=True))

    closed = [{"role_index": 0, "allow": "0", "deny": VIEW}]
    [_, safe] = taken["channels"]
    assert (safe["name"], safe["category_index"], safe["overrides"]) == ("safe", None, closed)
    [circle] = taken["circles"]
    assert (circle["tier_role_index"], circle["join"]) == (None, "managed")


def test_it_names_nobody(place: Place) -> None:
    channel = made(place, "staff")
    for who in (place.owner, place.member):
        assert put(place, channel, who.user_id, allow=VIEW).status == 204
    code = template(place, include_hidden=True)
    told = json.dumps(preview(code).body)
    ids = (place.community_id, place.channel_id, place.owner.user_id, place.member.user_id)
    assert [one for one in (*ids, "usr_", "rol_", "chn_", "Acme") if one in told] == []


def test_a_community_has_room_for_so_many(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_TEMPLATES == 50
    monkeypatch.setattr(module, "MAX_TEMPLATES", 2)
    replies = in_parallel(5, lambda i: asked(place, name=f"{i}"))
    assert Counter(reply.status for reply in replies) == {201: 2, 422: 3}
    assert {r.code for r in replies if r.status == 422} == {"limit_reached"}
    assert len(listed(place)) == 2


def test_what_no_row_holds_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert structures.MAX_KB * 1024 < 400 * 1024 - 6000
    monkeypatch.setattr(structures, "MAX_KB", 1)
    made(place, "long", topic="é" * 600)
    with nothing_changes("communities"):
        reply = asked(place)
        check_refused(reply, 422, "limit_reached")
        assert reply.body["errors"][0]["code"] == "too_large"


def test_it_is_taken_as_of_one_moment(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A channel that comes while it is read is in it or the reading begins again."""
    real, late = templates.taken, list[str]()

    def slow(actor: Standing, *, include_hidden: bool) -> Structure:
        taken = real(actor, include_hidden=include_hidden)
        if not late:
            late.append(meanwhile(lambda: made(place, "late")))
        return taken

    monkeypatch.setattr(templates, "taken", slow)
    assert channel_names(structure(template(place))) == ["general", "late"]


def test_it_is_in_the_audit_log_without_its_code(place: Place) -> None:
    headers = {"x-audit-reason": "for the others"}
    path = f"{place.path}/templates"
    reply = call(create_template, path, as_=place.owner, body=GOOD, headers=headers)
    log = call(list_audit_log, f"{place.path}/audit-log", as_=place.owner).body["data"]
    entry = log[0]
    assert (entry["action"], entry["target_type"]) == ("template_created", "template")
    assert (entry["target_id"], entry["reason"]) == (reply.body["id"], "for the others")
    assert entry["after"] == GOOD
    assert reply.body["code"] not in json.dumps(log)


@pytest.mark.parametrize("missing", [Permission.MANAGE_COMMUNITY, Permission.MANAGE_ROLES])
def test_it_needs_both_permissions(place: Place, missing: Permission) -> None:
    who = holder(place, (Permission.MANAGE_COMMUNITY | Permission.MANAGE_ROLES) & ~missing)
    with nothing_changes("communities"):
        check_lacks(asked(place, who), missing.name or "")


def test_whoever_lost_them_meanwhile_takes_none(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = holder(place)
    real = templates.taken

    def slow(actor: Standing, *, include_hidden: bool) -> Structure:
        meanwhile(lambda: _time_out(place, who))
        return real(actor, include_hidden=include_hidden)

    monkeypatch.setattr(templates, "taken", slow)
    check_refused(asked(place, who), 403, "missing_permission")
    assert listed(place) == []


def _time_out(place: Place, who: Person) -> None:
    member = Member.of(place.community_id, who.user_id)
    with transaction() as tx:
        tx.update(member, [Member.timeout_until.set(now_s() + 600)], Member.pk.exists())
        tx.update(Version.of(place.community_id), [Version.m.add(1)])


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"{place.path}/templates"
    with nothing_changes("communities"):
        check_bad_bodies(create_template, path, GOOD, place.owner)
        check_bad_fields(create_template, path, GOOD, BAD, place.owner)


def test_a_private_community_is_hidden(place: Place) -> None:
    check_hidden(create_template, lambda id_: f"/communities/{id_}/templates", place, body=GOOD)
    assert preview("0" * 22, person()).status == 404

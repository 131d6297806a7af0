"""Communities founded from templates: all of it or nothing, whatever dies, however large it is."""

from __future__ import annotations

import json
import secrets
import time
from collections import Counter
from typing import Any

import pytest

from commons.contracts.communities.channels import ChannelCreated, ChannelDeleted
from commons.contracts.communities.community import CommunityCreated, CommunityPurged
from commons.contracts.communities.overrides import OverridesChanged
from commons.contracts.communities.roles import RoleCreated, RolesOrdered, RoleUpdated
from commons.permissions import Permission
from commons.testing import Context, Person, call, emitted, person
from functions.communities import deletion, founding
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.delete_community import delete_community
from functions.communities.endpoints.get_channel import get_channel
from functions.communities.endpoints.get_community import get_community
from functions.communities.endpoints.list_audit_log import list_audit_log
from functions.communities.endpoints.list_members import list_members
from functions.communities.endpoints.list_my_communities import list_my_communities
from functions.communities.endpoints.restore_community import restore_community
from functions.communities.endpoints.update_role import update_role
from functions.communities.jobs import purge_communities as job
from functions.communities.jobs.purge_communities import purge_communities
from functions.communities.models.templates import Snapshot, Template
from functions.communities.rules.channels import MAX_CHANNELS
from functions.communities.rules.circles import MAX_PER_COMMUNITY
from functions.communities.rules.roles import MAX_ROLES
from functions.communities.rules.structures import check_fits
from functions.communities.schemas.structures import (
    ChannelPart,
    CirclePart,
    OverridePart,
    RolePart,
    Structure,
)
from tests.clocks import moved_clock
from tests.faults import AFTER, BEFORE, calls
from tests.faults.figures import Figures
from tests.faults.kills import Killed
from tests.functions.communities.circling import ring
from tests.functions.communities.conftest import Place
from tests.functions.communities.overrides import listed as overrides_of
from tests.functions.communities.overrides import put
from tests.functions.communities.places import check_counted, edited, hide, made, names
from tests.functions.communities.roles import granted, role
from tests.functions.communities.roles import listed as roles_of
from tests.functions.communities.templating import copied, listed, structure, template
from tests.parallel import in_parallel, meanwhile
from tests.refusals import check_invalid, check_refused, nothing_changes, rows

KICK = int(Permission.KICK_MEMBERS)


def furnished(place: Place) -> str:
    """A template of a community with something of everything; its code."""
    low = role(place, KICK, name="Low", color="#c86432", hoist=True)
    role(place, position=2, name="High", mentionable=True)
    everyone = f"/roles/{place.community_id}"
    assert call(update_role, everyone, as_=place.owner, body={"permissions": "7"}).status == 200
    circle = ring(place, name="Night", max_members=5, tier_id=low)
    ring(place, name="Ring", visibility="secret", join="managed")
    category = made(place, "halls", type="category")
    hide(place, category)
    made(place, "bread", parent_id=category, topic="crumb", slow_mode_s=30, type="forum")
    loud = made(place, "loud", parent_id=category, type="voice")
    assert put(place, loud, low, allow="32", deny="16").status == 204
    assert edited(place, loud, age_restricted=True).status == 200
    made(place, "oven", circle_id=circle)
    return template(place, include_hidden=True)


def as_place(body: dict[str, Any], owner: Person) -> Place:
    """A new community, for the helpers of the others."""
    return Place(body["id"], body["channels"][0]["id"], owner, person(), person())


def mine(who: Person) -> list[str]:
    """The communities somebody is in."""
    listed = call(list_my_communities, "/users/me/communities", as_=who, query={"limit": 100})
    return [one["id"] for one in listed.body["data"]]


def purge_later() -> None:
    """What the hourly job does two hours from now."""
    with moved_clock() as clock:
        clock.move(2 * 3600)
        purge_communities({}, Context())


def unfinished() -> set[str]:
    """Ids of communities that somebody has begun to found."""
    return {
        pk.removeprefix("COM#")
        for (pk, sk), row in rows("communities").items()
        if sk == "COM" and "making" in row
    }


def test_a_copy_has_the_structure_of_the_first(place: Place) -> None:
    code, founder = furnished(place), person()
    reply = copied(code, founder, description="mine", visibility="public")
    assert reply.status == 201
    copy = as_place(reply.body, founder)

    assert copy.seen().body == reply.body
    assert reply.body["owner_id"] == founder.user_id
    assert structure(template(copy, include_hidden=True)) == structure(code)
    assert names(copy) == names(place)
    check_counted(copy)
    members = call(list_members, f"{copy.path}/members", as_=founder).body["data"]
    assert [(m["user_id"], m["roles"]) for m in members] == [(founder.user_id, [])]
    assert listed(place)[0]["uses"] == 1
    made(copy, "later")
    assert names(copy) == [*names(place), "later"]


def test_what_a_copy_overrides_is_of_its_own_roles(place: Place) -> None:
    founder = person()
    copy = as_place(copied(furnished(place), founder).body, founder)
    [_, low, everyone] = roles_of(copy)
    assert (everyone["id"], everyone["permissions"]) == (copy.community_id, "7")
    by_name = {one["name"]: one["id"] for one in copy.seen().body["channels"]}
    followed = {copy.community_id: (0, int(Permission.VIEW))}
    assert overrides_of(copy, by_name["loud"]) == (followed | {low["id"]: (32, 16)}, False)
    assert overrides_of(copy, by_name["bread"]) == (followed, True)
    copy.join(copy.member)
    assert names(copy, copy.member) == ["general"]
    assert granted(copy, copy.member, low["id"]).status == 204
    assert put(copy, by_name["loud"], low["id"], allow="1").status == 204
    assert names(copy, copy.member) == ["general", "loud"]
    assert (low["permissions"], low["color"], low["hoist"]) == (str(KICK), "#c86432", True)


def test_what_is_changed_later_is_newer(place: Place) -> None:
    """Revisions of a copy go on from those its events have told."""
    founder = person()
    copy = as_place(copied(furnished(place), founder).body, founder)
    about = {"community_id": copy.community_id}
    [changed] = emitted(RoleUpdated, **about)
    [ordered] = emitted(RolesOrdered, **about)
    path, body = f"/roles/{copy.community_id}", {"permissions": "3"}
    assert call(update_role, path, as_=founder, body=body).status == 200
    role(copy, position=1)
    assert [e.revision for e in emitted(RoleUpdated, **about)] == [2, 3] == [changed.revision, 3]
    assert emitted(RolesOrdered, **about)[-1].version > ordered.version
    loud = next(c["id"] for c in copy.seen().body["channels"] if c["name"] == "loud")
    assert put(copy, loud, copy.community_id, deny="4").status == 204
    assert [e.revision for e in emitted(OverridesChanged, channel_id=loud)] == [2, 3]


def test_a_copy_begins_its_own_audit_log(place: Place) -> None:
    founder, code = person(), furnished(place)
    copy = as_place(copied(code, founder).body, founder)
    log = call(list_audit_log, f"{copy.path}/audit-log", as_=founder).body["data"]
    [entry] = log
    assert entry["action"] == "community_created"
    assert entry["after"]["template_id"] == listed(place)[0]["id"]
    assert code not in json.dumps(log)


def test_without_its_template_nothing_is_founded(place: Place) -> None:
    code, founder = template(place), person()
    with nothing_changes("communities"):
        check_refused(copied("0" * 22, founder), 422, "no_such_template")
        bad_ones: tuple[object, ...] = ("", "x", "0" * 23, "ä" * 22, 1, [])
        for bad in bad_ones:
            check_invalid(copied(code, founder, template_code=bad), "/body/template_code")
    assert call(delete_community, place.path, as_=place.owner).status == 204
    with nothing_changes("communities"):
        check_refused(copied(code, founder), 422, "no_such_template")


def test_many_copies_at_once_are_counted(place: Place) -> None:
    code = furnished(place)
    replies = in_parallel(6, lambda _: copied(code, person()))
    assert Counter(reply.status for reply in replies) == {201: 6}
    assert listed(place)[0]["uses"] == 6


def test_of_many_at_once_under_one_key_one_is_founded(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(founding, "ALONG", 3)
    code, founder, key = furnished(place), person(), secrets.token_hex(8)
    replies = in_parallel(6, lambda _: copied(code, founder, key))
    assert len({json.dumps(reply.body) for reply in replies}) == 1
    assert mine(founder) == [replies[0].body["id"]]
    purge_later()
    assert unfinished() == set()


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_whatever_call_it_dies_at_nothing_is_seen_and_the_repeat_founds_one(
    place: Place, when: str, monkeypatch: pytest.MonkeyPatch, figures: Figures
) -> None:
    monkeypatch.setattr(founding, "AT_ONCE", 7)
    monkeypatch.setattr(founding, "ALONG", 5)
    code, founder = furnished(place), person()
    number, died, half_made = 0, True, 0
    while died:
        key, before = secrets.token_hex(8), set(mine(founder))
        told = len(emitted(CommunityCreated)), len(emitted(ChannelCreated))
        deaths = Killed.deaths
        with calls(number, when) as watched:
            copied(code, founder, key)
        died = Killed.deaths > deaths
        committed = b"CommunityCreated" in _body(watched.requests[-1])
        done = not died or (committed and when == AFTER)
        if not done:
            assert set(mine(founder)) == before
            assert (len(emitted(CommunityCreated)), len(emitted(ChannelCreated))) == told
            half_made += len(_hidden(founder))
        reply = copied(code, founder, key)
        assert reply.status == 201
        assert ("idempotency-replayed" in reply.headers) == done
        assert set(mine(founder)) - before == {reply.body["id"]}
        assert copied(code, founder, key).body == reply.body
        number += 1
    figures("calls of a founding in steps, each killed", number - 1, least=10)
    figures("half-made communities, none of them seen", half_made, least=5)
    _purges_what_is_left(founder)


def _hidden(founder: Person) -> set[str]:
    """The communities that are half-made: their founder sees nothing of them."""
    begun = unfinished()
    for one in begun:
        path = f"/communities/{one}"
        check_refused(call(get_community, path, as_=founder), 404, "not_found")
        check_refused(call(restore_community, f"{path}/restore", as_=founder), 404, "not_found")
    for pk, sk in rows("communities"):
        if pk.removeprefix("COM#") in begun and sk.startswith("CHN#"):
            path = f"/channels/{sk.removeprefix('CHN#')}"
            check_refused(call(get_channel, path, as_=founder), 404, "not_found")
    return begun


def _purges_what_is_left(founder: Person) -> None:
    """Of half-made communities no row is left, and nobody is told; the others stay as they are."""
    begun = unfinished()
    told = len(emitted(CommunityPurged)), len(emitted(ChannelDeleted))
    whole = {key for key in rows("communities") if not _about(key, begun)}
    things = {sk.partition("#")[2] for pk, sk in rows("communities") if _about((pk, sk), begun)}
    purge_later()
    left = rows("communities").keys()
    assert whole >= left
    gone = {key for key in whole - left if key[0].removeprefix("A#") in things}
    assert whole - left == gone
    assert [key for key in left if _about(key, begun)] == []
    assert (len(emitted(CommunityPurged)), len(emitted(ChannelDeleted))) == told
    assert unfinished() == set()
    assert len(mine(founder)) > 1


def _about(key: tuple[str, str], communities: set[str]) -> bool:
    return any(one in part for one in communities for part in key)


@pytest.mark.parametrize("in_time", [True, False])
def test_a_purge_that_has_begun_lets_nothing_be_founded(
    place: Place, in_time: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(founding, "ALONG", 3)
    if not in_time:  # it has no time for more than to begin
        monkeypatch.setattr(deletion, "AT_ONCE", 1)
        monkeypatch.setattr(job, "TIMEOUT_S", 0)
    code, founder = furnished(place), person()
    prepare = founding.Founding.prepare

    def slow(self: founding.Founding) -> None:
        prepare(self)
        meanwhile(purge_later)

    monkeypatch.setattr(founding.Founding, "prepare", slow)
    check_refused(copied(code, founder), 503, "unavailable")
    assert mine(founder) == []
    assert bool(unfinished()) is not in_time
    monkeypatch.undo()
    purge_later()
    assert unfinished() == set()


def test_a_template_that_goes_meanwhile_founds_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, founder = furnished(place), person()
    prepare = founding.Founding.prepare

    def slow(self: founding.Founding) -> None:
        prepare(self)
        meanwhile(lambda: call(delete_community, place.path, as_=place.owner))
        meanwhile(lambda: Template.load(code).delete())

    monkeypatch.setattr(founding.Founding, "prepare", slow)
    check_refused(copied(code, founder), 422, "no_such_template")
    assert mine(founder) == []


def _roles(count: int) -> list[RolePart]:
    return [RolePart(name=f"role {n}", permissions=str(n)) for n in range(count)]


def _most() -> Structure:
    """As many of everything as a community can have, each channel with an override."""
    own = [OverridePart(role_index=1, allow="1")]
    places = range(MAX_CHANNELS)
    return Structure(
        roles=_roles(MAX_ROLES),
        circles=[CirclePart(name=f"circle {n}") for n in range(MAX_PER_COMMUNITY)],
        channels=[ChannelPart(name=f"c{n}", topic="t" * 600, overrides=own) for n in places],
    )


def _longest() -> Structure:
    """Texts that are longest as JSON of ASCII characters, as events are."""
    named = [ChannelPart(name="🍞" * 100, topic="🍞" * 1000) for _ in range(85)]
    return Structure(roles=_roles(1), channels=named)


def _widest() -> Structure:
    """As many overrides as fit."""
    own = [OverridePart(role_index=n, allow=str(1 << 40)) for n in range(100)]
    return Structure(
        roles=_roles(101), channels=[ChannelPart(name="c", overrides=own) for _ in range(85)]
    )


@pytest.mark.parametrize("kind", [_most, _longest, _widest])
def test_the_largest_are_founded_in_time_and_within_dynamodbs_limits(
    place: Place, kind: Any, figures: Figures
) -> None:
    structure, code, founder = kind(), template(place), person()
    check_fits(structure)
    figures("KB of the structure", len(structure.text()) / 1024, least=300)
    Snapshot.of(Template.load(code), structure=structure.packed()).save()
    began = time.perf_counter()
    with calls() as watched:
        reply = copied(code, founder)
    figures("seconds", time.perf_counter() - began, most=create_community.timeout_s)
    assert reply.status == 201, reply
    sent = [json.loads(r["body"]) for r in watched.requests if b"TransactItems" in _body(r)]
    puts = [part["Put"]["Item"] for one in sent for part in one["TransactItems"] if "Put" in part]
    figures("transactions", len(sent))
    figures("writes of one", max(len(one["TransactItems"]) for one in sent), most=100)
    figures("MB of one", max(len(json.dumps(one)) for one in sent) / 2**20, most=4)
    figures("KB of a row", max(len(json.dumps(one)) for one in puts) / 1024, most=390)
    assert reply.body["channel_count"] == len(structure.channels)
    about = {"community_id": reply.body["id"]}
    assert len(emitted(ChannelCreated, **about)) == len(structure.channels)
    assert len(emitted(RoleCreated, **about)) == len(structure.roles) - 1


def _body(request: dict[str, Any]) -> bytes:
    body = request.get("body") or b""
    return body if isinstance(body, bytes) else str(body).encode()

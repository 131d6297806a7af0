"""PUT /channels/{channel_id}/overrides/{target_id}"""

from __future__ import annotations

from collections import Counter

import pytest

from commons.contracts.communities.overrides import OverridesChanged
from commons.permissions import Permission
from commons.testing import emitted, person
from functions.communities import overrides as writing
from functions.communities.endpoints.set_override import set_override
from functions.communities.models.access import Version
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.overrides import channel, listed, may, put
from tests.functions.communities.roles import MANAGE, granted, ladder, role
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_invalid,
    check_refused,
    check_same,
    nothing_changes,
)

VIEW, SEND = int(Permission.VIEW), int(Permission.SEND_MESSAGES)
BAD: dict[str, tuple[object, ...]] = {
    "type": ([], {}, True, None, "", "user", "roles"),
    "allow": ([], None, 1, "", "-1", "01", "18446744073709551616"),
    "deny": ([], None, 1, "", "-1", "0x1", "9" * 21),
}


def version(place: Place) -> tuple[int, int]:
    """The access version of the community."""
    row = Version.load_row(f"A#{place.community_id}", "V")
    return int(row.v), int(row.m)


def test_everyone_role_and_member_are_overridden_in_this_order(place: Place) -> None:
    bakers = role(place)
    granted(place, place.member, bakers)
    there = place.channel_id
    for target, said, answered in (
        (place.community_id, {"deny": str(SEND)}, (200, 403)),
        (bakers, {"allow": str(SEND)}, (200, 201)),
        (place.member.user_id, {"deny": str(VIEW)}, (404, 404)),
        (place.member.user_id, {"allow": str(VIEW | SEND)}, (200, 201)),
        (place.community_id, {"deny": str(VIEW)}, (200, 201)),
    ):
        before = version(place)
        assert put(place, there, target, **said).status == 204
        assert may(place.member, there) == answered, (target, said)
        assert version(place) == (before[0] + 1, before[1] + 1)
    other = person()
    place.join(other)
    assert may(other, there) == (404, 404)


def test_what_is_set_is_told_and_setting_it_again_changes_nothing(place: Place) -> None:
    put(place, place.channel_id, place.community_id, allow="1", deny="4")
    with nothing_changes("communities"):
        again = put(place, place.channel_id, place.community_id, allow="1", deny="4")
        assert again.status == 204
    [event] = emitted(OverridesChanged, channel_id=place.channel_id)
    assert (event.allow, event.deny) == ({place.community_id: "1"}, {place.community_id: "4"})
    assert not event.inherited
    assert listed(place, place.channel_id) == ({place.community_id: (1, 4)}, False)


def test_the_first_own_override_copies_the_category(place: Place) -> None:
    bakers, millers = role(place), role(place)
    category = channel(place, type="category")
    inner = channel(place, parent_id=category)
    put(place, category, place.community_id, deny=str(SEND))
    put(place, category, bakers, allow=str(SEND))
    theirs = {place.community_id: (0, SEND), bakers: (SEND, 0)}
    assert listed(place, inner) == (theirs, True)
    assert may(place.member, inner) == (200, 403)

    assert put(place, inner, millers, allow="2").status == 204
    assert listed(place, inner) == (theirs | {millers: (2, 0)}, False)

    put(place, category, place.community_id, deny="0")
    assert listed(place, inner) == (theirs | {millers: (2, 0)}, False)
    assert may(place.member, inner) == (200, 403)


def test_nobody_overrides_what_they_lack_or_what_stands_above(place: Place) -> None:
    (low, junior), (own, helper), (high, senior) = ladder(place, 0, MANAGE, 0)
    there = place.channel_id
    assert put(place, there, low, helper, deny=str(SEND)).status == 204
    assert put(place, there, junior.user_id, helper, allow=str(SEND)).status == 204
    assert put(place, there, helper.user_id, helper, deny="2").status == 204
    with nothing_changes("communities"):
        for target in (own, high, senior.user_id, place.owner.user_id):
            check_refused(put(place, there, target, helper, deny="2"), 403, "role_too_high")
        for said in ({"allow": "64"}, {"deny": "64"}):
            check_lacks(put(place, there, low, helper, **said), "MANAGE_MESSAGES")
        check_lacks(put(place, there, low, place.member, deny="2"), "MANAGE_ROLES")
    put(place, there, helper.user_id, deny=str(MANAGE))
    check_lacks(put(place, there, low, helper, deny="2"), "MANAGE_ROLES")


def test_what_is_not_there_is_not_overridden(place: Place, public: Place) -> None:
    there, theirs = place.channel_id, role(public)
    absent = f"rol_{'0' * 26}"
    with nothing_changes("communities"):
        for target in (absent, theirs, public.community_id, person().user_id, place.banned.user_id):
            check_refused(put(place, there, target, deny="2"), 404, "not_found")
        for who in (person(), place.banned):
            hidden = put(place, there, place.community_id, who, deny="2")
            check_refused(hidden, 404, "not_found")
            check_same(hidden, put(place, f"chn_{'0' * 26}", place.community_id, who, deny="2"))


def test_a_channel_has_so_many_overrides(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many at once: none is lost, and none is too much."""
    monkeypatch.setattr(writing, "MAX_OVERRIDES", 4)
    ids = [role(place) for _ in range(8)]
    replies = in_parallel(8, lambda i: put(place, place.channel_id, ids[i], deny="2"))
    assert Counter(reply.status for reply in replies) == {204: 4, 422: 4}
    assert {reply.code for reply in replies if reply.status == 422} == {"limit_reached"}
    rows, _ = listed(place, place.channel_id)
    assert rows.keys() == {ids[i] for i in range(8) if replies[i].status == 204}


def test_what_makes_no_sense_changes_nothing(place: Place) -> None:
    path = f"/channels/{place.channel_id}/overrides/{place.community_id}"
    good = {"type": "role", "allow": "1", "deny": "2"}
    with nothing_changes("communities"):
        check_bad_bodies(set_override, path, good, place.owner)
        check_bad_fields(set_override, path, good, BAD, place.owner)
        both = put(place, place.channel_id, place.community_id, allow="6", deny="12")
        check_invalid(both, "/body/deny")
        other = put(place, place.channel_id, place.community_id, type="member")
        check_invalid(other, "/body/type")

"""Whom somebody let in."""

from __future__ import annotations

from commons.testing import Person, Reply, call, person
from functions.communities.endpoints.list_invitees import list_invitees
from functions.communities.endpoints.remove_member import remove_member
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.raiders import grown, let_in
from tests.refusals import check_invalid, check_refused


def invitees(place: Place, root: Person, **query: object) -> Reply:
    """Those somebody let in, as the owner sees them."""
    path = f"{place.path}/members/{root.user_id}/invitees"
    return call(list_invitees, path, as_=place.owner, query=query)


def test_who_came_and_who_is_gone(place: Place) -> None:
    place.join(root := person())
    here, left, banned = crowd = [person() for _ in range(3)]
    invite = let_in(place.community_id, root, *crowd)
    call(remove_member, f"{place.path}/members/me", as_=left)
    place.ban(banned)

    rows = {row["user_id"]: row for row in invitees(place, root).body["data"]}
    assert rows.keys() == {who.user_id for who in crowd}
    standing = {user_id: (row["present"], row["banned"]) for user_id, row in rows.items()}
    assert standing == {
        here.user_id: (True, False),
        left.user_id: (False, False),
        banned.user_id: (False, True),
    }
    assert {row["invite_id"] for row in rows.values()} == {invite["id"]}
    assert {row["inviter_id"] for row in rows.values()} == {root.user_id}


def test_each_is_followed_by_whom_they_let_in_as_deep_as_asked(place: Place) -> None:
    place.join(root := person())
    crowd = grown(place, root, (2, 2, 1))
    for depth, many in ((1, 2), (2, 6), (3, 10), (5, 10)):
        whole = invitees(place, root, depth=depth, limit=100).body["data"]
        assert len(whole) == many
        seen, cursor = [], None
        while True:
            more: dict[str, object] = {"cursor": cursor} if cursor else {}
            page = invitees(place, root, depth=depth, limit=1, **more).body
            seen += page["data"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == whole
    assert {row["user_id"] for row in whole} == {who.user_id for who in crowd}


def test_two_who_let_each_other_in_are_not_followed_for_ever(place: Place) -> None:
    place.join(one := person())
    let_in(place.community_id, one, other := person())
    call(remove_member, f"{place.path}/members/me", as_=one)
    let_in(place.community_id, other, one)
    rows = invitees(place, one, depth=5).body["data"]
    assert [row["user_id"] for row in rows] == [other.user_id, one.user_id]


def test_members_do_not_see_it(place: Place) -> None:
    path = f"/members/{place.owner.user_id}/invitees"
    check_lacks(call(list_invitees, f"{place.path}{path}", as_=place.member), "KICK_MEMBERS")
    check_hidden(list_invitees, lambda community: f"/communities/{community}{path}", place)
    check_invalid(invitees(place, place.owner, depth=6), "/query/depth")
    check_refused(invitees(place, place.owner, cursor="x"), 400, "invalid_cursor")

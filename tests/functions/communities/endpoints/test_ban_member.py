"""Banning: it holds on the next request, for members and for those who are not."""

from __future__ import annotations

from collections import Counter

from commons.contracts.communities.members import MemberBanned
from commons.testing import Person, call, emitted, person
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.endpoints.get_community import get_community
from functions.communities.endpoints.join_community import join_community
from functions.communities.endpoints.list_bans import list_bans
from functions.communities.endpoints.remove_member import remove_member
from tests.functions.communities.conftest import Place, check_counted, check_hidden, check_lacks
from tests.parallel import in_parallel
from tests.refusals import check_bad_bodies, check_bad_fields, check_refused, nothing_changes

GOOD = {"reason": "spam\nand more spam"}
BAD: dict[str, tuple[object, ...]] = {"reason": ([], {}, True, 1.5, "x" * 513, "a\0b", "\x1b[2J")}


def bans(place: Place) -> list[dict[str, object]]:
    """The bans as the owner sees them."""
    listed: list[dict[str, object]] = call(list_bans, f"{place.path}/bans", as_=place.owner).body[
        "data"
    ]
    return listed


def test_a_ban_holds_on_the_next_request(place: Place) -> None:
    assert call(get_community, place.path, as_=place.member).status == 200
    assert place.ban(place.member, **GOOD).status == 204

    assert call(get_community, place.path, as_=place.member).status == 404
    assert check_counted(place) == 1
    [event] = emitted(MemberBanned, community_id=place.community_id, user_id=place.member.user_id)
    assert event.actor_id == place.owner.user_id


def test_the_banned_cannot_come_back(place: Place, public: Place) -> None:
    code = place.invite()
    place.ban(place.member)
    check_refused(place.accept(code, place.member), 404, "not_found")
    public.ban(public.member)
    reply = call(join_community, f"{public.path}/members/me", as_=public.member)
    check_refused(reply, 404, "not_found")


def test_somebody_who_is_no_member_can_be_banned(place: Place, mallory: Person) -> None:
    assert place.ban(mallory).status == 204

    check_refused(place.accept(place.invite(), mallory), 404, "not_found")
    assert check_counted(place) == 2
    assert mallory.user_id in {ban["user_id"] for ban in bans(place)}


def test_banning_again_changes_nothing(place: Place) -> None:
    place.ban(place.member, reason="first")
    with nothing_changes("communities"):
        assert place.ban(place.member, reason="second").status == 204


def test_a_reason_may_be_left_out(place: Place, mallory: Person) -> None:
    path = f"{place.path}/bans/{mallory.user_id}"
    assert call(ban_member, path, as_=place.owner).status == 204
    [ban] = [ban for ban in bans(place) if ban["user_id"] == mallory.user_id]
    assert ban["reason"] is None


def test_the_owner_cannot_be_banned(place: Place) -> None:
    with nothing_changes("communities"):
        check_refused(place.ban(place.owner), 409, "owner_cannot_leave")
        me = call(ban_member, f"{place.path}/bans/me", as_=place.owner)
        check_refused(me, 409, "owner_cannot_leave")


def test_a_member_bans_nobody(place: Place, mallory: Person) -> None:
    with nothing_changes("communities"):
        for who in (mallory, place.owner):
            reply = call(ban_member, f"{place.path}/bans/{who.user_id}", as_=place.member)
            check_lacks(reply, "BAN_MEMBERS")


def test_a_private_community_is_hidden(place: Place, mallory: Person) -> None:
    check_hidden(ban_member, lambda c: f"/communities/{c}/bans/{mallory.user_id}", place, body=GOOD)


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"{place.path}/bans/{place.member.user_id}"
    with nothing_changes("communities"):
        check_bad_fields(ban_member, path, GOOD, BAD, place.owner)
        check_bad_bodies(ban_member, path, GOOD, place.owner, optional=True)


def test_many_bans_at_once_are_one(place: Place) -> None:
    replies = in_parallel(20, lambda _: place.ban(place.member))

    assert Counter(reply.status for reply in replies) == {204: 20}
    assert check_counted(place) == 1
    told = emitted(MemberBanned, community_id=place.community_id, user_id=place.member.user_id)
    assert len(told) == 1


def test_joining_leaving_and_being_banned_at_once_leaves_one_truth(public: Place) -> None:
    who = person()
    steps = (
        lambda: call(join_community, f"{public.path}/members/me", as_=who),
        lambda: call(remove_member, f"{public.path}/members/me", as_=who),
        lambda: public.ban(who),
    )
    for _ in range(3):
        replies = in_parallel(24, lambda i: steps[i % 3]())
        assert {reply.status for reply in replies} <= {204, 404, 503}
        check_counted(public)
    assert public.ban(who).status == 204
    assert check_counted(public) == 2

"""Accepting invites: as often as they may be used, and not once more."""

from __future__ import annotations

from collections import Counter

from commons.aws import client
from commons.clock import now_s
from commons.contracts.communities.members import MemberJoined
from commons.settings import table_name
from commons.testing import Person, call, emitted, person
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.get_community import get_community
from functions.communities.endpoints.get_invite import get_invite
from functions.communities.endpoints.remove_member import remove_member
from tests.functions.communities.conftest import Place, check_counted
from tests.functions.communities.endpoints.test_get_invite import BAD_CODES
from tests.parallel import in_parallel
from tests.refusals import check_needs_caller, check_refused, check_same, nothing_changes


def uses(place: Place, code: str) -> int:
    """How often an invite has been used."""
    return int(call(get_invite, f"/invites/{code}", as_=place.owner).body["uses"])


def expire(code: str) -> None:
    """Let an invite's time pass."""
    client("dynamodb").update_item(
        TableName=table_name("communities"),
        Key={"pk": {"S": f"INV#{code}"}, "sk": {"S": "INV"}},
        UpdateExpression="SET expires_at_s = :past",
        ExpressionAttributeValues={":past": {"N": str(now_s() - 1)}},
    )


def test_whoever_accepts_is_a_member(place: Place, mallory: Person) -> None:
    code = place.invite(max_uses=2)
    reply = place.accept(code, mallory)

    assert reply.status == 200
    assert reply.body["community_id"] == place.community_id
    assert reply.body["member"]["user_id"] == mallory.user_id
    assert call(get_community, place.path, as_=mallory).body["member_count"] == 3
    assert (check_counted(place), uses(place, code)) == (3, 1)
    [event] = emitted(MemberJoined, community_id=place.community_id, user_id=mallory.user_id)
    assert event.inviter_id == place.owner.user_id


def test_accepting_again_uses_nothing_up(place: Place, mallory: Person) -> None:
    code = place.invite(max_uses=1)
    first = place.accept(code, mallory)
    with nothing_changes("communities"):
        again = place.accept(code, mallory)
    assert again.body == first.body


def test_a_used_up_invite_is_gone(place: Place, mallory: Person) -> None:
    code = place.invite(max_uses=1)
    place.accept(code, person())
    with nothing_changes("communities"):
        check_refused(place.accept(code, mallory), 410, "invite_used_up")


def test_an_expired_invite_is_gone(place: Place, mallory: Person) -> None:
    code = place.invite(expires_in=60)
    expire(code)
    with nothing_changes("communities"):
        check_refused(place.accept(code, mallory), 410, "invite_expired")


def test_who_left_needs_the_invite_again(place: Place, mallory: Person) -> None:
    code = place.invite(max_uses=1)
    place.accept(code, mallory)
    call(remove_member, f"{place.path}/members/me", as_=mallory)
    check_refused(place.accept(code, mallory), 410, "invite_used_up")


def test_to_the_banned_it_is_absent(place: Place) -> None:
    code = place.invite()
    with nothing_changes("communities"):
        check_same(place.accept(code, place.banned), place.accept("nothing", place.banned))


def test_an_unknown_code_is_absent(place: Place, mallory: Person) -> None:
    with nothing_changes("communities"):
        for code in BAD_CODES:
            check_refused(place.accept(code, mallory), 404, "not_found")


def test_nobody_accepts_nothing(place: Place) -> None:
    code = place.invite()
    with nothing_changes("communities"):
        check_needs_caller(accept_invite, f"/invites/{code}/accept")


def test_of_two_hundred_at_once_ten_get_the_ten_uses(place: Place) -> None:
    code = place.invite(max_uses=10)
    before = check_counted(place)
    crowd = in_parallel(200, lambda _: person())
    replies = in_parallel(200, lambda i: place.accept(code, crowd[i]), threads=50)

    assert Counter(reply.status for reply in replies) == {200: 10, 410: 190}
    assert {reply.code for reply in replies if reply.status == 410} == {"invite_used_up"}
    assert check_counted(place) == before + 10
    assert uses(place, code) == 10
    accepted = {crowd[i].user_id for i, reply in enumerate(replies) if reply.status == 200}
    told = [e.user_id for e in emitted(MemberJoined, community_id=place.community_id)]
    assert accepted == set(told) & {who.user_id for who in crowd}
    assert len(told) == len(set(told))


def test_a_double_click_on_the_last_use_is_one_use_and_no_refusal(
    place: Place, mallory: Person
) -> None:
    code = place.invite(max_uses=1)
    replies = in_parallel(20, lambda _: place.accept(code, mallory))

    assert Counter(reply.status for reply in replies) == {200: 20}
    assert len({str(reply.body) for reply in replies}) == 1
    assert (uses(place, code), check_counted(place)) == (1, 3)

"""Accepting invites: as often as they may be used, and not once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from commons.aws import client
from commons.clock import now_s
from commons.contracts.communities.members import MemberJoined
from commons.permissions import Permission
from commons.settings import table_name
from commons.testing import Person, Reply, call, emitted, person
from functions.communities.endpoints.accept_invite import accept_invite
from functions.communities.endpoints.get_community import get_community
from functions.communities.endpoints.get_invite import get_invite
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.models.trust import Invited, Issued
from tests.functions.communities.conftest import Place, check_counted
from tests.functions.communities.endpoints.test_get_invite import BAD_CODES
from tests.functions.communities.entrances import (
    MANAGER,
    add_role,
    code_of,
    hold,
    invited,
    roles_of,
    set_role,
)
from tests.parallel import in_parallel
from tests.refusals import check_needs_caller, check_refused, check_same, nothing_changes, rows


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
    prize = add_role(place, 0, 1)
    code = place.invite(max_uses=10, role_ids=[prize])
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
    holding = {sk for (_, sk), row in rows("communities").items() if prize in str(row.get("roles"))}
    assert holding == {f"M#{user_id}" for user_id in accepted} | {"R"}


def test_a_double_click_on_the_last_use_is_one_use_and_no_refusal(
    place: Place, mallory: Person
) -> None:
    code = place.invite(max_uses=1)
    replies = in_parallel(20, lambda _: place.accept(code, mallory))

    assert Counter(reply.status for reply in replies) == {200: 20}
    assert len({str(reply.body) for reply in replies}) == 1
    assert (uses(place, code), check_counted(place)) == (1, 3)


def test_roles_come_with_the_invite(place: Place, mallory: Person) -> None:
    baker, eater = add_role(place, 0, 1), add_role(place, 0, 2)
    code = place.invite(role_ids=[baker, eater])
    reply = place.accept(code, mallory)

    assert reply.body["member"]["roles"] == [baker, eater] == roles_of(place, mallory)
    [event] = emitted(MemberJoined, community_id=place.community_id, user_id=mallory.user_id)
    assert event.roles == [baker, eater]
    with nothing_changes("communities"):
        assert place.accept(code, place.member).body["member"]["roles"] == []


def test_a_role_that_is_gone_by_then_is_left_out(place: Place, mallory: Person) -> None:
    gone, kept = add_role(place, 0, 1), add_role(place, 0, 2)
    code = place.invite(role_ids=[gone, kept])
    set_role(place, gone, None)
    assert place.accept(code, mallory).body["member"]["roles"] == [kept]


def test_an_invite_keeps_no_power_after_a_demotion(place: Place) -> None:
    """What its maker may not give any more it does not give: too high, too strong, no right to."""
    add_role(place, MANAGER | Permission.BAN_MEMBERS, 9, place.member)
    plain, high = add_role(place, 0, 1), add_role(place, 0, 5)
    strong = add_role(place, Permission.BAN_MEMBERS, 2)
    code = code_of(place, place.member, role_ids=[plain, high, strong])
    assert place.accept(code, one := person()).status == 200
    assert roles_of(place, one) == [plain, high, strong]

    hold(place, place.member, add_role(place, MANAGER, 3))
    assert place.accept(code, person()).body["member"]["roles"] == [plain]
    hold(place, place.member)
    assert place.accept(code, person()).body["member"]["roles"] == []


def test_an_invite_ends_with_its_makers_membership(place: Place, mallory: Person) -> None:
    codes = [code_of(place, place.member), code_of(place, one := joined(place))]
    call(remove_member, f"{place.path}/members/me", as_=place.member)
    place.ban(one)
    with nothing_changes("communities"):
        for code in codes:
            check_same(place.accept(code, mallory), place.accept("nothing", mallory))
            check_refused(call(get_invite, f"/invites/{code}", as_=mallory), 404, "not_found")
        check_refused(place.accept(codes[0], place.member), 404, "not_found")
    place.join(place.member)
    check_refused(place.accept(codes[0], mallory), 404, "not_found")
    assert place.accept(codes[0], place.member).status == 200  # is a member already


def joined(place: Place) -> Person:
    """Somebody who is a member now."""
    place.join(who := person())
    return who


def amid(act: Callable[[], Reply], place: Place, code: str) -> list[Reply]:
    """What came of an act, and of nine people who accept an invite at the same time."""
    crowd = [person() for _ in range(9)]
    return in_parallel(10, lambda i: place.accept(code, crowd[i - 1]) if i else act())


def demote(place: Place) -> Reply:
    """Take all roles from the member."""
    hold(place, place.member)
    return place.seen()


def test_who_accepts_while_the_maker_is_banned_is_in_before_or_not_at_all(place: Place) -> None:
    for _ in range(4):
        maker = joined(place)
        code = code_of(place, maker)
        statuses = [reply.status for reply in amid(partial(place.ban, maker), place, code)]
        assert statuses[0] == 204
        assert set(statuses[1:]) <= {200, 404}
        check_refused(place.accept(code, person()), 404, "not_found")
        check_counted(place)


def test_a_demotion_meanwhile_holds_for_every_later_accept(place: Place) -> None:
    for _ in range(3):
        add_role(place, MANAGER, 9, place.member)
        code = code_of(place, place.member, role_ids=[add_role(place, 0, 5)])
        replies = amid(partial(demote, place), place, code)
        assert {reply.status for reply in replies} == {200}
        assert place.accept(code, person()).body["member"]["roles"] == []


def test_who_invited_whom_is_kept(place: Place, mallory: Person) -> None:
    made = invited(place, place.member).body
    place.accept(made["code"], mallory)
    call(remove_member, f"{place.path}/members/me", as_=mallory)
    [row] = Invited.by(place.community_id, place.member.user_id)
    assert (row.user_id, row.invite_id) == (mallory.user_id, made["id"])
    assert Issued.load(place.community_id, made["id"]).inviter_id == place.member.user_id

"""PATCH /communities/{community_id}/members/{user_id}"""

from __future__ import annotations

from commons.contracts.communities.members import MemberUpdated
from commons.permissions import Permission
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints.get_member import get_member
from functions.communities.endpoints.update_member import update_member
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.send_message import send_message
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.roles import at, granted, ladder, role
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_invalid,
    check_refused,
    nothing_changes,
)

DAY_S = 86_400
BAD: dict[str, tuple[object, ...]] = {
    "nick": ([], {}, True, 7, "", "   ", "x" * 65, "a\nb", "a\0b"),
    "timeout_until": ([], True, 7, "", "tomorrow", "2027-02-30T00:00:00Z", "2027-01-01"),
}
MODERATING = int(Permission.TIMEOUT_MEMBERS | Permission.MANAGE_NICKS)


def edited(place: Place, whom: Person | str, who: Person, /, **body: object) -> Reply:
    """Ask for a change of a member."""
    user_id = whom if isinstance(whom, str) else whom.user_id
    return call(update_member, f"{place.path}/members/{user_id}", as_=who, body=body)


def said(place: Place, who: Person) -> Reply:
    """Try to say something."""
    path = f"/channels/{place.channel_id}/messages"
    return call(send_message, path, as_=who, body={"content": "hello"})


def test_a_member_chooses_their_nick_and_drops_it(place: Place) -> None:
    for nick in ("Crumb", None):
        reply = edited(place, "me", place.member, nick=nick)
        assert (reply.status, reply.body["nick"]) == (200, nick)
        path = f"{place.path}/members/{place.member.user_id}"
        assert call(get_member, path, as_=place.owner).body == reply.body
    events = emitted(MemberUpdated, community_id=place.community_id)
    assert [(e.nick, e.revision) for e in events] == [("Crumb", 2), (None, 3)]


def test_another_nick_takes_a_permission_and_standing_above(place: Place) -> None:
    (_, junior), (_, helper), (_, senior) = ladder(place, 0, MODERATING, 0)
    assert edited(place, junior, helper, nick="Junior").body["nick"] == "Junior"
    with nothing_changes("communities"):
        for whom in (senior, place.owner):
            check_refused(edited(place, whom, helper, nick="x"), 403, "role_too_high")
        check_lacks(edited(place, junior, place.member, nick="x"), "MANAGE_NICKS")
        check_lacks(edited(place, junior, place.member, timeout_until=None), "TIMEOUT_MEMBERS")
        check_lacks(edited(place, "me", place.member, timeout_until=None), "TIMEOUT_MEMBERS")


def test_the_timed_out_read_and_do_nothing_else_until_it_ends(place: Place) -> None:
    until = at(3600)
    reply = edited(place, place.member, place.owner, timeout_until=until)
    assert (reply.status, reply.body["timeout_until"]) == (200, until)
    check_lacks(said(place, place.member), "SEND_MESSAGES")
    check_lacks(edited(place, "me", place.member, nick="Free"), "CHANGE_NICK")
    path = f"/channels/{place.channel_id}/messages"
    assert call(list_messages, path, as_=place.member).status == 200

    assert edited(place, place.member, place.owner, timeout_until=None).status == 200
    assert said(place, place.member).status == 201


def test_a_timeout_lasts_28_days_at_most(place: Place) -> None:
    with nothing_changes("communities"):
        for until in (at(28 * DAY_S + 5), at(0), at(-60), "1970-01-01T00:00:00Z"):
            refused = edited(place, place.member, place.owner, timeout_until=until)
            check_invalid(refused, "/body/timeout_until")
    assert edited(place, place.member, place.owner, timeout_until=at(28 * DAY_S - 5)).status == 200


def test_some_are_never_timed_out(place: Place) -> None:
    (_, helper), *_ = ladder(place, MODERATING)
    granted(place, place.member, role(place, int(Permission.ADMINISTRATOR)))
    with nothing_changes("communities"):
        oneself = edited(place, "me", helper, timeout_until=at(60))
        check_refused(oneself, 409, "timeout_refused")
        check_refused(
            edited(place, "me", place.owner, timeout_until=at(60)), 409, "timeout_refused"
        )
        admin = edited(place, place.member, place.owner, timeout_until=at(60))
        check_refused(admin, 409, "timeout_refused")
        owner = edited(place, place.owner, helper, timeout_until=at(60))
        check_refused(owner, 403, "role_too_high")


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path, good = f"{place.path}/members/{place.member.user_id}", {"nick": "Crumb"}
    with nothing_changes("communities"):
        check_bad_bodies(update_member, path, good, place.owner)
        check_bad_fields(update_member, path, good, BAD, place.owner)
        check_refused(edited(place, place.banned, place.owner, nick="x"), 404, "not_found")
    check_hidden(update_member, lambda c: f"/communities/{c}/members/me", place, body=good)

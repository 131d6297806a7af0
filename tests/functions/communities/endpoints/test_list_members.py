"""The members of a community."""

from commons.testing import Person, call, person
from functions.communities.endpoints.get_member import get_member
from functions.communities.endpoints.list_bans import list_bans
from functions.communities.endpoints.list_members import list_members
from tests.functions.communities.conftest import Place, check_hidden, check_lacks, founded
from tests.paging import Listing, check_bad_cursors, walked


def members(place: Place, who: Person) -> Listing:
    """The members as somebody sees them."""
    return Listing(list_members, f"{place.path}/members", who)


def test_members_are_listed_oldest_account_first(place: Place) -> None:
    friends = [person() for _ in range(5)]
    for friend in friends:
        place.join(friend)
    everybody = sorted(who.user_id for who in (place.owner, place.member, *friends))

    for limit in (1, 3, 7, 100):
        listed = walked(members(place, place.member), limit)
        assert [row["user_id"] for row in listed] == everybody


def test_a_cursor_is_for_whom_it_was_made(place: Place) -> None:
    check_bad_cursors(members(place, place.member), members(place, place.owner).cursor())


def test_a_row_is_the_member(place: Place) -> None:
    for row in members(place, place.owner).page().body["data"]:
        path = f"{place.path}/members/{row['user_id']}"
        assert call(get_member, path, as_=place.owner).body == row


def test_the_banned_are_passed_over_and_leave_no_gap(place: Place) -> None:
    friends = [person() for _ in range(6)]
    for friend in friends:
        place.join(friend)
    for friend in friends[:4]:
        place.ban(friend)
    left = sorted(who.user_id for who in (place.owner, place.member, *friends[4:]))
    assert [row["user_id"] for row in walked(members(place, place.owner), 2)] == left


def test_a_cursor_is_ones_own_and_this_lists(place: Place) -> None:
    place.ban(person())
    other = founded(place.owner, "private")
    check_bad_cursors(
        members(place, place.owner),
        members(place, place.member).cursor(),
        members(other, place.owner).cursor(),
        Listing(list_bans, f"{place.path}/bans", place.owner).cursor(),
    )


def test_strangers_see_a_public_community_but_not_its_members(public: Place, bob: Person) -> None:
    for who in (bob, public.banned):
        check_lacks(members(public, who).page(), "VIEW_MEMBERS")


def test_those_of_a_private_community_are_hidden(place: Place) -> None:
    check_hidden(list_members, lambda community: f"/communities/{community}/members", place)

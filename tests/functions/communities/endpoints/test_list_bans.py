"""Who is banned: for those who may ban."""

from commons.testing import Person, person
from functions.communities.endpoints.list_bans import list_bans
from functions.communities.endpoints.list_members import list_members
from tests.functions.communities.conftest import Place, check_hidden, check_lacks, founded
from tests.paging import Listing, check_bad_cursors, walked


def bans(place: Place, who: Person) -> Listing:
    """The bans as somebody sees them."""
    return Listing(list_bans, f"{place.path}/bans", who)


def test_bans_are_listed_with_reason_and_moderator(place: Place) -> None:
    [ban] = bans(place, place.owner).page().body["data"]

    assert ban.pop("created_at").endswith("Z")
    assert ban == {
        "user_id": place.banned.user_id,
        "reason": "spam",
        "actor_id": place.owner.user_id,
    }


def test_all_of_them_are_listed(place: Place) -> None:
    crowd = [person() for _ in range(5)]
    for who in crowd:
        place.ban(who)
    everybody = sorted(who.user_id for who in (place.banned, *crowd))
    for limit in (1, 2, 6):
        assert [row["user_id"] for row in walked(bans(place, place.owner), limit)] == everybody


def test_a_cursor_is_this_lists(place: Place) -> None:
    place.ban(person())
    other = founded(place.owner, "private")
    other.ban(person())
    check_bad_cursors(
        bans(place, place.owner),
        bans(other, place.owner).cursor(),
        Listing(list_members, f"{other.path}/members", place.owner).cursor(),
    )


def test_a_member_sees_no_bans(place: Place, public: Place, mallory: Person) -> None:
    check_lacks(bans(place, place.member).page(), "BAN_MEMBERS")
    check_lacks(bans(public, mallory).page(), "BAN_MEMBERS")


def test_those_of_a_private_community_are_hidden(place: Place) -> None:
    check_hidden(list_bans, lambda community: f"/communities/{community}/bans", place)

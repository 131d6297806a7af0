"""The invites of a community: for those who manage them."""

from commons.testing import Person
from functions.communities.endpoints.list_bans import list_bans
from functions.communities.endpoints.list_invites import list_invites
from tests.functions.communities.conftest import Place, check_hidden, check_lacks, founded
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_needs_caller


def invites(place: Place, who: Person) -> Listing:
    """The invites as somebody sees them."""
    return Listing(list_invites, f"{place.path}/invites", who)


def test_all_invites_are_listed_once(place: Place) -> None:
    made = {place.invite(max_uses=i + 1) for i in range(5)}
    before = {row["code"] for row in invites(place, place.owner).page().body["data"]}
    assert made < before

    for limit in (1, 2, 6):
        listed = [row["code"] for row in walked(invites(place, place.owner), limit)]
        assert sorted(listed) == sorted(before)


def test_uses_are_shown(place: Place, mallory: Person) -> None:
    code = place.invite(max_uses=2)
    place.accept(code, mallory)
    rows = invites(place, place.owner).page().body["data"]
    [invite] = [row for row in rows if row["code"] == code]
    assert (invite["uses"], invite["max_uses"]) == (1, 2)


def test_a_cursor_is_this_lists(place: Place, mallory: Person) -> None:
    place.invite()
    place.ban(mallory)
    other = founded(place.owner, "private")
    other.invite()
    check_bad_cursors(
        invites(place, place.owner),
        invites(other, place.owner).cursor(),
        Listing(list_bans, f"{place.path}/bans", place.owner).cursor(),
    )


def test_a_member_sees_no_secrets(place: Place, public: Place, mallory: Person) -> None:
    check_lacks(invites(place, place.member).page(), "MANAGE_INVITES")
    check_lacks(invites(public, mallory).page(), "MANAGE_INVITES")


def test_those_of_a_private_community_are_hidden(place: Place) -> None:
    check_hidden(list_invites, lambda community: f"/communities/{community}/invites", place)
    check_needs_caller(list_invites, f"{place.path}/invites")

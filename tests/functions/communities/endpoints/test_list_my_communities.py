"""The communities one is a member of."""

from commons.testing import Person, call
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.list_bans import list_bans
from functions.communities.endpoints.list_my_communities import list_my_communities
from tests.functions.communities.conftest import Place, founded
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_needs_caller

PATH = "/users/me/communities"


def mine(who: Person) -> Listing:
    """Somebody's communities."""
    return Listing(list_my_communities, PATH, who)


def found(who: Person, count: int) -> list[str]:
    """Found communities; their ids."""
    bodies = ({"name": f"No. {i}"} for i in range(count))
    return [call(create_community, "/communities", as_=who, body=b).body["id"] for b in bodies]


def test_they_are_listed_oldest_first(alice: Person) -> None:
    ids = found(alice, 5)
    for limit in (1, 2, 4, 5, 6):
        assert [row["id"] for row in walked(mine(alice), limit)] == sorted(ids)


def test_a_row_is_the_community_without_its_channels(alice: Person) -> None:
    place = founded(alice, "private")
    [row] = mine(place.member).page().body["data"]
    whole = place.seen().body
    assert (row.pop("deleted_at"), row.pop("purge_at")) == (None, None)
    assert row == {name: value for name, value in whole.items() if not name.startswith("channel")}


def test_whoever_is_a_member_of_none_has_an_empty_list(bob: Person) -> None:
    body = mine(bob).page().body
    assert body == {"data": [], "next_cursor": None, "prev_cursor": None}


def test_whoever_is_banned_has_it_no_longer(place: Place) -> None:
    assert mine(place.banned).page().body["data"] == []


def test_a_cursor_is_ones_own_and_this_lists(alice: Person, bob: Person) -> None:
    found(alice, 2)
    found(bob, 2)
    place = founded(alice, "private")
    place.ban(bob)
    bans = Listing(list_bans, f"{place.path}/bans", alice)
    check_bad_cursors(mine(alice), mine(bob).cursor(), bans.cursor())


def test_nobody_has_no_list(aws: str) -> None:
    check_needs_caller(list_my_communities, PATH)

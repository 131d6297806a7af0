"""How far the undoing of a raid is."""

from __future__ import annotations

from commons.testing import Person, Reply, call, person
from functions.communities.endpoints.get_raid import get_raid
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.raiders import asked, finish
from tests.refusals import check_refused


def shown(place: Place, raid_id: str, who: Person) -> Reply:
    """A raid as somebody sees it."""
    return call(get_raid, f"{place.path}/raids/{raid_id}", as_=who)


def test_it_runs_and_is_done(place: Place) -> None:
    place.join(raider := person())
    begun = asked(place, {"user_id": raider.user_id}, "kick").body
    assert shown(place, begun["id"], place.owner).body == begun
    finish(place.community_id, begun["id"])
    done = shown(place, begun["id"], place.owner).body
    assert (done["state"], done["removed"], done["left_out_ids"]) == ("done", 1, [])
    assert done["finished_at"] >= done["created_at"]


def test_members_do_not_see_it(place: Place, public: Place) -> None:
    raid_id = asked(place, {"inviter_id": place.owner.user_id}, "kick").body["id"]
    check_lacks(shown(place, raid_id, place.member), "KICK_MEMBERS")
    check_hidden(get_raid, lambda community: f"/communities/{community}/raids/{raid_id}", place)
    check_refused(shown(public, raid_id, public.owner), 404, "not_found")

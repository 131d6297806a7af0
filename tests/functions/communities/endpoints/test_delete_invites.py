"""Revoking every invite at once."""

from __future__ import annotations

from commons.testing import Person, Reply, call, person
from functions.communities.endpoints.delete_invites import delete_invites
from functions.communities.endpoints.list_invites import list_invites
from tests.functions.communities.conftest import Place, check_hidden, check_lacks
from tests.functions.communities.entrances import code_of
from tests.parallel import in_parallel
from tests.refusals import check_refused, nothing_changes


def revoked(place: Place, by: Person) -> Reply:
    """Ask to revoke them all."""
    return call(delete_invites, f"{place.path}/invites", as_=by)


def test_no_invite_is_left_whoever_made_it(place: Place, public: Place) -> None:
    codes = [place.invite(), code_of(place, place.member)]
    others = public.invite()
    assert revoked(place, place.owner).status == 204

    for code in codes:
        check_refused(place.accept(code, person()), 404, "not_found")
    assert call(list_invites, f"{place.path}/invites", as_=place.owner).body["data"] == []
    assert public.accept(others, person()).status == 200
    assert revoked(place, place.owner).status == 204


def test_who_comes_at_the_same_time_is_in_before_or_not_at_all(place: Place) -> None:
    code = place.invite()
    crowd = [person() for _ in range(12)]

    def act(i: int) -> int:
        who = crowd[i] if i != 6 else None
        return (place.accept(code, who) if who else revoked(place, place.owner)).status

    statuses = in_parallel(12, act, threads=12)
    assert set(statuses) <= {200, 204, 404}
    check_refused(place.accept(code, person()), 404, "not_found")


def test_members_may_not(place: Place) -> None:
    place.invite()
    with nothing_changes("communities"):
        check_lacks(revoked(place, place.member), "MANAGE_INVITES")


def test_strangers_learn_nothing(place: Place) -> None:
    check_hidden(delete_invites, lambda community: f"/communities/{community}/invites", place)

"""Who comes."""

from __future__ import annotations

from datetime import timedelta

from commons.permissions import Permission
from commons.testing import Person
from functions.communities.endpoints.list_rsvps import list_rsvps
from functions.communities.models.access import Roles, Version
from tests.functions.communities.calendars import (
    MONDAY,
    body,
    coming,
    hide,
    made,
    newcomer,
    rfc,
    say,
    weekly,
)
from tests.functions.communities.conftest import Place, check_lacks
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_invalid, check_refused, check_same

SECOND = rfc(MONDAY + timedelta(days=7))[:10]


def test_answers_are_listed_for_each_occurrence(place: Place) -> None:
    event = made(place, **weekly())
    say(event, place.member, "going")
    say(event, place.owner, "maybe", SECOND)
    [answer] = coming(event, place.member).body["data"]
    assert answer.pop("answered_at").endswith("Z")
    assert answer == {"user_id": place.member.user_id, "answer": "going"}
    [other] = coming(event, place.member, occurrence=SECOND).body["data"]
    assert other["user_id"] == place.owner.user_id


def test_only_one_answer_can_be_asked_for(place: Place) -> None:
    event = made(place)
    say(event, place.member, "going")
    say(event, place.owner, "declined")
    [going] = coming(event, place.member, answer="going").body["data"]
    assert going["user_id"] == place.member.user_id
    check_invalid(coming(event, place.member, answer="yes"), "/query/answer")


def test_all_are_listed_page_by_page(place: Place) -> None:
    event, crowd = made(place), [newcomer(place) for _ in range(5)]
    for i, who in enumerate(crowd):
        say(event, who, ("going", "maybe")[i % 2])
    listing = Listing(list_rsvps, f"/events/{event['id']}/rsvps", place.owner)
    everybody = sorted(who.user_id for who in crowd)
    for limit in (1, 2, 6):
        assert [row["user_id"] for row in walked(listing, limit)] == everybody
    other = made(place)
    for who in crowd[:2]:
        say(other, who, "going")
    theirs = Listing(list_rsvps, f"/events/{other['id']}/rsvps", place.owner).cursor()
    check_bad_cursors(
        listing,
        theirs,
        str(coming(event, place.owner, answer="going", limit=1).body["next_cursor"]),
    )


def test_it_needs_to_see_members(place: Place, public: Place, mallory: Person) -> None:
    check_lacks(coming(made(public), mallory), "VIEW_MEMBERS")
    roles = {place.community_id: f"{int(Permission.VIEW)},0,0"}
    Roles.of(place.community_id).update([Roles.roles.set(roles)])
    Version.of(place.community_id).update([Version.v.add(1)])
    check_lacks(coming(made(place), place.member), "VIEW_MEMBERS")


def test_who_does_not_see_the_event_learns_nothing(place: Place, mallory: Person) -> None:
    tied = made(place, **body(channel_id=place.channel_id))
    hide(place)
    for who in (mallory, place.banned, place.member):
        check_same(coming(tied, who), coming({"id": f"cev_{'0' * 26}"}, who))
    check_refused(coming(made(place), place.member, occurrence="2030-01-01"), 404, "not_found")

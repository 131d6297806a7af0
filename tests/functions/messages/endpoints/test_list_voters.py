"""GET /channels/{channel_id}/messages/{message_id}/poll/votes"""

from __future__ import annotations

from commons.testing import Person, Reply, call, person
from functions.messages.endpoints.list_voters import list_voters
from tests.functions.messages.places import Body, Place, check_refused, join, say
from tests.functions.messages.polls import ask, path_of, vote
from tests.paging import Listing, check_bad_cursors, walked
from tests.refusals import check_invalid, check_needs_caller, check_same


def voters(place: Place, message: Body, who: Person, **query: object) -> Reply:
    return call(list_voters, f"{path_of(place, message)}/poll/votes", as_=who, query=query)


def test_everybody_sees_who_voted_what(place: Place) -> None:
    message = ask(place, place.owner, multiple=True)
    vote(place, message, place.member, 1)
    vote(place, message, place.owner, 2, 1)
    listed = voters(place, message, place.member).body["data"]

    chosen = {one["user_id"]: one["answers"] for one in listed}
    assert chosen == {place.owner.user_id: [1, 2], place.member.user_id: [1]}
    [only] = voters(place, message, place.owner, answer=2).body["data"]
    assert only["user_id"] == place.owner.user_id
    vote(place, message, place.owner)
    assert len(voters(place, message, place.member).body["data"]) == 1


def test_pages_hold_everybody_once(place: Place) -> None:
    message, people = ask(place, place.owner), [place.owner, place.member, person()]
    join(place.community_id, owner=place.owner, who=people[2])
    for who in people:
        vote(place, message, who, 1)
    listing = Listing(list_voters, f"{path_of(place, message)}/poll/votes", place.owner)
    found = walked(listing, 2)
    assert [one["user_id"] for one in found] == sorted(who.user_id for who in people)
    check_bad_cursors(listing, Listing(listing.endpoint, listing.path, place.member).cursor())


def test_of_an_anonymous_poll_nobody_does(place: Place) -> None:
    message = ask(place, place.owner, anonymous=True)
    vote(place, message, place.member, 1)
    check_refused(voters(place, message, place.owner), 403, "secret_ballot")


def test_what_is_not_there_has_no_voters(place: Place, mallory: Person) -> None:
    message, words = ask(place, place.owner), say(place, place.owner)
    check_refused(voters(place, words, place.member), 404, "not_found")
    check_same(voters(place, message, mallory), voters(place, words, mallory))
    check_needs_caller(list_voters, f"{path_of(place, message)}/poll/votes")
    check_invalid(voters(place, message, place.member, answer=11), "/query/answer")

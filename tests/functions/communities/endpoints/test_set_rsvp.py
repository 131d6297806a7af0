"""Saying whether one comes."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from commons.contracts.communities.calendar import RsvpChanged
from commons.testing import Person, call, emitted
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.endpoints.set_rsvp import set_rsvp
from functions.communities.models.access import Version
from functions.communities.models.community import Community
from functions.communities.models.members import Member
from tests.functions.communities.calendars import (
    MONDAY,
    body,
    edit,
    hide,
    made,
    newcomer,
    rfc,
    say,
    seen,
    time_out,
    weekly,
)
from tests.functions.communities.conftest import Place
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_invalid,
    check_refused,
    check_same,
    nothing_changes,
    rows,
)

SECOND = rfc(MONDAY + timedelta(days=7))[:10]


def counts(event: dict[str, object], who: Person, **query: object) -> tuple[int, int]:
    """How many go and may come; the rows say the same."""
    shown = seen(event, who, **query).body["occurrence"]
    answers = Counter(
        row["answer"]["S"]
        for (pk, sk), row in rows("communities").items()
        if pk == f"CEV#{event['id']}" and sk.startswith("R#")
    )
    if not query:
        assert (shown["going_count"], shown["maybe_count"]) == (answers["going"], answers["maybe"])
    return shown["going_count"], shown["maybe_count"]


def test_an_answer_is_counted_and_changed_and_told(place: Place) -> None:
    event = made(place)
    reply = say(event, place.member, "going")
    assert reply.status == 200
    assert reply.body["occurrence"] == event["occurrence"] | {"going_count": 1, "my_rsvp": "going"}
    assert say(event, place.owner, "going").body["occurrence"]["going_count"] == 2
    assert say(event, place.member, "maybe").status == 200
    assert counts(event, place.member) == (1, 1)
    assert say(event, place.member, "declined").status == 200
    assert counts(event, place.member) == (1, 0)
    told = emitted(RsvpChanged, calendar_event_id=event["id"])
    assert [(t.n, t.answer, t.going_count, t.maybe_count) for t in told] == [
        (1, "going", 1, 0),
        (2, "going", 2, 0),
        (3, "maybe", 1, 1),
        (4, "declined", 1, 0),
    ]
    assert {t.occurrence for t in told} == {None}


def test_the_same_answer_again_changes_nothing(place: Place) -> None:
    event = made(place)
    say(event, place.member, "going")
    with nothing_changes("communities"):
        assert say(event, place.member, "going").body["occurrence"]["going_count"] == 1


def test_each_occurrence_of_a_series_has_its_own_seats(place: Place) -> None:
    event, other = made(place, **weekly(capacity=1)), newcomer(place)
    assert say(event, place.member, "going").status == 200
    assert say(event, other, "going", SECOND).status == 200
    check_refused(say(event, other, "going"), 409, "event_full")
    assert counts(event, other, occurrence=SECOND) == (1, 0)
    dates = {t.occurrence for t in emitted(RsvpChanged, calendar_event_id=event["id"])}
    assert dates == {event["occurrence"]["date"], SECOND}


def test_ten_seats_are_taken_by_ten(place: Place) -> None:
    """200 answers at once, of forty people."""
    event, crowd = made(place, **body(capacity=10)), [newcomer(place) for _ in range(40)]
    replies = in_parallel(200, lambda i: say(event, crowd[i % 40], "going"))

    assert {r.status for r in replies} <= {200, 409, 503}
    assert counts(event, place.member) == (10, 0)
    told = emitted(RsvpChanged, calendar_event_id=event["id"])
    assert [t.n for t in told] == [t.going_count for t in told] == list(range(1, 11))


def test_whoever_changes_their_mind_frees_a_seat(place: Place) -> None:
    event, other = made(place, **body(capacity=1)), newcomer(place)
    say(event, place.member, "going")
    check_refused(say(event, other, "going"), 409, "event_full")
    say(event, place.member, "maybe")
    assert say(event, other, "going").status == 200
    check_refused(say(event, place.owner, "going"), 409, "event_full")
    say(event, other, "declined")
    assert say(event, place.owner, "going").status == 200
    assert counts(event, other) == (1, 1)


def test_fewer_seats_put_nobody_out(place: Place) -> None:
    event, other = made(place, **body(capacity=2)), newcomer(place)
    for who in (place.member, place.owner):
        assert say(event, who, "going").status == 200
    assert edit(event, place.owner, capacity=1).status == 200
    assert counts(event, other) == (2, 0)
    say(event, place.member, "declined")
    check_refused(say(event, other, "going"), 409, "event_full")
    assert say(event, other, "maybe").status == 200


def test_fewer_seats_while_people_answer_are_never_oversold(place: Place) -> None:
    event, crowd = made(place, **body(capacity=9)), [newcomer(place) for _ in range(8)]
    with ThreadPoolExecutor(9) as pool:
        asked = [pool.submit(say, event, who, "going") for who in crowd]
        edited = pool.submit(edit, event, place.owner, capacity=1)
        assert edited.result().status == 200
        statuses = {one.result().status for one in asked}
    assert statuses <= {200, 409}
    going = counts(event, place.member)[0]
    assert going == 8 or 409 in {say(event, who, "going").status for who in crowd}


@pytest.mark.parametrize("answer", ["going", "maybe", "declined"])
def test_only_members_who_may_do_more_than_read_answer(
    place: Place, public: Place, mallory: Person, answer: str
) -> None:
    event, open_ = made(place), made(public)
    time_out(place, place.member)
    with nothing_changes("communities"):
        check_refused(say(event, place.member, answer), 403, "reading_only")
        check_refused(say(open_, mallory, answer), 403, "members_only")
        absent = {"id": f"cev_{'0' * 26}"}
        for who in (mallory, place.banned):
            check_same(say(event, who, answer), say(absent, who, answer))


def test_who_has_not_accepted_the_rules_does_not_answer(place: Place) -> None:
    event = made(place)
    Version.of(place.community_id).update([Version.rules.set(1), Version.v.add(1)])
    check_refused(say(event, place.member, "going"), 403, "reading_only")
    Member.of(place.community_id, place.member.user_id).update([Member.consented.set(1)])
    assert say(event, place.member, "going").status == 200


def test_who_does_not_see_the_channel_does_not_answer(place: Place) -> None:
    event = made(place, **body(channel_id=place.channel_id))
    hide(place)
    with nothing_changes("communities"):
        check_refused(say(event, place.member, "going"), 404, "not_found")


def test_what_is_cancelled_or_over_takes_no_answers(place: Place) -> None:
    event = made(place)
    edit(event, place.owner, cancelled=True)
    times = {"starts_at": "2020-01-01T00:00:00Z", "ends_at": "2020-01-01T01:00:00Z"}
    over = made(place, **body() | times)
    series = made(place, **weekly())
    with nothing_changes("communities"):
        check_refused(say(event, place.member, "going"), 409, "event_cancelled")
        check_refused(say(over, place.member, "going"), 409, "occurrence_over")
        for none in ("2030-01-01", "2000-01-03", "9999-12-31"):
            check_refused(say(series, place.member, "going", none), 404, "not_found")
        check_invalid(say(series, place.member, "going", "x"), "/body/occurrence")
        check_invalid(say(series, place.member, "yes"), "/body/answer")


def test_who_leaves_while_they_answer_keeps_no_seat(place: Place) -> None:
    """Either the answer came first, and goes with the membership, or it is refused."""
    event, crowd = made(place, **body(capacity=5)), [newcomer(place) for _ in range(5)]
    path = f"{place.path}/members/me"

    def act(i: int) -> int:
        who = crowd[i % 5]
        if i < 5:
            return say(event, who, "going").status
        return call(remove_member, path, as_=who).status

    statuses = in_parallel(10, act)
    assert set(statuses[5:]) == {204}
    assert set(statuses[:5]) <= {200, 403, 404}
    assert Community.load(place.community_id).member_count == 2


def test_what_is_no_answer_changes_nothing(place: Place) -> None:
    path = f"/events/{made(place)['id']}/rsvp"
    with nothing_changes("communities"):
        check_bad_bodies(set_rsvp, path, {"answer": "going"}, place.owner)

"""PATCH /scheduled-messages/{scheduled_id}"""

from __future__ import annotations

from commons.testing import Person, Reply, call
from functions.messages.endpoints.update_scheduled_message import update_scheduled_message
from tests.functions.messages.places import Body, Place, at_once, check_refused
from tests.functions.messages.scheduling import (
    LATER,
    at,
    made,
    path_of,
    remember,
    said,
    seen,
    wake,
)
from tests.refusals import check_invalid, check_needs_caller, check_same, nothing_changes

ABSENT = f"{LATER}/sch_01ARZ3NDEKTSV4RRFFQ69G5FAV"


def edit(message: Body, who: Person, **body: object) -> Reply:
    return call(update_scheduled_message, path_of(message), as_=who, body=body)


def test_what_it_says_and_when_it_is_sent_change(place: Place) -> None:
    message = made(place, place.member)
    moved = edit(message, place.member, content="better", send_at=at(30)).body
    assert (moved["content"], moved["state"]) == ("better", "waiting")
    assert moved["send_at"] > message["send_at"]
    assert seen(message, place.member) == moved
    assert remember(message)[-1].at_s - remember(message)[0].at_s in (0, 1200)
    wake(message, place.member, 700)
    assert said(place) == []
    wake(message, place.member, 1900)
    assert said(place) == ["better"]


def test_null_ends_a_series(place: Place) -> None:
    message = made(place, place.member, recurrence="FREQ=DAILY")
    assert edit(message, place.member, recurrence=None).body["recurrence"] is None
    assert edit(message, place.member).body["recurrence"] is None


def test_words_become_ciphertext(place: Place) -> None:
    message = made(place, place.member)
    now = edit(message, place.member, content=None, ciphertext="aGVsbG8=").body
    assert (now["content"], now["ciphertext"]) == (None, "aGVsbG8=")


def test_edits_at_once_all_hold(place: Place) -> None:
    message = made(place, place.member)
    changes: list[Body] = [{"content": "a"}, {"recurrence": "FREQ=DAILY"}, {"send_at": at(45)}]
    replies = at_once(3, lambda n: edit(message, place.member, **changes[n]))
    assert {reply.status for reply in replies} == {200}
    now = seen(message, place.member)
    assert (now["content"], now["recurrence"]) == ("a", "FREQ=DAILY")
    assert now["send_at"] > message["send_at"]


def test_what_cannot_be_changes_nothing(place: Place) -> None:
    message = made(place, place.member)
    with nothing_changes("messages"):
        assert edit(message, place.member, content=None).status == 422
        assert edit(message, place.member, ciphertext="aGVsbG8=").status == 422
        check_invalid(edit(message, place.member, send_at=at(-5)), "/body/send_at")
        check_invalid(edit(message, place.member, send_at=None), "/body/send_at")
        check_invalid(edit(message, place.member, recurrence="FREQ=NEVER"), "/body/recurrence")
        everyone = edit(message, place.member, mentions={"everyone": True})
        check_refused(everyone, 403, "missing_permission")


def test_others_do_not_find_it(place: Place) -> None:
    message = made(place, place.member)
    with nothing_changes("messages"):
        absent = call(update_scheduled_message, ABSENT, as_=place.owner, body={"content": "x"})
        check_same(edit(message, place.owner, content="x"), absent)
        check_needs_caller(update_scheduled_message, path_of(message))

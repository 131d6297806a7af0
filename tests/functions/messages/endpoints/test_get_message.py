"""Reading one message."""

from __future__ import annotations

import pytest

from commons.testing import Person, call
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.get_message import get_message
from tests.functions.messages.places import (
    ABSENT_MESSAGE,
    Place,
    add_channel,
    check_refused,
    same_but_where,
    say,
)


def test_a_member_reads_a_message(place: Place) -> None:
    message = say(place, place.owner)
    found = call(get_message, f"{place.messages}/{message['id']}", as_=place.member)

    assert (found.status, found.body) == (200, message)


def test_an_edited_message_shows_what_it_says_now(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    edited = call(edit_message, path, as_=place.owner, body={"content": "changed"})

    assert call(get_message, path, as_=place.member).body == edited.body


def test_deleted_unknown_and_foreign_messages_are_not_there(place: Place) -> None:
    message, deleted = say(place, place.owner), say(place, place.owner)
    call(delete_message, f"{place.messages}/{deleted['id']}", as_=place.owner)
    elsewhere = add_channel(place)
    say(elsewhere, place.owner)
    same_position = message["id"][:-1] + ("0" if message["id"][-1] != "0" else "1")

    absent = call(get_message, f"{place.messages}/{ABSENT_MESSAGE}", as_=place.member)
    for path in (
        f"{place.messages}/{deleted['id']}",
        f"{place.messages}/{same_position}",
        f"{elsewhere.messages}/{message['id']}",
    ):
        found = call(get_message, path, as_=place.member)
        check_refused(found, 404, "not_found")
        assert same_but_where(found.body) == same_but_where(absent.body)


def test_the_position_of_an_edit_is_no_message(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    call(edit_message, path, as_=place.owner, body={"content": "changed"})
    events = [f"msg_{'0' * 10}{n:08d}{'0' * 8}" for n in range(4)]

    assert {call(get_message, f"{place.messages}/{e}", as_=place.owner).status for e in events} == {
        404
    }


@pytest.mark.parametrize("id_", ["1", "me", "msg_", "usr_" + "0" * 26, "x" * 3000, "%00", "ä"])
def test_an_id_of_another_form_is_no_message(place: Place, id_: str) -> None:
    found = call(get_message, f"{place.messages}/{id_}", as_=place.member)

    check_refused(found, 404, "not_found")


def test_a_stranger_finds_nothing(place: Place, mallory: Person) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"

    check_refused(call(get_message, path, as_=mallory), 404, "not_found")
    check_refused(call(get_message, path), 401, "unauthorized")

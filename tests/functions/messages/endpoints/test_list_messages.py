"""Reading back: four ways to page, newest first, deleted messages passed over."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from commons.testing import Person, Reply, call
from functions.communities.endpoints.list_members import list_members
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.list_messages import list_messages
from tests.functions.messages.bad_input import raw
from tests.functions.messages.places import (
    ABSENT_CHANNEL,
    ABSENT_MESSAGE,
    Body,
    Place,
    add_channel,
    check_refused,
    same_but_where,
    say,
)


@dataclass(frozen=True)
class Talk:
    """Ten messages ``m1`` to ``m10``; the fourth and the eighth are deleted."""

    place: Place
    said: list[Body]

    def id(self, number: int) -> str:
        """The id of ``m<number>``."""
        return str(self.said[number - 1]["id"])

    def page(self, **query: object) -> Reply:
        """A page as the member sees it."""
        return call(list_messages, self.place.messages, as_=self.place.member, query=query)

    def shown(self, **query: object) -> list[int]:
        """The numbers of the messages of a page."""
        return numbers(self.page(**query))


def numbers(page: Reply) -> list[int]:
    """``[3, 2, 1]`` of a page."""
    assert page.status == 200, page
    return [int(message["content"][1:]) for message in page.body["data"]]


@pytest.fixture
def talk(place: Place) -> Talk:
    """A talk in the place."""
    said = [say(place, place.owner, f"m{n}") for n in range(1, 11)]
    for number in (4, 8):
        path = f"{place.messages}/{said[number - 1]['id']}"
        assert call(delete_message, path, as_=place.owner).status == 204
    return Talk(place, said)


def test_the_newest_come_first(talk: Talk) -> None:
    page = talk.page()

    assert numbers(page) == [10, 9, 7, 6, 5, 3, 2, 1]
    assert (page.body["next_cursor"], page.body["prev_cursor"]) == (None, None)
    assert page.body["data"][0] == talk.said[9]


def test_an_empty_channel_has_an_empty_page(place: Place) -> None:
    page = call(list_messages, place.messages, as_=place.member)

    assert page.body == {"data": [], "next_cursor": None, "prev_cursor": None}


def test_cursors_lead_to_the_end_and_back(talk: Talk) -> None:
    first = talk.page(limit=3)
    second = talk.page(limit=3, cursor=first.body["next_cursor"])
    third = talk.page(limit=3, cursor=second.body["next_cursor"])

    assert [numbers(p) for p in (first, second, third)] == [[10, 9, 7], [6, 5, 3], [2, 1]]
    assert first.body["prev_cursor"] is None
    assert third.body["next_cursor"] is None

    back = talk.page(limit=3, cursor=third.body["prev_cursor"])
    start = talk.page(limit=3, cursor=back.body["prev_cursor"])
    assert [numbers(p) for p in (back, start)] == [[6, 5, 3], [10, 9, 7]]
    assert start.body["prev_cursor"] is None
    assert numbers(talk.page(limit=3, cursor=start.body["next_cursor"])) == [6, 5, 3]


def test_a_cursor_stands_still_while_people_talk(talk: Talk) -> None:
    first = talk.page(limit=3)
    say(talk.place, talk.place.owner, "m11")

    assert talk.shown(limit=3, cursor=first.body["next_cursor"]) == [6, 5, 3]


def test_before_a_message(talk: Talk) -> None:
    page = talk.page(before=talk.id(6), limit=3)
    assert numbers(page) == [5, 3, 2]
    assert numbers(talk.page(cursor=page.body["next_cursor"])) == [1]
    assert numbers(talk.page(cursor=page.body["prev_cursor"])) == [10, 9, 7, 6]

    assert talk.shown(before=talk.id(1)) == []
    assert talk.shown(before=talk.id(8)) == [7, 6, 5, 3, 2, 1]


def test_after_a_message(talk: Talk) -> None:
    page = talk.page(after=talk.id(3), limit=2)
    assert numbers(page) == [6, 5]
    assert numbers(talk.page(cursor=page.body["prev_cursor"])) == [10, 9, 7]
    assert numbers(talk.page(cursor=page.body["next_cursor"])) == [3, 2, 1]

    end = talk.page(after=talk.id(10))
    assert end.body == {"data": [], "next_cursor": None, "prev_cursor": None}
    assert talk.shown(after=talk.id(8)) == [10, 9]


@pytest.mark.parametrize(
    ("number", "limit", "shown"),
    [
        (6, 5, [9, 7, 6, 5, 3]),
        (6, 4, [7, 6, 5, 3]),
        (6, 1, [6]),
        (6, 2, [6, 5]),
        (8, 4, [10, 9, 7, 6]),
        (1, 5, [3, 2, 1]),
        (10, 5, [10, 9, 7]),
        (5, 100, [10, 9, 7, 6, 5, 3, 2, 1]),
    ],
)
def test_around_a_message(talk: Talk, number: int, limit: int, shown: list[int]) -> None:
    page = talk.page(around=talk.id(number), limit=limit)

    assert numbers(page) == shown
    assert (page.body["prev_cursor"] is None) == (10 in shown)
    assert (page.body["next_cursor"] is None) == (1 in shown)
    if page.body["next_cursor"]:
        older = talk.page(cursor=page.body["next_cursor"], limit=100)
        assert numbers(older) == [n for n in (10, 9, 7, 6, 5, 3, 2, 1) if n < min(shown)]


def test_edited_messages_stay_where_they_were(talk: Talk) -> None:
    path = f"{talk.place.messages}/{talk.id(5)}"
    assert call(edit_message, path, as_=talk.place.owner, body={"content": "m55"}).status == 200

    assert talk.shown() == [10, 9, 7, 6, 55, 3, 2, 1]


def test_a_page_holds_more_than_a_megabyte(place: Place) -> None:
    for _ in range(70):
        say(place, place.owner, ciphertext=raw(16 * 1024), content=None)  # type: ignore[arg-type]
    page = call(list_messages, place.messages, as_=place.member, query={"limit": 100})

    assert len(page.body["data"]) == 70


@pytest.mark.parametrize(
    "forms",
    [
        ("before", "after"),
        ("before", "around"),
        ("after", "around"),
        ("before", "after", "around"),
        ("cursor", "before"),
        ("cursor", "after"),
        ("cursor", "around"),
    ],
)
def test_one_form_at_a_time(talk: Talk, forms: tuple[str, ...]) -> None:
    cursor = talk.page(limit=1).body["next_cursor"]
    query = {form: cursor if form == "cursor" else talk.id(5) for form in forms}

    check_refused(talk.page(**query), 422, "validation_failed")


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": -1},
        {"limit": "ten"},
        {"limit": "1" * 5000},
        {"limit": 1.5},
        {"before": ""},
        {"before": "5"},
        {"after": "usr_" + "0" * 26},
        {"around": "msg_" + "u" * 26},
        {"after": "msg_" + "8" + "0" * 25},
        {"before": "m" * 65},
        {"cursor": "c" * 513},
    ],
)
def test_queries_of_another_form_are_refused(talk: Talk, query: dict[str, object]) -> None:
    check_refused(talk.page(**query), 422, "validation_failed")


def test_ids_of_other_positions_only_mark_a_place(talk: Talk) -> None:
    assert talk.shown(before="msg_" + "0" * 26) == []
    assert talk.shown(after="msg_" + "0" * 26, limit=2) == [2, 1]
    assert talk.shown(before="msg_7" + "Z" * 25, limit=2) == [10, 9]
    assert talk.shown(after="msg_7" + "Z" * 25) == []
    assert talk.shown(around="msg_7" + "Z" * 25, limit=2) == [10]
    assert talk.shown(around=ABSENT_MESSAGE, limit=2) == [2]  # it names the first position


@pytest.mark.parametrize("cursor", ["", "x", "%%%", "é", "\0", "AAAA" * 20, "eyJiIjo1fQ"])
def test_what_is_no_cursor_is_refused(talk: Talk, cursor: str) -> None:
    check_refused(talk.page(cursor=cursor), 400, "invalid_cursor")


def test_a_cursor_is_good_for_who_and_what_it_was_given(talk: Talk) -> None:
    cursor = talk.page(limit=1).body["next_cursor"]

    for position in range(len(cursor)):
        other = "A" if cursor[position] != "A" else "B"
        tampered = cursor[:position] + other + cursor[position + 1 :]
        # The last symbol holds bits that belong to no byte.
        if position < len(cursor) - 1:
            check_refused(talk.page(cursor=tampered), 400, "invalid_cursor")

    query = {"cursor": cursor}
    by_owner = call(list_messages, talk.place.messages, as_=talk.place.owner, query=query)
    check_refused(by_owner, 400, "invalid_cursor")
    elsewhere = add_channel(talk.place)
    there = call(list_messages, elsewhere.messages, as_=talk.place.member, query=query)
    check_refused(there, 400, "invalid_cursor")


def test_a_cursor_of_another_list_is_refused(talk: Talk) -> None:
    members = f"/communities/{talk.place.community_id}/members"
    page = call(list_members, members, as_=talk.place.member, query={"limit": 1})

    check_refused(talk.page(cursor=page.body["next_cursor"]), 400, "invalid_cursor")


def test_a_stranger_finds_nothing(talk: Talk, mallory: Person) -> None:
    there = call(list_messages, talk.place.messages, as_=mallory)
    absent = call(list_messages, f"/channels/{ABSENT_CHANNEL}/messages", as_=mallory)

    check_refused(there, 404, "not_found")
    assert same_but_where(there.body) == same_but_where(absent.body)
    assert call(list_messages, talk.place.messages, as_=mallory, query={"limit": 0}).status == 404
    assert call(list_messages, talk.place.messages).status == 401

"""DELETE /scheduled-messages/{scheduled_id}"""

from __future__ import annotations

from commons.testing import Person, Reply, call
from functions.messages.endpoints.delete_scheduled_message import delete_scheduled_message
from functions.messages.kept import Waiting
from tests.functions.messages.places import Body, Place, at_once, check_refused
from tests.functions.messages.scheduling import LATER, made, path_of, wake
from tests.refusals import check_needs_caller, check_same, nothing_changes

ABSENT = f"{LATER}/sch_01ARZ3NDEKTSV4RRFFQ69G5FAV"


def take_back(message: Body, who: Person) -> Reply:
    return call(delete_scheduled_message, path_of(message), as_=who)


def waiting(who: Person) -> int:
    row = Waiting.of(who.user_id)
    return int(Waiting.load_row(row.pk, row.sk).n)


def test_it_is_gone_and_makes_room_once(place: Place) -> None:
    message, _ = made(place, place.member), made(place, place.member)
    replies = at_once(4, lambda _: take_back(message, place.member))
    assert sorted(reply.status for reply in replies) == [204, 404, 404, 404]
    assert waiting(place.member) == 1


def test_what_was_sent_makes_room_once(place: Place) -> None:
    message = made(place, place.member)
    wake(message, place.member, 700)
    assert waiting(place.member) == 0
    assert take_back(message, place.member).status == 204
    assert waiting(place.member) == 0


def test_others_do_not_find_it(place: Place) -> None:
    message = made(place, place.member)
    with nothing_changes("messages"):
        absent = call(delete_scheduled_message, ABSENT, as_=place.owner)
        check_same(take_back(message, place.owner), absent)
        check_refused(absent, 404, "not_found")
        check_needs_caller(delete_scheduled_message, path_of(message))

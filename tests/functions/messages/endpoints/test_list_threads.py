"""GET /channels/{channel_id}/threads"""

from __future__ import annotations

from commons.testing import Person, call
from functions.messages.endpoints.list_threads import list_threads
from tests.functions.messages.places import Place, flush, say
from tests.functions.messages.threads import ABSENT_THREAD, begin, change, end, listed
from tests.refusals import check_needs_caller, check_refused, check_same


def test_active_and_archived_are_listed_apart_newest_first(place: Place) -> None:
    one, two, three = (begin(place, name=f"t{n}") for n in range(3))
    assert listed(place) == [three.channel_id, two.channel_id, one.channel_id]

    assert change(two, place.owner, archived=True).status == 200
    assert listed(place) == [three.channel_id, one.channel_id]
    assert listed(place, archived="true") == [two.channel_id]
    say(two, place.member)
    assert listed(place) == [three.channel_id, two.channel_id, one.channel_id]
    assert end(three).status == 204
    assert listed(place) == [two.channel_id, one.channel_id]
    assert listed(place, archived="true") == []


def test_each_says_how_far_it_has_come(place: Place) -> None:
    thread = begin(place)
    message = say(thread, place.owner)
    flush(thread)
    path = f"/channels/{place.channel_id}/threads"
    [shown] = call(list_threads, path, as_=place.member).body["data"]

    assert (shown["head"], shown["last_message"]["id"]) == (1, message["id"])


def test_pages_lead_through_all_of_them_and_back(place: Place) -> None:
    path, begun = f"/channels/{place.channel_id}/threads", [begin(place) for _ in range(5)]
    for number in (0, 1, 2):
        assert change(begun[number], place.owner, archived=True).status == 200
    for archived, expected in (("false", begun[3:]), ("true", begun[:3])):
        found, cursor = list[str](), None
        while True:
            query = {"limit": 1, "archived": archived} | ({"cursor": cursor} if cursor else {})
            page = call(list_threads, path, as_=place.member, query=query).body
            found += [thread["id"] for thread in page["data"]]
            if (cursor := page["next_cursor"]) is None:
                break
        assert found == [thread.channel_id for thread in reversed(expected)]
        assert page["prev_cursor"]


def test_strangers_learn_nothing(place: Place, mallory: Person) -> None:
    path, absent = (f"/channels/{c}/threads" for c in (place.channel_id, ABSENT_THREAD))
    check_same(call(list_threads, path, as_=mallory), call(list_threads, absent, as_=mallory))
    check_needs_caller(list_threads, path)
    bad = call(list_threads, path, as_=place.member, query={"cursor": "x"})
    check_refused(bad, 400, "invalid_cursor")

"""DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji}"""

from __future__ import annotations

from commons.streams.log import DynamoLog
from commons.testing import Person, Reply, call
from functions.messages.endpoints.remove_reaction import remove_reaction
from tests.functions.messages.endpoints.test_add_reaction import BREAD, react, reactions
from tests.functions.messages.places import (
    ABSENT_MESSAGE,
    Place,
    at_once,
    check_refused,
    say,
    stream_rows,
)
from tests.refusals import check_invalid, check_needs_caller, check_same, nothing_changes


def take_back(path: str, who: Person, emoji: str = BREAD) -> Reply:
    return call(remove_reaction, f"{path}/reactions/{emoji}", as_=who)


def test_a_reaction_is_taken_back_once(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    react(path, place.member)
    react(path, place.owner)
    replies = at_once(6, lambda _: take_back(path, place.member))

    assert {reply.status for reply in replies} == {204}
    assert reactions(path, place.member) == [{"emoji": BREAD, "count": 1, "me": False}]
    [told] = [e.d for e in DynamoLog().after(place.stream, 0) if e.type == "REACTION_REMOVE"]
    assert (told["user_id"], told["emoji"], told["count"]) == (place.member.user_id, BREAD, 1)


def test_the_last_one_takes_the_emoji_along(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    react(path, place.member)
    react(path, place.member, "🎉")
    take_back(path, place.member)

    assert reactions(path, place.member) == [{"emoji": "🎉", "count": 1, "me": True}]
    take_back(path, place.member, "🎉")
    assert reactions(path, place.member) == []
    assert [row["sk"] for row in stream_rows(place) if row["sk"][0] in "EU"] == []


def test_giving_and_taking_back_at_once_ends_as_the_last_event_says(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    acts = at_once(10, lambda n: (react, take_back)[n % 2](path, place.member))

    assert {reply.status for reply in acts} == {204}
    told = [e.d["count"] for e in DynamoLog().after(place.stream, 0) if "REACTION" in e.type]
    assert told == [1, 0] * (len(told) // 2) + [1] * (len(told) % 2)
    given = [r["count"] for r in reactions(path, place.member)]
    assert given == [1] * (len(told) % 2)


def test_what_was_not_given_is_not_taken(place: Place, mallory: Person) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    react(path, place.owner)
    with nothing_changes("messages"):
        assert take_back(path, place.member).status == 204
        absent = f"{place.messages}/{ABSENT_MESSAGE}"
        check_refused(take_back(absent, place.member), 404, "not_found")
        check_same(take_back(path, mallory), take_back(absent, mallory))
        check_needs_caller(remove_reaction, f"{path}/reactions/{BREAD}")
        check_invalid(take_back(path, place.member, "x"), "/path/emoji")

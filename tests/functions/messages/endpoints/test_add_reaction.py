"""PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}"""

from __future__ import annotations

from collections import Counter

from commons.clock import now_s
from commons.streams.log import DynamoLog
from commons.testing import Connections, Person, Reply, call, person
from functions.communities.models.members import Member
from functions.messages.endpoints.add_reaction import add_reaction
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.get_message import get_message
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.rules import MAX_KINDS
from tests.functions.messages.places import (
    ABSENT_MESSAGE,
    Place,
    add_channel,
    at_once,
    check_refused,
    flush,
    heard,
    join,
    just_before,
    look,
    say,
)
from tests.refusals import check_invalid, check_needs_caller, check_same, nothing_changes

BREAD = "🍞"
KINDS = [chr(0x1F600 + i) for i in range(MAX_KINDS + 2)]


def react(path: str, who: Person, emoji: str = BREAD) -> Reply:
    return call(add_reaction, f"{path}/reactions/{emoji}", as_=who)


def reactions(path: str, who: Person) -> list[dict[str, object]]:
    found: list[dict[str, object]] = call(get_message, path, as_=who).body["reactions"]
    return found


def test_a_reaction_is_counted_once_and_shown_to_everybody(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    replies = at_once(8, lambda _: react(path, place.member))

    assert {reply.status for reply in replies} == {204}
    assert reactions(path, place.member) == [{"emoji": BREAD, "count": 1, "me": True}]
    assert reactions(path, place.owner) == [{"emoji": BREAD, "count": 1, "me": False}]
    appended = [e.type for e in DynamoLog().after(place.stream, 0) if not e.is_void]
    assert appended == ["MESSAGE_CREATE", "REACTION_ADD"]


def test_every_list_says_what_its_reader_gave(place: Place) -> None:
    ids = [say(place, place.owner, f"m{n}")["id"] for n in range(3)]
    react(f"{place.messages}/{ids[0]}", place.member)
    react(f"{place.messages}/{ids[2]}", place.member, "🎉")
    react(f"{place.messages}/{ids[2]}", place.owner)
    for query in ({}, {"after": ids[0]}, {"before": ids[2]}, {"around": ids[1]}):
        for who in (place.member, place.owner):
            listed = call(list_messages, place.messages, as_=who, query=query).body["data"]
            for one in listed:
                assert one == call(get_message, f"{place.messages}/{one['id']}", as_=who).body
    mine = {r["emoji"]: r["me"] for r in reactions(f"{place.messages}/{ids[2]}", place.member)}
    assert mine == {"🎉": True, BREAD: False}


def test_whoever_looks_is_told(place: Place, connections: Connections) -> None:
    message = say(place, place.owner)
    flush(place)
    socket = look(place, place.owner, connections)
    react(f"{place.messages}/{message['id']}", place.member)
    flush(place)

    [event] = heard(socket)
    assert (event["t"], event["sq"]) == ("REACTION_ADD", 2)
    assert event["d"] == {
        "channel_id": place.channel_id,
        "message_id": message["id"],
        "seq": message["seq"],
        "user_id": place.member.user_id,
        "emoji": BREAD,
        "count": 1,
    }


def test_many_at_once_are_counted_exactly_and_told_in_order(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    people = [person() for _ in range(12)]
    for who in people:
        join(place.community_id, owner=place.owner, who=who)
    assert {reply.status for reply in at_once(12, lambda n: react(path, people[n]))} == {204}

    assert reactions(path, people[0]) == [{"emoji": BREAD, "count": 12, "me": True}]
    told = [e.d["count"] for e in DynamoLog().after(place.stream, 0) if e.type == "REACTION_ADD"]
    assert told == list(range(1, 13))


def test_there_are_so_many_kinds_and_no_more(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    for emoji in KINDS[: MAX_KINDS - 1]:
        assert react(path, place.member, emoji).status == 204
    last = at_once(3, lambda n: react(path, place.member, KINDS[MAX_KINDS - 1 + n]))

    assert Counter(reply.code for reply in last) == {None: 1, "limit_reached": 2}
    assert len(reactions(path, place.member)) == MAX_KINDS
    assert react(path, place.owner, KINDS[0]).status == 204


def test_an_edit_and_a_reaction_at_once_both_hold(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    edit = {"content": "better"}
    with just_before("TransactWriteItems", lambda: react(path, place.member)):
        edited = call(edit_message, path, as_=place.owner, body=edit)

    assert edited.body["reactions"] == [{"emoji": BREAD, "count": 1, "me": False}]
    assert call(get_message, path, as_=place.owner).body == edited.body


def test_a_message_that_goes_meanwhile_takes_no_reaction(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    with just_before("TransactWriteItems", lambda: call(delete_message, path, as_=place.owner)):
        check_refused(react(path, place.member), 404, "not_found")


def test_what_is_not_there_takes_no_reaction(place: Place, mallory: Person) -> None:
    message = say(place, place.owner)
    path = f"{place.messages}/{message['id']}"
    elsewhere = add_channel(place)
    with nothing_changes("messages"):
        for absent in (
            f"{place.messages}/{ABSENT_MESSAGE}",
            f"{place.messages}/msg_1",
            f"{elsewhere.messages}/{message['id']}",
        ):
            check_refused(react(absent, place.member), 404, "not_found")
        check_same(react(path, mallory), react(f"{place.messages}/{ABSENT_MESSAGE}", mallory))
        check_needs_caller(add_reaction, f"{path}/reactions/{BREAD}")
        for none in ("x", "🍞🍞", "%20", "<b>"):
            check_invalid(react(path, place.member, none), "/path/emoji")


def test_who_is_timed_out_does_not_react(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    member = Member.of(place.community_id, place.member.user_id)
    member.change([Member.timeout_until.set(now_s() + 3600)])
    with nothing_changes("messages"):
        problem = check_refused(react(path, place.member), 403, "missing_permission")
    assert problem["missing_permissions"] == ["ADD_REACTIONS"]

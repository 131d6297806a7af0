"""GET /channels/{channel_id}/messages/{message_id}/origin, and passing messages on."""

from __future__ import annotations

from commons.testing import Connections, Person, Reply, call
from functions.communities.endpoints.set_override import set_override
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.edit_message import edit_message
from functions.messages.endpoints.get_message import get_message
from functions.messages.endpoints.get_message_origin import get_message_origin
from functions.messages.endpoints.send_message import send_message
from tests.functions.messages.places import (
    ABSENT_CHANNEL,
    ABSENT_MESSAGE,
    Place,
    add_channel,
    check_refused,
    flush,
    found_place,
    heard,
    is_stored,
    look,
    say,
)
from tests.functions.messages.threads import begin
from tests.refusals import check_invalid, check_needs_caller, check_same, nothing_changes


def pass_on(
    to: Place,
    who: Person,
    message: dict[str, str],
    headers: dict[str, str] | None = None,
    **more: str,
) -> Reply:
    """Pass a message on to another channel."""
    forward = {"channel_id": message["channel_id"], "message_id": message["id"]}
    body = {"forward": forward, **more}
    return call(send_message, to.messages, as_=who, body=body, headers=headers)


def origin(place: Place, who: Person, message_id: str) -> Reply:
    """Ask where a message comes from."""
    return call(get_message_origin, f"{place.messages}/{message_id}/origin", as_=who)


def hide(place: Place) -> None:
    """Only the owner sees the channel."""
    path = f"/channels/{place.channel_id}/overrides/{place.community_id}"
    deny = {"type": "role", "allow": "0", "deny": "1"}
    assert call(set_override, path, as_=place.owner, body=deny).status == 204


def test_what_it_said_goes_along_and_later_edits_do_not(
    place: Place, connections: Connections
) -> None:
    said = say(place, place.owner, "the loaf is out", mentions={"everyone": True})
    other = found_place(place.member, place.owner)
    socket = look(other, place.owner, connections)
    sent = pass_on(other, place.member, said, content="look")

    assert sent.status == 201
    assert (sent.body["content"], sent.body["author_id"]) == ("look", place.member.user_id)
    assert sent.body["forward"] == {
        "content": "the loaf is out",
        "created_at": said["created_at"],
    }
    assert not sent.body["mentions"]["everyone"]
    flush(other)
    [event] = heard(socket)
    assert event["d"] == sent.body
    path = f"{place.messages}/{said['id']}"
    assert call(edit_message, path, as_=place.owner, body={"content": "burnt"}).status == 200
    assert call(delete_message, path, as_=place.owner).status == 204
    shown = call(get_message, f"{other.messages}/{sent.body['id']}", as_=place.owner)
    assert shown.body == sent.body
    check_refused(origin(other, place.owner, sent.body["id"]), 404, "not_found")


def test_where_it_was_said_is_told_to_who_may_read_there(place: Place) -> None:
    hidden, thread = add_channel(place), begin(place)
    said = say(hidden, place.owner)
    passed = pass_on(thread, place.owner, said).body
    told = origin(thread, place.member, passed["id"])

    assert told.body == {
        "community_id": place.community_id,
        "channel_id": hidden.channel_id,
        "message_id": said["id"],
        "author_id": place.owner.user_id,
    }
    hide(hidden)
    nothing = origin(thread, place.member, say(thread, place.owner)["id"])
    check_same(origin(thread, place.member, passed["id"]), nothing)
    assert origin(thread, place.owner, passed["id"]).status == 200


def test_a_forward_of_a_forward_says_the_same_words(place: Place) -> None:
    first = say(place, place.owner, "fresh bread")
    second = pass_on(place, place.member, first).body
    third = pass_on(place, place.owner, second).body

    assert third["forward"]["content"] == "fresh bread"
    assert origin(place, place.member, third["id"]).body["message_id"] == second["id"]


def test_its_author_edits_what_they_say_beside_it(place: Place) -> None:
    sent = pass_on(place, place.member, say(place, place.owner)).body
    path = f"{place.messages}/{sent['id']}"
    edited = call(edit_message, path, as_=place.member, body={"content": "look"}).body

    assert (edited["content"], edited["forward"]) == ("look", sent["forward"])


def test_a_repeated_send_passes_it_on_once(place: Place) -> None:
    said = say(place, place.owner)
    one = pass_on(place, place.member, said, nonce="n")
    call(delete_message, f"{place.messages}/{said['id']}", as_=place.owner)
    two = pass_on(place, place.member, said, nonce="n")

    assert one.body == two.body
    other = say(place, place.owner)
    check_refused(pass_on(place, place.member, other, nonce="n"), 422, "idempotency_mismatch")


def test_what_nobody_may_read_is_like_what_is_not_there(place: Place, mallory: Person) -> None:
    hidden = add_channel(place)
    said = say(hidden, place.owner, "a secret of the bakery")
    hide(hidden)
    theirs = say(found_place(mallory, mallory), mallory)
    with nothing_changes("messages"):
        for message in (
            said,
            theirs,
            {"channel_id": place.channel_id, "id": ABSENT_MESSAGE},
            {"channel_id": place.channel_id, "id": said["id"]},
            {"channel_id": ABSENT_CHANNEL, "id": said["id"]},
        ):
            check_invalid(pass_on(place, place.member, message), "/forward")


def test_what_the_server_cannot_read_is_not_passed_on(place: Place) -> None:
    body = {"ciphertext": "b3BhcXVl"}
    sealed = call(send_message, place.messages, as_=place.owner, body=body).body
    with nothing_changes("messages"):
        check_refused(pass_on(place, place.member, sealed), 422, "cannot_forward")
        both = pass_on(place, place.member, say_nothing(place), ciphertext="b3BhcXVl")
        check_invalid(both, "/body")


def say_nothing(place: Place) -> dict[str, str]:
    """The form of a message."""
    return {"channel_id": place.channel_id, "id": ABSENT_MESSAGE}


def test_a_deleted_forward_leaves_nothing(place: Place) -> None:
    said = say(place, place.owner, "words of the baker")
    sent = pass_on(place, place.member, said).body
    for message, who in ((said, place.owner), (sent, place.member)):
        assert call(delete_message, f"{place.messages}/{message['id']}", as_=who).status == 204
    assert not is_stored("words of the baker")


def test_strangers_learn_nothing(place: Place, mallory: Person) -> None:
    sent = pass_on(place, place.member, say(place, place.owner)).body
    path = f"{place.messages}/{sent['id']}/origin"
    check_same(origin(place, mallory, sent["id"]), origin(place, mallory, ABSENT_MESSAGE))
    check_needs_caller(get_message_origin, path)

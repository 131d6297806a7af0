"""Sending: stored once, refused clearly."""

from __future__ import annotations

from base64 import b64encode

import pytest

from commons.clock import now_s
from commons.contracts.messages import MembersMentioned
from commons.testing import Context, Person, call, emitted
from functions.communities.endpoints.ban_member import ban_member
from functions.communities.endpoints.update_role import update_role
from functions.communities.models.members import Member
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.get_message import get_message
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.send_message import send_message
from tests.functions.messages.bad_input import MALFORMED, NEW_BODIES, NOT_OBJECTS, raw
from tests.functions.messages.places import (
    ABSENT_CHANNEL,
    ABSENT_MESSAGE,
    Place,
    add_channel,
    add_role,
    at_once,
    check_refused,
    found_place,
    is_stored,
    same_but_where,
    say,
    stream_rows,
)
from tests.refusals import nothing_changes


def test_a_member_sends(place: Place) -> None:
    reply = call(send_message, place.messages, as_=place.member, body={"content": " hello "})

    assert reply.status == 201, reply
    made = reply.body
    assert made == {
        "id": made["id"],
        "channel_id": place.channel_id,
        "seq": 1,
        "author_id": place.member.user_id,
        "type": "message",
        "content": " hello ",
        "ciphertext": None,
        "nonce": None,
        "reply_to": [],
        "mentions": {"users": [], "roles": [], "everyone": False},
        "forward": None,
        "attachments": [],
        "reactions": [],
        "pinned": False,
        "poll": None,
        "thread": None,
        "edited_at": None,
        "expires_at": None,
        "created_at": made["created_at"],
    }
    path = f"{place.messages}/{made['id']}"
    assert call(get_message, path, as_=place.owner).body == made


def test_everything_a_message_can_carry_comes_back(place: Place) -> None:
    first = say(place, place.owner)
    mentions = {
        "users": [place.owner.user_id],
        "roles": [add_role(place, mentionable=True)],
        "everyone": False,
    }
    body = {
        "ciphertext": "AP/+",
        "nonce": "n-1",
        "reply_to": [first["id"]],
        "mentions": mentions,
    }
    made = call(send_message, place.messages, as_=place.member, body=body).body

    assert {name: made[name] for name in body} == body
    assert made["content"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"content": "a" * 8000},
        {"content": "😀" * 4096},
        {"content": "\t\r\n|" * 2000},
        {"content": "\u202eright to left, e\u0301, \u200d, \x7f"},
        {"ciphertext": raw(16 * 1024)},
        {"content": "a", "nonce": "~" * 255},
    ],
)
def test_the_largest_and_the_oddest_fit(place: Place, body: dict[str, object]) -> None:
    made = call(send_message, place.messages, as_=place.member, body=body)

    assert made.status == 201, made
    assert {name: made.body[name] for name in body} == body


@pytest.mark.parametrize("wrong", NEW_BODIES)
def test_a_body_no_message_has_is_refused(place: Place, wrong: str) -> None:
    reply = call(send_message, place.messages, as_=place.member, body=NEW_BODIES[wrong])

    problem = check_refused(reply, 422, "validation_failed")
    assert problem["errors"]
    assert stream_rows(place) == []


def test_a_refusal_does_not_repeat_what_was_sent(place: Place) -> None:
    body = {"content": "sesame-4711" * 1000, "sesame": "sesame-4711"}
    reply = call(send_message, place.messages, as_=place.member, body=body)

    assert "sesame-4711" not in str(reply.body)


@pytest.mark.parametrize("wrong", MALFORMED)
def test_what_is_no_json_is_refused(place: Place, wrong: str) -> None:
    reply = call(send_message, place.messages, as_=place.member, raw=MALFORMED[wrong])

    check_refused(reply, 400, "malformed_json")
    assert stream_rows(place) == []


@pytest.mark.parametrize("wrong", NOT_OBJECTS)
def test_json_that_is_no_message_is_refused(place: Place, wrong: str) -> None:
    reply = call(send_message, place.messages, as_=place.member, raw=NOT_OBJECTS[wrong])

    check_refused(reply, 422, "validation_failed")
    assert stream_rows(place) == []


def test_bytes_that_are_no_text_are_refused(place: Place) -> None:
    event = {
        "version": "2.0",
        "routeKey": send_message.route_key,
        "rawPath": f"/v1{place.messages}",
        "rawQueryString": "",
        "headers": {
            "content-type": "application/json",
            "authorization": f"Bearer {place.member.token}",
        },
        "pathParameters": {"channel_id": place.channel_id},
        "requestContext": {
            "requestId": "req",
            "stage": "$default",
            "http": {"method": "POST", "path": f"/v1{place.messages}", "sourceIp": "127.0.0.1"},
        },
        "body": b64encode(b'{"content": "\xff\xfe"}').decode(),
        "isBase64Encoded": True,
    }
    answer = send_message(event, Context())

    assert answer["statusCode"] == 400
    assert '"malformed_json"' in answer["body"]
    assert stream_rows(place) == []


def test_other_media_types_and_larger_bodies_are_refused(place: Place) -> None:
    text = {"content-type": "text/plain"}
    sent = call(send_message, place.messages, as_=place.member, body={"content": "a"}, headers=text)
    check_refused(sent, 415, "unsupported_media_type")

    sent = call(send_message, place.messages, as_=place.member, body={"content": "a" * 65_536})
    assert check_refused(sent, 413, "body_too_large")["max_bytes"] == 65_536
    assert stream_rows(place) == []


def test_a_stranger_finds_nothing(place: Place, mallory: Person) -> None:
    body = {"content": "sesame-4712"}
    there = call(send_message, place.messages, as_=mallory, body=body)
    absent = call(send_message, f"/channels/{ABSENT_CHANNEL}/messages", as_=mallory, body=body)

    check_refused(there, 404, "not_found")
    assert same_but_where(there.body) == same_but_where(absent.body)
    assert call(send_message, place.messages, as_=mallory, body={}).status == 404
    assert call(send_message, place.messages, body=body).status == 401
    assert not is_stored("sesame-4712")


def test_a_ban_holds_on_the_next_request(place: Place) -> None:
    say(place, place.member)
    path = f"/communities/{place.community_id}/bans/{place.member.user_id}"
    assert call(ban_member, path, as_=place.owner).status == 204

    sent = call(send_message, place.messages, as_=place.member, body={"content": "still here"})
    check_refused(sent, 404, "not_found")


def test_who_is_timed_out_reads_and_does_not_send(place: Place) -> None:
    member = Member.of(place.community_id, place.member.user_id)
    member.change([Member.timeout_until.set(now_s() + 3600)])

    sent = call(send_message, place.messages, as_=place.member, body={"content": "a"})
    problem = check_refused(sent, 403, "missing_permission")
    assert problem["missing_permissions"] == ["SEND_MESSAGES"]
    assert call(list_messages, place.messages, as_=place.member).status == 200


def test_only_who_may_mentions_everyone(place: Place) -> None:
    body = {"content": "a", "mentions": {"everyone": True}}
    refused = call(send_message, place.messages, as_=place.member, body=body)

    problem = check_refused(refused, 403, "missing_permission")
    assert problem["missing_permissions"] == ["MENTION_EVERYONE"]
    assert problem["explain_url"] == "/v1/permissions/explain"
    assert call(send_message, place.messages, as_=place.owner, body=body).status == 201


def test_a_role_that_not_everybody_may_mention_needs_the_permission(place: Place) -> None:
    quiet, loud = add_role(place), add_role(place, mentionable=True)
    for role_id in (quiet, place.community_id):
        body = {"content": "a", "mentions": {"roles": [loud, role_id]}}
        with nothing_changes("messages"):
            refused = call(send_message, place.messages, as_=place.member, body=body)
            problem = check_refused(refused, 403, "missing_permission")
        assert problem["missing_permissions"] == ["MENTION_EVERYONE"]
        assert call(send_message, place.messages, as_=place.owner, body=body).status == 201
    assert say(place, place.member, mentions={"roles": [loud]})["mentions"]["roles"] == [loud]

    path = f"/roles/{loud}"
    assert call(update_role, path, as_=place.owner, body={"mentionable": False}).status == 200
    body = {"content": "a", "mentions": {"roles": [loud]}}
    refused = call(send_message, place.messages, as_=place.member, body=body)
    check_refused(refused, 403, "missing_permission")


def test_a_role_of_elsewhere_is_none(place: Place, mallory: Person) -> None:
    elsewhere = found_place(mallory, place.member)
    role_id = add_role(elsewhere, mentionable=True)
    for absent in (role_id, elsewhere.community_id, f"rol_{'0' * 26}"):
        body = {"content": "a", "mentions": {"roles": [absent]}}
        refused = call(send_message, place.messages, as_=place.owner, body=body)
        problem = check_refused(refused, 422, "validation_failed")
        assert problem["errors"][0]["pointer"] == "/mentions/roles/0"
    assert stream_rows(place) == []


def test_a_message_answers_others_of_its_channel(place: Place) -> None:
    said = [say(place, place.owner, f"m{n}")["id"] for n in range(5)]
    answer = say(place, place.member, reply_to=said)
    assert answer["reply_to"] == said

    call(delete_message, f"{place.messages}/{said[0]}", as_=place.owner)
    shown = call(get_message, f"{place.messages}/{answer['id']}", as_=place.member).body
    assert shown["reply_to"] == said


def test_what_is_not_there_is_not_answered(place: Place) -> None:
    there, gone = say(place, place.owner)["id"], say(place, place.owner)["id"]
    call(delete_message, f"{place.messages}/{gone}", as_=place.owner)
    other = say(add_channel(place), place.owner)["id"]
    for absent in (ABSENT_MESSAGE, gone, other):
        body = {"content": "a", "reply_to": [there, absent]}
        with nothing_changes("messages"):
            refused = call(send_message, place.messages, as_=place.member, body=body)
        problem = check_refused(refused, 422, "validation_failed")
        assert (problem["errors"][0]["pointer"], problem["errors"][0]["code"]) == (
            "/reply_to/1",
            "unknown_message",
        )


def test_what_was_sent_is_answered_again_whatever_has_changed_since(place: Place) -> None:
    question = say(place, place.owner)["id"]
    body = {"content": "a", "nonce": "n", "reply_to": [question]}
    first = call(send_message, place.messages, as_=place.member, body=body)
    call(delete_message, f"{place.messages}/{question}", as_=place.owner)
    again = call(send_message, place.messages, as_=place.member, body=body)

    assert (again.status, again.body) == (201, first.body)
    assert again.headers["idempotency-replayed"] == "true"
    other = call(send_message, place.messages, as_=place.member, body=body | {"content": "b"})
    check_refused(other, 422, "idempotency_mismatch")
    new = call(send_message, place.messages, as_=place.member, body=body | {"nonce": "m"})
    check_refused(new, 422, "validation_failed")


@pytest.mark.parametrize("type_", ["category", "forum"])
def test_some_channels_hold_no_messages(place: Place, type_: str) -> None:
    elsewhere = add_channel(place, type_)
    sent = call(send_message, elsewhere.messages, as_=place.owner, body={"content": "a"})

    check_refused(sent, 409, "no_messages_here")


@pytest.mark.parametrize("channel", ["chn_1", "com_" + "0" * 26, "%00", "x" * 3000, "ä"])
def test_an_id_of_another_form_is_no_channel(place: Place, channel: str) -> None:
    sent = call(
        send_message, f"/channels/{channel}/messages", as_=place.member, body={"content": "a"}
    )

    check_refused(sent, 404, "not_found")


def test_a_nonce_sends_once(place: Place) -> None:
    body = {"content": "hello", "nonce": "n1"}
    first = call(send_message, place.messages, as_=place.member, body=body)
    again = call(send_message, place.messages, as_=place.member, body=body)

    assert (again.status, again.body) == (201, first.body)
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers


def test_the_idempotency_key_is_the_nonce(place: Place) -> None:
    key = {"idempotency-key": "k1"}
    first = call(send_message, place.messages, as_=place.member, body={"content": "a"}, headers=key)
    both = {"content": "a", "nonce": "k1"}
    again = call(send_message, place.messages, as_=place.member, body=both, headers=key)

    assert first.body["nonce"] == "k1"
    assert again.body == first.body

    differs = {"content": "a", "nonce": "k2"}
    refused = call(send_message, place.messages, as_=place.member, body=differs, headers=key)
    check_refused(refused, 422, "validation_failed")


@pytest.mark.parametrize("key", ["", "two words", "k" * 256, "schlüssel"])
def test_a_key_that_could_be_no_nonce_is_refused(place: Place, key: str) -> None:
    sent = call(
        send_message,
        place.messages,
        as_=place.member,
        body={"content": "a"},
        headers={"idempotency-key": key},
    )

    check_refused(sent, 422, "validation_failed")
    assert stream_rows(place) == []


def test_a_nonce_is_for_one_message_of_one_person_in_one_channel(place: Place) -> None:
    say(place, place.member, "one", nonce="n")
    other = {"content": "another", "nonce": "n"}
    refused = call(send_message, place.messages, as_=place.member, body=other)
    check_refused(refused, 422, "idempotency_mismatch")

    assert say(place, place.owner, "one", nonce="n")["author_id"] == place.owner.user_id
    elsewhere = add_channel(place)
    assert say(elsewhere, place.member, "one", nonce="n")["channel_id"] == elsewhere.channel_id


def test_one_nonce_sent_a_hundred_times_at_once_is_one_message(place: Place) -> None:
    body = {"content": "once", "nonce": "n"}
    answers = at_once(
        100, lambda _: call(send_message, place.messages, as_=place.member, body=body)
    )

    assert [a.status for a in answers] == [201] * 100
    assert all(a.body == answers[0].body for a in answers)
    assert sum("idempotency-replayed" not in a.headers for a in answers) == 1
    assert call(list_messages, place.messages, as_=place.owner).body["data"] == [answers[0].body]


def test_many_at_once_have_one_order(place: Place) -> None:
    sent = at_once(20, lambda n: say(place, place.member, f"m{n}"))

    listed = call(list_messages, place.messages, as_=place.owner).body["data"]
    assert listed == sorted(sent, key=lambda message: -message["seq"])
    assert len({message["seq"] for message in sent}) == 20


def test_a_mention_is_told_once_with_the_message(place: Place) -> None:
    """To whoever notifies those who are away; what the message says is not in it."""
    named = {"users": [place.owner.user_id], "roles": [], "everyone": False}
    made = say(place, place.member, "psst", mentions=named, nonce="n-told")
    say(place, place.member, "psst", mentions=named, nonce="n-told")
    say(place, place.member, "nobody is meant")

    [told] = emitted(MembersMentioned, community_id=place.community_id)
    assert (told.message_id, told.seq) == (made["id"], made["seq"])
    assert (told.channel_id, told.author_id) == (place.channel_id, place.member.user_id)
    assert (told.user_ids, told.role_ids, told.everyone) == ([place.owner.user_id], [], False)
    assert "psst" not in told.to_json()


def test_a_message_that_is_refused_tells_nobody(place: Place) -> None:
    body = {"content": "a", "mentions": {"users": [place.owner.user_id], "everyone": True}}
    check_refused(
        call(send_message, place.messages, as_=place.member, body=body), 403, "missing_permission"
    )

    assert emitted(MembersMentioned, community_id=place.community_id) == []

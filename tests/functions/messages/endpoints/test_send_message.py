"""Sending: stored once, refused clearly."""

from commons.testing import Person, call

from functions.messages.endpoints.send_message import send_message
from tests.functions.messages.conftest import Place


def test_a_member_sends(place: Place) -> None:
    reply = call(send_message, place.messages, as_=place.member, body={"content": " hello "})

    assert reply.status == 201, reply
    assert reply.body["content"] == " hello "
    assert (reply.body["author_id"], reply.body["seq"]) == (place.member.user_id, 1)


def test_a_nonce_sends_once(place: Place) -> None:
    body = {"content": "hello", "nonce": "n1"}
    first = call(send_message, place.messages, as_=place.member, body=body)
    again = call(send_message, place.messages, as_=place.member, body=body)

    assert again.body == first.body
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers

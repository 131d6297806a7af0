"""A moderator's deletion of a message comes into the audit log, once."""

from __future__ import annotations

from urllib.parse import quote

from commons.contracts.messages import MessageModerated
from commons.testing import Person, call, deliver, emitted
from functions.communities.consumers.on_message_moderated import on_message_moderated
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.endpoints.send_message import send_message
from tests.functions.communities.conftest import Place
from tests.functions.communities.logs import log_of
from tests.functions.communities.test_audit import check_chain
from tests.parallel import in_parallel
from tests.refusals import nothing_changes


def deleted(place: Place, by: Person) -> str:
    """The id of a message of the member's that somebody deleted."""
    path, body = f"/channels/{place.channel_id}/messages", {"content": "buy my bread"}
    message_id = str(call(send_message, path, as_=place.member, body=body).body["id"])
    why = {"x-audit-reason": quote("Werbung!")}
    reply = call(delete_message, f"{path}/{message_id}", as_=by, headers=why)
    assert reply.status == 204
    return message_id


def test_what_a_moderator_deleted_is_recorded_without_what_it_said(place: Place) -> None:
    message_id = deleted(place, place.owner)
    [event] = emitted(MessageModerated, message_id=message_id)
    assert deliver(on_message_moderated, event) == []

    entry = check_chain(place.community_id)[-1]
    assert (entry["action"], entry["actor_id"]) == ("message_deleted", place.owner.user_id)
    assert (entry["target_type"], entry["target_id"]) == ("message", message_id)
    assert entry["before"] == {"author_id": place.member.user_id, "channel_id": place.channel_id}
    assert (entry["after"], entry["reason"]) == (None, "Werbung!")


def test_ones_own_message_is_nobodys_business(place: Place) -> None:
    assert emitted(MessageModerated, message_id=deleted(place, place.member)) == []


def test_an_event_that_comes_often_is_recorded_once(place: Place) -> None:
    message_id = deleted(place, place.owner)
    [event] = emitted(MessageModerated, message_id=message_id)
    length = len(log_of(place.community_id))
    failed = in_parallel(10, lambda _: deliver(on_message_moderated, event))
    assert failed == [[]] * 10
    assert len(check_chain(place.community_id)) == length + 1


def test_a_community_that_is_gone_gets_no_log(place: Place) -> None:
    gone = f"com_{'0' * 26}"
    event = MessageModerated(
        community_id=gone, channel_id="c", message_id="m", author_id="a", actor_id="b"
    )
    with nothing_changes("communities"):
        assert deliver(on_message_moderated, event) == []

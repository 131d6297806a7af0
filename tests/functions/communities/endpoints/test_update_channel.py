"""PATCH /channels/{channel_id}"""

from __future__ import annotations

from collections import Counter

from commons.contracts.communities.channels import ChannelUpdated
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints.get_channel import get_channel
from functions.communities.endpoints.update_channel import update_channel
from functions.messages.endpoints.send_message import send_message
from tests.functions.communities.conftest import Place, check_lacks
from tests.parallel import in_parallel
from tests.refusals import (
    check_bad_bodies,
    check_bad_fields,
    check_refused,
    check_same,
    nothing_changes,
)

GOOD = {"name": "lounge", "topic": "quiet\nplease", "slow_mode_s": 5}
BAD: dict[str, tuple[object, ...]] = {
    "name": ([], {}, True, 1.5, None, "", "   ", "x" * 101, "a\0b", "a\nb"),
    "topic": ([], {}, True, 1.5, "x" * 1001, "a\0b"),
    "slow_mode_s": ([], {}, True, None, "5", 1.5, -1, 21_601),
}


def edited(place: Place, who: Person, if_match: str | None = None, /, **body: object) -> Reply:
    """Ask for an edit."""
    headers = {} if if_match is None else {"if-match": if_match}
    path = f"/channels/{place.channel_id}"
    return call(update_channel, path, as_=who, body=body, headers=headers)


def seen(place: Place) -> Reply:
    """The channel as a member sees it."""
    return call(get_channel, f"/channels/{place.channel_id}", as_=place.member)


def test_what_is_given_changes_and_what_is_absent_stays(place: Place) -> None:
    before = seen(place).body
    reply = edited(place, place.owner, name="lounge")
    assert (reply.status, reply.body) == (200, before | {"name": "lounge"})
    assert edited(place, place.owner, **GOOD).body == before | GOOD
    assert seen(place).body == before | GOOD
    assert edited(place, place.owner, topic=None).body["topic"] is None
    assert seen(place).body["topic"] is None


def test_an_edit_raises_the_etag_and_a_message_does_not(place: Place) -> None:
    first = seen(place).headers["etag"]
    said = {"content": "hello"}
    call(send_message, f"/channels/{place.channel_id}/messages", as_=place.member, body=said)
    assert seen(place).headers["etag"] == first
    assert edited(place, place.owner, topic="Bread").headers["etag"] != first


def test_what_changed_meanwhile_is_not_overwritten(place: Place) -> None:
    tag = seen(place).headers["etag"]
    replies = in_parallel(10, lambda i: edited(place, place.owner, tag, name=f"n{i}"))
    assert Counter(r.status for r in replies) == {200: 1, 412: 9}
    with nothing_changes("communities"):
        check_refused(edited(place, place.owner, tag, name="late"), 412, "precondition_failed")


def test_an_edit_is_told(place: Place) -> None:
    edited(place, place.owner, name="lounge")
    [event] = emitted(ChannelUpdated, channel_id=place.channel_id)
    assert (event.community_id, event.revision) == (place.community_id, 2)


def test_a_member_edits_nothing(place: Place, mallory: Person) -> None:
    with nothing_changes("communities"):
        check_lacks(edited(place, place.member, **GOOD), "MANAGE_CHANNELS")
        hidden = edited(place, mallory, **GOOD)
        check_refused(hidden, 404, "not_found")
        absent = call(update_channel, f"/channels/chn_{'0' * 26}", as_=mallory, body=GOOD)
        check_same(hidden, absent)


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"/channels/{place.channel_id}"
    with nothing_changes("communities"):
        check_bad_bodies(update_channel, path, GOOD, place.owner)
        check_bad_fields(update_channel, path, GOOD, BAD, place.owner)

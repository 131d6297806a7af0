"""One channel."""

from __future__ import annotations

import pytest

from commons.testing import Person, call, nudged
from functions.communities.endpoints.get_channel import get_channel
from functions.messages.endpoints.send_message import send_message
from functions.realtime.consumers.pump_nudged import pump_nudged
from tests.functions.communities.conftest import Place
from tests.refusals import check_needs_caller, check_refused, check_same

ABSENT = f"/channels/chn_{'0' * 26}"


def test_members_see_a_channel(place: Place) -> None:
    reply = call(get_channel, f"/channels/{place.channel_id}", as_=place.member)
    assert reply.status == 200
    assert (reply.body["id"], reply.body["name"]) == (place.channel_id, "general")
    assert reply.body == place.seen().body["channels"][0]


def test_its_head_is_the_newest_message_that_was_delivered(place: Place) -> None:
    path = f"/channels/{place.channel_id}"
    sent = call(send_message, f"{path}/messages", as_=place.member, body={"content": "hello"}).body
    assert nudged(pump_nudged, f"h:{place.channel_id}") == []

    shown = call(get_channel, path, as_=place.owner).body
    assert shown["head"] == sent["seq"] == 1
    assert shown["last_message"] == {"id": sent["id"], "seq": 1, "at": sent["created_at"]}


def test_a_channel_of_others_looks_absent(place: Place, public: Place, mallory: Person) -> None:
    for hidden, who in (
        (place, mallory),
        (place, place.banned),
        (public, mallory),
        (public, public.banned),
    ):
        absent = call(get_channel, ABSENT, as_=who)
        check_refused(absent, 404, "not_found")
        check_same(call(get_channel, f"/channels/{hidden.channel_id}", as_=who), absent)


@pytest.mark.parametrize("bad", ["x", "me", "dmc_" + "0" * 26, "chn_0", "%00", "ä", "x" * 3000])
def test_what_is_no_channel_id_is_absent(place: Place, bad: str) -> None:
    reply = call(get_channel, f"/channels/{bad}", as_=place.owner)
    check_same(reply, call(get_channel, ABSENT, as_=place.owner))


def test_nobody_sees_no_channel(place: Place) -> None:
    check_needs_caller(get_channel, f"/channels/{place.channel_id}")

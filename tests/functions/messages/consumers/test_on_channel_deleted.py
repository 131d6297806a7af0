"""communities.ChannelDeleted: nothing said there is left, whatever it dies at."""

from __future__ import annotations

from commons.contracts.communities.channels import ChannelDeleted
from commons.testing import deliver
from functions.messages.consumers.on_channel_deleted import on_channel_deleted
from tests.faults import calls
from tests.functions.messages.places import Place, found_place, say, stream_rows
from tests.functions.messages.threads import begin
from tests.refusals import rows


def deleted(place: Place) -> ChannelDeleted:
    """The event of its channel's end."""
    return ChannelDeleted(
        community_id=place.community_id,
        channel_id=place.channel_id,
        actor_id=place.owner.user_id,
    )


def test_nothing_is_left_of_it_and_all_of_the_others(place: Place) -> None:
    other = found_place(place.owner, place.member)
    for somewhere in (place, other, place):
        say(somewhere, somewhere.owner)
    kept = stream_rows(other)

    for _ in range(2):
        assert deliver(on_channel_deleted, deleted(place)) == []
        assert stream_rows(place) == []
    assert stream_rows(other) == kept


def test_its_threads_go_with_it(place: Place) -> None:
    thread = begin(place)
    say(thread, place.owner)
    for _ in range(2):
        assert deliver(on_channel_deleted, deleted(place)) == []
        left = [pk for pk, sk in rows("messages") if thread.channel_id in f"{pk}{sk}"]
        assert left == ["GONE#"]


def test_whatever_call_it_dies_at_it_is_finished_when_it_comes_again(place: Place) -> None:
    for number in range(4):
        for _ in range(3):
            say(place, place.owner)
        with calls(number):
            deliver(on_channel_deleted, deleted(place))
        assert deliver(on_channel_deleted, deleted(place)) == []
        assert stream_rows(place) == []
    assert ("GONE#", place.channel_id) in rows("messages")

"""Deleting channels."""

from __future__ import annotations

from collections import Counter

from commons.contracts.communities.channels import ChannelDeleted
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.delete_channel import delete_channel
from functions.messages.endpoints.send_message import send_message
from tests.functions.communities.conftest import Place, check_lacks
from tests.functions.communities.places import (
    check_counted,
    edited,
    hide,
    made,
    names,
    seen,
)
from tests.parallel import in_parallel
from tests.refusals import check_refused, check_same, nothing_changes


def deleted(channel_id: str, who: Person) -> Reply:
    """Ask for a deletion."""
    return call(delete_channel, f"/channels/{channel_id}", as_=who)


def test_a_deleted_channel_is_gone_on_the_next_request(place: Place, mallory: Person) -> None:
    said = f"/channels/{place.channel_id}/messages"
    assert call(send_message, said, as_=place.member, body={"content": "hello"}).status == 201

    assert deleted(place.channel_id, place.owner).status == 204

    assert names(place, place.member) == []
    absent = seen(place, f"chn_{'0' * 26}")
    check_same(seen(place, place.channel_id), absent)
    assert call(send_message, said, as_=place.member, body={"content": "hello"}).status == 404
    check_refused(deleted(place.channel_id, place.owner), 404, "not_found")
    check_counted(place)
    [event] = emitted(ChannelDeleted, channel_id=place.channel_id)
    assert (event.community_id, event.actor_id) == (place.community_id, place.owner.user_id)


def test_what_lies_in_a_category_moves_out_and_stays_hidden(place: Place) -> None:
    category = made(place, "staff", type="category")
    inside = [made(place, f"s{i}", parent_id=category) for i in range(18)]
    hide(place, category)
    assert names(place, place.member) == ["general"]

    assert deleted(category, place.owner).status == 204

    assert names(place, place.member) == ["general"]
    assert len(names(place)) == 19
    for channel_id in inside:
        body = seen(place, channel_id).body
        assert (body["parent_id"], body["follows_category"]) == (None, False)
    check_counted(place)


def test_of_many_who_delete_one_does(place: Place) -> None:
    channel_id = made(place, "gone")
    replies = in_parallel(10, lambda _: deleted(channel_id, place.owner))
    assert Counter(reply.status for reply in replies) == {204: 1, 404: 9}
    check_counted(place)


def test_nothing_enters_a_category_that_is_deleted_meanwhile(place: Place) -> None:
    """Moves in, channels made in it and its deletion at once: nothing is left in nowhere."""
    for _ in range(3):
        category = made(place, "busy", type="category")
        others = [made(place, f"o{i}") for i in range(4)]

        def act(i: int, category: str = category, others: list[str] = others) -> Reply:
            if i == 3:
                return deleted(category, place.owner)
            if i < 3:
                path, body = f"{place.path}/channels", {"name": "new", "parent_id": category}
                return call(create_channel, path, as_=place.owner, body=body)
            return edited(place, others[i - 4], parent_id=category)

        replies = in_parallel(8, act)
        assert replies[3].status == 204
        assert {reply.status for reply in replies} <= {200, 201, 204, 404, 503}
        check_counted(place)


def test_a_member_deletes_nothing(place: Place, mallory: Person) -> None:
    with nothing_changes("communities"):
        check_lacks(deleted(place.channel_id, place.member), "MANAGE_CHANNELS")
        hidden = deleted(place.channel_id, mallory)
        check_same(hidden, deleted(f"chn_{'0' * 26}", mallory))

"""Adding channels."""

from __future__ import annotations

from collections import Counter

import pytest

from commons.contracts.communities.channels import ChannelCreated
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints import create_channel as module
from functions.communities.endpoints.create_channel import create_channel
from functions.communities.endpoints.get_channel import get_channel
from functions.communities.endpoints.list_channels import list_channels
from functions.communities.rules import channels as rules
from tests.functions.communities.conftest import Place, check_hidden, check_lacks, founded
from tests.parallel import in_parallel
from tests.refusals import check_bad_bodies, check_bad_fields, check_refused, nothing_changes

GOOD = {"name": "lounge", "type": "voice", "topic": "quiet\nplease", "slow_mode_s": 5}
BAD: dict[str, tuple[object, ...]] = {
    "name": ([], {}, True, 1.5, None, "", "   ", "x" * 101, "a\0b", "a\nb"),
    "type": ([], {}, True, None, "", "thread", "dm", "Text"),
    "topic": ([], {}, True, 1.5, "x" * 1001, "a\0b"),
    "parent_id": ([], {}, True, "", "x", f"com_{'0' * 26}", f"chn_{'0' * 27}"),
    "slow_mode_s": ([], {}, True, None, "5", 1.5, -1, 21_601),
}


def created(place: Place, who: Person, **body: object) -> Reply:
    """Ask for a channel."""
    return call(create_channel, f"{place.path}/channels", as_=who, body=body)


def names(place: Place) -> list[str]:
    """The channels in their order."""
    listed = call(list_channels, f"{place.path}/channels", as_=place.owner).body["data"]
    return [channel["name"] for channel in listed]


def test_a_channel_is_added_at_the_end(place: Place) -> None:
    reply = created(place, place.owner, **GOOD)

    assert reply.status == 201
    assert {name: reply.body[name] for name in GOOD} == GOOD
    assert reply.body["community_id"] == place.community_id
    assert reply.body["position"] > place.seen().body["channels"][0]["position"]
    assert reply.body["head"] == 0
    assert names(place) == ["general", "lounge"]
    shown = call(get_channel, f"/channels/{reply.body['id']}", as_=place.member)
    assert shown.body == reply.body


@pytest.mark.parametrize("type_", ["text", "voice", "stage", "forum", "announcement", "category"])
def test_channels_are_of_many_types(place: Place, type_: str) -> None:
    reply = created(place, place.owner, name="x", type=type_)
    assert (reply.status, reply.body["type"]) == (201, type_)


def test_a_channel_may_stand_below_another(place: Place) -> None:
    category = created(place, place.owner, name="off topic", type="category").body["id"]
    below = created(place, place.owner, name="cats", parent_id=category)
    assert (below.body["parent_id"], below.body["follows_category"]) == (category, True)


def test_a_parent_of_another_community_is_absent(place: Place, alice: Person) -> None:
    elsewhere = founded(alice, "private").channel_id
    with nothing_changes("communities"):
        for parent_id in (elsewhere, f"chn_{'0' * 26}"):
            reply = created(place, place.owner, name="cats", parent_id=parent_id)
            check_refused(reply, 404, "not_found")


def test_a_new_channel_is_told(place: Place) -> None:
    made = created(place, place.owner, **GOOD).body
    [event] = emitted(ChannelCreated, channel_id=made["id"])
    assert (event.community_id, event.type) == (place.community_id, "voice")


def test_a_community_has_room_for_so_many(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rules.MAX_CHANNELS == 500
    monkeypatch.setattr(module, "MAX_CHANNELS", 3)
    replies = in_parallel(10, lambda i: created(place, place.owner, name=f"{i}"))

    assert Counter(reply.status for reply in replies) == {201: 2, 422: 8}
    assert {reply.code for reply in replies if reply.status == 422} == {"limit_reached"}
    assert len(names(place)) == 3


def test_a_member_adds_nothing(place: Place, public: Place, mallory: Person) -> None:
    with nothing_changes("communities"):
        check_lacks(created(place, place.member, **GOOD), "MANAGE_CHANNELS")
        check_lacks(created(public, mallory, **GOOD), "MANAGE_CHANNELS")


def test_a_member_learns_nothing_from_validation(place: Place) -> None:
    check_lacks(created(place, place.member, name=1, more=2), "MANAGE_CHANNELS")


def test_a_private_community_is_hidden(place: Place) -> None:
    check_hidden(
        create_channel, lambda community: f"/communities/{community}/channels", place, body=GOOD
    )


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path = f"{place.path}/channels"
    with nothing_changes("communities"):
        check_bad_bodies(create_channel, path, GOOD, place.owner)
        check_bad_fields(create_channel, path, GOOD, BAD, place.owner)


def test_channels_lie_in_categories_and_categories_in_nothing(place: Place) -> None:
    category = created(place, place.owner, name="pets", type="category").body["id"]
    text = created(place, place.owner, name="cats").body["id"]
    for parent_id, type_ in ((text, "text"), (category, "category")):
        reply = created(place, place.owner, name="dogs", type=type_, parent_id=parent_id)
        assert (reply.status, reply.code) == (422, "not_a_category")

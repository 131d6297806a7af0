"""PATCH /channels/{channel_id}"""

from __future__ import annotations

from collections import Counter

from commons.contracts.communities.channels import ChannelUpdated
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints.get_channel import get_channel
from functions.communities.endpoints.update_channel import update_channel
from functions.messages.endpoints.list_messages import list_messages
from functions.messages.endpoints.send_message import send_message
from tests.functions.communities.conftest import Place, check_lacks, founded
from tests.functions.communities.places import check_counted, hide, made, names
from tests.functions.communities.places import edited as shaped
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
    "position": ([], {}, True, None, "5", 1.5, -1, 1 << 53),
    "parent_id": ([], {}, True, 1.5, "", "x", f"com_{'0' * 26}"),
    "archived": ([], {}, None, 1, "true"),
    "age_restricted": ([], {}, None, 1, "true"),
    "type": ("voice",),
    "circle_id": (f"cir_{'0' * 26}", None),
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


def test_what_follows_a_category_follows_the_next_and_keeps_it_outside(place: Place) -> None:
    open_one, closed = (made(place, name, type="category") for name in ("open", "closed"))
    hide(place, closed)
    inside = made(place, "inside", parent_id=open_one)
    assert "inside" in names(place, place.member)

    moved = shaped(place, inside, parent_id=closed)
    assert (moved.body["parent_id"], moved.body["follows_category"]) == (closed, True)
    assert names(place, place.member) == ["general", "open"]
    moved = shaped(place, inside, parent_id=None)
    assert (moved.body["parent_id"], moved.body["follows_category"]) == (None, False)
    assert names(place, place.member) == ["general", "open"]
    assert shaped(place, inside, parent_id=open_one).body["follows_category"] is False
    check_counted(place)


def test_nobody_writes_in_an_archived_channel_and_all_read_it(place: Place) -> None:
    path = f"/channels/{place.channel_id}/messages"
    assert call(send_message, path, as_=place.member, body={"content": "hello"}).status == 201

    assert edited(place, place.owner, archived=True).body["archived"] is True

    for who in (place.member, place.owner):
        check_lacks(call(send_message, path, as_=who, body={"content": "more"}), "SEND_MESSAGES")
        [message] = call(list_messages, path, as_=who).body["data"]
        assert message["content"] == "hello"
    assert edited(place, place.owner, archived=False).body["archived"] is False
    assert call(send_message, path, as_=place.member, body={"content": "more"}).status == 201


def test_channels_move_only_into_categories_of_the_same_community(
    place: Place, alice: Person
) -> None:
    category, text = made(place, "pets", type="category"), made(place, "cats")
    elsewhere = made(founded(alice, "private"), "theirs", type="category")
    with nothing_changes("communities"):
        check_refused(shaped(place, text, parent_id=elsewhere), 404, "not_found")
        check_refused(shaped(place, text, parent_id=text), 422, "not_a_category")
        check_refused(shaped(place, category, parent_id=category), 422, "not_a_category")

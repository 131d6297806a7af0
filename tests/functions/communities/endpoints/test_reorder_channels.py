"""Putting channels in order."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest

from commons.contracts.communities.channels import ChannelUpdated
from commons.testing import Person, Reply, call, emitted
from functions.communities.endpoints.reorder_channels import reorder_channels
from tests.functions.communities.conftest import Place, check_hidden, check_lacks, founded
from tests.functions.communities.places import check_counted, hide, made, names, seen
from tests.parallel import in_parallel
from tests.refusals import check_bad_bodies, check_invalid, check_refused, nothing_changes


def moved(place: Place, who: Person, *moves: dict[str, object]) -> Reply:
    """Ask for moves."""
    path = f"{place.path}/channels"
    return call(reorder_channels, path, as_=who, body={"channels": list(moves)})


def test_channels_stand_where_they_are_put(place: Place) -> None:
    ids = [place.channel_id, made(place, "one"), made(place, "two")]
    titles = dict(zip(ids, ("general", "one", "two"), strict=True))
    for order in permutations(ids):
        moves = [{"id": id_, "position": 10 * i} for i, id_ in enumerate(order)]
        reply = moved(place, place.owner, *moves)
        assert reply.status == 200, reply
        assert reply.body["data"] == [m | {"parent_id": None} for m in moves]
        assert names(place) == [titles[id_] for id_ in order]
    check_counted(place)


def test_what_lies_in_a_category_stands_right_after_it(place: Place) -> None:
    pets, food = made(place, "pets", type="category"), made(place, "food", type="category")
    cats, dogs, soup = (made(place, name) for name in ("cats", "dogs", "soup"))
    moves = [
        {"id": soup, "parent_id": food, "position": 0},
        {"id": cats, "parent_id": pets, "position": 2},
        {"id": dogs, "parent_id": pets, "position": 1},
        {"id": pets, "position": 30},
        {"id": food, "position": 20},
        {"id": place.channel_id, "position": 25},
    ]
    assert moved(place, place.owner, *moves).status == 200
    assert names(place) == ["food", "soup", "general", "pets", "dogs", "cats"]
    assert moved(place, place.owner, {"id": dogs, "parent_id": None}).status == 200
    assert names(place) == ["dogs", "food", "soup", "general", "pets", "cats"]
    check_counted(place)


def test_more_than_one_transaction_holds_are_put_in_order(place: Place) -> None:
    category = made(place, "many", type="category")
    ids = [made(place, f"c{i:02}") for i in range(20)]
    moves = [{"id": id_, "position": 20 - i, "parent_id": category} for i, id_ in enumerate(ids)]
    reply = moved(place, place.owner, *moves, {"id": category, "position": 0})
    assert len(reply.body["data"]) == 21
    assert names(place) == ["many", *(f"c{i:02}" for i in reversed(range(20))), "general"]
    again = len(emitted(ChannelUpdated, community_id=place.community_id))
    assert moved(place, place.owner, *moves).status == 200
    assert len(emitted(ChannelUpdated, community_id=place.community_id)) == again
    check_counted(place)


@pytest.mark.parametrize("storm", [12, pytest.param(200, marks=pytest.mark.nightly)])
def test_in_a_storm_of_moves_each_row_says_what_some_move_said(place: Place, storm: int) -> None:
    rng = Random(storm)
    categories = [made(place, f"k{i}", type="category") for i in range(2)]
    ids = [made(place, f"c{i}") for i in range(4)]
    plans: list[list[dict[str, object]]] = [
        [
            {"id": id_, "position": rng.randrange(99), "parent_id": rng.choice([None, *categories])}
            for id_ in rng.sample(ids, 3)
        ]
        for _ in range(storm)
    ]
    replies = in_parallel(storm, lambda i: moved(place, place.owner, *plans[i]), threads=4)
    assert {reply.status for reply in replies} <= {200, 503}
    assert any(reply.status == 200 for reply in replies)
    asked = [move for plan in plans for move in plan]
    for id_ in ids:
        body = seen(place, id_).body
        stands = {name: body[name] for name in ("id", "position", "parent_id")}
        assert stands in asked or body["parent_id"] is None
    check_counted(place)


def test_one_that_is_not_seen_moves_nothing(place: Place, alice: Person) -> None:
    elsewhere, hidden = founded(alice, "private").channel_id, made(place, "hidden")
    general = {"id": place.channel_id, "position": 5}
    with nothing_changes("communities"):
        for other in (elsewhere, f"chn_{'0' * 26}"):
            check_refused(moved(place, place.owner, general, {"id": other}), 404, "not_found")
            into = general | {"parent_id": other}
            check_refused(moved(place, place.owner, into), 404, "not_found")
    hide(place, hidden)
    with nothing_changes("communities"):
        reply = moved(place, place.owner, general | {"parent_id": hidden})
        check_refused(reply, 422, "not_a_category")


def test_a_member_moves_nothing(place: Place) -> None:
    with nothing_changes("communities"):
        check_lacks(moved(place, place.member, {"id": place.channel_id}), "MANAGE_CHANNELS")


def test_what_cannot_be_read_changes_nothing(place: Place) -> None:
    path, one = f"{place.path}/channels", {"id": place.channel_id, "position": 1}
    with nothing_changes("communities"):
        check_bad_bodies(reorder_channels, path, {"channels": [one]}, place.owner)
        bads: tuple[object, ...] = ([], None, [one] * 2, [one] * 501, {})
        for bad in bads:
            reply = call(reorder_channels, path, as_=place.owner, body={"channels": bad})
            check_invalid(reply, "/body/channels")
        for name, value in (("position", -1), ("position", None), ("parent_id", "x"), ("id", "x")):
            check_invalid(
                moved(place, place.owner, one | {name: value}), f"/body/channels/0/{name}"
            )


def test_a_private_community_is_hidden(place: Place) -> None:
    body = {"channels": [{"id": place.channel_id, "position": 1}]}
    check_hidden(reorder_channels, lambda id_: f"/communities/{id_}/channels", place, body)

"""Which layer, whose slot, and when to ask for a key frame."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media_node.forwarding.keyframes import KeyFrameRequests, Patience
from media_node.forwarding.selection import Option, assign, choose_layer

LAYERS = [Option("l", 180, True), Option("m", 360, True), Option("h", 720, True)]


def test_the_smallest_layer_that_is_high_enough_is_chosen() -> None:
    assert [choose_layer(LAYERS, h) for h in (100, 180, 200, 720, 2000, None)] == [
        "l", "l", "m", "h", "h", "h"]  # fmt: skip


def test_a_layer_that_its_publisher_switched_off_is_not_chosen() -> None:
    off = [LAYERS[0], LAYERS[1], Option("h", 720, False)]
    assert choose_layer(off, None) == "m"
    assert choose_layer([], 100) is None


def test_layers_that_all_pause_are_kept() -> None:
    still = [Option("l", 180, False), Option("h", 720, False)]
    assert choose_layer(still, 700) == "h"


@given(
    st.dictionaries(st.text(max_size=2), st.none() | st.integers(0, 9), max_size=5),
    st.lists(st.integers(0, 9), unique=True),
)
def test_the_first_of_a_ranking_have_slots_and_nobody_moves_without_need(
    slots: dict[str, int | None], ranked: list[int]
) -> None:
    taken = [track for track in slots.values() if track is not None]
    if len(taken) != len({*taken}):
        return  # nobody is in two slots
    assigned = assign(slots, ranked)
    chosen = [track for track in assigned.values() if track is not None]
    assert sorted(chosen) == sorted(ranked[: len(slots)])
    for slot, track in slots.items():
        assert assigned[slot] == track or track not in ranked[: len(slots)]


def test_the_first_request_goes_at_once_and_the_next_after_a_second() -> None:
    requests = KeyFrameRequests()
    assert requests.ask(10.0)
    assert not requests.ask(10.1)
    assert not requests.due(10.9)
    assert requests.due(11.0)


def test_a_key_frame_that_came_is_not_asked_for_again() -> None:
    requests = KeyFrameRequests()
    requests.ask(10.0)
    requests.came()
    assert not requests.due(12.0)
    assert requests.ask(12.0)


def test_who_always_asks_is_heard_ever_less() -> None:
    patience = Patience()
    counted = [t / 10 for t in range(1000) if patience.admits(t / 10)]
    assert counted == [0.0, 1.0, 3.0, 7.0, 15.0, 31.0, 63.0, 95.0]


def test_who_was_calm_is_heard_at_once() -> None:
    patience = Patience()
    for t in (0.0, 1.0, 3.0):
        assert patience.admits(t)
    assert not patience.admits(5.0)
    assert patience.admits(20.0)
    assert patience.admits(21.0)

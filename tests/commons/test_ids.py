"""Identifiers: sorted by creation, telling their kind, carrying positions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commons.ids import created_at, is_id, new_id, position_of, positioned_id


def test_ids_sort_by_creation_time() -> None:
    early = positioned_id("msg", 1_000, 5)
    late = positioned_id("msg", 2_000, 1)

    assert early < late
    assert created_at(late) == datetime.fromtimestamp(2, UTC)


@pytest.mark.parametrize("position", [1, 42, 2**40 - 1])
def test_a_position_comes_back(position: int) -> None:
    assert position_of("msg", positioned_id("msg", 1_700_000_000_000, position)) == position


def test_ids_of_one_position_differ() -> None:
    made = {positioned_id("msg", 1_000, 1) for _ in range(1_000)}

    assert len(made) == 1_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "msg",
        "msg_",
        "usr_01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "msg_01ARZ3NDEKTSV4RRFFQ69G5FA",
        "msg_81ARZ3NDEKTSV4RRFFQ69G5FAV",
        "msg_01arz3ndektsv4rrffq69g5fav",
        "msg_" + "I" * 26,
    ],
)
def test_what_is_not_an_id_is_none(text: str) -> None:
    assert not is_id("msg", text)
    assert position_of("msg", text) is None


def test_a_hundred_thousand_ids_do_not_collide() -> None:
    assert len({new_id("usr") for _ in range(100_000)}) == 100_000

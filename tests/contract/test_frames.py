"""A frame that the AsyncAPI document does not list fails the test it was got in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from commons.testing import Connections, Person, connect, socket_actions
from tests.contract.frames import Frames, frames, violations


@pytest.fixture
def judge() -> Iterator[Frames]:
    """What a test provokes on purpose does not fail it."""
    yield frames()
    violations.clear()


def _hello(**changed: Any) -> dict[str, Any]:
    example = frames().document["components"]["messages"]["hello"]["examples"][0]["payload"]
    return {**example, "d": {**example["d"], **changed}}


def test_a_documented_frame_is_accepted(judge: Frames) -> None:
    judge.check(None, _hello())
    assert violations == []


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (_hello(mood="good"), "hello: d breaks"),
        (_hello(max_frame="large"), "hello: d/max_frame breaks"),
        ({"op": "hello", "d": {"connection_id": "x"}}, "hello: d breaks"),
        ({"op": "wave", "d": {}}, "wave: no such frame"),
        ({"op": "batch", "d": {"st": "h:x", "pv": 0, "to": 1, "e": []}}, "batch: d/st breaks"),
        (_hello() | {"mood": "good"}, "hello: frame breaks"),
    ],
)
def test_what_the_document_does_not_list_is_noted(
    judge: Frames, frame: dict[str, Any], told: str
) -> None:
    judge.check(None, frame)
    assert violations[0].startswith(told)


def test_an_event_of_an_unknown_type_is_noted(judge: Frames) -> None:
    [example] = judge.document["components"]["messages"]["batch"]["examples"]
    frame = example["payload"]
    judge.check(None, frame)
    assert violations == []

    frame["d"]["e"][0] |= {"t": "MESSAGE_WHISPER"}
    judge.check(None, frame)
    assert violations[0].startswith("batch: d/e/0 breaks")


def test_a_refusal_the_action_does_not_declare_is_noted(judge: Frames) -> None:
    """``error`` may carry it; ``focus`` does not."""
    [example] = judge.document["components"]["messages"]["error"]["examples"]
    problem = judge.document["components"]["schemas"]["BadOpProblem"]["examples"][0]
    judge.check(socket_actions()["focus"], example["payload"] | {"d": problem})
    assert violations == ["focus is answered by error bad_op"]


def test_what_sockets_get_is_looked_at(
    aws: str, alice: Person, connections: Connections, judge: Frames
) -> None:
    before = judge.checked
    socket = connect(alice, connections)
    assert not isinstance(socket, int)
    socket.send("identify")
    socket.send("hb")
    assert judge.checked >= before + 3
    assert violations == []

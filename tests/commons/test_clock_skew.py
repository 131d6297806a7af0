"""FT-13 and SR-21: one worker's clock is ten minutes off, or steps back an hour."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from commons.aws import client
from commons.ids import MESSAGE, new_id, position_of
from commons.settings import table_name
from commons.testing import Connections, Person, Socket, connect, sign, ticket_of
from tests.commons import clock_work, mint_work
from tests.faults.figures import Figures
from tests.faults.processes import Worker, worker
from tests.worlds import community

OFFSETS = (0, 600, -600, -3600)
WS_LIFE_S = 2 * 3600


@pytest.fixture(scope="module")
def skewed(aws: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A worker whose clock we set."""
    with worker(clock=tmp_path_factory.mktemp("clock") / "clock") as made:
        yield made


def _ms() -> int:
    return time.time_ns() // 1_000_000


def test_messages_keep_one_order_whatever_the_clock(
    alice: Person, connections: Connections, skewed: Worker, figures: Figures
) -> None:
    """Told the time or not, alternating with a worker whose clock is right."""
    _, channel_id = community(alice)
    socket = connect(alice, connections)
    assert isinstance(socket, Socket)
    socket.send("identify", {"focus": []})
    answers: list[dict[str, Any]] = []
    for number, offset in enumerate(OFFSETS * 2 + OFFSETS[::-1]):
        skewed.set_clock(offset)
        told_ms = _ms() if number % 2 else 0
        for clock in (offset, 0):
            skewed.set_clock(clock)
            nonce = f"n{len(answers)}"
            frame = skewed.run(
                clock_work.send, socket.connection_id, channel_id, nonce, told_ms
            ).result
            assert frame["op"] == "ack", frame
            answers.append(frame["d"])
    seqs = [answer["seq"] for answer in answers]
    ids = [answer["id"] for answer in answers]
    inverted = sum(later <= earlier for earlier, later in pairwise(seqs))
    figures("messages, order inversions", f"{len(seqs)}, {inverted}")
    assert inverted == 0
    assert [position_of(MESSAGE, one) for one in ids] == seqs
    figures("id collisions", len(ids) - len(set(ids)), most=0)


@pytest.mark.parametrize(
    ("age_s", "told", "status"),
    [
        (0, True, 200),
        (620, False, 200),
        (661, False, 401),
        (661, True, 401),
        (-20, False, 200),
        (-61, False, 401),
    ],
)
def test_a_token_gets_at_most_a_minute_of_leeway(
    alice: Person, skewed: Worker, age_s: int, told: bool, status: int
) -> None:
    """A token made so long ago; of a worker that is told the time, at any clock."""
    token = sign(alice.user_id, alice.session_id, iat=_s() - age_s, exp=_s() - age_s + 600)
    for offset in OFFSETS if told else (0,):
        skewed.set_clock(offset)
        answer = skewed.run(
            clock_work.ask, "GET /v1/users/me", "/v1/users/me", {}, token, _ms() if told else 0
        )
        assert answer.result[0] == status, (offset, answer.result)


def test_a_worker_that_is_not_told_the_time_gives_no_token_more_than_a_minute(
    alice: Person, skewed: Worker
) -> None:
    for offset in (600, -600):
        skewed.set_clock(offset)
        late = _s() + offset - 661
        token = sign(alice.user_id, alice.session_id, iat=late, exp=late + 600)
        answer = skewed.run(clock_work.ask, "GET /v1/users/me", "/v1/users/me", {}, token, 0)
        assert answer.result[0] == 401


def _s() -> int:
    return int(time.time())


@pytest.mark.parametrize("offset", OFFSETS)
def test_a_ticket_lives_thirty_seconds_whoever_made_or_reads_it(
    alice: Person, skewed: Worker, offset: int
) -> None:
    skewed.set_clock(offset)
    for late_s, status in ((0, 200), (25, 200), (35, 403)):
        read_ms = _ms() + late_s * 1000
        opened = skewed.run(clock_work.open_socket, ticket_of(alice), new_id("con"), read_ms)
        # A worker trusts a clock of its own that is less than half a minute from the request's.
        if abs(offset) > 100 or late_s == 0:
            assert opened.result == status, late_s
    made = skewed.run(
        clock_work.ask, "POST /v1/gateway/tickets", "/v1/gateway/tickets", {}, alice.token, _ms()
    ).result
    assert made[0] == 201, made
    [ttl] = _ttls("T#", around=_s() + 30)
    assert abs(ttl - _s() - 30) <= 60


def _ttls(prefix: str, around: int) -> list[int]:
    """The newest expiry of rows of a kind in the realtime table."""
    rows = client("dynamodb").scan(TableName=table_name("realtime"), ConsistentRead=True)["Items"]
    found = [int(row["ttl"]["N"]) for row in rows if row["pk"]["S"].startswith(prefix)]
    return [min(found, key=lambda ttl: abs(ttl - around))]


@pytest.mark.parametrize("offset", OFFSETS)
def test_no_row_expires_while_it_is_needed(alice: Person, skewed: Worker, offset: int) -> None:
    """Even written by a worker that was told nothing: the socket's row outlives the socket."""
    skewed.set_clock(0)
    ticket, connection_id = ticket_of(alice), new_id("con")
    skewed.set_clock(min(offset, 0))  # ahead, the ticket is refused and nothing is written
    skewed.run(clock_work.open_socket, ticket, connection_id, 0)
    row = client("dynamodb").get_item(
        TableName=table_name("realtime"),
        Key={"pk": {"S": f"C#{connection_id}"}, "sk": {"S": "C"}},
    )["Item"]
    assert int(row["ttl"]["N"]) >= _s() + WS_LIFE_S


def _minted(folder: Path, workers: int, count: int) -> list[list[str]]:
    """The ids of many workers at once, each stepped back an hour in the middle."""
    with ExitStack() as stack:
        clocks = [folder / f"clock{n}" for n in range(workers)]
        made = [stack.enter_context(worker(clock=clock)) for clock in clocks]

        def mint(number: int) -> list[str]:
            path = folder / f"ids{number}"
            order = (str(clocks[number]), count, number, str(path))
            made[number].run(mint_work.mint, *order)
            return path.read_text().split()

        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(mint, range(workers)))


def _check_ids(folder: Path, workers: int, count: int, figures: Figures) -> None:
    minted = _minted(folder, workers, count)
    ids = [one for some in minted for one in some]
    figures("ids, workers", f"{len(ids)}, {workers}")
    figures("collisions", len(ids) - len(set(ids)), most=0)
    for number, some in enumerate(minted):
        positions = [position_of(MESSAGE, one) for one in some[1::2]]
        assert positions == list(range(number * count, (number + 1) * count))
        assert some[::2] != sorted(some[::2]), "its clock was never stepped back"
    figures("channels whose order by position is kept", workers)


def test_ids_never_collide_when_clocks_step_back(
    aws: str, tmp_path: Path, figures: Figures
) -> None:
    _check_ids(tmp_path, workers=2, count=2_000, figures=figures)


@pytest.mark.nightly
def test_a_million_ids_never_collide(aws: str, tmp_path: Path, figures: Figures) -> None:
    _check_ids(tmp_path, workers=16, count=31_250, figures=figures)

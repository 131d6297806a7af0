"""FT-07: DynamoDB refuses a part of everything for a while, or one channel's rows."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field, replace
from functools import partial

import pytest

from commons.streams import channel_stream
from commons.streams.log import DynamoLog
from commons.testing import Person, call
from functions.messages.endpoints.send_message import send_message
from tests.faults import Injected, Throttling, faults
from tests.faults.figures import Figures
from tests.faults.virtual import VirtualTime, virtual_time
from tests.worlds import community

CALL_S = 0.005
WAITS_S = 1.0


@dataclass
class Senders:
    """People who send to one channel, in a virtual time, and repeat what was refused with 503."""

    who: Person
    channel_id: str
    clock: VirtualTime
    every_s: float = 0.5
    until_s: float = 60.0
    answers: list[tuple[float, float, int]] = field(default_factory=list)
    """When it was answered, after how long, with which status."""
    acked: dict[str, int] = field(default_factory=dict)

    def start(self, how_many: int) -> None:
        """They begin at moments of their own."""
        for number in range(how_many):
            self.clock.spawn(partial(self._work, number), random.uniform(0, self.every_s))

    def _work(self, number: int) -> None:
        count = 0
        while self.clock.now < self.until_s:
            count += 1
            self._send(f"s{number}.{count}")
            time.sleep(random.uniform(0, 2 * self.every_s))

    def _send(self, nonce: str) -> None:
        path, body = f"/channels/{self.channel_id}/messages", {"content": "hello", "nonce": nonce}
        while nonce not in self.acked:
            begun = self.clock.now
            reply = call(send_message, path, as_=self.who, body=body)
            self.answers.append((self.clock.now, self.clock.now - begun, reply.status))
            if reply.status == 201:
                self.acked[nonce] = int(reply.body["seq"])
                return
            assert reply.status == 503, reply.body
            time.sleep(WAITS_S)

    def stored(self) -> dict[str, int]:
        """Positions by nonce; fails when one is stored twice."""
        log = DynamoLog().after(channel_stream(self.channel_id), 0, limit=100_000)
        rows = [row for row in log if not row.is_void]
        found = {str(row.d["nonce"]): row.sq for row in rows}
        assert len(found) == len(rows)
        return found


def _send_for(
    who: Person, throttled: Throttling, senders: int, until_s: float, channels: int = 1
) -> tuple[list[Senders], Injected]:
    """The first channel's rows may be the hot ones: ``touching`` is filled in."""
    ids = [community(who)[1] for _ in range(channels)]
    load = replace(throttled, touching=throttled.touching and ids[0])
    with (
        virtual_time(seed=7, costs_s=CALL_S) as clock,
        faults(seed=7, throttled=load, only="dynamodb", clock=lambda: clock.now) as injected,
    ):
        made = [Senders(who, channel_id, clock, until_s=until_s) for channel_id in ids]
        for one in made:
            one.start(senders)
        clock.run()
    return made, injected


def _check(alice: Person, figures: Figures, senders: int, for_s: float, then_s: float) -> None:
    load = Throttling(0.3, for_s=for_s)
    [made], injected = _send_for(alice, load, senders, for_s + then_s)
    during = [status for at, _, status in made.answers if at < for_s]
    after = [(at, took) for at, took, _ in made.answers if at > for_s]
    slow = [at - for_s for at, took in after if took > 0.1]
    assert made.stored() == made.acked
    figures("sent, of which lost", f"{len(made.acked)}, 0")
    figures("refusals injected", injected.fired["throttled"])
    figures("answered 503 during it, %", 100 * during.count(503) / len(during), most=1)
    figures("virtual s until all are quick again", max(slow, default=0.0), most=10)
    figures("attempts per call", injected.amplification, most=3)


def test_a_short_spell_of_throttling(alice: Person, figures: Figures) -> None:
    _check(alice, figures, senders=5, for_s=3, then_s=2)


@pytest.mark.nightly
def test_a_minute_of_throttling(alice: Person, figures: Figures) -> None:
    _check(alice, figures, senders=10, for_s=60, then_s=15)


def _check_others(
    alice: Person, figures: Figures, senders: int, until_s: float, rate: float
) -> None:
    """The first of four channels is refused nine times in ten; the others as ever."""
    calm, _ = _send_for(alice, Throttling(rate), senders, until_s, channels=4)
    hot = Throttling(0.9, touching="the first channel", elsewhere=rate)
    storm, injected = _send_for(alice, hot, senders, until_s, channels=4)
    figures("refusals injected", injected.fired["throttled"])
    slower = 100 * _p99(storm[1:]) / _p99(calm[1:]) - 100
    figures("others' p99 above a calm day's, %", slower, most=25)
    assert all(one.stored() == one.acked for one in (*calm, *storm))


def _p99(senders: list[Senders]) -> float:
    """Seconds of the slowest answers but one in a hundred."""
    took = sorted(seconds for one in senders for _, seconds, _ in one.answers)
    return took[int(0.99 * len(took))]


def test_a_hot_channel_slows_nobody_else(alice: Person, figures: Figures) -> None:
    _check_others(alice, figures, senders=2, until_s=3, rate=0.0)


@pytest.mark.nightly
def test_a_hot_channel_slows_nobody_else_at_length(alice: Person, figures: Figures) -> None:
    _check_others(alice, figures, senders=10, until_s=30, rate=0.02)

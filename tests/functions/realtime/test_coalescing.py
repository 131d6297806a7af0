"""A busy channel: what is said within a tenth of a second is posted together."""

from __future__ import annotations

from collections.abc import Sequence

from commons import clock as wall
from commons.resources import event
from commons.streams.append import append
from commons.streams.log import DynamoLog, Entry
from commons.streams.pump import pump
from functions.realtime.focusing import batches
from tests.faults.figures import Figures
from tests.faults.virtual import VirtualTime, virtual_time
from tests.functions.messages.places import Place
from tests.functions.realtime.consumers.test_pump_nudged import new_message

A_SECOND, SECONDS, CONNECTIONS = 100, 2, 100
MESSAGES = A_SECOND * SECONDS
#: A call on DynamoDB in one Region.
CALL_S = 0.004
#: Until the table's stream hands rows over; then its reader waits for the nudge to have worked.
STREAM_S, PATIENCE_S = 0.1, 0.25


class Busy:
    """A hundred messages a second, the queue's pump and the table stream's, by a virtual clock."""

    def __init__(self, place: Place, time: VirtualTime) -> None:
        self.place, self.time, self.log = place, time, DynamoLog()
        self.began = wall.now_ms()
        self.said = self.posts = 0
        self.shown: set[int] = set()
        self.nudged = True

    def now_ms(self) -> int:
        """The clock of the pumps."""
        return self.began + int(self.time.now * 1000)

    def sleep(self, ms: int) -> None:
        """Wait, as others run."""
        self.time.sleep(ms / 1000)

    def say(self) -> None:
        """One message."""

        def draft(sq: int) -> Entry:
            return new_message(self.place, sq)

        append(self.log, self.place.stream, draft, nudge=self._nudge)
        self.said += 1

    def _nudge(self, *_: object) -> None:
        self.nudged = True

    def deliver(self, stream: str, pv: int, to: int, entries: Sequence[Entry]) -> None:
        """Every frame is a post to every connection."""
        self.posts += CONNECTIONS * len(batches(stream, pv, to, entries))
        self.shown |= {entry.sq for entry in entries if event(stream, entry)}

    def by_queue(self) -> None:
        """One at a time, as the group of a FIFO queue is served."""
        while self.said < MESSAGES or self.nudged:
            if self.nudged:
                self.nudged = False
                pump(self.log, self.place.stream, self.deliver, self)
            self.time.sleep(0.01)

    def by_stream(self) -> None:
        """``pump_logged``: only what the nudge has not delivered."""
        while self.said < MESSAGES:
            self.time.sleep(STREAM_S)
            newest = self.said
            self.time.sleep(PATIENCE_S)
            if self.log.cursor(self.place.stream).sq < newest:
                pump(self.log, self.place.stream, self.deliver, self)


def test_a_hundred_messages_a_second_are_a_fifth_of_the_posts(
    place: Place, figures: Figures
) -> None:
    with virtual_time(seed=1, costs_s=CALL_S) as time:
        busy = Busy(place, time)
        for number in range(MESSAGES):
            time.spawn(busy.say, after_s=number / A_SECOND)
        time.spawn(busy.by_queue)
        time.spawn(busy.by_stream)
        time.run()

    assert len(busy.shown) == MESSAGES
    fewer = MESSAGES * CONNECTIONS / busy.posts
    figures("posts a message and connection, fewer by", fewer, least=5)

"""FT-01 in process: nothing acknowledged is lost, nothing shown twice, each channel has one order.

The planted bugs that each make it fail are in ``tests/nightly/planted.py``.
"""

from __future__ import annotations

import pytest

from commons.testing import Connections, Person, person
from tests.faults.figures import Figures
from tests.faults.storm import Size, Storm
from tests.functions.messages.places import add_channel, found_place, join

FULL = Size(
    clients=200, messages=50_000, channels=10, rounds=50, senders=16, killed=0.001, calm_s=300
)


def storm(size: Size, owner: Person, connections: Connections) -> Storm:
    """People and channels for it."""
    place = found_place(owner, other := person())
    people = [owner, other, *(person() for _ in range(min(size.clients, 20) - 2))]
    for who in people[2:]:
        join(place.community_id, owner=owner, who=who)
    channels = [place.channel_id]
    channels += [add_channel(place).channel_id for _ in range(size.channels - 1)]
    return Storm(size, people, channels, connections)


@pytest.mark.parametrize(
    "size", [Size(), pytest.param(FULL, marks=pytest.mark.nightly)], ids=["small", "full"]
)
def test_whatever_breaks_everybody_sees_what_was_acknowledged_once_and_in_order(
    size: Size, alice: Person, connections: Connections, figures: Figures
) -> None:
    run = storm(size, alice, connections)
    run.run()

    figures("messages acknowledged", sum(map(len, run.acked.values())), least=size.messages)
    figures("shown", sum(len(client.shown) for client in run.clients))
    figures("sockets broken", sum(client.drops for client in run.clients), least=1)
    figures("sends that died or were refused", run.deaths)
    figures("seconds until calm, at most", run.slowest_calm_s)
    assert run.wrong == []

"""4 channels, connections dropped at random: 10 clients and 300 messages, at night 20 and 2,000."""

import pytest

from bench.storm import Plan, Storm


@pytest.mark.parametrize(
    ("clients", "messages"), [(10, 300), pytest.param(20, 2000, marks=pytest.mark.nightly)]
)
async def test_every_acknowledged_message_is_seen_once_by_everyone_in_one_order(
    api_url: str, clients: int, messages: int
) -> None:
    storm = Storm(Plan(clients=clients, messages=messages), api_url)

    await storm.run()

    print(" ".join(f"{name}={value:.5g}" for name, value in storm.figures.items()))
    assert storm.wrong == []
    assert storm.figures["messages"] == messages
    assert storm.figures["deliveries"] == messages * clients
    assert storm.figures["drops"] >= messages * storm.plan.drop_share / 2

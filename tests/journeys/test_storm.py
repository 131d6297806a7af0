"""20 clients, 4 channels, connections dropped at random: 400 messages, at night 2,000."""

import pytest

from bench.storm import Plan, Storm


@pytest.mark.parametrize("messages", [400, pytest.param(2000, marks=pytest.mark.nightly)])
async def test_every_acknowledged_message_is_seen_once_by_everyone_in_one_order(
    api_url: str, messages: int
) -> None:
    storm = Storm(Plan(messages=messages), api_url)

    await storm.run()

    print(" ".join(f"{name}={value:.5g}" for name, value in storm.figures.items()))
    assert storm.wrong == []
    assert storm.figures["messages"] == messages
    assert storm.figures["deliveries"] == messages * storm.plan.clients
    assert storm.figures["drops"] >= messages * storm.plan.drop_share / 2

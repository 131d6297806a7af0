"""20 clients, 2,000 messages, 4 channels, connections dropped at random."""

from bench.storm import Plan, Storm


async def test_every_acknowledged_message_is_seen_once_by_everyone_in_one_order(
    api_url: str,
) -> None:
    storm = Storm(Plan(), api_url)

    await storm.run()

    print(" ".join(f"{name}={value:.5g}" for name, value in storm.figures.items()))
    assert storm.wrong == []
    assert storm.figures["messages"] == storm.plan.messages
    assert storm.figures["deliveries"] == storm.plan.messages * storm.plan.clients
    assert storm.figures["drops"] > storm.plan.clients

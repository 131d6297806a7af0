"""Everything that happened is told again, and changes nothing: consumers are idempotent."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import websockets

from bench.people import invite, sign_up
from commons.declare import services
from creavio import Client
from localstack.emulator import REGION
from tests.journeys.operator import Operator

SERVICES = [name for name in services() if name != "core"]


@contextmanager
def heard(operator: Operator) -> Iterator[str]:
    """A queue that hears everything on the bus."""
    sqs, events, bus = operator.client("sqs"), operator.client("events"), f"{operator.stage}-bus"
    url = str(sqs.create_queue(QueueName="journey-heard")["QueueUrl"])
    pattern = json.dumps({"source": [{"exists": True}]})
    events.put_rule(Name="journey-heard", EventBusName=bus, EventPattern=pattern)
    arn = f"arn:aws:sqs:{REGION}:000000000000:journey-heard"
    target = [{"Id": "queue", "Arn": arn}]
    events.put_targets(Rule="journey-heard", EventBusName=bus, Targets=target)
    try:
        yield url
    finally:
        events.remove_targets(Rule="journey-heard", EventBusName=bus, Ids=["queue"])
        events.delete_rule(Name="journey-heard", EventBusName=bus)
        sqs.delete_queue(QueueUrl=url)


async def _until_quiet(operator: Operator, url: str) -> list[Any]:
    """Every event that comes, until none has come for a while."""
    found: list[Any] = []
    quiet = 0
    while quiet < 2:
        answer = operator.client("sqs").receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1
        )
        messages = answer.get("Messages", [])
        found += [json.loads(message["Body"]) for message in messages]
        for message in messages:
            operator.client("sqs").delete_message(
                QueueUrl=url, ReceiptHandle=message["ReceiptHandle"]
            )
        quiet = 0 if messages else quiet + 1
        await asyncio.sleep(0)
    return found


@asynccontextmanager
async def looking(client: Client, channel: str) -> AsyncIterator[websockets.ClientConnection]:
    """A socket that looks at a channel and sends nothing more."""
    ticket = await client.realtime.ticket()
    async with websockets.connect(f"{ticket.url}?v=1&ticket={ticket.ticket}") as socket:
        await socket.send(json.dumps({"op": "identify", "d": {"focus": [channel]}}))
        async with asyncio.timeout(10):
            while json.loads(await socket.recv())["op"] != "replay_end":
                pass
        yield socket


async def _journey(alice: Client, bob: Client, carol: Client) -> str:
    """Whatever emits an event today; the channel that is left to alice and bob."""
    await bob.users.update_me(display_name="Bob the first")
    await bob.users.update_me(display_name="Bob the second", bio="grows tomatoes")
    home = await alice.communities.create("Home")
    await alice.channels.create(home.id, "more")
    await invite(alice, home, bob, carol)
    bobs, carols = (await bob.users.me()).id, (await carol.users.me()).id
    await alice.members.kick(home.id, bobs)
    await alice.members.ban(home.id, carols)
    await alice.members.unban(home.id, carols)
    await invite(alice, home, bob)
    await alice.members.ban(home.id, carols)
    await carol.logout()
    return home.channels[0].id


def _picture(operator: Operator) -> dict[str, Any]:
    return {service: operator.rows(service) for service in SERVICES}


async def test_a_replay_of_a_whole_journey_changes_nothing(
    alice: Client, bob: Client, api_url: str, operator: Operator
) -> None:
    start = datetime.now(UTC) - timedelta(
        seconds=1
    )  # what other journeys left is still being purged
    async with Client(api_url) as carol:
        await sign_up(carol, "carol")
        with heard(operator) as queue:
            channel = await _journey(alice, bob, carol)
            async with looking(bob, channel) as socket:
                first = await _until_quiet(operator, queue)
                before = _picture(operator)
                window = ("--from", start.isoformat(), "--to", datetime.now(UTC).isoformat())
                answer = operator.ops("events", "replay", *window, "--wait")
                again = await _until_quiet(operator, queue)
                assert _picture(operator) == before
                await socket.ping()
    assert "COMPLETED" in answer
    assert {e["detail-type"] for e in first} <= {e["detail-type"] for e in again}
    told, repeated = ({e["detail"]["event_id"] for e in events} for events in (first, again))
    assert len(first) >= 10
    assert told <= repeated

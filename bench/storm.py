"""Many clients, many messages, connections cut at random; then everybody compares notes."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from bench.people import invite, sign_up
from creavio import Client, Event, Gateway
from creavio.demo import percentile


@dataclass(frozen=True)
class Plan:
    """How large a storm, and from which seed."""

    clients: int = 20
    messages: int = 2000
    channels: int = 4
    drop_share: float = 0.02
    in_flight: int = 2
    seed: int = 20
    patience_s: float = 120.0


@dataclass
class Talker:
    """One client: what it has been shown, per channel in order, and what was acknowledged."""

    number: int
    client: Client
    gateway: Gateway
    shown: dict[str, list[str]] = field(default_factory=dict)
    arrived: dict[str, float] = field(default_factory=dict)
    drops: int = 0
    listening: asyncio.Task[None] | None = None

    async def listen(self) -> None:
        """Note every message as the application would see it."""
        async for item in self.gateway:
            if isinstance(item, Event) and item.t == "MESSAGE_CREATE":
                self.shown.setdefault(item.message.channel_id, []).append(item.message.id)
                self.arrived[item.message.id] = time.perf_counter()

    @property
    def count(self) -> int:
        """How many messages it has been shown."""
        return sum(map(len, self.shown.values()))


@dataclass
class Storm:
    """One run; ``figures`` and ``wrong`` are for reading afterwards."""

    plan: Plan
    api_url: str
    acked: dict[str, str] = field(default_factory=dict)
    sent_at: dict[str, float] = field(default_factory=dict)
    talkers: list[Talker] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    async def run(self) -> None:
        """Everybody joins, talks and is cut off; then what each saw is compared with the log."""
        async with AsyncExitStack() as stack:
            channels = await self._gather(stack)
            started = time.perf_counter()
            await asyncio.gather(*(self._talk(talker, channels) for talker in self.talkers))
            sent = time.perf_counter() - started
            await self._settle()
            await self._compare(channels)
            self._measure(sent)

    async def _gather(self, stack: AsyncExitStack) -> list[str]:
        clients = [
            await stack.enter_async_context(Client(self.api_url)) for _ in range(self.plan.clients)
        ]
        for number, client in enumerate(clients):
            await sign_up(client, f"t{number}")
        owner, *others = clients
        community = await owner.communities.create("Storm")
        named = [f"c{number}" for number in range(1, self.plan.channels)]
        made = [await owner.channels.create(community.id, name) for name in named]
        channels = [community.channels[0].id, *(channel.id for channel in made)]
        await invite(owner, community, *others)
        for number, client in enumerate(clients):
            gateway = await stack.enter_async_context(client.gateway(channels))
            talker = Talker(number, client, gateway)
            talker.listening = asyncio.create_task(talker.listen())
            stack.callback(talker.listening.cancel)
            self.talkers.append(talker)
        return channels

    async def _talk(self, talker: Talker, channels: Sequence[str]) -> None:
        dice = random.Random(f"{self.plan.seed}.{talker.number}")
        limit = asyncio.Semaphore(self.plan.in_flight)

        async def say(number: int, channel: str) -> None:
            async with limit:
                content, started = f"{talker.number}.{number}", time.perf_counter()
                ack = await talker.gateway.send(channel, content)
                self.acked[ack.id] = channel
                self.sent_at[ack.id] = started

        async with asyncio.TaskGroup() as group:
            for number in range(self.plan.messages // self.plan.clients):
                async with limit:
                    group.create_task(say(number, dice.choice(channels)))
                if dice.random() < self.plan.drop_share:
                    talker.gateway.drop()
                    talker.drops += 1

    async def _settle(self) -> None:
        """Until everybody has as many as were acknowledged, or nobody will."""
        until = time.monotonic() + self.plan.patience_s
        while late := [one for one in self.talkers if one.count < len(self.acked)]:
            if time.monotonic() > until:
                self.wrong += [self._missed(talker) for talker in late]
                return
            await asyncio.sleep(0.1)
        await asyncio.sleep(1.0)  # whatever comes twice comes now

    def _missed(self, talker: Talker) -> str:
        missing = Counter(c for one, c in self.acked.items() if one not in talker.arrived)
        heard = talker.listening
        why = heard.exception() if heard and heard.done() and not heard.cancelled() else None
        return f"client {talker.number} misses {dict(missing)}, {talker.drops} drops, {why!r}"

    async def _compare(self, channels: Sequence[str]) -> None:
        reader = self.talkers[0].client
        for channel in channels:
            stored = [message.id async for message in reader.messages.history(channel)][::-1]
            acked = {message for message, where in self.acked.items() if where == channel}
            if set(stored) != acked or len(set(stored)) != len(stored):
                self.wrong.append(f"{channel}: stored and acknowledged differ")
            for talker in self.talkers:
                if talker.shown.get(channel, []) != stored:
                    self.wrong.append(f"{channel}: client {talker.number} saw something else")

    def _measure(self, sent_s: float) -> None:
        waits = [
            talker.arrived[message] - at
            for talker in self.talkers
            for message, at in self.sent_at.items()
            if message in talker.arrived
        ]
        self.figures = {
            "messages": len(self.acked),
            "deliveries": sum(talker.count for talker in self.talkers),
            "drops": sum(talker.drops for talker in self.talkers),
            "messages_per_s": len(self.acked) / sent_s,
            "p50_s": percentile(waits, 0.50),
            "p99_s": percentile(waits, 0.99),
        }

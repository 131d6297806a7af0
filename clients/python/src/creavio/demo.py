"""Two people meet, talk, lose a connection and resume: `python -m creavio.demo [--api URL]`."""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from creavio.address import find_api_url
from creavio.client import Client
from creavio.errors import CreavioError
from creavio.gateway import Gateway
from creavio.items import Status
from creavio.models import Event, User

GREETINGS = ("morning", "the tomatoes are up", "who has the watering can?", "on my way", "tea?")
ARRIVAL_S = 30.0
# People pause; the server holds back what follows a delivery by less than 100 ms (coalescing).
PAUSE_S = (0.1, 0.15)


class DemoFailedError(Exception):
    """What the demo is about did not hold."""


@dataclass
class Person:
    """One of the two, with everything that arrived in the order it arrived."""

    user: User
    client: Client
    gateway: Gateway
    say: Callable[[str], None]
    seen: list[tuple[int, str]] = field(default_factory=list)
    arrived: dict[str, float] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        """Note every message and every change of the connection."""
        async for item in self.gateway:
            if isinstance(item, Status) and item.state == "offline":
                self.say(f"    ~ {self.user.handle} is cut off")
            elif isinstance(item, Status) and item.resumed:
                self.say(f"    ~ {self.user.handle} is back")
            elif isinstance(item, Event) and item.t == "MESSAGE_CREATE":
                self.seen.append((item.sq, str(item.d.get("id"))))
                self.arrived[str(item.d.get("nonce"))] = time.perf_counter()
                self.news.set()

    async def has(self, nonce: str) -> float:
        """Wait until this message arrived; when it did. Raises `DemoFailedError`."""
        try:
            async with asyncio.timeout(ARRIVAL_S):
                while nonce not in self.arrived:
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError:
            reason = f"{self.user.handle} did not get a message within {ARRIVAL_S:g} s"
            raise DemoFailedError(reason) from None
        return self.arrived[nonce]


@dataclass
class Demo:
    """The course of events; `say` prints a line."""

    api_url: str
    dice: random.Random
    count: int
    say: Callable[[str], None]
    pause_s: tuple[float, float] = PAUSE_S
    sent: list[tuple[str, str]] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    async def run(self) -> None:
        """Raises `DemoFailedError` or `CreavioError`."""
        async with AsyncExitStack() as stack:
            alice, bob = [await self._sign_up(stack, name) for name in ("alice", "bob")]
            channel = await self._meet(alice, bob)
            people = [await self._go_online(stack, client, channel) for client in (alice, bob)]
            await self._talk(people, channel, self.count)
            await self._lose_a_connection(people, channel)
            await self._check(people, channel)

    async def _sign_up(self, stack: AsyncExitStack, name: str) -> Client:
        client = await stack.enter_async_context(Client(self.api_url))
        handle = f"{name}_{secrets.token_hex(4)}"
        await client.register(f"{handle}@example.com", secrets.token_urlsafe(24), handle)
        self.say(f"{handle} signs up")
        return client

    async def _meet(self, alice: Client, bob: Client) -> str:
        """A community by invite; returns its text channel."""
        community = await alice.communities.create("Community garden")
        channels = community.channels or tuple(await alice.channels.list(community.id).all())
        invite = await alice.invites.create(community.id, max_uses=1, expires_in=3600)
        await bob.invites.accept(invite.code)
        self.say(f"they meet in {community.name!r} by an invite, in #{channels[0].name}\n")
        return channels[0].id

    async def _go_online(self, stack: AsyncExitStack, client: Client, channel: str) -> Person:
        gateway = await stack.enter_async_context(client.gateway([channel]))
        person = Person(await client.users.me(), client, gateway, self.say)
        listening = asyncio.create_task(person.listen())
        stack.callback(listening.cancel)
        return person

    async def _talk(self, people: Sequence[Person], channel: str, count: int) -> None:
        """Counted messages both ways over the socket, each awaited at the other side."""
        for number in range(count):
            sender, receiver = people if self.dice.random() < 0.5 else people[::-1]
            await asyncio.sleep(self.dice.uniform(*self.pause_s))
            nonce, started = await self._send(sender, channel, shown=number < 6)
            self.latencies.append(await receiver.has(nonce) - started)
        if count > 6:
            self.say(f"    … {count - 6} more messages both ways")

    async def _lose_a_connection(self, people: Sequence[Person], channel: str) -> None:
        """Bob's TCP connection is killed while both go on sending."""
        alice, bob = people
        bob.gateway.drop()
        while bob.gateway.online:
            await asyncio.sleep(0)
        own = asyncio.create_task(self._send(bob, channel))
        nonces = [(await self._send(alice, channel))[0] for _ in range(10)]
        nonces.append((await own)[0])
        for person in people:
            for nonce in nonces:
                await person.has(nonce)

    async def _send(self, sender: Person, channel: str, shown: bool = True) -> tuple[str, float]:
        nonce, content = secrets.token_hex(16), self.dice.choice(GREETINGS)
        if shown:
            self.say(f"{sender.user.handle}: {content}")
        started = time.perf_counter()
        ack = await sender.gateway.send(channel, content, nonce=nonce)
        self.sent.append((ack.id, nonce))
        return nonce, started

    async def _check(self, people: Sequence[Person], channel: str) -> None:
        """What was acknowledged, what is stored and what both saw are the same, in one order."""
        messages = [message async for message in people[0].client.messages.history(channel)]
        stored = [(message.seq, message.id) for message in reversed(messages)]
        acknowledged = [message_id for message_id, _ in self.sent]
        for person in people:
            for _, nonce in self.sent:
                await person.has(nonce)
            compare(f"what {person.user.handle} saw", person.seen, stored)
        if Counter(acknowledged) != Counter(message_id for _, message_id in stored):
            raise DemoFailedError("what is stored is not what was acknowledged")
        self.say(
            f"\n{len(stored)} messages acknowledged and stored; both saw every one once, "
            "in the same order"
        )
        p50, p99 = (1000 * percentile(self.latencies, share) for share in (0.50, 0.99))
        self.say(
            f"send to receive over {len(self.latencies)} messages, one at a time: "
            f"p50 {p50:.1f} ms, p99 {p99:.1f} ms"
        )


def compare(whose: str, seen: Sequence[tuple[int, str]], stored: Sequence[tuple[int, str]]) -> None:
    """Raises `DemoFailedError` that says what was lost, came twice or came in another order."""
    if list(seen) == list(stored):
        return
    times = Counter(seen)
    if lost := [message for message in stored if message not in times]:
        raise DemoFailedError(f"{whose}: {len(lost)} of {len(stored)} messages are lost")
    if twice := [message for message, count in times.items() if count > 1]:
        raise DemoFailedError(f"{whose}: {len(twice)} messages came more than once")
    if len(seen) != len(stored):
        raise DemoFailedError(f"{whose}: {len(seen) - len(stored)} messages are not stored")
    raise DemoFailedError(f"{whose}: the order differs from the stored one")


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank: the smallest value that at least `share` of the values do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * round(share * 100) // 100) - 1)]


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, 1 when something did not hold, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="python -m creavio.demo", description=__doc__)
    parser.add_argument("--api", help="the API's base URL; default as for `creavio`")
    parser.add_argument("--seed", type=int, default=1, help="what is said and by whom")
    parser.add_argument("--messages", type=int, default=100, help="how many to time (default 100)")
    options = parser.parse_args(arguments)
    api_url = find_api_url(options.api)
    if api_url is None:
        print("no API found: start one with `make up`, or pass --api URL", file=sys.stderr)
        return 2
    if options.messages < 1:
        print("--messages must be at least 1", file=sys.stderr)
        return 2

    def say(line: str) -> None:
        print(line, flush=True)

    try:
        asyncio.run(Demo(api_url, random.Random(options.seed), options.messages, say).run())
    except (DemoFailedError, CreavioError, ValueError) as error:
        print(f"demo failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

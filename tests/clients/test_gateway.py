"""The gateway client against a server that loses acks, kills sockets and posts unruly batches."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from creavio import (
    Client,
    ConnectionFailedError,
    Event,
    Gap,
    Gateway,
    GatewayClosedError,
    Gone,
    ProblemError,
    Signal,
    Status,
    Timing,
    Unread,
)

from .conftest import Person, Stub, quick_gateway


async def room(person: Person) -> tuple[Client, Client, str]:
    """Alice and Bob in one channel."""
    alice, bob = await person("alice"), await person("bob")
    community = await alice.communities.create("Garden")
    await bob.invites.accept((await alice.invites.create(community.id)).code)
    return alice, bob, community.channels[0].id


def live(client: Client, *channels: str, **options: Any) -> Gateway:
    return client.gateway(channels, **{**quick_gateway(), **options})


async def texts(gateway: Gateway, until: str) -> list[str]:
    """The texts of created messages up to and including `until`."""
    seen: list[str] = []
    async with asyncio.timeout(10):
        async for event in gateway.events():
            if event.t == "MESSAGE_CREATE":
                seen.append(str(event.d["content"]))
                if seen[-1] == until:
                    break
    return seen


async def find[T](gateway: Gateway, kind: type[T], **values: Any) -> T:
    """The next item of this kind with these values."""
    async with asyncio.timeout(10):
        async for item in gateway:
            if isinstance(item, kind) and all(getattr(item, n) == v for n, v in values.items()):
                return item
    raise AssertionError(f"no {kind.__name__} came")


async def test_messages_arrive_over_the_socket(stub: Stub, person: Person) -> None:
    alice, bob, channel = await room(person)
    async with live(alice, channel) as a, live(bob, channel) as b:
        ack = await a.send(channel, "hello")
        assert await texts(b, "hello") == ["hello"]
        assert b.cursors == {f"h:{channel}": ack.seq}
        assert await texts(a, "hello") == ["hello"]
    assert stub.http.count("POST", "/messages$") == 0


async def test_an_unacknowledged_send_is_repeated_with_its_nonce(
    stub: Stub, person: Person
) -> None:
    alice, bob, channel = await room(person)
    async with live(alice, channel) as a, live(bob, channel) as b:
        stub.gateway.lose_acks = 2
        ack = await a.send(channel, "once")
        await a.send(channel, "end")
        assert await texts(b, "end") == ["once", "end"]
        assert await texts(a, "end") == ["once", "end"]
    assert next(iter(stub.world.messages[channel])) == ack.id


async def test_a_send_goes_by_http_while_the_gateway_is_away(stub: Stub, person: Person) -> None:
    alice, _, channel = await room(person)
    async with live(alice, channel) as a:
        stub.http.fault("POST", "/gateway/tickets", "refuse", status=500, times=10_000)
        a.drop()
        await find(a, Status, state="offline")
        ack = await a.send(channel, "by another path")
        stub.http.faults.clear()
        assert await texts(a, "by another path") == ["by another path"]
    assert ack.seq == stub.world.log(f"h:{channel}").head


async def test_a_large_message_goes_by_http(stub: Stub, person: Person) -> None:
    alice, _, channel = await room(person)
    async with live(alice, channel) as a:
        await a.send(channel, "x" * 31_000)
    assert stub.http.count("POST", "/messages$") == 1
    assert stub.gateway.count("send") == 0


async def test_too_many_frames_go_by_http(stub: Stub, person: Person) -> None:
    alice, _, channel = await room(person)
    async with live(alice, channel) as a:
        for number in range(120):
            await a.send(channel, f"m{number}")
        assert len(await texts(a, "m119")) == 120
    assert len(stub.gateway.frames) <= 110
    assert stub.http.count("POST", "/messages$") >= 10


async def test_a_nack_is_raised_and_a_passing_one_is_repeated(stub: Stub, person: Person) -> None:
    alice, _, channel = await room(person)
    async with live(alice, channel) as a:
        stub.gateway.nacks = [{"status": 503, "code": "unavailable", "retry_after": 0.01}]
        await a.send(channel, "second try")
        with pytest.raises(ProblemError) as refused:
            await a.send("chn_unknown", "hello")
    assert refused.value.code == "not_found"


async def test_a_send_refused_with_its_socket_is_repeated(stub: Stub, person: Person) -> None:
    alice, bob, channel = await room(person)
    async with live(alice, channel) as a, live(bob, channel) as b:
        closing = {"status": 400, "code": "not_identified", "close_code": 4003, "reconnect": True}
        stub.gateway.nacks = [closing]
        await a.send(channel, "hello")
        assert await texts(b, "hello") == ["hello"]
        assert (await find(a, Status, state="offline")).detail.startswith("400 not_identified")


async def test_a_dropped_connection_resumes_with_nothing_lost(stub: Stub, person: Person) -> None:
    alice, bob, channel = await room(person)
    async with live(alice, channel) as a, live(bob, channel) as b:
        await a.send(channel, "before")
        for round_ in range(5):
            b.drop()
            await asyncio.gather(*(a.send(channel, f"{round_}.{n}") for n in range(5)))
        await a.send(channel, "end")
        expected = ["before", *(f"{r}.{n}" for r in range(5) for n in range(5)), "end"]
        assert await texts(b, "end") == expected
    assert stub.gateway.identifies[-1]["cursors"].keys() == {f"h:{channel}"}


async def test_unruly_batches_are_put_right(stub: Stub, person: Person) -> None:
    alice, bob, channel = await room(person)
    stub.gateway.unruly = 0.7
    async with live(alice, channel) as a, live(bob, channel) as b:
        for number in range(100):
            await (a if number % 2 else b).send(channel, f"m{number}")
            if number % 25 == 24:
                stub.gateway.kill_all()
        stub.gateway.unruly = 0.0
        await a.send(channel, "end")
        expected = [*(f"m{number}" for number in range(100)), "end"]
        assert await texts(a, "end") == expected
        assert await texts(b, "end") == expected
    assert stub.http.count("GET", "/event-streams/") > 0


async def test_missing_replay_ends_do_not_block(stub: Stub, person: Person) -> None:
    stub.gateway.skip_replay_end = True
    alice, _, channel = await room(person)
    quick = Timing(replay_s=0.05, answer_s=1, open_s=0.05)
    async with live(alice, channel, timing=quick) as a:
        await a.send(channel, "hello")
        assert await texts(a, "hello") == ["hello"]


async def test_a_gap_is_filled_from_the_history(stub: Stub, person: Person) -> None:
    alice, bob, channel = await room(person)
    async with live(alice, channel) as a:
        await bob.messages.send(channel, "seen")
        assert await texts(a, "seen") == ["seen"]
        stub.http.fault("POST", "/gateway/tickets", "refuse", status=500, times=10_000)
        a.drop()
        await find(a, Status, state="offline")
        for number in range(150):
            await bob.messages.send(channel, f"missed {number}")
        stub.world.trim(f"h:{channel}")
        stub.http.faults.clear()
        gap = await find(a, Gap)
        assert gap.complete
        expected = [f"missed {number}" for number in range(150)]
        assert await texts(a, "missed 149") == expected
        await bob.messages.send(channel, "after")
        assert await texts(a, "after") == ["after"]


async def test_open_gives_the_history_and_goes_on_exactly_there(stub: Stub, person: Person) -> None:
    alice, bob, channel = await room(person)
    async with live(alice) as a:
        sending = asyncio.gather(*(bob.messages.send(channel, f"m{n}") for n in range(40)))
        await asyncio.sleep(0.02)
        history = await a.open(channel, limit=100)
        await sending
        await bob.messages.send(channel, "end")
        seen = [str(m.content) for m in history] + await texts(a, "end")
        again = [str(m.content) for m in await a.open(channel, limit=100)]
    log = [row["d"]["content"] for row in stub.world.log(f"h:{channel}").above(0)]
    assert seen == log
    assert again == log


async def test_focus_refuses_what_is_not_visible(person: Person) -> None:
    alice, bob, channel = await room(person)
    other = (await bob.communities.create("Cellar")).channels[0].id
    async with live(alice) as a:
        assert await a.focus([channel, other]) == (other,)
        assert a.focused == (channel,)
        await bob.messages.send(channel, "hello")
        assert await texts(a, "hello") == ["hello"]
        with pytest.raises(ValueError, match="at most 10"):
            await a.focus([f"chn_{n}" for n in range(11)])


async def test_the_next_socket_opens_before_the_old_one_ends(stub: Stub, person: Person) -> None:
    alice, bob, channel = await room(person)
    stub.gateway.reconnect_in_s = 0.2
    async with live(alice, channel) as a:
        for number in range(40):
            await bob.messages.send(channel, f"m{number}")
            await asyncio.sleep(0.01)
        await stub.gateway.tell_all("reconnect", {"reason": "drain"})
        await bob.messages.send(channel, "end")
        assert await texts(a, "end") == [*(f"m{number}" for number in range(40)), "end"]
        stub.gateway.reconnect_in_s = 3600
    assert len(stub.gateway.identifies) >= 3


async def test_the_heartbeat_keeps_and_checks_the_connection(stub: Stub, person: Person) -> None:
    alice, _, channel = await room(person)
    stub.gateway.heartbeat_ms = 50
    async with live(alice, channel):
        await asyncio.sleep(0.3)
    assert stub.gateway.count("hb") >= 3


async def test_the_server_may_end_it_for_good(stub: Stub, person: Person) -> None:
    alice, _, channel = await room(person)
    farewell = {"status": 401, "code": "session_revoked", "close_code": 4010, "reconnect": False}
    async with live(alice, channel) as a:
        await stub.gateway.tell_all("error", farewell)
        stub.gateway.kill_all()
        with pytest.raises(GatewayClosedError) as ended:
            await texts(a, "never")
    assert ended.value.close_code == 4010


async def test_a_refused_identify_is_said(stub: Stub, person: Person) -> None:
    alice, _, channel = await room(person)
    stub.gateway.greeting = {"code": "account_suspended", "close_code": 4011, "reconnect": False}
    with pytest.raises(GatewayClosedError) as ended:
        async with live(alice, channel):
            pass
    assert ended.value.close_code == 4011
    stub.gateway.greeting = {"code": "rate_limited", "close_code": 4008, "reconnect": True}
    with pytest.raises(ConnectionFailedError, match="rate_limited"):
        async with live(alice, channel, timing=Timing(first_connect_s=0.3)):
            pass


async def test_a_bad_cursor_starts_over(stub: Stub, person: Person) -> None:
    alice, bob, channel = await room(person)
    stub.gateway.greeting = {"code": "bad_cursor", "close_code": 4007, "reconnect": True}
    gateway = live(alice, channel, cursors={f"h:{channel}": 10_000})

    async def recover() -> None:
        while not stub.gateway.identifies:
            await asyncio.sleep(0.01)
        stub.gateway.greeting = None

    recovery = asyncio.create_task(recover())
    async with gateway as a:
        await recovery
        assert not (await find(a, Gap)).complete
        await bob.messages.send(channel, "hello")
        assert await texts(a, "hello") == ["hello"]


async def test_cursors_continue_where_an_earlier_process_stopped(person: Person) -> None:
    alice, bob, channel = await room(person)
    async with live(alice, channel) as a:
        await bob.messages.send(channel, "one")
        assert await texts(a, "one") == ["one"]
        cursors = a.cursors
    await bob.messages.send(channel, "two")
    async with live(alice, channel, cursors=cursors) as a:
        assert await texts(a, "two") == ["two"]


async def test_a_stream_that_is_gone_is_said(stub: Stub, person: Person) -> None:
    alice, bob, channel = await room(person)
    community = stub.world.channels[channel]["community_id"]
    async with live(bob, channel) as b:
        await alice.members.ban(community, (await bob.users.me()).id)
        head = stub.world.log(f"h:{channel}").head
        await stub.gateway.tell_all(
            "batch", {"st": f"h:{channel}", "pv": head + 3, "to": head + 4, "e": []}
        )
        assert (await find(b, Gone)).stream == f"h:{channel}"


async def test_reading_signalling_and_unread(stub: Stub, person: Person) -> None:
    alice, _, channel = await room(person)
    user = (await alice.users.me()).id
    async with live(alice, channel) as a:
        await a.read(channel, 7)
        await stub.gateway.tell_all("signal", {"type": "typing", "channel_id": channel})
        assert (await find(a, Signal)).d["type"] == "typing"
        assert stub.world.read_states[user, channel] == 7
        unread = {"channels": [{"channel_id": "chn_2", "head": 3, "has_unread": True}]}
        await stub.gateway.tell_all("unread", unread)
        assert (await find(a, Unread)).channels[0].has_unread
        a.drop()
        await a.read(channel, 9)
        assert stub.world.read_states[user, channel] == 9


async def test_nonsense_frames_do_not_hurt(stub: Stub, person: Person) -> None:
    alice, bob, channel = await room(person)
    async with live(alice, channel) as a:
        await stub.gateway.tell_all("batch", {"st": f"h:{channel}", "pv": "x", "e": [{}]})
        await stub.gateway.tell_all("surprise", {})
        for peer in stub.gateway.peers:
            await peer.socket.send("not json")
            await peer.socket.send("[]")
        await bob.messages.send(channel, "hello")
        assert await texts(a, "hello") == ["hello"]


async def test_edits_and_deletions_are_events_of_the_stream(person: Person) -> None:
    alice, bob, channel = await room(person)
    async with live(alice, channel) as a:
        message = await bob.messages.send(channel, "teh")
        await bob.messages.edit(channel, message.id, "the")
        await bob.messages.delete(channel, message.id)
        created = await find(a, Event, t="MESSAGE_CREATE")
        assert created.message.content == "teh"
        assert (await find(a, Event, t="MESSAGE_UPDATE")).message.content == "the"
        assert (await find(a, Event, t="MESSAGE_DELETE")).d["id"] == message.id

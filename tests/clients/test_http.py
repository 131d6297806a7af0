"""The HTTP half of the SDK against a real server that loses answers, refuses and recovers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from creavio import (
    Client,
    ConnectionFailedError,
    FileStore,
    NotLoggedInError,
    ProblemError,
    RetryPolicy,
    SessionEndedError,
)
from creavio.retry import Backoff, parse_retry_after

from .conftest import QUICK, Person, Stub


async def test_two_people_form_a_community_and_talk(person: Person) -> None:
    alice, bob = await person("alice"), await person("bob")
    community = await alice.communities.create("Garden")
    (general,) = community.channels
    invite = await alice.invites.create(community.id, max_uses=1)
    assert (await bob.invites.accept(invite.code)).community_id == community.id
    sent = await bob.messages.send(general.id, "hello")
    page = await alice.messages.list(general.id)
    assert [message.id for message in page.data] == [sent.id]
    assert [c.id for c in await bob.communities.mine().all()] == [community.id]
    members = [member.id async for member in alice.members.list(community.id)]
    assert len(members) == 2
    assert (await alice.users.find("@bob")) == (await bob.users.me())
    assert await alice.users.find("nobody") is None


@pytest.mark.parametrize("kind", ["lose", "refuse_after", "refuse"])
async def test_a_lost_answer_makes_no_second_message(stub: Stub, person: Person, kind: str) -> None:
    alice = await person("alice")
    channel = (await alice.communities.create("Garden")).channels[0]
    stub.http.fault("POST", "/messages$", kind, times=2, status=502)
    message = await alice.messages.send(channel.id, "once")
    assert stub.http.count("POST", "/messages$") == 3
    assert [m.id for m in (await alice.messages.list(channel.id)).data] == [message.id]
    keys = [c.headers.get("idempotency-key") for c in stub.http.calls if c.method == "POST"]
    assert keys.count(message.nonce) == 3
    assert len(set(keys)) == len(keys) - 2


@pytest.mark.parametrize("kind", ["lose", "refuse_after"])
async def test_a_lost_answer_makes_no_second_community(
    stub: Stub, person: Person, kind: str
) -> None:
    alice = await person("alice")
    stub.http.fault("POST", "/communities$", kind, status=504)
    await alice.communities.create("Garden")
    assert len(stub.world.communities) == 1


async def test_a_delete_whose_answer_was_lost_succeeds(stub: Stub, person: Person) -> None:
    alice = await person("alice")
    channel = (await alice.communities.create("Garden")).channels[0]
    message = await alice.messages.send(channel.id, "oops")
    stub.http.fault("DELETE", "/messages/", "lose")
    await alice.messages.delete(channel.id, message.id)
    with pytest.raises(ProblemError) as refused:
        await alice.messages.delete(channel.id, message.id)
    assert refused.value.status == 404


async def test_retry_after_is_honoured_and_bounded(stub: Stub, person: Person) -> None:
    alice = await person("alice")
    stub.http.fault("GET", "/users/me$", "refuse", status=429, headers={"Retry-After": "0.05"})
    started = asyncio.get_running_loop().time()
    await alice.users.me()
    assert asyncio.get_running_loop().time() - started >= 0.05
    stub.http.fault("GET", "/users/me$", "refuse", status=503, headers={"Retry-After": "3600"})
    with pytest.raises(ProblemError) as refused:
        await alice.users.me()
    assert refused.value.retry_after == 3600


async def test_retries_end(stub: Stub, person: Person) -> None:
    alice = await person("alice")
    stub.http.fault("GET", "/users/me$", "refuse", status=500, times=100)
    with pytest.raises(ProblemError, match="500 http_500: stub fault"):
        await alice.users.me()
    assert stub.http.count("GET", "/users/me$") == QUICK.attempts


async def test_a_refusal_is_not_repeated_and_says_what_is_wrong(stub: Stub, person: Person) -> None:
    alice = await person("alice")
    channel = (await alice.communities.create("Garden")).channels[0]
    with pytest.raises(ProblemError) as refused:
        await alice.messages.send(channel.id, "")
    problem = refused.value
    assert (problem.status, problem.code) == (422, "validation_failed")
    assert problem.request_id == "req_1"
    assert problem.errors[0].pointer == "/content"
    assert stub.http.count("POST", "/messages$") == 1


async def test_an_unreachable_server_is_a_clear_error() -> None:
    async with Client("http://127.0.0.1:9/x", retry=QUICK) as client:
        with pytest.raises(ConnectionFailedError, match="cannot reach"):
            await client.login("alice", "secret")
    with pytest.raises(ValueError, match="not an http"):
        Client("localhost:4566")


async def test_parallel_calls_share_one_refresh(stub: Stub, person: Person) -> None:
    alice = await person("alice")
    stub.world.access.clear()
    await asyncio.gather(*(alice.users.me() for _ in range(20)))
    assert stub.world.refreshes == 1


async def test_tokens_are_refreshed_before_they_expire(stub: Stub, person: Person) -> None:
    stub.world.expires_in = 0
    alice = await person("alice")
    stub.world.expires_in = 600
    await alice.users.me()
    await alice.users.me()
    assert stub.world.refreshes == 1
    assert all(c.headers.get("authorization") for c in stub.http.calls if "users" in c.path)


async def test_a_refresh_whose_answer_was_lost_locks_nobody_out(stub: Stub, person: Person) -> None:
    alice = await person("alice")
    stub.http.fault("POST", "/auth/token/refresh", "lose", times=2)
    for _ in range(3):
        stub.world.access.clear()
        assert (await alice.users.me()).handle == "alice"


async def test_an_ended_session_is_said_and_forgotten(stub: Stub, person: Person) -> None:
    alice = await person("alice")
    stub.world.access.clear()
    stub.world.refresh.clear()
    with pytest.raises(SessionEndedError):
        await alice.users.me()
    with pytest.raises(NotLoggedInError):
        await alice.users.me()


async def test_two_processes_share_a_stored_session(stub: Stub, tmp_path: Path) -> None:
    path = tmp_path / "creavio" / "alice.json"

    def client() -> Client:
        return Client(stub.api_url, store=FileStore(path, stub.api_url), retry=QUICK)

    async with client() as first:
        await first.register("a@example.com", "secret", "alice")
        assert path.stat().st_mode & 0o777 == 0o600
        async with client() as second:
            stub.world.access.clear()
            await asyncio.gather(*(c.users.me() for c in (first, second, first, second)))
            stub.world.access.clear()
            await second.users.me()
            await second.refresh()
            await second.users.me()
            assert await first.refresh() == second.tokens
        await first.logout()
    async with client() as third:
        assert third.tokens is None


async def test_all_paging_forms(person: Person) -> None:
    alice = await person("alice")
    channel = (await alice.communities.create("Garden")).channels[0].id
    ids = [(await alice.messages.send(channel, f"m{n}")).id for n in range(25)]
    newest = await alice.messages.list(channel, limit=10)
    assert [m.id for m in newest.data] == ids[:14:-1]
    older = await alice.messages.list(channel, limit=10, cursor=newest.next_cursor)
    assert [m.id for m in older.data] == ids[14:4:-1]
    before = await alice.messages.list(channel, limit=2, before=ids[10])
    assert [m.id for m in before.data] == [ids[9], ids[8]]
    after = await alice.messages.list(channel, limit=2, after=ids[10])
    assert [m.id for m in after.data] == [ids[12], ids[11]]
    around = await alice.messages.list(channel, limit=5, around=ids[10])
    assert ids[10] in [m.id for m in around.data]
    assert [m.id async for m in alice.messages.history(channel, limit=7)] == ids[::-1]
    assert [len(p.data) async for p in alice.messages.pages(channel, limit=10)] == [10, 10, 5]
    with pytest.raises(ValueError, match="exclude"):
        await alice.messages.list(channel, before=ids[0], after=ids[1])


async def test_editing_and_moderating(stub: Stub, person: Person) -> None:
    alice, bob = await person("alice"), await person("bob")
    community = await alice.communities.create("Garden")
    await bob.invites.accept((await alice.invites.create(community.id)).code)
    channel = community.channels[0].id
    message = await alice.messages.send(channel, "teh")
    assert (await alice.messages.edit(channel, message.id, "the")).content == "the"
    assert (await alice.messages.get(channel, message.id)).edited_at is not None
    state = await bob.channels.read_state(channel, message.seq)
    assert (state.seq, state.unread) == (message.seq, 0)
    bob_id = (await bob.users.me()).id
    await alice.members.ban(community.id, bob_id, reason="spam")
    with pytest.raises(ProblemError) as refused:
        await bob.messages.send(channel, "hello?")
    assert refused.value.status == 404


def test_waits_grow_and_end() -> None:
    policy = RetryPolicy(attempts=4, base_s=1, cap_s=3, uniform=lambda low, high: high)
    assert [policy.delay(n) for n in (1, 2, 3, 4)] == [1, 2, 3, None]
    assert policy.delay(1, retry_after=10) == 11
    assert policy.delay(1, retry_after=31) is None
    backoff = Backoff(1, 5, uniform=lambda low, high: high)
    assert [backoff.next() for _ in range(4)] == [1, 2, 4, 5]
    backoff.reset()
    assert backoff.next() == 1
    assert [parse_retry_after(v) for v in ("3", None, "Wed, 21 Oct 2026")] == [3, None, None]

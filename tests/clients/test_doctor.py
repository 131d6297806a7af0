"""`creavio doctor` against deployments that are ill in one way each."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from creavio import Client
from creavio.cli import main
from creavio.doctor import Finding, Level, examine
from creavio.models import Tokens
from creavio.session import MemoryStore

from .conftest import QUICK
from .sick import KID, Deployment, deployment, free_port, self_signed

OK, SKIPPED, WARNING, FAILED = Level.OK, Level.SKIPPED, Level.WARNING, Level.FAILED
TIMEOUT_S = 1.0


@pytest.fixture
def well() -> Iterator[Deployment]:
    """A healthy deployment, to be made ill."""
    with deployment() as made:
        yield made


@pytest.fixture(autouse=True)
def own_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's real profile is read or written."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("CREAVIO_API", raising=False)


def tokens(kid: str = KID) -> MemoryStore:
    """Somebody is logged in with a token of this key."""
    head = base64.urlsafe_b64encode(json.dumps({"kid": kid}).encode()).rstrip(b"=").decode()
    return MemoryStore(
        Tokens.read(
            {
                "access_token": f"{head}.e30.x",
                "token_type": "Bearer",
                "expires_in": 600,
                "refresh_token": "r",
                "user": {"id": "usr_1", "handle": "alice"},
            }
        ).obtained(time.time())
    )


async def found(api_url: str, store: MemoryStore | None = None) -> dict[str, Finding]:
    """What the doctor says, by check."""
    async with Client(api_url, store=store, retry=QUICK) as client:
        return {one.check: one for one in await examine(client, timeout_s=TIMEOUT_S)}


def check(one: Finding, level: Level, text: str, remedy: str = "") -> None:
    """The finding says this, and what to do whenever something is to be done."""
    assert (one.level, text in one.text, remedy in one.remedy) == (level, True, True), one
    assert bool(one.remedy) or level in (OK, SKIPPED)


async def test_a_healthy_deployment_is_well(well: Deployment) -> None:
    seen = await found(well.api_url)
    check(seen["api"], OK, "version 1.2.3, stage test")
    for name in ("clock", "tls", "openapi", "keys", "limits"):
        assert seen[name].level is OK, seen[name]
    check(seen["gateway"], SKIPPED, "logged in", "creavio login")
    check(seen["mail"], SKIPPED, "does not have it")
    check(seen["media"], SKIPPED, "does not have it")


async def test_a_port_on_which_nothing_listens() -> None:
    seen = await found(f"http://127.0.0.1:{free_port()}")
    assert list(seen) == ["api"]
    check(seen["api"], FAILED, "refuses connections", "nothing listens there")


async def test_a_host_that_does_not_exist() -> None:
    check((await found("http://nobody.invalid"))["api"], FAILED, "no host", "--api")


async def test_an_address_that_is_another_servers(well: Deployment) -> None:
    check((await found(f"{well.api_url}/elsewhere"))["api"], FAILED, "answered 404", "--api")
    well.breaks("/v1/health", 200, {"hello": "world"})
    check((await found(well.api_url))["api"], FAILED, "not as a Creavio API", "--api")


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_an_api_that_breaks(well: Deployment, status: int) -> None:
    well.breaks("/v1/health", status)
    seen = await found(well.api_url)
    check(seen["api"], FAILED, f"answered {status}", "log for request req-17")
    assert "openapi" not in seen


async def test_an_api_that_does_not_answer(well: Deployment) -> None:
    well.delay_s = TIMEOUT_S + 0.3
    check((await found(well.api_url))["api"], FAILED, "did not answer within 1 s", "firewall")


async def test_an_api_that_is_slow(well: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creavio.doctor.api.SLOW_S", 0.05)
    well.delay_s = 0.1
    check((await found(well.api_url))["api"], WARNING, "slow", "memory")


@pytest.mark.parametrize(
    ("ahead_s", "level", "text"),
    [
        (600, FAILED, "behind the API; tokens are refused"),
        (-600, FAILED, "ahead of the API; tokens are refused"),
        (10, WARNING, "behind the API"),
        (0, OK, "agrees"),
    ],
)
async def test_a_clock_that_is_wrong(
    well: Deployment, ahead_s: float, level: Level, text: str
) -> None:
    well.clock_s = ahead_s
    check((await found(well.api_url))["clock"], level, text)


async def test_a_certificate_nobody_vouches_for(tmp_path: Path) -> None:
    with deployment(self_signed(tmp_path)) as made:
        check((await found(made.api_url))["tls"], FAILED, "no safe connection", "certificate")


@pytest.mark.parametrize(("days", "level"), [(300, OK), (5, WARNING)])
async def test_a_certificate_that_runs_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, level: Level
) -> None:
    certificate = self_signed(tmp_path, days)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr("creavio.doctor.api.is_loopback", lambda _: False)  # reads SSL_CERT_FILE
    with deployment(certificate) as made:
        check((await found(made.api_url))["tls"], level, f"valid for {days - 1} days")


async def test_an_address_without_tls(well: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creavio.doctor.api.is_loopback", lambda _: False)
    check((await found(well.api_url))["tls"], FAILED, "unencrypted", "https")


@pytest.mark.parametrize(
    ("path", "name", "level", "text"),
    [
        ("/v1/openapi.json", "openapi", WARNING, "without a document"),
        ("/.well-known/jwks.json", "keys", FAILED, "without keys"),
        ("/v1/limits", "limits", WARNING, "does not tell its limits"),
    ],
)
async def test_a_document_that_is_missing(
    well: Deployment, path: str, name: str, level: Level, text: str
) -> None:
    well.breaks(path, 404, {"message": "Not Found"})
    check((await found(well.api_url))[name], level, text)


async def test_keys_that_are_none(well: Deployment) -> None:
    well.breaks("/.well-known/jwks.json", 200, {"keys": []})
    check((await found(well.api_url))["keys"], FAILED, "no key", "nobody can log in")


async def test_a_token_of_an_unpublished_key(well: Deployment) -> None:
    seen = await found(well.api_url, tokens("key-of-yesterday"))
    check(seen["token"], FAILED, "key-of-yesterday, which is not published", "key job")


async def test_a_token_the_api_does_not_take(well: Deployment) -> None:
    well.breaks("/v1/users/me", 403, {"code": "not_allowed", "detail": "No."})
    check((await found(well.api_url, tokens()))["token"], FAILED, "not take", "clocks")


async def test_a_session_that_has_ended(well: Deployment) -> None:
    well.breaks("/v1/users/me", 401, {"code": "invalid_token"})
    well.breaks("/v1/auth/token/refresh", 401, {"code": "invalid_refresh_token"})
    check((await found(well.api_url, tokens()))["token"], WARNING, "ended", "creavio login")


async def test_a_gateway_that_gives_no_tickets(well: Deployment) -> None:
    well.breaks("/v1/gateway/tickets", 403, {"code": "not_allowed"})
    check((await found(well.api_url, tokens()))["gateway"], FAILED, "no ticket", "create_ticket")


async def test_a_gateway_that_is_not_there(well: Deployment) -> None:
    well.tickets(f"ws://127.0.0.1:{free_port()}")
    seen = await found(well.api_url, tokens())
    check(seen["gateway"], FAILED, "cannot open the gateway socket", "WebSocket API deployed")


@asynccontextmanager
async def gateway(talk: Callable[[ServerConnection], Awaitable[None]]) -> AsyncIterator[str]:
    """A WebSocket server that behaves so; where it is."""
    async with serve(talk, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"


def saying(
    answers: dict[str, list[dict[str, Any]]],
) -> Callable[[ServerConnection], Awaitable[None]]:
    """Answers each op with these frames, then nothing more."""

    async def talk(socket: ServerConnection) -> None:
        async for text in socket:
            frame = json.loads(text)
            for answer in answers.get(frame["op"], []):
                await socket.send(json.dumps({"id": frame.get("id"), "d": {}} | answer))

    return talk


HELLO, READY = {"op": "hello"}, {"op": "ready", "id": None}


@pytest.mark.parametrize(
    ("answers", "level", "text"),
    [
        ({"identify": [HELLO, READY], "hb": [{"op": "hb_ack"}]}, OK, "ticket to heartbeat"),
        ({}, FAILED, "no answer to identify"),
        ({"identify": [HELLO]}, FAILED, "not ready within"),
        ({"identify": [HELLO, READY]}, FAILED, "no answer to hb"),
        (
            {"identify": [{"op": "error", "d": {"code": "session_ended", "close_code": 4010}}]},
            FAILED,
            "session_ended",
        ),
    ],
)
async def test_a_gateway_that_falls_silent(
    well: Deployment,
    monkeypatch: pytest.MonkeyPatch,
    answers: dict[str, list[dict[str, Any]]],
    level: Level,
    text: str,
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "TIMEOUT_S", 0.5)
    async with gateway(saying(answers)) as url:
        well.tickets(url)
        check((await found(well.api_url, tokens()))["gateway"], level, text)


async def test_a_gateway_that_refuses(well: Deployment) -> None:
    async def close(socket: ServerConnection) -> None:
        await socket.close(1000)

    async with gateway(close) as url:
        well.tickets(url)
        check((await found(well.api_url, tokens()))["gateway"], FAILED, "connected, then")


async def test_the_command_says_it_in_words_and_in_json(
    well: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    def doctor(*arguments: str) -> int:
        return main(["doctor", "--api", well.api_url, *arguments])

    assert await asyncio.to_thread(doctor) == 0
    assert "ok    api          version 1.2.3, stage test" in capsys.readouterr().out
    well.breaks("/.well-known/jwks.json", 500)
    assert await asyncio.to_thread(doctor, "--json") == 1
    levels = {one["check"]: one["level"] for one in json.loads(capsys.readouterr().out)}
    assert (levels["api"], levels["keys"]) == ("ok", "fail")


def test_the_sdk_does_not_need_boto3() -> None:
    code = "import sys; sys.modules['boto3'] = None; import creavio.cli; print('fine')"
    source = Path(__file__).parents[2] / "clients" / "python" / "src"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env={"PYTHONPATH": str(source)}, capture_output=True, check=True)
    assert done.stdout == b"fine\n"

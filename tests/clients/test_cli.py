"""The `creavio` command as a process: in pipes, in a terminal, and when things go wrong."""

from __future__ import annotations

import asyncio
import os
import pty
import signal
import sys
import termios
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from .conftest import Person, Stub

SOURCE = Path(__file__).parents[2] / "clients" / "python" / "src"


@dataclass
class Result:
    status: int
    out: str
    err: str


class Shell:
    """Runs `creavio` with its own configuration folder."""

    def __init__(self, stub: Stub, home: Path) -> None:
        self.home = home
        self.processes: list[asyncio.subprocess.Process] = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "PYTHONPATH": str(SOURCE),
            "PYTHONWARNINGS": "error",
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "TERM": "xterm-256color",
            "CREAVIO_API": stub.api_url,
            "CREAVIO_PASSWORD": "correct horse",
            "LC_ALL": "C.UTF-8",
        }

    async def start(self, *arguments: str, **options: int) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        streams = {"stdin": pipe, "stdout": pipe, "stderr": pipe, **options}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "creavio.cli",
            *arguments,
            env=self.environment,
            cwd=self.home,
            # A job in the background of a shell ignores Ctrl-C, and so would its children.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            **streams,  # type: ignore[arg-type]
        )
        self.processes.append(process)
        return process

    async def stop(self) -> None:
        """Nothing is left behind by a failed test."""
        for process in self.processes:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def run(self, *arguments: str, typed: str = "") -> Result:
        process = await self.start(*arguments)
        out, err = await asyncio.wait_for(process.communicate(typed.encode()), 20)
        assert process.returncode is not None
        assert "Traceback" not in err.decode(), err.decode()
        return Result(process.returncode, out.decode(), err.decode())


@pytest.fixture
async def shell(stub: Stub, tmp_path: Path) -> AsyncIterator[Shell]:
    shell = Shell(stub, tmp_path)
    yield shell
    await shell.stop()


async def test_two_profiles_meet_and_talk(stub: Stub, shell: Shell) -> None:
    alice, bob = ("--as", "alice"), ("--as", "bob")
    for who, name in ((alice, "alice"), (bob, "bob")):
        assert (await shell.run(*who, "register", name, "--email", f"{name}@x.org")).status == 0
    profile = shell.home / "config" / "creavio" / "profiles" / "alice.json"
    assert profile.stat().st_mode & 0o777 == 0o600
    community = (await shell.run(*alice, "create", "Garden")).out.strip()
    code = (await shell.run(*alice, "invite", "garden")).out.strip()
    assert (await shell.run(*bob, "join", code)).out.strip() == community
    assert (await shell.run(*bob, "communities")).out.split("\t")[::2] == [
        "Garden",
        f"{community}\n",
    ]
    said = await shell.run(*bob, "chat", "Garden", typed="hello\n\nfrom a pipe\n")
    assert said.status == 0, said.err
    heard = await shell.run("chat", "--as", "alice", typed="/who\n/me\n//slash\n/me waves\n")
    lines = heard.out.splitlines()
    assert lines[0] == "* Garden #general"
    assert lines[1].endswith("Z bob: hello")
    assert lines[2].endswith("Z bob: from a pipe")
    assert lines[3] == "* alice, bob"
    assert lines[4].startswith("* you are alice (usr_")
    assert [line.partition("Z ")[2] for line in lines[5:]] == ["alice: /slash", "alice: _waves_"]


async def test_sessions_begin_and_end(stub: Stub, shell: Shell) -> None:
    assert (await shell.run("whoami")).err == (
        "creavio: nobody is logged in here; first: creavio login (or register)\n"
    )
    await shell.run("register", "alice", "--email", "a@x.org")
    assert (await shell.run("whoami")).out.startswith("alice\tusr_")
    assert (await shell.run("logout")).out == "logged out\n"
    assert (await shell.run("whoami")).status == 1
    assert (await shell.run("login", "alice")).out == "logged in as alice\n"
    stub.world.access.clear()
    stub.world.refresh.clear()
    ended = await shell.run("communities")
    assert ended.err == "creavio: your session has ended; log in again: creavio login\n"
    wrong = await shell.run("login", "alice", "--password-stdin", typed="wrong\n")
    assert (wrong.status, wrong.err) == (1, "creavio: Login or password is wrong.\n")


async def test_mistakes_are_explained(stub: Stub, shell: Shell) -> None:
    await shell.run("register", "alice", "--email", "a@x.org")
    nowhere = await shell.run("chat")
    assert "you are in no community yet" in nowhere.err
    await shell.run("create", "Garden")
    await shell.run("create", "Cellar")
    assert "you are in Garden, Cellar" in (await shell.run("chat")).err
    assert (
        "no community 'Attic'; there is: Garden, Cellar" in (await shell.run("chat", "Attic")).err
    )
    assert "several are called '#general'" in (await shell.run("chat", "#general")).err
    assert "There is nothing here." in (await shell.run("join", "nope")).err
    assert (
        await shell.run("--as", "../x", "whoami")
    ).err == "creavio: not a profile name: '../x'\n"
    unreachable = await shell.run("whoami", "--api", "http://127.0.0.1:9")
    assert unreachable.status == 1
    shell.environment.pop("CREAVIO_API")
    shell.environment["XDG_CONFIG_HOME"] = str(shell.home / "other")
    assert "which API?" in (await shell.run("whoami")).err
    shell.environment.pop("CREAVIO_PASSWORD")
    assert (await shell.run("login", "x", "--api", stub.api_url)).status == 2


async def test_the_chat_commands(stub: Stub, shell: Shell, person: Person) -> None:
    await shell.run("register", "alice", "--email", "a@x.org")
    bob = await person("bob")
    cellar = await bob.communities.create("Cellar")
    await bob.messages.send(cellar.channels[0].id, "down here")
    code = (await bob.invites.create(cellar.id)).code
    community = (await shell.run("create", "Garden")).out.strip()
    stub.world.create_channel(community, "random")
    typed = (
        "teh\n/edit the\n/delete\n/nonsense\n/switch random\nin random\n/channels\n"
        f"/join {code}\n/invite\n/help\n/switch Garden/general\n/quit\nnever sent\n"
    )
    result = await shell.run("chat", "--follow", typed=typed)
    assert result.status == 1
    assert result.err.startswith("no command /nonsense")
    out = result.out
    assert "alice: teh" in out
    assert "alice edited: the" in out
    assert "* a message of alice was deleted: the" in out
    assert "* Garden #random (here)" in out
    assert "bob: down here" in out
    assert "invite to Cellar: inv_" in out
    assert "/quit" in out
    assert out.splitlines()[-1] == "* Garden #general"
    assert "never sent" not in out


async def test_following_until_interrupted(shell: Shell, person: Person) -> None:
    await shell.run("register", "alice", "--email", "a@x.org")
    bob = await person("bob")
    garden = await bob.communities.create("Garden")
    await shell.run("join", (await bob.invites.create(garden.id)).code)
    process = await shell.start("chat", "--follow")
    assert process.stdout is not None
    assert process.stdin is not None
    process.stdin.close()
    assert (await process.stdout.readline()) == b"* Garden #general\n"
    await bob.messages.send(garden.channels[0].id, "hello \x1b[31m")
    line = (await asyncio.wait_for(process.stdout.readline(), 10)).decode()
    assert line.endswith("bob: hello �[31m\n")
    process.send_signal(signal.SIGINT)
    _, err = await asyncio.wait_for(process.communicate(), 10)
    assert (process.returncode, err) == (0, b"")


async def test_a_refused_line_fails_the_script(stub: Stub, shell: Shell) -> None:
    await shell.run("register", "alice", "--email", "a@x.org")
    await shell.run("create", "Garden")
    stub.gateway.nacks = [{"status": 403, "code": "missing_permission", "detail": "Not you."}]
    result = await shell.run("chat", typed="one\ntwo\n")
    assert (result.status, result.err) == (1, "not sent: 'one': Not you.\n")
    assert result.out.splitlines()[-1].endswith("alice: two")


class Screen:
    """A pseudo-terminal with `creavio` behind it."""

    def __init__(self) -> None:
        self.master, self.slave = pty.openpty()
        self.text = ""
        os.set_blocking(self.master, False)
        termios.tcsetwinsize(self.master, (24, 100))

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    async def until(self, condition: Callable[[str], bool]) -> None:
        for _ in range(500):
            try:
                self.text += os.read(self.master, 65_536).decode(errors="replace")
            except (BlockingIOError, OSError):
                await asyncio.sleep(0.02)
            if condition(self.text):
                return
        raise AssertionError(f"not on the screen: {self.text!r}")


async def test_the_terminal_chat(stub: Stub, shell: Shell, person: Person) -> None:
    await shell.run("register", "alice", "--email", "a@x.org")
    bob = await person("bob")
    garden = await bob.communities.create("Garden")
    channel = garden.channels[0].id
    await bob.messages.send(channel, "welcome")
    await shell.run("join", (await bob.invites.create(garden.id)).code)
    screen = Screen()
    process = await shell.start(
        "chat", stdin=screen.slave, stdout=screen.slave, stderr=screen.slave
    )
    os.close(screen.slave)
    await screen.until(lambda text: "welcome" in text and "connected" in text)
    screen.type("hello\r")
    await screen.until(lambda _: len(stub.world.messages[channel]) == 2)
    await bob.messages.send(channel, "evil \x1b[2J")
    await screen.until(lambda text: "evil �[2J" in text)
    stub.http.fault("POST", "/gateway/tickets", "refuse", status=500, times=3)
    stub.gateway.kill_all()
    await screen.until(lambda text: "reconnecting" in text)
    await bob.messages.send(channel, "meanwhile")
    await screen.until(lambda text: "meanwhile" in text)
    screen.type("draft\x03")  # clears what was typed
    screen.type("\x03")
    await screen.until(lambda _: process.returncode is not None)
    os.close(screen.master)
    assert process.returncode == 0
    assert "Traceback" not in screen.text
    assert "draft" not in [m["content"] for m in stub.world.messages[channel].values()]

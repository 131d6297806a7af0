"""An instance of the local platform: a name, a port and a state folder under `.local/`.

Several instances run side by side. What a killed run left behind (a stale record, an emulator or
Lambda workers still alive) is found through the record it wrote before it started anything.
"""

import contextlib
import fcntl
import json
import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from localstack import processes

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
DEFAULT_NAME = "local"
DEFAULT_PORT = 4566
HOST = "127.0.0.1"
FOLDERS_OF_OTHERS = {"assets", "layer"}  # stacks/ and layers/ build into these
KEPT_BETWEEN_RUNS = {"cdk.out"}  # its cache of zipped assets, by content hash


class LocalError(Exception):
    """The local platform cannot do what was asked; the text says why and what helps."""


@dataclass(frozen=True)
class Record:
    """What is written down about a running emulator: its identity and where it listens."""

    pid: int
    started: str
    port: int
    since: float


@dataclass(frozen=True)
class Instance:
    """A named local platform; it exists as a folder, running or not."""

    name: str

    def __post_init__(self) -> None:
        known = re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", self.name)
        if not known or self.name in FOLDERS_OF_OTHERS:
            raise LocalError(f"'{self.name}' is no instance name: use a-z, 0-9 and dashes.")

    @property
    def folder(self) -> Path:
        """Everything this instance writes."""
        return LOCAL / self.name

    @property
    def log(self) -> Path:
        """The emulator's log."""
        return self.folder / "emulator.log"

    @property
    def function_log(self) -> Path:
        """What the functions print."""
        return self.folder / "functions.log"

    @property
    def outputs(self) -> Path:
        """The addresses of the deployed platform, written when it is deployed."""
        return self.folder / "outputs.json"

    def read_record(self) -> Record | None:
        """The record of the last start, whether or not it still runs."""
        try:
            return Record(**json.loads((self.folder / "instance.json").read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def write_record(self, record: Record) -> None:
        """Write down who runs, before waiting for it: a killed start must leave a trace."""
        (self.folder / "instance.json").write_text(json.dumps(asdict(record)))

    def running(self) -> Record | None:
        """The record, if its emulator is alive."""
        record = self.read_record()
        return record if record and processes.is_running(record.pid, record.started) else None

    def stop(self) -> int:
        """End the emulator and its workers, by their own ids. Answers how many processes ended."""
        record = self.read_record()
        if record is None:
            return 0
        ended = processes.stop_group(record.pid, record.started)
        survivors = processes.group_members(record.pid, record.started)
        if survivors:
            raise LocalError(f"processes {survivors} of '{self.name}' do not end.")
        (self.folder / "instance.json").unlink(missing_ok=True)
        return ended

    def wipe(self) -> None:
        """Empty the state folder: every start is fresh."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.iterdir():
            if path.name in KEPT_BETWEEN_RUNS:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        if self.name == DEFAULT_NAME:
            (LOCAL / "outputs.json").unlink(missing_ok=True)

    def remove(self) -> None:
        """Leave nothing of a stopped instance behind."""
        shutil.rmtree(self.folder, ignore_errors=True)
        (LOCAL / f"{self.name}.lock").unlink(missing_ok=True)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Only one command at a time changes an instance."""
        LOCAL.mkdir(exist_ok=True)
        with (LOCAL / f"{self.name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise LocalError(
                    f"another command is starting or stopping '{self.name}' right now."
                ) from error
            yield

    def log_tail(self, lines: int = 25) -> str:
        """The last lines of the emulator's log, for a message."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "(no log)"


def all_instances() -> list[Instance]:
    """Every instance that has a state folder."""
    if not LOCAL.is_dir():
        return []
    return [Instance(record.parent.name) for record in sorted(LOCAL.glob("*/instance.json"))]


def configured_port(argument: int | None) -> int:
    """The port asked for: the argument, else CREAVIO_PORT, else 4566. 0 means any free one."""
    if argument is not None:
        return argument
    text = os.environ.get("CREAVIO_PORT", str(DEFAULT_PORT))
    if not text.isdigit() or int(text) > 65535:
        raise LocalError(f"CREAVIO_PORT is '{text}': a port is a number up to 65535.")
    return int(text)


def claim_port(port: int) -> int:
    """A port that is free now (0: the system picks one), or a LocalError that names its holder."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections are closing is free to listen on.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise LocalError(_port_taken(port)) from error
        chosen: int = probe.getsockname()[1]
        return chosen


def _port_taken(port: int) -> str:
    for other in all_instances():
        record = other.running()
        if record and record.port == port:
            return (
                f"port {port} is used by the instance '{other.name}' (pid {record.pid}). "
                f"Stop it with `make down NAME={other.name}`, or choose another CREAVIO_PORT."
            )
    pid = processes.port_holder(port)
    who = f"pid {pid}: {processes.command_of(pid)}" if pid else "a process of another user"
    return (
        f"port {port} is taken by something that is not ours ({who}). "
        "Stop it, or choose another port: CREAVIO_PORT=4600 make up"
    )


def describe_age(since: float) -> str:
    """How long ago, in words."""
    seconds = max(0, int(time.time() - since))
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"

"""Instances: ports, leftovers of killed runs, and processes ended by their own ids only."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from localstack import emulator, instance, processes
from localstack.instance import Instance, LocalError, Record, claim_port
from tests.localstack.conftest import wait_for


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A `.local` of this test's own; whatever it starts is ended."""
    monkeypatch.setattr(instance, "LOCAL", tmp_path)
    yield tmp_path
    for made in instance.all_instances():
        made.stop()


def sleeper() -> "subprocess.Popen[bytes]":
    """A process of its own group, with a child in it."""
    child = "import time; time.sleep(60)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    return subprocess.Popen([sys.executable, "-c", code], start_new_session=True)


def record_of(pid: int) -> Record:
    started = processes.start_time(pid)
    assert started is not None
    return Record(pid, started, 1, time.time())


def write(made: Instance, record: Record) -> None:
    made.folder.mkdir(parents=True, exist_ok=True)
    made.write_record(record)


def test_two_instances_run_side_by_side_and_stop_alone(folder: Path) -> None:
    one, two = (emulator.start(name, tied=False) for name in ("one", "two"))
    assert one.port != two.port
    one.stop()
    assert processes.start_time(one.process.pid) is None
    assert two.instance.running()
    two.stop()
    assert not list(folder.glob("*/instance.json"))


def test_an_emulator_listens_on_the_loopback_only(folder: Path) -> None:
    running = emulator.start("loopback")
    with socket.socket() as probe:
        probe.bind(("127.0.0.2", running.port))  # fails if it listened on every address
    running.stop()


def test_a_tied_emulator_ends_with_the_process_that_started_it(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from localstack import emulator, instance\n"
        f"instance.LOCAL = Path({str(folder)!r})\n"
        "print(emulator.start('tied').process.pid, flush=True); sys.stdin.read()"
    )
    caller = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=instance.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert caller.stdout is not None
    assert caller.stdin is not None
    pid = int(caller.stdout.readline())
    assert processes.start_time(pid)
    caller.kill()
    caller.wait()
    caller.stdin.close()
    caller.stdout.close()
    wait_for(lambda: processes.start_time(pid) is None)


def test_what_a_killed_leader_left_running_is_ended(folder: Path) -> None:
    leader = sleeper()
    record = record_of(leader.pid)
    wait_for(lambda: len(processes.group_members(leader.pid, record.started)) == 2)
    write(Instance("left"), record)
    leader.send_signal(signal.SIGKILL)
    leader.wait()
    assert Instance("left").running() is None
    assert Instance("left").stop() == 1
    assert processes.group_members(record.pid, record.started) == []


def test_a_recycled_pid_is_left_alone(folder: Path) -> None:
    other = sleeper()
    write(Instance("stale"), Record(other.pid, "a start long ago", 1, 0))
    assert Instance("stale").stop() == 0
    assert other.poll() is None
    processes.stop_group(other.pid, record_of(other.pid).started)
    other.wait()


def test_a_taken_port_names_who_holds_it() -> None:
    with socket.socket() as holder:
        holder.bind((instance.HOST, 0))
        holder.listen()
        with pytest.raises(LocalError, match=f"pid {os.getpid()}") as refusal:
            claim_port(holder.getsockname()[1])
    assert "CREAVIO_PORT" in str(refusal.value)


def test_a_port_of_another_instance_says_how_to_stop_it(folder: Path) -> None:
    running = emulator.start("holder")
    with pytest.raises(LocalError, match="make down NAME=holder"):
        emulator.start("second", running.port)
    running.stop()


@pytest.mark.parametrize("name", ["", "../up", "Local", "a b", "layer", "assets"])
def test_a_name_that_is_no_folder_of_ours_is_refused(name: str) -> None:
    with pytest.raises(LocalError):
        Instance(name)


def test_a_port_setting_that_is_no_port_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREAVIO_PORT", "http")
    with pytest.raises(LocalError, match="CREAVIO_PORT"):
        instance.configured_port(None)
    assert instance.configured_port(0) == 0


def test_only_one_command_changes_an_instance_at_a_time(folder: Path) -> None:
    busy = Instance("busy")
    with busy.lock(), pytest.raises(LocalError, match="right now"), busy.lock():
        pass


def test_an_emulator_that_cannot_start_shows_the_end_of_its_log(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(emulator.SETTINGS, "CREAVIO_WORKERS_PER_FUNCTION", "many")
    with pytest.raises(LocalError, match=r"(?s)did not start.*ValueError"):
        emulator.start("sick")

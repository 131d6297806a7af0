"""Processes by identity: a pid together with its start time, and the process group it leads.

A pid alone may be recycled by the system; pid and start time together are one process for ever.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

PROC = Path("/proc")


def start_time(pid: int) -> str | None:
    """When process `pid` started, in the system's own words; None when it does not run."""
    if PROC.is_dir():
        fields = _stat_fields(pid)
        # Field 3 is the state (a zombie no longer runs), field 22 the start in clock ticks.
        return None if fields is None or fields[0] in "ZX" else fields[19]
    text = _output(["ps", "-o", "state=,lstart=", "-p", str(pid)])
    return None if not text or text.startswith("Z") else text.split(maxsplit=1)[1]


def is_running(pid: int, started: str) -> bool:
    """Whether exactly this process, not a later one with its pid, still runs."""
    return start_time(pid) == started


def group_members(leader: int, started: str) -> list[int]:
    """Living processes of the group that `leader` (started at `started`) opened.

    A group id stays taken while the group has members, so when the leader is gone its members
    are still ours; when another process now leads the group, ours have all ended.
    """
    now = start_time(leader)
    if now is not None and now != started:
        return []
    return [pid for pid in _pids_of_group(leader) if start_time(pid) is not None]


def stop_group(leader: int, started: str, patience_s: float = 5.0) -> int:
    """End every member of the group and wait until they are gone. Answers how many there were.

    At once, without asking first: an emulator's state is thrown away anyhow.
    """
    members = group_members(leader, started)
    deadline = time.monotonic() + patience_s
    while remaining := group_members(leader, started):
        for pid in remaining:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        _collect_own_child(leader)
        if time.monotonic() > deadline:
            break
        time.sleep(0.01)
    return len(members)


def port_holder(port: int) -> int | None:
    """The pid that listens on `port` of the loopback, when this user may see it."""
    if not PROC.is_dir():
        if shutil.which("lsof") is None:
            return None
        text = _output(["lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-t"])
        return int(text.split()[0]) if text else None
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    for folder in PROC.glob("[0-9]*/fd"):
        with contextlib.suppress(OSError):
            for link in folder.iterdir():
                with contextlib.suppress(OSError):
                    if str(link.readlink()) in sockets:
                        return int(folder.parent.name)
    return None


def command_of(pid: int) -> str:
    """The command line of a process, shortened for a message."""
    if PROC.is_dir():
        try:
            text = (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            return "?"
    else:
        text = _output(["ps", "-o", "command=", "-p", str(pid)])
    return text.strip()[:120] or "?"


def _stat_fields(pid: int) -> list[str] | None:
    """Fields 3 onwards of /proc/<pid>/stat (the name before them may hold anything)."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def _pids_of_group(group: int) -> list[int]:
    if not PROC.is_dir():
        rows = (row.split() for row in _output(["ps", "-A", "-o", "pid=,pgid="]).splitlines())
        return [int(pid) for pid, owner in rows if int(owner) == group]
    found = []
    for folder in PROC.glob("[0-9]*"):
        fields = _stat_fields(int(folder.name))
        if fields is not None and int(fields[2]) == group:
            found.append(int(folder.name))
    return found


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in (PROC / "net" / table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                    inodes.add(fields[9])
    return inodes


def _collect_own_child(pid: int) -> None:
    """Reap `pid` when it is our child, so that it does not stay behind as a zombie."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()

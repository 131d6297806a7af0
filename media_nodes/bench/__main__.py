"""`python -m bench [subscribers ...]`: what a forwarded packet costs, as one JSON line each."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import monotonic, process_time

from aiohttp import ClientError, ClientSession

from bench.load import Company

WARM_S, MEASURED_S = 3.0, 8.0
DEFAULT = (10, 50, 200)


@asynccontextmanager
async def running(core: int | None) -> AsyncIterator[tuple[int, str]]:
    """A node as a process of its own, on one core: its process id and address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"MEDIA_HTTP_PORT": str(port), "MEDIA_UDP_PORT": "0", "MEDIA_DEVELOPMENT": "1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "media_node", env=os.environ | settings,
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    if core is not None:
        os.sched_setaffinity(process.pid, {core})
    hurry(process.pid)
    try:
        address = f"http://127.0.0.1:{port}"
        await _healthy(address)
        yield process.pid, address
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


def hurry(pid: int) -> None:
    """Before whatever else runs on this machine, where that is allowed."""
    if hasattr(os, "sched_setscheduler"):
        with suppress(PermissionError):
            os.sched_setscheduler(pid, os.SCHED_RR, os.sched_param(1))


async def _healthy(address: str) -> None:
    async with asyncio.timeout(60), ClientSession() as http:
        while True:
            try:
                async with http.get(f"{address}/health"):
                    return
            except ClientError:
                await asyncio.sleep(0.1)


def cpu_ns(pid: int) -> int:
    """What all threads of a process have run, in nanoseconds (Linux)."""
    tasks = Path(f"/proc/{pid}/task")
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir())


def resident_kib(pid: int) -> int:
    """Its resident memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


async def measure(subscribers: int, core: int | None) -> dict[str, float]:
    """One room with one publisher."""
    async with running(core) as (pid, address), ClientSession() as http:
        company = Company(http, address, "bench")
        tasks = [asyncio.create_task(company.keep_consent())]
        publisher = await company.publish()
        before = resident_kib(pid)
        began, spent = monotonic(), cpu_ns(pid)
        audience = await company.play(subscribers)
        joined, join_cpu = monotonic() - began, cpu_ns(pid) - spent
        tasks += [asyncio.create_task(work) for work in (publisher.run(), audience.run())]
        await asyncio.sleep(WARM_S)
        start, own = monotonic(), process_time()
        sent, cpu, got = publisher.sent, cpu_ns(pid), list(audience.received)
        await asyncio.sleep(MEASURED_S)
        seconds, cpu = monotonic() - start, cpu_ns(pid) - cpu
        sent, own = publisher.sent - sent, process_time() - own
        await asyncio.sleep(0.05)
        audience.drain()
        received = [now - was for now, was in zip(audience.received, got, strict=True)]
        memory = resident_kib(pid) - before
        for task in tasks:
            task.cancel()
    copies = sum(received)
    return {
        "subscribers": subscribers,
        "in_per_s": round(sent / seconds),
        "out_per_s": round(copies / seconds),
        "us_per_packet": round(cpu / 1000 / max(1, copies), 2),
        "core_percent": round(cpu / 1e7 / seconds, 1),
        "lost_percent": round(max(0.0, 100 * (1 - copies / (sent * subscribers))), 3),
        "join_ms": round(join_cpu / 1e6 / subscribers, 2),
        "joins_per_s": round(subscribers / joined),
        "kib_per_subscriber": round(memory / subscribers),
        "load_percent": round(100 * own / seconds, 1),
    }


def main() -> int:
    """Measure with each number of subscribers."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    node_core = cores[0] if len(cores) > 1 else None
    if node_core is not None:
        os.sched_setaffinity(0, set(cores[1:]))
    hurry(0)
    for subscribers in [int(word) for word in sys.argv[1:]] or DEFAULT:
        print(json.dumps(asyncio.run(measure(subscribers, node_core))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

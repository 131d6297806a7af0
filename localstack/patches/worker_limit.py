"""A few environments per function; further calls wait for one instead of starting more.

Upstream (core/lambda_runtime.py, `acquire_worker`) starts one process per concurrent call without
limit: a burst on a cold function starts dozens of interpreters and the machine stalls for seconds.
AWS has room for a thousand; a laptop has not. `CREAVIO_WORKERS_PER_FUNCTION` sets the number. Calls
of a function are served in the order they came: without that, some waited 20 seconds under load.
A call that has waited 30 seconds gets one more environment: a function may call itself.
"""

import os
import threading
import time
from collections import defaultdict, deque
from typing import Any

from ministack.core import lambda_runtime

PATIENCE_S = 30.0


def apply() -> None:
    """Bound `acquire_worker` and let `release_worker` wake who waits longest."""
    limit = int(os.environ.get("CREAVIO_WORKERS_PER_FUNCTION", "4"))
    acquire, release = lambda_runtime.acquire_worker, lambda_runtime.release_worker
    lock = threading.Lock()
    lines: defaultdict[str, deque[threading.Event]] = defaultdict(deque)

    def acquire_worker(
        func_name: str,
        config: dict[str, Any],
        code_zip: bytes,
        qualifier: str = "$LATEST",
        max_concurrency: int | None = None,
    ) -> tuple[Any, str]:
        deadline, turn = time.monotonic() + PATIENCE_S, threading.Event()
        line, most = lines[func_name], max_concurrency or limit
        with lock:
            line.append(turn)
        while True:
            late = time.monotonic() > deadline
            with lock:
                if line[0] is turn or late:
                    room = 10**6 if late else most
                    worker, how = acquire(func_name, config, code_zip, qualifier, room)
                    if worker is not None:
                        line.remove(turn)
                        _wake(line)
                        return worker, how
                turn.clear()
            turn.wait(1.0)

    def release_worker(worker: Any) -> None:
        release(worker)
        with lock:
            for line in lines.values():
                _wake(line)

    lambda_runtime.acquire_worker = acquire_worker
    lambda_runtime.release_worker = release_worker
    # The dispatcher imported both by name.
    from ministack.services import lambda_svc

    lambda_svc.acquire_worker = acquire_worker
    lambda_svc.release_worker = release_worker


def _wake(line: deque[threading.Event]) -> None:
    """Let the first in line look for a free environment."""
    if line:
        line[0].set()

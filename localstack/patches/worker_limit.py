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


class Queue:
    """Who waits for an environment, by function, in order."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._lines: defaultdict[str, deque[threading.Event]] = defaultdict(deque)
        self._acquire = lambda_runtime.acquire_worker
        self._release = lambda_runtime.release_worker

    def acquire_worker(
        self,
        func_name: str,
        config: dict[str, Any],
        code_zip: bytes,
        qualifier: str = "$LATEST",
        max_concurrency: int | None = None,
    ) -> tuple[Any, str]:
        """Wait for one's turn, then for an environment."""
        deadline, turn = time.monotonic() + PATIENCE_S, threading.Event()
        line = self._lines[func_name]
        with self._lock:
            line.append(turn)
        while True:
            late = time.monotonic() > deadline
            room = 10**6 if late else max_concurrency or self._most
            with self._lock:
                if line[0] is turn or late:
                    worker, how = self._acquire(func_name, config, code_zip, qualifier, room)
                    if worker is not None:
                        line.remove(turn)
                        _wake(line)
                        return worker, how
                turn.clear()
            turn.wait(1.0)

    def release_worker(self, worker: Any) -> None:
        """Give an environment back to who waits longest."""
        self._release(worker)
        with self._lock:
            for line in self._lines.values():
                _wake(line)


def _wake(line: deque[threading.Event]) -> None:
    """Let the first in line look for a free environment."""
    if line:
        line[0].set()


def apply() -> None:
    """Put the queue in front of both."""
    queue = Queue(int(os.environ.get("CREAVIO_WORKERS_PER_FUNCTION", "4")))
    # The dispatcher imported both by name.
    from ministack.services import lambda_svc

    for module in (lambda_runtime, lambda_svc):
        module.acquire_worker = queue.acquire_worker
        module.release_worker = queue.release_worker

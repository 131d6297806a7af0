"""A few environments per function; further calls wait for one instead of starting more.

Upstream (core/lambda_runtime.py, `acquire_worker`) starts one process per concurrent call without
limit: a burst on a cold function starts dozens of interpreters and the machine stalls for seconds.
AWS has room for a thousand; a laptop has not. `CREAVIO_WORKERS_PER_FUNCTION` sets the number. After
30 seconds a waiting call gets one more environment: a function that calls itself must not hang.
"""

import os
import threading
import time
from typing import Any

from ministack.core import lambda_runtime

PATIENCE_S = 30.0


def apply() -> None:
    """Bound `acquire_worker` and let `release_worker` wake who waits."""
    limit = int(os.environ.get("CREAVIO_WORKERS_PER_FUNCTION", "4"))
    acquire, release = lambda_runtime.acquire_worker, lambda_runtime.release_worker
    freed = threading.Condition()

    def acquire_worker(
        func_name: str,
        config: dict[str, Any],
        code_zip: bytes,
        qualifier: str = "$LATEST",
        max_concurrency: int | None = None,
    ) -> tuple[Any, str]:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            with freed:
                worker, how = acquire(
                    func_name, config, code_zip, qualifier, max_concurrency or limit
                )
                if worker is not None:
                    return worker, how
                if time.monotonic() > deadline:
                    return acquire(func_name, config, code_zip, qualifier, 10**6)  # type: ignore[no-any-return]
                freed.wait(1.0)

    def release_worker(worker: Any) -> None:
        release(worker)
        with freed:
            freed.notify_all()

    lambda_runtime.acquire_worker = acquire_worker
    lambda_runtime.release_worker = release_worker
    # The dispatcher imported both by name.
    from ministack.services import lambda_svc

    lambda_svc.acquire_worker = acquire_worker
    lambda_svc.release_worker = release_worker

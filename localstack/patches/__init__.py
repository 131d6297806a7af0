"""What the pinned emulator (ministack 1.5.33) does not do yet, one patch per file.

Each module says in its docstring what is wrong upstream and why it matters here, and has an
`apply()` that mends it in the running process. `tests/localstack/test_patches.py` holds a test
per patch on the unpatched emulator: when it fails, upstream no longer needs the patch.
"""

import importlib

NAMES = (
    "workers",
    "worker_limit",
    "websocket_calls",
    "function_errors",
    "http_events",
    "cors",
    "cloudformation_types",
    "secrets",
    "async_retries",
    "archives",
    "table_streams",
    "fifo_groups",
    "schedules",
    "function_permissions",
    "schedule_permissions",
    "transport",
)


def apply_all() -> None:
    """Apply every patch, in an order in which later ones may build on earlier ones."""
    for name in NAMES:
        importlib.import_module(f"localstack.patches.{name}").apply()

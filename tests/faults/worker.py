"""The worker's side of ``processes``: a prepared process that runs each call in a copy of itself.

Imports and clients are made once; a call is a fork, so that a SIGKILL ends one call and costs
milliseconds. Points are line events of ``sys.monitoring`` (PEP 669).
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import traceback
from types import CodeType
from typing import Any

#: Our code, and what sends its requests: between two of these lines lies every system call.
WATCHED = (
    "/commons/python/commons/",
    "/functions/",
    "/botocore/endpoint.py",
    "/botocore/httpsession.py",
    "/urllib3/connectionpool.py",
    "/urllib3/connection.py",
    "/http/client.py",
)
TOOL = sys.monitoring.PROFILER_ID


class Points:
    """Counts lines; ends the process at one of them, as nothing can prevent."""

    def __init__(self, kill_at: int) -> None:
        self.passed = 0
        self._kill_at = kill_at

    def watch(self) -> None:
        """Count from here on."""
        sys.monitoring.use_tool_id(TOOL, "faults")
        sys.monitoring.register_callback(TOOL, sys.monitoring.events.LINE, self._line)
        sys.monitoring.set_events(TOOL, sys.monitoring.events.LINE)

    def stop(self) -> None:
        """Count no more."""
        sys.monitoring.set_events(TOOL, 0)

    def _line(self, code: CodeType, line: int) -> Any:
        if not any(part in code.co_filename for part in WATCHED):
            return sys.monitoring.DISABLE
        self.passed += 1
        if self.passed == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return None


def main() -> None:
    """Serve until standard input ends."""
    from commons.aws import client

    for service in ("dynamodb", "events", "sqs"):
        client(service)
    answers = os.dup(1)
    os.dup2(2, 1)  # what work prints is no answer
    for line in sys.stdin:
        order = json.loads(line)
        importlib.import_module(order["run"].partition(":")[0])
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os.write(writing, json.dumps(_done(order)).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as told:
            answer = told.read()
        _, status = os.waitpid(child, 0)
        killed = json.dumps({"killed": os.WIFSIGNALED(status)})
        os.write(answers, (answer or killed).encode() + b"\n")


def _done(order: dict[str, Any]) -> dict[str, Any]:
    points = Points(order["kill_at"])
    module, _, name = order["run"].partition(":")
    try:
        work = getattr(importlib.import_module(module), name)
        points.watch()
        result = work(*order["arguments"])
        points.stop()
    except BaseException:
        return {"error": traceback.format_exc(), "killed": False}
    return {"killed": False, "points": points.passed, "result": result}


if __name__ == "__main__":
    main()

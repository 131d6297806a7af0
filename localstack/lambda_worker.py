"""One Lambda execution environment: started by the emulator, serves invocations line by line.

Run as a script with `python -S -E`, so nothing but the standard library, the function's code and
its layers can be imported: what the layer lacks fails here as it would fail on AWS. Speaks JSON
lines: first the settings, then one line per invocation; answers each on what was standard output.
Whatever the function prints goes to standard error, which the emulator reads as its log.
"""

import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, TextIO

Handler = Callable[[Any, Any], Any]


def main() -> None:
    """Import the handler once, then serve until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # anything that writes to file descriptor 1 lands in the log too
    sys.stdout = sys.stderr
    settings = json.loads(sys.stdin.readline())
    set_import_paths(settings["code"], settings["layers"])
    try:
        handler = load_handler(settings["handler"])
    except BaseException as error:
        traceback.print_exc()
        answer(answers, failure(error))
        return
    answer(answers, {"status": "ready"})
    for line in sys.stdin:
        message = json.loads(line)
        answer(answers, invoke(handler, message["event"], context_of(settings, message)))


def set_import_paths(code: str, layers: list[str]) -> None:
    """AWS's order: the function, then the layers (later ones win), then the standard library."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    paths = [code]
    for layer in reversed(layers):
        paths += [f"{layer}/python/lib/{version}/site-packages", f"{layer}/python"]
    sys.path[:] = [path for path in paths if os.path.isdir(path)] + sys.path[1:]


def load_handler(name: str) -> Handler:
    """The function a `Handler` setting names, `package/module.function` or with dots."""
    module, _, function = name.rpartition(".")
    handler: Handler = getattr(importlib.import_module(module.replace("/", ".")), function)
    return handler


def context_of(settings: dict[str, Any], message: dict[str, Any]) -> SimpleNamespace:
    """The context object of one invocation."""
    deadline = time.monotonic() + float(settings["timeout_s"])
    return SimpleNamespace(
        function_name=settings["function_name"],
        function_version=os.environ["AWS_LAMBDA_FUNCTION_VERSION"],
        memory_limit_in_mb=settings["memory_mb"],
        invoked_function_arn=message["invoked_function_arn"] or settings["function_arn"],
        aws_request_id=message["request_id"],
        log_group_name=os.environ["AWS_LAMBDA_LOG_GROUP_NAME"],
        log_stream_name=os.environ["AWS_LAMBDA_LOG_STREAM_NAME"],
        identity=None,
        client_context=None,
        get_remaining_time_in_millis=lambda: max(0, int((deadline - time.monotonic()) * 1000)),
    )


def invoke(handler: Handler, event: Any, context: SimpleNamespace) -> dict[str, Any]:
    """Call the handler; its result must be JSON, as on AWS."""
    try:
        result = handler(event, context)
        json.dumps(result)
    except Exception as error:
        traceback.print_exc()
        return failure(error)
    return {"status": "ok", "result": result}


def failure(error: BaseException) -> dict[str, Any]:
    """An error as the runtime reports it."""
    return {
        "status": "error",
        "error": str(error),
        "error_type": type(error).__name__,
        "trace": traceback.format_exc(),
    }


def answer(stream: TextIO, value: dict[str, Any]) -> None:
    """Write one answer, after the log it belongs to."""
    sys.stderr.flush()
    stream.write(json.dumps(value) + "\n")
    stream.flush()


if __name__ == "__main__":
    main()

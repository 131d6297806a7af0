"""Lambda execution environments that start fast, see only their layer, and answer at once.

Upstream (ministack 1.5.33, core/lambda_runtime.py): every worker writes and extracts its own copy
of every layer (seconds and 50 MB each); a warm call that logs nothing waits 50 ms for log lines
that never come; the emulator's own site-packages and whole environment are visible to the
function, so a dependency missing from the layer goes unnoticed; an exception's type is lost and
kills the worker.

Here a worker runs `localstack/lambda_worker.py` on code and layers extracted once per content,
with a clean environment, and its log is a file that is complete when the answer arrives.
"""

import hashlib
import json
import logging
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime
from ministack.core.responses import new_uuid

SCRIPT = Path(__file__).resolve().parent.parent / "lambda_worker.py"
# The interpreter itself, not the emulator's environment around it.
INTERPRETER = getattr(sys, "_base_executable", sys.executable)
# What a function may see of our environment: no setting of the emulator is among it.
PASSED_ON = ("PATH", "LANG", "TZ", "TMPDIR", "HOME")
INIT_PATIENCE_S = 60.0
LOG_LIMIT = 1_000_000
logger = logging.getLogger("creavio.functions")
_extracting = threading.Lock()
# More cold starts at once than cores only makes each of them slower.
_starting = threading.BoundedSemaphore(os.cpu_count() or 2)


class PythonWorker(lambda_runtime.Worker):  # type: ignore[misc]
    """One execution environment of a Python function, in the place of upstream's `Worker`."""

    _proc: Any  # upstream declares it as a Popen or None
    _log: Path
    _log_read = 0
    _answers = b""

    def _spawn(self) -> None:
        with _starting:
            self._discard_tmpdir()
            self._tmpdir = tempfile.mkdtemp(prefix=f"lambda-{self.func_name}-")
            self._answers = b""
            code = extracted(self.code_zip)
            layers = layer_folders(self.config)
            self._log = Path(self._tmpdir) / "log"
            self._log_read = 0
            with self._log.open("ab") as log_file:
                self._proc = subprocess.Popen(
                    [INTERPRETER, "-S", "-E", SCRIPT],
                    cwd=code,
                    env=function_environment(self.config, code),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log_file,
                )
            self._send(worker_settings(self.config, code, layers))
            answer = self._receive(time.monotonic() + INIT_PATIENCE_S)
        if answer is None or answer["status"] != "ready":
            log = self._take_log()
            self._end()
            reason = (answer or {}).get("error", "the process ended or hung while importing")
            raise RuntimeError(f"Worker init failed: {reason}\n{log}")

    def invoke(
        self,
        event: Any,
        request_id: str,
        *,
        invoked_function_arn: str | None = None,
        **_unused: Any,
    ) -> dict[str, Any]:
        """Run one invocation; the keys of the answer are upstream's."""
        with self._lock:
            cold = self._proc is None or self._proc.poll() is not None
            if cold:
                self._spawn()
            timeout = float(self.config.get("Timeout", 3))
            self._send(
                {
                    "event": event,
                    "request_id": request_id,
                    "invoked_function_arn": invoked_function_arn,
                }
            )
            answer = self._receive(time.monotonic() + timeout)
            if answer is None:
                alive = self._proc.poll() is None
                error = f"Task timed out after {timeout:.2f} seconds" if alive else "Worker died"
                answer = {"status": "error", "error": error, "error_type": "Sandbox.Timedout"}
                self._end()
            answer["cold_start"] = cold
            answer["log"] = self._take_log()
            return answer

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._proc.stdin.write(json.dumps(message).encode() + b"\n")
            self._proc.stdin.flush()
        except BrokenPipeError:
            logger.warning("%s ended before it was called", self.func_name)

    def _receive(self, deadline: float) -> dict[str, Any] | None:
        """One answer line, or None when the time is up or the process ended."""
        descriptor = self._proc.stdout.fileno()
        poll = select.poll()
        poll.register(descriptor, select.POLLIN | select.POLLHUP)
        parts = [self._answers]
        while b"\n" not in parts[-1]:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                return None
            chunk = os.read(descriptor, 262_144)
            if not chunk:
                return None
            parts.append(chunk)
        line, _, self._answers = b"".join(parts).partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _take_log(self) -> str:
        """What the function wrote since the last call; it also goes to the functions' log."""
        with self._log.open("rb") as log:
            log.seek(self._log_read)
            text = log.read().decode(errors="replace").rstrip("\n")
            self._log_read = log.tell()
        if self._log_read > LOG_LIMIT:
            os.truncate(self._log, 0)
            self._log_read = 0
        if text:
            logger.info("%s\n%s", self.func_name, text)
        return text

    def _end(self) -> None:
        process, self._proc = self._proc, None
        process.kill()
        process.wait()


def extracted(archive: bytes) -> str:
    """The folder with the content of `archive`, extracted once and shared by every worker."""
    folder = Path(tempfile.gettempdir()) / f"zip-{hashlib.sha256(archive).hexdigest()[:24]}"
    with _extracting:
        if not folder.is_dir():
            fresh = Path(tempfile.mkdtemp(prefix="unzip-"))
            source = fresh / ".zip"
            source.write_bytes(archive)
            with zipfile.ZipFile(source) as bundle:
                bundle.extractall(fresh)  # refuses names that lead outside
            source.unlink()
            shutil.move(fresh, folder)
    return str(folder)


def layer_folders(config: dict[str, Any]) -> list[str]:
    """The extracted layers of a function, in the order it lists them."""
    from ministack.services.lambda_svc import _resolve_layer_zip

    folders = []
    for layer in config.get("Layers", []):
        archive = _resolve_layer_zip(layer)
        if not archive:
            raise RuntimeError(f"layer {layer} does not exist")
        folders.append(extracted(archive))
    return folders


def worker_settings(config: dict[str, Any], code: str, layers: list[str]) -> dict[str, Any]:
    """The first line a worker reads."""
    return {
        "code": code,
        "layers": layers,
        "handler": config.get("Handler", "index.handler"),
        "function_name": config.get("FunctionName", ""),
        "function_arn": config.get("FunctionArn", ""),
        "memory_mb": str(config.get("MemorySize", 128)),
        "timeout_s": config.get("Timeout", 3),
    }


def function_environment(config: dict[str, Any], code: str) -> dict[str, str]:
    """The environment variables Lambda sets, the function's own, and where AWS is."""
    _account, region = lambda_runtime._account_region_from_function_config(config)
    name = config.get("FunctionName", "")
    own = {
        key: str(value)
        for key, value in config.get("Environment", {}).get("Variables", {}).items()
        if key not in lambda_runtime._RESERVED_RUNTIME_ENV_VARS
    }
    endpoint = f"http://{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"
    log_group = (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{name}"
    return {
        **{key: os.environ[key] for key in PASSED_ON if key in os.environ},
        "AWS_ENDPOINT_URL": endpoint,
        **own,
        **lambda_runtime.execution_credentials(config),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{config.get('Runtime', 'python3.13')}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": config.get("Version", "$LATEST"),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
        "AWS_LAMBDA_LOG_GROUP_NAME": log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": new_uuid(),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "LAMBDA_TASK_ROOT": code,
        "_HANDLER": config.get("Handler", ""),
    }


def apply() -> None:
    """Use `PythonWorker` for Python functions; other runtimes keep upstream's."""
    if path := os.environ.get("CREAVIO_FUNCTION_LOG"):
        handler = logging.FileHandler(path)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        logger.addHandler(handler)
        logger.propagate = False
    upstream = lambda_runtime._worker_class_for

    def worker_class(config: dict[str, Any]) -> Any:
        python = str(config.get("Runtime", "python3")).startswith("python")
        return PythonWorker if python else upstream(config)

    lambda_runtime._worker_class_for = worker_class

"""Start and stop the bare emulator of an instance; tests use it without deploying any stack."""

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from localstack import processes
from localstack.instance import HOST, ROOT, Instance, LocalError, Record, claim_port

EMULATOR_PYTHON = ROOT / ".tools/emulator/bin/python"
REGION = "us-east-1"
ACCOUNT = "000000000000"
START_PATIENCE_S = 30.0
# Settings of the emulator a caller's environment may override, each with our default.
SETTINGS = {
    "CREAVIO_WORKERS_PER_FUNCTION": "4",
    "LAMBDA_WARM_TTL_SECONDS": "60",
    "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "1",
    "LOG_LEVEL": "INFO",
}


@dataclass
class Emulator:
    """A running emulator; `stop()` ends it and its Lambda workers."""

    instance: Instance
    port: int
    process: "subprocess.Popen[bytes]" = field(repr=False)

    @property
    def endpoint_url(self) -> str:
        """What AWS_ENDPOINT_URL should be."""
        return f"http://{HOST}:{self.port}"

    def stop(self) -> None:
        """End it and everything it started."""
        self.instance.stop()
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(timeout=5)


def start(name: str, port: int = 0, *, tied: bool = True) -> Emulator:
    """Start a fresh emulator, empty of stacks, within about a second.

    `port` 0 picks a free one. A `tied` emulator ends with the calling process, however that ends;
    an untied one stays until `Instance.stop`. Leftovers of an earlier run are stopped first.
    """
    if not EMULATOR_PYTHON.exists():
        raise LocalError("the emulator is not installed. Run `make setup`.")
    instance = Instance(name)
    instance.stop()
    instance.wipe()
    chosen = claim_port(port)
    process = _launch(instance, chosen, tied)
    started = processes.start_time(process.pid)
    if started is not None:
        instance.write_record(Record(process.pid, started, chosen, time.time()))
    emulator = Emulator(instance, chosen, process)
    _wait_until_ready(emulator)
    return emulator


def _launch(instance: Instance, port: int, tied: bool) -> "subprocess.Popen[bytes]":
    (instance.folder / "tmp").mkdir()
    with instance.log.open("wb") as log:
        return subprocess.Popen(
            [EMULATOR_PYTHON, "-m", "localstack.launcher", *(["--tied"] if tied else [])],
            cwd=instance.folder,
            env=emulator_environment(instance.folder, port),
            stdin=subprocess.PIPE if tied else subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # its own group: workers are found by the group's id
        )


def emulator_environment(folder: Path, port: int) -> dict[str, str]:
    """The emulator's whole environment: nothing of the caller's leaks into it or into Lambdas."""
    node = shutil.which("node")
    path = [str(Path(node).parent)] if node else []
    return {
        "PATH": os.pathsep.join([*path, "/usr/local/bin", "/usr/bin", "/bin"]),
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        # Off: an MQTT listener on a fixed port (instances would collide), SFTP, persistence, and
        # a search for containers we do not use.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PERSIST_STATE": "0",
        "DOCKER_HOST": "unix:///nonexistent",
        # Each function may do what its own role allows, no more (patches/function_permissions.py).
        "AUTH": "false" if os.environ.get("CREAVIO_IAM") == "off" else "true",
        "CREAVIO_FUNCTION_LOG": str(folder / "functions.log"),
        **{name: os.environ.get(name, default) for name, default in SETTINGS.items()},
    }


def _wait_until_ready(emulator: Emulator) -> None:
    deadline = time.monotonic() + START_PATIENCE_S
    # The caller's proxy settings must not stand between us and the loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        if emulator.process.poll() is not None:
            break
        try:
            opener.open(f"{emulator.endpoint_url}/_ministack/health", timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
        else:
            return
    tail, log = emulator.instance.log_tail(), emulator.instance.log
    emulator.stop()
    raise LocalError(f"the emulator did not start. The end of {log}:\n{tail}")

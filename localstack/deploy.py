"""Deploys the real stacks with the real CDK command line to a local endpoint.

The app is synthesized once into the instance's folder; bootstrap and deploy read that folder.
What differs locally differs by context (address formats, architecture), never by code.
"""

import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from commons.limits import Bucket
from localstack.emulator import ACCOUNT, REGION
from localstack.instance import DEFAULT_NAME, LOCAL, ROOT, Instance, LocalError

CDK = ROOT / "node_modules/.bin/cdk"
STAGE = "local"
ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}
STACK_DONE = re.compile(r"✅\s+(\S+)")
# Where the usual development servers serve pages; the stacks allow none by themselves.
PAGE_ORIGINS = [
    f"http://{host}:{port}" for host in ("localhost", "127.0.0.1") for port in (3000, 5173)
]
# One developer, many seeds and tests from one address: the defaults would refuse most sign-ups.
ROOMY = ",".join(f"{bucket}=60000/60" for bucket in Bucket)
OUTPUT_KEYS = {"ApiUrl": "api_url", "WsUrl": "ws_url", "PlatformApiUrl": "platform_url"}
Say = Callable[[str], None]


@dataclass(frozen=True)
class Target:
    """Where to deploy: an endpoint, ours or (with `foreign`) one that AWS_ENDPOINT_URL names."""

    instance: Instance
    endpoint_url: str
    foreign: bool = False

    @property
    def folder(self) -> Path:
        """The cloud assembly."""
        return self.instance.folder / "cdk.out"

    @property
    def log(self) -> Path:
        """What synth, bootstrap and deploy print."""
        return self.instance.folder / "deploy.log"

    def context(self) -> dict[str, str]:
        """The context the stacks read; see `stacks/config.py`."""
        parts = urlsplit(self.endpoint_url)
        websocket = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}"
        base = "/_aws/execute-api/{api_id}"
        # The emulator serves the $default stage at the API's root, as AWS does.
        api = f"{self.endpoint_url}{base}" + ("/$default" if self.foreign else "")
        return {
            "stage": STAGE,
            "architecture": host_architecture(),
            "api_url_format": api,
            "ws_url_format": f"{websocket}{base}/{{stage}}",
            "ws_callback_format": f"{self.endpoint_url}{base}/{{stage}}",
            "allowed_origins": ",".join(PAGE_ORIGINS),
            "limits": os.environ.get("CREAVIO_LIMITS", ROOMY),
            # One process serves everybody: when it is full, all readers look slow.
            "post_patience_s": "10",
        }


def host_architecture() -> str:
    """This machine's architecture in Lambda's words: the emulator runs functions on it."""
    machine = platform.machine().lower()
    if machine not in ARCHITECTURES:
        raise LocalError(f"Lambda has no architecture for this machine ({machine}).")
    return ARCHITECTURES[machine]


def build_layer(target: Target) -> None:
    """The dependency layer for this machine; returns at once when it is up to date."""
    build = [sys.executable, "-m", "layers.dependencies.build", "--arch", host_architecture()]
    run_logged(target, "layer", build)


def synthesize(target: Target) -> None:
    """Write the cloud assembly: the same app `cdk synth` runs, without starting Node for it."""
    target.folder.mkdir(parents=True, exist_ok=True)
    for stale in target.folder.glob("*.json"):
        stale.unlink()  # a stack of an earlier version must not be deployed again
    settings = json.loads((ROOT / "cdk.json").read_text())
    environment = {
        "CDK_OUTDIR": str(target.folder),
        "CDK_CONTEXT_JSON": json.dumps(settings.get("context", {}) | target.context()),
        # Template validation costs 5 s; the test suite runs it (tests/stacks).
        "CDK_VALIDATION": "false",
    }
    run_logged(target, "synth", [sys.executable, "app.py"], environment)


def bootstrap(target: Target) -> None:
    """`cdk bootstrap`: the bucket and roles a deploy needs."""
    command = [str(CDK), "bootstrap", f"aws://{ACCOUNT}/{REGION}"]
    # Not in the checkout: beside cdk.json it would synthesize the whole app first, for nothing.
    run_logged(target, "bootstrap", command, cwd=target.instance.folder)


def deploy(target: Target, say: Say) -> dict[str, str]:
    """`cdk deploy --all`; writes and answers the platform's addresses."""
    outputs = target.instance.folder / "stack-outputs.json"
    outputs.unlink(missing_ok=True)
    command = [str(CDK), "deploy", "--all", "--app", str(target.folder), "--concurrency", "1",
               "--require-approval", "never", "--method", "direct", "--progress", "events",
               "--outputs-file", str(outputs)]  # fmt: skip
    started = time.monotonic()
    for line in logged_lines(target, "deploy", command):
        if done := STACK_DONE.search(line):
            say(f"    {done[1]}  (+{time.monotonic() - started:.1f} s)")
    return write_outputs(target, json.loads(outputs.read_text()) if outputs.exists() else {})


def write_outputs(target: Target, stacks: dict[str, dict[str, str]]) -> dict[str, str]:
    """Write `outputs.json` of the instance, and `.local/outputs.json` for the default one."""
    core = stacks.get(f"{STAGE}-core", {})
    missing = OUTPUT_KEYS.keys() - core.keys()
    if missing:
        raise LocalError(f"the stack {STAGE}-core has no output {', '.join(sorted(missing))}.")
    found = {ours: core[theirs] for theirs, ours in OUTPUT_KEYS.items()} | {
        "endpoint_url": target.endpoint_url,
        "region": REGION,
        "stage": STAGE,
        "name": target.instance.name,
    }
    text = json.dumps(found, indent=2) + "\n"
    target.instance.outputs.write_text(text)
    if target.instance.name == DEFAULT_NAME:
        (LOCAL / "outputs.json").write_text(text)
    return found


def aws_environment(target: Target) -> dict[str, str]:
    """The caller's environment, pointed at the target and with no way to a real account."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    nowhere = str(target.instance.folder / "no-aws-profile")
    proxied = environment.get("NO_PROXY", environment.get("no_proxy", ""))
    local_hosts = ",".join(filter(None, [proxied, "127.0.0.1", "localhost"]))
    return environment | {
        "AWS_ENDPOINT_URL": target.endpoint_url,
        "AWS_ENDPOINT_URL_S3": target.endpoint_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": nowhere,
        "AWS_SHARED_CREDENTIALS_FILE": nowhere,
        "AWS_EC2_METADATA_DISABLED": "true",
        "CDK_DEFAULT_ACCOUNT": ACCOUNT,
        "CDK_DEFAULT_REGION": REGION,
        "CDK_HOME": str(target.instance.folder / "cdk-home"),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "CDK_DISABLE_VERSION_CHECK": "1",
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
        "NODE_NO_WARNINGS": "1",
        "NO_PROXY": local_hosts,
        "no_proxy": local_hosts,
        "CI": "true",
    }


def run_logged(
    target: Target,
    step: str,
    command: list[str],
    extra: dict[str, str] | None = None,
    cwd: Path = ROOT,
) -> None:
    """Run one step to its end, its output in the deploy log."""
    for _ in logged_lines(target, step, command, extra, cwd):
        pass


def logged_lines(
    target: Target,
    step: str,
    command: list[str],
    extra: dict[str, str] | None = None,
    cwd: Path = ROOT,
) -> Iterator[str]:
    """The output of one step, line by line; a LocalError with its end when it fails."""
    tail: list[str] = []
    environment = aws_environment(target) | (extra or {})
    with _running(command, environment, cwd) as process, target.log.open("a") as log:
        assert process.stdout is not None
        log.write(f"== {step}: {' '.join(command)}\n")
        for line in process.stdout:
            log.write(line)
            tail = [*tail[-29:], line.rstrip()]
            yield line
    if process.returncode != 0:
        end = "\n".join(f"    {line}" for line in tail)
        raise LocalError(f"{step} failed ({process.returncode}). {target.log} ends:\n{end}")


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], cwd: Path
) -> Iterator["subprocess.Popen[str]"]:
    """A step under way; it does not outlive us when we are interrupted."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    try:
        yield process
        process.wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()

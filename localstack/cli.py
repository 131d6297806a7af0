"""The commands behind `make up`, `make down`, `make status` and `make logs`."""

import argparse
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from shlex import quote

from localstack import deploy, emulator
from localstack.deploy import Target
from localstack.instance import (
    DEFAULT_NAME,
    Instance,
    LocalError,
    all_instances,
    configured_port,
    describe_age,
)
from localstack.seed import seed


def main(arguments: list[str]) -> int:
    """Run one command; a failure is a message and exit status 1, never a traceback."""
    options = parser().parse_args(arguments)
    try:
        options.run(options)
    except LocalError as error:
        print(f"\nerror: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; `make down` stops what runs.", file=sys.stderr)
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    commands = argparse.ArgumentParser(prog="python -m localstack", description=__doc__)
    subparsers = commands.add_subparsers(required=True, metavar="up|down|status|logs|url")
    runs = {"up": up, "down": down, "status": status, "logs": logs, "url": url}
    for name, run in runs.items():
        command = subparsers.add_parser(name, help=run.__doc__)
        command.set_defaults(run=run)
        command.add_argument("--name", default=DEFAULT_NAME, help="which instance (default: local)")
        if name == "up":
            command.add_argument("--port", type=int, help="default: $CREAVIO_PORT or 4566; 0: any")
            command.add_argument("--no-seed", action="store_true", help="leave it empty")
            command.add_argument("--if-needed", action="store_true", help="keep one that runs")
        if name == "down":
            command.add_argument("--all", action="store_true", help="every instance")
    return commands


def up(options: argparse.Namespace) -> None:
    """start fresh, deploy the stacks, seed, and say where to go"""
    instance = Instance(options.name)
    if options.if_needed and instance.running() and instance.outputs.exists():
        print(f"'{instance.name}' is already up at {read_outputs(instance)['api_url']}")
        return
    started = time.monotonic()
    with instance.lock():
        target = prepare(instance, options)
        outputs = bring_up(target)
        with step("seed"):
            seeded = {} if options.no_seed else seed(outputs["api_url"])
    print(f"\nup in {time.monotonic() - started:.1f} s\n")
    describe(outputs, seeded)


def prepare(instance: Instance, options: argparse.Namespace) -> Target:
    """A running endpoint to deploy to: our emulator, or the one AWS_ENDPOINT_URL names."""
    foreign = foreign_endpoint()
    if foreign:
        print(f"  using the endpoint in AWS_ENDPOINT_URL, {foreign}; no emulator is started")
        instance.stop()
        instance.wipe()
        return Target(instance, foreign, foreign=True)
    if record := instance.running():
        print(f"  stopping the '{instance.name}' that runs for {describe_age(record.since)}")
    elif (leftovers := instance.stop()) > 0:
        print(f"  stopped {leftovers} processes a killed run had left")
    with step("emulator"):
        running = emulator.start(instance.name, configured_port(options.port), tied=False)
    return Target(instance, running.endpoint_url)


def bring_up(target: Target) -> dict[str, str]:
    """Layer and synth beside the bootstrap, then the deploy."""
    with beside(lambda: deploy.bootstrap(target)) as finish:
        with step("dependency layer"):
            deploy.build_layer(target)
        with step("synth"):
            deploy.synthesize(target)
        with step("bootstrap (began beside the layer)"):
            finish()
    print("  deploy")
    with step("deploy"):
        return deploy.deploy(target, print)


def down(options: argparse.Namespace) -> None:
    """stop what `up` started, by its own process ids"""
    chosen = all_instances() if options.all else [Instance(options.name)]
    for instance in chosen:
        with instance.lock():
            ended = instance.stop()
        print(f"'{instance.name}': " + (f"stopped {ended} processes" if ended else "nothing ran"))


def status(_options: argparse.Namespace) -> None:
    """what runs, where, since when"""
    found = False
    for instance in all_instances():
        record = instance.running()
        if record is None:
            print(f"{instance.name}: ended unexpectedly; `make up` clears it and starts anew")
            continue
        found = True
        ready = instance.outputs.exists()
        where = read_outputs(instance)["api_url"] if ready else "no stacks deployed"
        age = describe_age(record.since)
        print(f"{instance.name}: port {record.port}, pid {record.pid}, {age}, {where}")
    if not found:
        print("nothing runs; start with `make up`")


def logs(options: argparse.Namespace) -> None:
    """the end of what the functions print and of the emulator's own log"""
    instance = Instance(options.name)
    if not instance.folder.is_dir():
        raise LocalError(f"there is no instance '{instance.name}'.")
    for title, path in (("functions", instance.function_log), ("emulator", instance.log)):
        print(f"== {title}: {path}")
        if path.exists():
            print("\n".join(path.read_text(errors="replace").splitlines()[-60:]))


def url(options: argparse.Namespace) -> None:
    """print the HTTP API's address, for scripts"""
    instance = Instance(options.name)
    if not instance.outputs.exists():
        raise LocalError(f"'{instance.name}' is not up. Start it with `make up`.")
    print(read_outputs(instance)["api_url"])


def foreign_endpoint() -> str | None:
    """The endpoint in AWS_ENDPOINT_URL, unless it is one of our own instances."""
    url = os.environ.get("AWS_ENDPOINT_URL", "").rstrip("/")
    records = [instance.read_record() for instance in all_instances()]
    if not url or any(record and url.endswith(f":{record.port}") for record in records):
        return None
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        pass  # it answered: somebody is there
    except OSError as error:
        raise LocalError(
            f"AWS_ENDPOINT_URL is {url}, but nothing answers there ({error}). "
            "Start it, or unset the variable to use our own emulator."
        ) from error
    return url


def describe(outputs: dict[str, str], seeded: dict[str, str]) -> None:
    """Where to go from here, ready to paste."""
    print(f"  HTTP API      {outputs['api_url']}/v1")
    print(f"  platform API  {outputs['platform_url']}/v1")
    print(f"  WebSocket     {outputs['ws_url']}")
    print(f"  AWS endpoint  {outputs['endpoint_url']}   (AWS_ENDPOINT_URL for the aws command)")
    health = quote(f"{outputs['api_url']}/v1/health")  # a stage of LocalStack is a $ to the shell
    print(f"\n  curl {health}")
    if seeded:
        creavio = ".venv/bin/creavio --as alice"
        if outputs["name"] != DEFAULT_NAME:
            creavio += f" --api {quote(outputs['api_url'])}"
        print(f"  echo {seeded['password']} | {creavio} login alice --password-stdin")
        print(f"  {creavio} chat '{seeded['community']}'")
        print(f"\n  bob has the same password; an invite to join: {seeded['invite_code']}")


def read_outputs(instance: Instance) -> dict[str, str]:
    """The addresses of a deployed instance."""
    outputs: dict[str, str] = json.loads(instance.outputs.read_text())
    return outputs


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print a step with the time it took."""
    started = time.monotonic()
    yield
    print(f"  {title:<36} {time.monotonic() - started:6.1f} s", flush=True)


@contextmanager
def beside(work: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """Do `work` on another thread; the yielded function waits for it and raises what it raised."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except LocalError as error:
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def finish() -> None:
        thread.join()
        if failures:
            raise failures[0]

    yield finish

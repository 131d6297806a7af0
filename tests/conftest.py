"""Fixtures every test may use: the bare emulator with the services' tables and secrets."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator

import pytest

from commons import access, auth, granted
from commons.aws import client
from commons.limits import Bucket
from commons.settings import settings
from commons.testing import (
    Connections,
    Person,
    frame_observers,
    observers,
    person,
    sockets,
)
from commons.testing.schedules import create_schedule_groups
from localstack import emulator
from tests import grants, scheduling
from tests.contract.answers import answers
from tests.contract.frames import frames, violations
from tests.events import watch
from tests.faults.figures import figures, pytest_terminal_summary
from tests.tables import empty_tables, make_tables

__all__ = ["figures", "pytest_terminal_summary"]
observers.append(lambda endpoint, reply: answers().check(endpoint, reply))
frame_observers.append(lambda action, frame: frames().check(action, frame))
SECRETS = ("auth/keys", "core/cursors")
QUEUES = ("realtime-pump", "realtime-shard", "realtime-unread")


def pytest_configure(config: pytest.Config) -> None:
    """A whole run ends with what is granted and unused."""
    config.pluginmanager.register(grants, "grants")
    config.pluginmanager.register(scheduling, "scheduling")


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """This test process's own name: every one has its own emulator, two runs at once too."""
    worker_id = getattr(request.config, "workerinput", {}).get("workerid", "main")
    return f"{worker_id}-{os.getpid()}"


@pytest.fixture(scope="session")
def connections() -> Iterator[Connections]:
    """The stand-in of API Gateway's @connections API."""
    frames()  # read now: a post that waits for it would be taken for a slow reader
    with sockets() as made:
        yield made


@pytest.fixture(scope="session")
def aws(worker: str, connections: Connections) -> Iterator[str]:
    """The emulator's endpoint; the process's clients and settings point at it."""
    running = emulator.start(f"test-{worker}")
    os.environ |= {
        "STAGE": "test",
        "AWS_ENDPOINT_URL": running.endpoint_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": emulator.REGION,
        "AWS_DEFAULT_REGION": emulator.REGION,
        "API_URL": "https://api.test",
        "WS_URL": "wss://ws.test",
        "WS_CALLBACK_URL": connections.url,
        "ALLOWED_ORIGINS": "https://app.test",
        "LIMITS": ",".join(f"{bucket}=1000000/60" for bucket in Bucket),
        "POWERTOOLS_METRICS_NAMESPACE": "Creavio",
    }
    settings.cache_clear()
    granted.watch()
    watch.watch()
    make_tables()
    for name in SECRETS:
        client("secretsmanager").create_secret(
            Name=f"test/{name}", SecretString=secrets.token_hex(32)
        )
    fifo = {"FifoQueue": "true", "ContentBasedDeduplication": "false"}
    for name in QUEUES:
        client("sqs").create_queue(QueueName=f"test-{name}.fifo", Attributes=fifo)
    create_schedule_groups()
    _emulators.append(running)
    yield running.endpoint_url
    _emulators.remove(running)
    running.stop()
    running.instance.remove()


#: The one that runs, if a test has needed it.
_emulators: list[emulator.Emulator] = []


@pytest.fixture(autouse=True, scope="module")
def tables_are_emptied() -> Iterator[None]:
    """Each module begins with empty tables: what tests leave is scanned by no others."""
    yield
    if _emulators:
        empty_tables()


@pytest.fixture(autouse=True)
def events_keep_their_schemas() -> Iterator[None]:
    """Whatever a test made functions tell others is as docs/events promises."""
    watch.violations.clear()
    yield
    assert watch.violations == []


@pytest.fixture(autouse=True)
def frames_are_documented() -> Iterator[None]:
    """Whatever a socket got in a test is in the AsyncAPI document."""
    violations.clear()
    yield
    assert violations == []


@pytest.fixture
def fresh_caches(aws: str) -> None:
    """Start as a cold function does."""
    access.forget()
    auth.forget()


@pytest.fixture
def alice(aws: str) -> Person:
    """Somebody."""
    return person()


@pytest.fixture
def bob(aws: str) -> Person:
    """Somebody else."""
    return person()


@pytest.fixture
def mallory(aws: str) -> Person:
    """A stranger."""
    return person()

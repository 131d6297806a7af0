"""One bare emulator for this folder, and functions made of a few lines of source."""

import io
import json
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.config import Config

from localstack import emulator
from localstack.emulator import Emulator

ROLE = "arn:aws:iam::000000000000:role/any"


def archive(files: dict[str, str]) -> bytes:
    """A zip file as Lambda takes it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as bundle:
        for name, text in files.items():
            bundle.writestr(name, text)
    return data.getvalue()


@dataclass
class Local:
    """A running emulator and short ways to use it."""

    emulator: Emulator
    clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str, endpoint_url: str = "") -> Any:
        """A boto3 client of the emulator; one per service, closed with the emulator."""
        if service not in self.clients:
            self.clients[service] = boto3.client(
                service,  # type: ignore[call-overload]
                endpoint_url=endpoint_url or self.emulator.endpoint_url,
                region_name=emulator.REGION,
                aws_access_key_id="test",
                aws_secret_access_key="test",
                config=Config(retries={"max_attempts": 1}, max_pool_connections=32),
            )
        return self.clients[service]

    def close(self) -> None:
        """Close the clients and end the emulator."""
        for client in self.clients.values():
            client.close()
        self.emulator.stop()

    def function(self, name: str, source: str, **settings: Any) -> str:
        """Create a function whose module is `source`; answers its ARN."""
        answer = self.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Handler="main.handler",
            Code={"ZipFile": archive({"main.py": source})},
            **{"Role": ROLE, "Timeout": 10, **settings},
        )
        return str(answer["FunctionArn"])

    def invoke(self, name: str, event: Any = None) -> Any:
        """Call a function and answer its result, decoded."""
        payload = json.dumps(event or {})
        answer = self.client("lambda").invoke(FunctionName=name, Payload=payload)
        return json.loads(answer["Payload"].read())

    def printed(self, function: str) -> list[Any]:
        """The JSON lines, marked `>`, that a function has printed so far."""
        lines, mine = [], False
        for line in self.emulator.instance.function_log.read_text().splitlines():
            if line[:2] == "20":
                mine = line.endswith(f" {function}")
            elif mine and line.startswith(">"):
                lines.append(json.loads(line[1:]))
        return lines


@pytest.fixture(scope="session")
def local() -> Iterator[Local]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAMBDA_ASYNC_RETRY_BASE_SECONDS", "0.05")
        made = Local(emulator.start(f"test-localstack-{worker}"))
    made.client("iam").create_role(RoleName="any", AssumeRolePolicyDocument="{}")
    yield made
    made.close()


def wait_for(condition: Callable[[], Any], seconds: float = 10.0) -> Any:
    """The first truthy answer of `condition`; an AssertionError when the time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: last answer {answer!r}")

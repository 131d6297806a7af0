"""A stage of its own for every test, on the bare emulator: queues, a bus, functions that fail."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import pytest

from localstack import emulator
from ops.__main__ import main
from tests.localstack.conftest import Local, archive, local, wait_for

__all__ = ["local"]

BROKEN = "def handler(event, context):\n    raise LookupError('private words')\n"
MENDED = "import json\ndef handler(event, context):\n    print('>' + json.dumps(event))\n"
ACCOUNT = "000000000000"


@dataclass
class Stage:
    """One stage: what operators say to it, and what was made in it."""

    local: Local
    capsys: pytest.CaptureFixture[str]
    name: str = field(default_factory=lambda: f"t{secrets.token_hex(4)}")

    def ops(self, *words: str, code: int = 0) -> str:
        """What ``python -m ops`` prints; it must end with ``code``."""
        self.capsys.readouterr()
        try:
            ended = main(["--stage", self.name, *words])
        except SystemExit as error:
            ended = int(error.code or 0)
        printed = self.capsys.readouterr()
        assert ended == code, printed
        return printed.out + printed.err

    def queue(self, name: str, **attributes: str) -> str:
        """A new queue; its ARN."""
        full = f"{self.name}-{name}"
        self.local.client("sqs").create_queue(QueueName=full, Attributes=attributes)
        return f"arn:aws:sqs:{emulator.REGION}:{ACCOUNT}:{full}"

    def url(self, arn: str) -> str:
        """The address of a queue."""
        name = arn.rpartition(":")[2]
        return str(self.local.client("sqs").get_queue_url(QueueName=name)["QueueUrl"])

    def depth(self, arn: str) -> int:
        """How many messages a queue has."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.local.client("sqs").get_queue_attributes(
            QueueUrl=self.url(arn), AttributeNames=names
        )
        return sum(int(answer["Attributes"][name]) for name in names)

    def put(self, arn: str, body: object, **attributes: str) -> str:
        """Lay a message into a queue; its id."""
        told = {n: {"DataType": "String", "StringValue": v} for n, v in attributes.items()}
        answer = self.local.client("sqs").send_message(
            QueueUrl=self.url(arn), MessageBody=json.dumps(body), MessageAttributes=told
        )
        return str(answer["MessageId"])

    def function(self, name: str, source: str = BROKEN, dead: str = "") -> str:
        """A new function, that fails; its ARN. dead: where its failed calls go."""
        full = f"{self.name}-{name}"
        arn = self.local.function(full, source)
        if dead:
            self.local.client("lambda").put_function_event_invoke_config(
                FunctionName=full,
                MaximumRetryAttempts=1,
                DestinationConfig={"OnFailure": {"Destination": dead}},
            )
        return arn

    def mend(self, name: str) -> None:
        """A function that failed works from now on."""
        code = archive({"main.py": MENDED})
        self.local.client("lambda").update_function_code(
            FunctionName=f"{self.name}-{name}", ZipFile=code
        )

    def done(self, name: str) -> list[Any]:
        """What a mended function was called with."""
        return self.local.printed(f"{self.name}-{name}")

    def bus(self) -> str:
        """The stage's bus with its archive; its ARN."""
        client, name = self.local.client("events"), f"{self.name}-bus"
        arn = str(client.create_event_bus(Name=name)["EventBusArn"])
        client.create_archive(ArchiveName=name, EventSourceArn=arn, RetentionDays=14)
        return arn

    def subscribe(self, name: str, kind: str, function: str) -> None:
        """A consumer's rule."""
        client, bus, rule = self.local.client("events"), f"{self.name}-bus", f"{self.name}-{name}"
        pattern = json.dumps({"source": ["tests"], "detail-type": [kind]})
        client.put_rule(Name=rule, EventBusName=bus, EventPattern=pattern)
        client.put_targets(
            Rule=rule, EventBusName=bus, Targets=[{"Id": "function", "Arn": function}]
        )

    def tell(self, kind: str, **detail: object) -> None:
        """Put an event on the bus."""
        entry = {"Source": "tests", "DetailType": kind, "Detail": json.dumps(detail)}
        self.local.client("events").put_events(
            Entries=[entry | {"EventBusName": f"{self.name}-bus"}]
        )

    def wait_for_depth(self, arn: str, depth: int = 1) -> None:
        """Until a queue has this many messages."""
        wait_for(lambda: self.depth(arn) == depth)


@pytest.fixture
def stage(
    local: Local, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Stage:
    """A stage nobody else uses; ``ops`` is pointed at its emulator."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", local.emulator.endpoint_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", emulator.REGION)
    return Stage(local, capsys)

"""What an operator does to the deployed platform of the journeys."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3

from localstack.instance import ROOT


class Operator:
    """Somebody with the credentials of the deployment that ``outputs`` describes."""

    def __init__(self, outputs: dict[str, str]) -> None:
        self.stage = outputs["stage"]
        self._endpoint, self._region = outputs["endpoint_url"], outputs["region"]
        self.client = cache(self._client)

    def ops(self, *words: str, code: int = 0) -> str:
        """What ``python -m ops`` prints; it must end with ``code``."""
        settings = {
            "AWS_ENDPOINT_URL": self._endpoint,
            "AWS_REGION": self._region,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }
        done = subprocess.run(
            [sys.executable, "-m", "ops", "--stage", self.stage, *words],
            cwd=ROOT,
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def waiting(self, service: str) -> int:
        """How many dead letters a service has."""
        name = f"{self.stage}-{service}-dead-letters"
        url = self.client("sqs").get_queue_url(QueueName=name)["QueueUrl"]
        wanted = "ApproximateNumberOfMessages"
        answer = self.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[wanted])
        return int(answer["Attributes"][wanted])

    @contextmanager
    def misconfigured(self, function: str) -> Iterator[None]:
        """A bad deployment: within the block a function looks for tables that are not there."""
        client, name = self.client("lambda"), f"{self.stage}-{function}"
        good = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        self._configure(name, good | {"STAGE": "nowhere"})
        try:
            yield
        finally:
            self._configure(name, good)

    def rows(self, service: str) -> dict[tuple[str, str], Any]:
        """Everything in a service's table."""
        scan = self.client("dynamodb").get_paginator("scan")
        pages = scan.paginate(TableName=f"{self.stage}-{service}", ConsistentRead=True)
        found = (row for page in pages for row in page["Items"])
        return {(row["pk"]["S"], row["sk"]["S"]): row for row in found}

    def _configure(self, name: str, variables: dict[str, str]) -> None:
        self.client("lambda").update_function_configuration(
            FunctionName=name, Environment={"Variables": variables}
        )

    def _client(self, service: str) -> Any:
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self._endpoint,
            region_name=self._region,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

"""A running stage: its clients and the names of its parts."""

from __future__ import annotations

import os
import re
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config

#: A function may take 20 s, and is waited for. It is not called again behind the operator's back.
WAITING = Config(read_timeout=70, retries={"total_max_attempts": 1})
NAME = re.compile(r"[a-z][a-z0-9]{0,15}")


class OpsError(Exception):
    """What was asked cannot be done; the text says why and what can."""


class Stage:
    """One deployment, by its name. Raises OpsError for what is no name of a stage."""

    def __init__(self, name: str) -> None:
        if not NAME.fullmatch(name):
            raise OpsError(f"{name!r} is no stage: up to 16 lower-case letters and digits")
        self.name = name
        self._clients: dict[tuple[str, bool], Any] = {}

    def client(self, service: str, *, patient: bool = False) -> Any:
        """A boto3 client; region, credentials and endpoint as usual. patient: waits for calls."""
        if (service, patient) not in self._clients:
            self._clients[service, patient] = self._session.client(
                service,  # type: ignore[call-overload]
                config=WAITING if patient else None,
            )
        return self._clients[service, patient]

    def of(self, *parts: str) -> str:
        """``dev-messages``: the name of a part."""
        return "-".join((self.name, *parts))

    @cached_property
    def _session(self) -> boto3.Session:
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        session = boto3.Session(region_name=region)
        if session.region_name is None:
            raise OpsError("no region: set AWS_REGION or AWS_PROFILE")
        return session

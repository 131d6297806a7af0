"""What is scheduled, and running it as EventBridge Scheduler would."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from commons.aws import client
from commons.declare import services
from commons.jobs import Job
from commons.schedules import cancel, group
from commons.testing.context import Context


@dataclass(frozen=True)
class Scheduled:
    """One schedule of a job: its name, when (seconds since the epoch, UTC), and with what."""

    name: str
    at_s: int
    detail: dict[str, Any]


def scheduled(job: Job, about: str = "") -> list[Scheduled]:
    """The schedules of a job that stand, the earliest first.

    about: only those with this in their names, such as an id: tests share the emulator.
    """
    listed = client("scheduler").list_schedules(GroupName=_group(job), MaxResults=100_000)
    names = [each["Name"] for each in listed["Schedules"] if about in each["Name"]]
    return sorted((_read(job, name) for name in names), key=lambda found: (found.at_s, found.name))


def fire(job: Job, name: str) -> None:
    """Its time has come: the schedule goes, and the job runs. Raises Failed when the job does."""
    found = _read(job, name)
    cancel(_name(job), name)
    job({"detail": found.detail}, Context())


def create_schedule_groups() -> None:
    """A group for each job, as the stacks make them for those that are scheduled."""
    for service in services():
        for name in _jobs(service):
            client("scheduler").create_schedule_group(Name=group(f"{service}.{name}"))


def _jobs(service: str) -> Iterator[str]:
    """Names of modules, none of them imported: every test process does this."""
    for folder in import_module(f"functions.{service}").__path__:
        yield from (found.name for found in iter_modules([f"{folder}/jobs"]))


def _read(job: Job, name: str) -> Scheduled:
    found = client("scheduler").get_schedule(GroupName=_group(job), Name=name)
    told = re.fullmatch(r"at\((.+)\)", found["ScheduleExpression"])
    assert told is not None
    at = datetime.fromisoformat(told[1]).replace(tzinfo=UTC)
    detail = json.loads(found["Target"]["Input"])["detail"]
    return Scheduled(name, int(at.timestamp()), detail)


def _name(job: Job) -> str:
    return f"{job.service}.{job.name}"


def _group(job: Job) -> str:
    return group(_name(job))

"""Once, later: a job of the same service at a time that is only known now (decision 0017).

A schedule is known by its job and a name that says what it is for. To make it again replaces it, so
events may come twice and plans may change: what stands is what was asked for last. EventBridge
Scheduler runs a job in the minute after its time, at least once, and then forgets the schedule.

Make schedules in a consumer of the event that says the plan has changed (``follow``), never in the
handler that changes it: a crash in between would lose them. The job looks again when it runs, since
plans change while it is on its way. It must not replace the schedule that it runs for, which is
deleted behind it: the next one takes another name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from commons.aws import client, error_code
from commons.clock import now_s
from commons.errors import Unavailable
from commons.settings import dead_letters_name, function_name, settings

NAME = re.compile(r"[0-9A-Za-z_.-]{1,64}")
#: Scheduler refuses times in the past; this is what a call may take until it is judged.
AT_ONCE_S = 2
TRIES = 3
GONE, TAKEN = "ResourceNotFoundException", "ConflictException"
#: As for events: Scheduler repeats the call of a job for an hour, Lambda the job twice.
RETRIES = {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 24}


Plan = tuple[int, Mapping[str, object]]
"""When, in UTC seconds since the epoch, and with which arguments; these are ids, never content."""


class BadName(ValueError):
    """Not what Scheduler takes for a name: 1 to 64 letters, digits and ``_.-``."""


def follow(job: str, name: str, plan: Callable[[], Plan | None]) -> None:
    """Let stand what the table says: ``plan`` reads it, consistently; None is nothing to do.

    Asked again once it is written: else one who read earlier could overwrite who read later.
    Raises BadName, and Unavailable when the plan keeps changing.
    """
    wanted = plan()
    for _ in range(TRIES):
        if wanted is None:
            cancel(job, name)
        else:
            schedule(job, name, *wanted)
        written, wanted = wanted, plan()
        if wanted == written:
            return
    raise Unavailable


def schedule(job: str, name: str, at_s: int, detail: Mapping[str, object]) -> None:
    """Have a job run once with ``detail`` as its arguments; replaces what has the same name.

    job: one that the caller declares in ``schedules``, such as ``communities.remind_event``.
    at_s: UTC seconds since the epoch; what is past runs at once. detail: ids, never content.
    Raises BadName, and Unavailable when others keep changing the same schedule.
    """
    _check(name)
    for _ in range(TRIES):
        wanted = _wanted(job, name, at_s, detail)
        if _done(client("scheduler").create_schedule, wanted):
            return
        if _done(client("scheduler").update_schedule, wanted):
            return
    raise Unavailable


def cancel(job: str, name: str) -> None:
    """Take a schedule back; one that has run or never was is fine. Raises BadName, Unavailable."""
    _check(name)
    for _ in range(TRIES):
        try:
            client("scheduler").delete_schedule(GroupName=group(job), Name=name)
            return
        except ClientError as error:
            if error_code(error) == GONE:
                return
            if error_code(error) != TAKEN:
                raise
    raise Unavailable


def group(job: str) -> str:
    """The schedules of one job: what IAM grants is this group. Named like the job's function."""
    service, _, name = job.partition(".")
    return function_name(service, name)


def _check(name: str) -> None:
    if not NAME.fullmatch(name):
        raise BadName(name)


def _done(put: Any, wanted: dict[str, Any]) -> bool:
    """Whether it stands now; not when it was there to be created, or gone to be updated."""
    try:
        put(**wanted)
    except ClientError as error:
        if error_code(error) in (GONE, TAKEN):
            return False
        raise
    return True


def _wanted(job: str, name: str, at_s: int, detail: Mapping[str, object]) -> dict[str, Any]:
    at = datetime.fromtimestamp(max(at_s, now_s() + AT_ONCE_S), UTC)
    return {
        "GroupName": group(job),
        "Name": name,
        "ScheduleExpression": f"at({at:%Y-%m-%dT%H:%M:%S})",
        "ScheduleExpressionTimezone": "UTC",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "ActionAfterCompletion": "DELETE",
        "Target": {
            "Arn": _arn("lambda", f"function:{group(job)}"),
            "RoleArn": settings().scheduler_role,
            "Input": json.dumps({"detail": detail}, separators=(",", ":")),
            "RetryPolicy": RETRIES,
            "DeadLetterConfig": {"Arn": _arn("sqs", dead_letters_name(job.partition(".")[0]))},
        },
    }


def _arn(service: str, resource: str) -> str:
    """In the partition and account of the role that calls it."""
    _, partition, _, _, account, _ = settings().scheduler_role.split(":", 5)
    return f"arn:{partition}:{service}:{settings().region}:{account}:{resource}"

"""Jobs that run once, later: made, replaced and taken back by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from commons import schedules
from commons.aws import client
from commons.clock import now_s
from commons.contracts.communities.community import CommunityCreated
from commons.declare import NotYourJob
from commons.errors import Unavailable
from commons.events import Consumer
from commons.granted import NotGranted
from commons.invocation import Failed
from commons.jobs import Job
from commons.schedules import BadName, Plan, cancel, follow, group, schedule
from commons.testing import deliver, fire, scheduled
from commons.testing.schedules import Scheduled
from functions.auth.jobs.rotate_keys import rotate_keys
from functions.realtime.jobs.sweep_silent_sockets import sweep_silent_sockets
from tests.localstack.conftest import archive, wait_for

CLOSE, REOPEN = "shop.close_sale", "shop.reopen_sale"
HOUR_S = 3600
#: In 2033: any time that is not now.
LATER = 2_000_000_040


def at_home(run: Callable[..., None], folder: str) -> Callable[..., None]:
    """The function as if it stood in a module of the service ``shop``."""
    run.__module__ = f"functions.shop.{folder}.{run.__name__}"
    return run


@pytest.fixture(scope="module")
def closed(aws: str) -> Iterator[list[dict[str, Any]]]:
    """What ``close_sale`` was called with; the groups of both jobs are there."""
    for job in (CLOSE, REOPEN):
        client("scheduler").create_schedule_group(Name=group(job))
    yield CALLS
    for job in (CLOSE, REOPEN):
        client("scheduler").delete_schedule_group(Name=group(job))


CALLS: list[dict[str, Any]] = []


def close_sale(sale_id: str, reason: str = "") -> None:
    """Close a sale whose time is over."""
    CALLS.append({"sale_id": sale_id, "reason": reason})
    if reason == "crash":
        raise RuntimeError(reason)


closing = Job(run=at_home(close_sale, "jobs"))


@pytest.fixture(autouse=True)
def fresh(closed: list[dict[str, Any]]) -> Iterator[None]:
    """Each test starts and ends without schedules and calls."""
    yield
    closed.clear()
    for found in scheduled(closing):
        cancel(CLOSE, found.name)


def test_a_schedule_stands_until_its_time() -> None:
    schedule(CLOSE, "sal_1", LATER, {"sale_id": "sal_1"})
    assert scheduled(closing) == [Scheduled("sal_1", LATER, {"sale_id": "sal_1"})]


def test_what_is_made_twice_is_made_once() -> None:
    for _ in range(3):
        schedule(CLOSE, "sal_1", LATER, {"sale_id": "sal_1"})
    assert len(scheduled(closing)) == 1


def test_a_changed_plan_replaces_the_earlier_one() -> None:
    schedule(CLOSE, "sal_1", LATER, {"sale_id": "sal_1"})
    schedule(CLOSE, "sal_2", LATER, {"sale_id": "sal_2"})
    schedule(CLOSE, "sal_1", LATER + HOUR_S, {"sale_id": "sal_1", "reason": "extended"})

    told = {"sale_id": "sal_1", "reason": "extended"}
    assert scheduled(closing, "sal_1") == [Scheduled("sal_1", LATER + HOUR_S, told)]
    assert [found.name for found in scheduled(closing)] == ["sal_2", "sal_1"]


def test_names_belong_to_their_job() -> None:
    schedule(CLOSE, "sal_1", LATER, {"sale_id": "sal_1"})
    cancel(REOPEN, "sal_1")
    assert scheduled(closing)


def test_a_plan_is_taken_back_and_none_is_needed_for_that() -> None:
    schedule(CLOSE, "sal_1", LATER, {"sale_id": "sal_1"})
    cancel(CLOSE, "sal_1")
    cancel(CLOSE, "sal_1")
    cancel(CLOSE, "never_was")
    assert scheduled(closing) == []


def test_what_stands_follows_the_table() -> None:
    table: dict[str, Plan | None] = {"sal_1": None}

    def plan() -> Plan | None:
        return table["sal_1"]

    for planned in ((LATER, {"sale_id": "sal_1"}), (LATER + HOUR_S, {}), None, (LATER, {})):
        table["sal_1"] = planned
        follow(CLOSE, "sal_1", plan)
        stands = [(found.at_s, found.detail) for found in scheduled(closing)]
        assert stands == ([] if planned is None else [planned])


@pytest.mark.parametrize("newer", [None, (LATER - HOUR_S, {"sale_id": "sal_1"})])
def test_who_read_an_older_plan_does_not_overwrite_the_newer(newer: Plan | None) -> None:
    table: list[Plan | None] = [(LATER, {"sale_id": "sal_1"})]

    def slow() -> Plan | None:
        """Reads; and before it writes, the plan changes and another follows that."""
        read = table[-1]
        if len(table) == 1:
            table.append(newer)
            follow(CLOSE, "sal_1", lambda: table[-1])
        return read

    follow(CLOSE, "sal_1", slow)
    stands = [(found.at_s, found.detail) for found in scheduled(closing)]
    assert stands == ([] if newer is None else [newer])


def test_a_plan_that_never_rests_is_left_to_the_next_delivery() -> None:
    times = iter(range(LATER, LATER + 100))
    with pytest.raises(Unavailable):
        follow(CLOSE, "sal_1", lambda: (next(times), {}))


@pytest.mark.parametrize("at_s", [0, -HOUR_S, 1_700_000_000])
def test_a_time_that_is_past_is_now(at_s: int) -> None:
    before = now_s()
    schedule(CLOSE, "late", at_s, {"sale_id": "late"})
    [found] = scheduled(closing)
    assert before < found.at_s <= now_s() + schedules.AT_ONCE_S


@pytest.mark.parametrize("name", ["", "a" * 65, "sal/1", "sal 1", "sal#1", "séance", "sal_1\n"])
def test_what_is_no_name_is_refused_before_aws_is_asked(name: str) -> None:
    with pytest.raises(BadName):
        schedule(CLOSE, name, LATER, {})
    with pytest.raises(BadName):
        cancel(CLOSE, name)
    assert scheduled(closing) == []


@pytest.mark.parametrize("name", ["a", "a" * 64, "cev_01J-remind.2"])
def test_names_of_scheduler(name: str) -> None:
    schedule(CLOSE, name, LATER, {})
    assert [found.name for found in scheduled(closing)] == [name]


def test_what_scheduler_is_told(closed: list[dict[str, Any]]) -> None:
    schedule(CLOSE, "sal_1", LATER, {"sale_id": "sal_1"})
    told = client("scheduler").get_schedule(GroupName="test-shop-close-sale", Name="sal_1")
    assert told["ScheduleExpression"] == "at(2033-05-18T03:34:00)"
    assert told["ScheduleExpressionTimezone"] == "UTC"
    assert told["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert told["ActionAfterCompletion"] == "DELETE"
    target, here = told["Target"], "us-east-1:000000000000"
    assert target["Arn"] == f"arn:aws:lambda:{here}:function:test-shop-close-sale"
    assert target["DeadLetterConfig"] == {"Arn": f"arn:aws:sqs:{here}:test-shop-dead-letters"}
    assert target["RetryPolicy"].keys() == {"MaximumEventAgeInSeconds", "MaximumRetryAttempts"}


def test_fired_it_runs_with_its_arguments_and_is_gone(closed: list[dict[str, Any]]) -> None:
    schedule(CLOSE, "sal_1", LATER, {"sale_id": "sal_1", "reason": "over"})
    fire(closing, "sal_1")
    assert closed == [{"sale_id": "sal_1", "reason": "over"}]
    assert scheduled(closing) == []


def test_a_job_that_crashes_is_lambdas_to_repeat_not_the_schedules() -> None:
    schedule(CLOSE, "sal_1", LATER, {"sale_id": "sal_1", "reason": "crash"})
    with pytest.raises(Failed):
        fire(closing, "sal_1")
    assert scheduled(closing) == []


def test_a_function_schedules_only_what_it_declares() -> None:
    def on_community_created(event: CommunityCreated) -> None:
        schedule(CLOSE, event.community_id, LATER, {"sale_id": event.community_id})
        schedule(CLOSE, event.community_id, LATER, {"sale_id": event.community_id})
        cancel(CLOSE, event.community_id)

    run = at_home(on_community_created, "consumers")
    event = CommunityCreated(community_id="com_1", owner_id="usr_1")
    declared = Consumer(run=run, events=(CommunityCreated,), schedules=(CLOSE,))
    assert deliver(declared, event) == []
    other = Consumer(run=run, events=(CommunityCreated,), schedules=(REOPEN,))
    for action in ("Create", "Update", "Delete"):
        with pytest.raises(NotGranted, match=f"{action}Schedule on schedules/shop-close-sale"):
            deliver(other, event)


def test_jobs_of_others_are_not_ours_to_schedule() -> None:
    with pytest.raises(NotYourJob, match=r"close_sale schedules auth\.rotate_keys"):
        Job(run=closing.run, schedules=("auth.rotate_keys",))


def test_every_job_has_its_group(aws: str) -> None:
    for job in (rotate_keys, sweep_silent_sockets):
        assert scheduled(job) == []


def test_its_time_come_scheduler_invokes_the_deployed_job(tmp_path: Path) -> None:
    """The emulator's own Scheduler and Lambda, and a function where the job would be."""
    heard = tmp_path / "heard.json"
    source = f"""
import json, pathlib
def handler(event, context):
    pathlib.Path({str(heard)!r}).write_text(json.dumps(event))
"""
    client("iam").create_role(RoleName="any", AssumeRolePolicyDocument="{}")
    client("lambda").create_function(
        FunctionName=group(CLOSE),
        Runtime="python3.13",
        Handler="main.handler",
        Code={"ZipFile": archive({"main.py": source})},
        Role="arn:aws:iam::000000000000:role/any",
    )
    schedule(CLOSE, "sal_1", now_s() - 5, {"sale_id": "sal_1"})
    schedule(CLOSE, "sal_2", LATER, {"sale_id": "sal_2"})
    wait_for(lambda: heard.exists() and heard.read_text())
    assert json.loads(heard.read_text()) == {"detail": {"sale_id": "sal_1"}}
    wait_for(lambda: [found.name for found in scheduled(closing)] == ["sal_2"])
    client("lambda").delete_function(FunctionName=group(CLOSE))

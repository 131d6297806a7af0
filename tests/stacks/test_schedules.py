"""Jobs that functions schedule: what Scheduler may do, and who may tell it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aws_cdk import App

from commons import schedules
from stacks.catalog import CatalogError
from stacks.config import Config
from stacks.names import Names
from stacks.platform import platform
from tests.stacks.shop import JOB, SHOP, only_shop, route
from tests.stacks.templates import Resource, Template, functions, statements
from tests.stacks.test_triggers import parts

ARN = "arn:${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:%s"
FUNCTION = "local-shop-close-sale"


@pytest.fixture(scope="module")
def template(layer_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The stack of a service whose consumer schedules its job."""
    out = tmp_path_factory.mktemp("shop")
    app = App(outdir=str(out), tree_metadata=False, analytics_reporting=False)
    platform(app, Config.of({"stage": "local", "layer_dir": str(layer_dir)}), only_shop())
    app.synth()
    return Template(json.loads((out / "local-shop.template.json").read_text()))


def invoker(template: Template) -> Resource:
    """The role in which Scheduler invokes."""
    [role] = [r for r in template.of("IAM::Role") if "SchedulerRole" in r.id]
    return role


def test_names_are_those_that_functions_use(template: Template) -> None:
    [group] = template.of("Scheduler::ScheduleGroup")
    assert group.props["Name"] == FUNCTION
    assert FUNCTION in functions(template)
    assert schedules.group(JOB).partition("-")[2] == FUNCTION.partition("-")[2]
    assert Names("local").job(JOB) == FUNCTION


def test_who_schedules_may_touch_that_jobs_schedules_and_pass_that_role(template: Template) -> None:
    function, role = functions(template)["local-shop-on-community-created"]
    granted = {s["Action"][0]: s for s in statements(role) if "logs" not in s["Action"][0]}
    may = granted["scheduler:CreateSchedule"]
    assert may["Action"] == [f"scheduler:{verb}Schedule" for verb in ("Create", "Delete", "Update")]
    assert may["Resource"] == [ARN % ("scheduler", f"schedule/{FUNCTION}/*")]
    passes = granted["iam:PassRole"]
    assert passes["Action"] == ["iam:PassRole"]
    assert passes["Resource"] == [f"${{{invoker(template).id}.Arn}}"]
    to_scheduler = {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}
    assert passes["Condition"] == to_scheduler
    assert granted.keys() == {"scheduler:CreateSchedule", "iam:PassRole", "sqs:SendMessage"}
    variables = function.props["Environment"]["Variables"]
    assert variables["SCHEDULER_ROLE"] == f"${{{invoker(template).id}.Arn}}"


def test_who_does_not_knows_of_neither(template: Template) -> None:
    for name in ("local-shop-close-sale", "local-shop-get-thing-000"):
        function, role = functions(template)[name]
        text = json.dumps(statements(role))
        assert "scheduler" not in text
        assert "PassRole" not in text
        assert "SCHEDULER_ROLE" not in function.props["Environment"]["Variables"]


def test_scheduler_may_invoke_that_job_alone_and_leave_what_fails(template: Template) -> None:
    [dead] = [q for q in template.of("SQS::Queue") if "dead-letters" in q.props["QueueName"]]
    invokes, leaves = statements(invoker(template))
    assert invokes["Action"] == ["lambda:InvokeFunction"]
    assert invokes["Resource"] == [ARN % ("lambda", f"function:{FUNCTION}")]
    assert leaves["Action"] == ["sqs:SendMessage"]
    assert leaves["Resource"] == [f"${{{dead.id}.Arn}}"]


def test_scheduler_takes_the_role_for_these_schedules_only(template: Template) -> None:
    [trusted] = invoker(template).props["AssumeRolePolicyDocument"]["Statement"]
    assert trusted["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trusted["Condition"]["StringEquals"] == {
        "aws:SourceAccount": "${AWS::AccountId}",
        "aws:SourceArn": [ARN % ("scheduler", f"schedule-group/{FUNCTION}")],
    }


def test_a_job_without_a_rhythm_has_no_rule_and_its_failures_are_kept(template: Template) -> None:
    assert parts(template, FUNCTION, "Events::Rule") == []
    assert parts(template, FUNCTION, "Lambda::Permission") == []
    [retries] = parts(template, FUNCTION, "Lambda::EventInvokeConfig")
    assert retries.props["MaximumRetryAttempts"] == 2
    assert "OnFailure" in retries.props["DestinationConfig"]


@pytest.mark.parametrize("job", ["shop.close_shop", "shop.get_thing_000"])
def test_what_is_scheduled_is_a_job(job: str) -> None:
    strange = route(SHOP, "strange", "/strange", schedules=(job,))
    only_shop().check()
    with pytest.raises(CatalogError, match=f"schedules {{'{job}'}}: no such job"):
        only_shop(strange).check()

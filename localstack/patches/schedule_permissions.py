"""Who schedules needs the right to the schedule's own group, and to the role it hands over.

Upstream (core/iam_actions.py) takes every schedule for one of the group `default`, so a policy on a
group's schedules refuses all of them; and nobody is asked for `iam:PassRole`, without which AWS
refuses a target's role. Builds on `function_permissions`, which decides who is asked at all.
"""

import json
import os
from typing import Any

from ministack.core import iam_actions, iam_evaluator

PASSED = "creavio:passed"
WRITES = ("scheduler:CreateSchedule", "scheduler:UpdateSchedule")
SERVICE = {"iam:PassedToService": "scheduler.amazonaws.com"}


def group_of(body: bytes, query_params: dict[str, Any]) -> str:
    """The group that a request about one schedule names."""
    named = query_params.get("groupName", "default")
    asked = named[0] if isinstance(named, list) else named
    return str(json.loads(body or b"{}").get("GroupName", asked))


def apply() -> None:
    """Name schedules by their group; ask for the role that a target is given."""
    if os.environ.get("AUTH") == "true":
        name_groups()
        ask_for_roles()


def name_groups() -> None:
    """In the place of upstream's `extract_resource_arn`: with the schedule's own group."""
    resource_of = iam_actions.extract_resource_arn

    def extract_resource_arn(
        service: str,
        method: str,
        path: str,
        headers: dict[str, Any],
        body: bytes,
        query_params: dict[str, Any],
        region: str,
        account_id: str,
    ) -> str:
        found: str = resource_of(
            service, method, path, headers, body, query_params, region, account_id
        )
        if service == "scheduler":
            group = group_of(body, query_params)
            found = found.replace(":schedule/default/", f":schedule/{group}/")
        return found

    iam_actions.extract_resource_arn = extract_resource_arn


def ask_for_roles() -> None:
    """The role travels in the request's context to where it is decided."""
    context_of, enforce = iam_actions.request_tag_context, iam_evaluator.enforce

    def request_tag_context(
        service: str, action: str, body: bytes, params: dict[str, Any]
    ) -> dict[str, Any]:
        context: dict[str, Any] = context_of(service, action, body, params)
        if action in WRITES:
            context |= {PASSED: json.loads(body or b"{}").get("Target", {}).get("RoleArn", "*")}
        return context

    def enforce_passing(
        access_key_id: str,
        action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        context = dict(service_context or {})
        passed = context.pop(PASSED, None)
        denied = enforce(access_key_id, action, service, region, resource_arn, context)
        if passed and not denied:
            denied = enforce(access_key_id, "iam:PassRole", "iam", region, passed, SERVICE)
        return denied

    iam_actions.request_tag_context = request_tag_context
    iam_evaluator.enforce = enforce_passing

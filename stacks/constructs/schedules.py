"""What EventBridge Scheduler needs to run a service's jobs at times that its functions choose."""

from __future__ import annotations

from aws_cdk import Aws
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from stacks.catalog import Service
from stacks.constructs.function import role
from stacks.names import Names, Values
from stacks.permissions import SCHEDULER, allow


def add_scheduler(
    scope: Construct, service: Service, names: Names, values: Values, dead: str
) -> None:
    """A group for the schedules of each job, and one role that invokes these jobs and no others.

    Functions hand that role to Scheduler (``iam:PassRole``); only for these groups it takes it.
    """
    for job in service.scheduled:
        scheduler.CfnScheduleGroup(scope, f"Schedules-{job}", name=names.job(job))
    groups = [names.schedule_group_arn(job) for job in service.scheduled]
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": SCHEDULER},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID, "aws:SourceArn": groups}
                },
            }
        ],
    }
    granted = [
        allow(["lambda:InvokeFunction"], [names.job_arn(job) for job in service.scheduled]),
        allow(["sqs:SendMessage"], [dead]),
    ]
    made = role(scope, "SchedulerRole", trust, granted)
    values.publish({names.scheduler_role(service.name): made.attr_arn})

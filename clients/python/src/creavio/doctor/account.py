"""Checks of a stage's own AWS account: needs its credentials, and boto3 (`creavio[aws]`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from creavio.doctor.findings import Finding, failed, ok, skipped, warning

INSTALL = "pip install boto3, and give credentials as for the aws command"
INTEGRATIONS, INTEGRATIONS_WARN = 300, 270
CONCURRENCY_LEAST = 100
#: (service, the quota's name, the least that does not surprise)
QUOTAS = (
    ("apigateway", "Throttle rate", 1000),
    ("lambda", "Concurrent executions", CONCURRENCY_LEAST),
    ("dynamodb", "Maximum number of tables", 100),
)

type Check = Callable[["Account"], Iterator[Finding]]


class Account:
    """Clients of one account and region, made at first use."""

    def __init__(self, session: Any, stage: str) -> None:
        self._session = session
        self.stage = stage

    def client(self, service: str) -> Any:
        """A boto3 client."""
        return self._session.client(service)

    def named(self, service: str, operation: str, key: str, **asked: Any) -> Iterator[Any]:
        """Everything that an operation lists, page after page."""
        made = self.client(service)
        if made.can_paginate(operation):
            for page in made.get_paginator(operation).paginate(**asked):
                yield from page.get(key) or []
        else:
            yield from getattr(made, operation)(**asked).get(key) or []


def examine_account(stage: str) -> list[Finding]:
    """What is wrong with the account of a stage."""
    try:
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        return [skipped("aws", "boto3 is not installed", INSTALL)]
    session = boto3.Session()
    if session.get_credentials() is None or session.region_name is None:
        return [failed("aws", "there are no AWS credentials, or no region", INSTALL)]
    account = Account(session, stage)
    found: list[Finding] = []
    for name, check in CHECKS.items():
        try:
            found += check(account)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code"))
            what = "these credentials may not look at it, or the account does not have it"
            found.append(skipped(name, f"could not be looked at: {code}", what))
        except BotoCoreError as error:
            what = "are the credentials valid, and the region right?"
            found.append(failed(name, f"AWS cannot be reached: {error}", what))
    return found


def tables(account: Account) -> Iterator[Finding]:
    """Streams carry every event; backups are what there is after a mistake."""
    dynamodb, prefix = account.client("dynamodb"), f"{account.stage}-"
    listed = account.named("dynamodb", "list_tables", "TableNames")
    names = [name for name in listed if name.startswith(prefix)]
    if not names:
        what = "is --stage right, and the region? or deploy it: make deploy STAGE=..."
        yield failed("tables", f"no table is called {prefix}…", what)
        return
    without_stream, without_backup = [], []
    for name in names:
        table = dynamodb.describe_table(TableName=name)["Table"]
        if not (table.get("StreamSpecification") or {}).get("StreamEnabled"):
            without_stream.append(name)
        backups = dynamodb.describe_continuous_backups(TableName=name)
        described = backups["ContinuousBackupsDescription"].get(
            "PointInTimeRecoveryDescription", {}
        )
        if described.get("PointInTimeRecoveryStatus") != "ENABLED":
            without_backup.append(name)
    if without_stream:
        what = "deploy again: without its stream nothing a service says reaches the others"
        yield failed("streams", f"off: {', '.join(without_stream)}", what)
    else:
        yield ok("streams", f"on for all {len(names)} tables")
    if without_backup:
        what = (
            "stages with people's data need it: deploy with a stage that is not for throwing away"
        )
        yield warning("backups", f"no point-in-time recovery: {', '.join(without_backup)}", what)
    else:
        yield ok("backups", f"point-in-time recovery is on for all {len(names)} tables")


def dead_letters(account: Account) -> Iterator[Finding]:
    """What no function could work on waits in queues, and is deleted after two weeks."""
    sqs, waiting, looked_at = account.client("sqs"), {}, 0
    urls = account.named("sqs", "list_queues", "QueueUrls", QueueNamePrefix=f"{account.stage}-")
    for url in urls:
        name = url.rpartition("/")[2]
        if "dead" not in name:
            continue
        looked_at += 1
        depth = "ApproximateNumberOfMessages"
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[depth])
        if (number := int(answer["Attributes"][depth])) > 0:
            waiting[name] = number
    if waiting:
        text = ", ".join(f"{number} in {name}" for name, number in waiting.items())
        what = f"python -m ops --stage {account.stage} dead-letters show; mend; then redrive"
        yield failed("dead letters", text, what)
    else:
        yield ok("dead letters", f"none in {looked_at} queues")


def alarms(account: Account) -> Iterator[Finding]:
    """What the stage itself has noticed."""
    prefix = f"{account.stage}-"
    every = list(
        account.named("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNamePrefix=prefix)
    )
    ringing = [one["AlarmName"] for one in every if one.get("StateValue") == "ALARM"]
    if ringing:
        what = "docs/operations.md says for each what it means and what to do"
        yield failed("alarms", f"ringing: {', '.join(ringing)}", what)
    elif not every:
        yield warning("alarms", f"there is no alarm called {prefix}…", "deploy again")
    else:
        yield ok("alarms", f"none of {len(every)} is ringing")


def subscriptions(account: Account) -> Iterator[Finding]:
    """An alarm nobody hears."""
    name = f"{account.stage}-alarms"
    topics = (one["TopicArn"] for one in account.named("sns", "list_topics", "Topics"))
    arn = next((one for one in topics if one.endswith(f":{name}")), None)
    if arn is None:
        yield warning("alarm mail", f"there is no topic {name}", "deploy again")
        return
    asked = {"TopicArn": arn}
    found = account.named("sns", "list_subscriptions_by_topic", "Subscriptions", **asked)
    states = [one["SubscriptionArn"] != "PendingConfirmation" for one in found]
    what = f"aws sns subscribe --topic-arn {arn} --protocol email --notification-endpoint …"
    if not states:
        yield warning("alarm mail", "nobody hears the alarms", what)
    elif not any(states):
        yield warning("alarm mail", "nobody has confirmed the subscription", "open the mail of AWS")
    else:
        yield ok("alarm mail", f"{sum(states)} subscribed")


def concurrency(account: Account) -> Iterator[Finding]:
    """New accounts may run ten functions at once, all stages together."""
    limits = account.client("lambda").get_account_settings()["AccountLimit"]
    left = int(limits.get("UnreservedConcurrentExecutions", limits["ConcurrentExecutions"]))
    text = f"{left} functions may run at once in this account and region"
    if left < CONCURRENCY_LEAST:
        what = "Service Quotas, Lambda, Concurrent executions: ask for 1,000"
        yield warning("concurrency", text, what)
    else:
        yield ok("concurrency", text)


def integrations(account: Account) -> Iterator[Finding]:
    """An API holds at most 300 integrations, and nobody can raise that."""
    for api in account.named("apigatewayv2", "get_apis", "Items"):
        if not str(api.get("Name", "")).startswith(f"{account.stage}-"):
            continue
        asked = {"ApiId": api["ApiId"]}
        number = sum(1 for _ in account.named("apigatewayv2", "get_integrations", "Items", **asked))
        text = f"{number} of {INTEGRATIONS} in {api['Name']}"
        if number >= INTEGRATIONS_WARN:
            what = "move services to another API before it is full: the limit cannot be raised"
            yield warning("integrations", text, what)
        else:
            yield ok("integrations", text)


def quotas(account: Account) -> Iterator[Finding]:
    """What AWS lets this account do, as Service Quotas tells it."""
    for service, name, least in QUOTAS:
        listed = account.named(
            "service-quotas", "list_service_quotas", "Quotas", ServiceCode=service
        )
        found = next((one for one in listed if str(one["QuotaName"]).startswith(name)), None)
        if found is None:
            yield skipped("quotas", f"{service}: AWS does not tell “{name}”")
        elif found["Value"] < least:
            what = f"Service Quotas, {service}, {name}: ask for more"
            yield warning("quotas", f"{service}: {name} is {found['Value']:,.0f}", what)
        else:
            yield ok("quotas", f"{service}: {name} is {found['Value']:,.0f}")


CHECKS: dict[str, Check] = {
    "tables": tables,
    "dead letters": dead_letters,
    "alarms": alarms,
    "alarm mail": subscriptions,
    "concurrency": concurrency,
    "integrations": integrations,
    "quotas": quotas,
}

"""Whatever can fail or fall behind has its alarm, its line on the dashboard, and its page."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from commons.queues import QueueConsumer
from commons.tables import TableConsumer
from stacks.catalog import Catalog
from stacks.names import Names
from tests.stacks.conftest import Deployment
from tests.stacks.templates import Resource, functions

NAMES = Names("prod")
ROOT = Path(__file__).resolve().parents[2]
#: Dollars a month for one standard alarm; the account's first ten are free.
ALARM = 0.10
Watched = tuple[str, str]
"""A metric, and the value of its dimension."""


def alarms(deployment: Deployment) -> list[Resource]:
    """Of all stacks."""
    return [alarm for template in deployment.values() for alarm in template.of("CloudWatch::Alarm")]


def watched(deployment: Deployment) -> Counter[Watched]:
    """What the alarms look at."""
    return Counter(
        (
            alarm.props["MetricName"],
            "".join(str(dimension["Value"]) for dimension in alarm.props.get("Dimensions", ())),
        )
        for alarm in alarms(deployment)
    )


def test_every_queue_has_its_alarm(prod: Deployment, catalog: Catalog) -> None:
    fed = {NAMES.queue(d.queue) for d in catalog.declarations if isinstance(d, QueueConsumer)}
    for template in prod.values():
        for queue in template.of("SQS::Queue"):
            name = queue.props["QueueName"]
            age, depth = "ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"
            assert watched(prod)[age if name in fed else depth, name] == 1, name


def test_every_function_counts_its_failures_into_the_stages_alarm(prod: Deployment) -> None:
    metric = "prod-failures"
    assert watched(prod)[metric, ""] == 1
    for name, template in prod.items():
        if not functions(template) or name[-1].isdigit():  # their log is the first stack's
            continue
        [counted] = template.of("Logs::MetricFilter")
        [transformed] = counted.props["MetricTransformations"]
        assert (transformed["MetricNamespace"], transformed["MetricName"]) == ("Creavio", metric)
        for function, _ in functions(template).values():
            group = function.props["LoggingConfig"]["LogGroup"]
            assert group == counted.props["LogGroupName"], name


def test_every_reader_of_a_table_stream_has_its_lag_alarm(
    prod: Deployment, catalog: Catalog
) -> None:
    readers = {NAMES.function(d) for d in catalog.declarations if isinstance(d, TableConsumer)}
    assert readers
    assert {of for metric, of in watched(prod) if metric == "IteratorAge"} == readers


def test_every_api_has_its_alarm_on_server_errors(prod: Deployment) -> None:
    apis = {
        f"${{{api.id}}}": api.props["ProtocolType"] for api in prod["core"].of("ApiGatewayV2::Api")
    }
    metrics = {"HTTP": "5xx", "WEBSOCKET": "IntegrationError"}
    for api_id, protocol in apis.items():
        assert watched(prod)[metrics[protocol], api_id] == 1
    assert watched(prod)["Throttles", ""] == 1


def test_alarms_speak_to_the_stages_topic_and_none_does_arithmetic(prod: Deployment) -> None:
    [topic] = prod["core"].of("SNS::Topic")
    for alarm in alarms(prod):
        [action] = alarm.props["AlarmActions"]
        assert action.endswith(f":{topic.props['TopicName']}")
        assert alarm.props["TreatMissingData"] == "notBreaching", "asleep is well"
        assert "Metrics" not in alarm.props
    assert max(watched(prod).values()) == 1, "nothing is watched twice"


def test_a_sleeping_stage_pays_little_for_its_alarms(prod: Deployment, catalog: Catalog) -> None:
    services = len(list(catalog))
    assert len(alarms(prod)) <= 5 + 3 * services
    assert len(alarms(prod)) * ALARM < 5


def test_the_dashboard_shows_every_alarm_and_its_metric(prod: Deployment) -> None:
    [dashboard] = prod["dashboard"].of("CloudWatch::Dashboard")
    body = json.loads(dashboard.props["DashboardBody"])
    shown = {
        arn.rpartition(":alarm:")[2]
        for widget in body["widgets"]
        for arn in widget["properties"].get("alarms", ())
    }
    assert shown == {alarm.props["AlarmName"] for alarm in alarms(prod)}
    drawn = {
        (line[0], line[1], *(part for part in line[2:-1] if "${" not in part))
        for widget in body["widgets"]
        for line in widget["properties"].get("metrics", ())
        if len(line) > 1
    }
    for alarm in alarms(prod):
        dimensions = alarm.props.get("Dimensions", ())
        named = [part for d in dimensions for part in (d["Name"], d["Value"]) if "${" not in part]
        assert (alarm.props["Namespace"], alarm.props["MetricName"], *named) in drawn


def test_operators_can_read_what_to_do_about_each_alarm(prod: Deployment) -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    for alarm in alarms(prod):
        name = alarm.props["AlarmName"].removeprefix("prod-")
        kind = re.search(r"(-dead-letters|-dead|-waiting|-lag|-5xx|failures|throttles)$", name)
        assert kind is not None, name
        assert f"`…{kind[1]}`" in page or f"`{kind[1]}`" in page, name

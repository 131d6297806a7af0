"""One page that shows a stage: the alarms, what they watch, traffic, and what it costs in units."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from aws_cdk import Aws, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from commons.declare import Api
from stacks import watches
from stacks.catalog import Catalog
from stacks.config import Config
from stacks.names import Names, Values
from stacks.watches import DASHBOARD, Watch

Widget = dict[str, Any]
WIDTH, HEIGHT, COLUMNS = 8, 6, 24


class DashboardStack(Stack):
    """``<stage>-dashboard``: built from the same watches as the alarms, so none is missing."""

    def __init__(self, scope: Construct, catalog: Catalog, config: Config) -> None:
        self.names = Names(config.stage)
        super().__init__(
            scope, self.names.of(DASHBOARD), description=f"Creavio {config.stage}: dashboard"
        )
        values = Values(self, self.names)
        apis = {api: values[f"core/{api}-api-id"] for api in (Api.CLIENT, Api.PLATFORM)}
        socket_api = values["core/ws-api-id"]
        watched = [
            *watches.of_core(self.names, apis, socket_api),
            *(watch for service in catalog for watch in watches.of_service(service, self.names)),
        ]
        body = {
            "widgets": _placed(
                [
                    self._alarms(watched),
                    *(graph for graph in self._watched(watched)),
                    *self._traffic(apis, socket_api),
                    *self._units(sorted(catalog.tables)),
                ]
            )
        }
        cloudwatch.CfnDashboard(
            self,
            "Dashboard",
            dashboard_name=config.stage,
            dashboard_body=self.to_json_string(body),
        )

    def _alarms(self, watched: list[Watch]) -> Widget:
        arns = [self.names.alarm_arn(watch.name) for watch in watched]
        return {"type": "alarm", "properties": {"title": "Alarms", "alarms": arns}}

    def _watched(self, watched: list[Watch]) -> Iterator[Widget]:
        by_graph = attrgetter("graph")
        for title, group in groupby(sorted(watched, key=by_graph), by_graph):
            members = list(group)
            lines = [_line(w.namespace, w.metric, w.dimensions, w.statistic) for w in members]
            limits = sorted({watch.threshold for watch in members})
            yield _graph(f"{title} ({members[0].unit})", lines, limits)

    def _traffic(self, apis: dict[Api, str], socket_api: str) -> Iterator[Widget]:
        gateway = "AWS/ApiGateway"
        of = [{"ApiId": api_id} for api_id in apis.values()]
        yield _graph("Requests", [_line(gateway, "Count", each, "Sum") for each in of])
        slow = [_line(gateway, "Latency", each, stat) for each in of for stat in ("p50", "p99")]
        yield _graph("Latency (ms)", slow)
        refused = [_line(gateway, "4xx", each, "Sum") for each in of]
        yield _graph("Refused requests (4xx)", refused)
        sockets = [
            _line(gateway, metric, {"ApiId": socket_api}, "Sum")
            for metric in ("ConnectCount", "MessageCount", "ClientError")
        ]
        yield _graph("Sockets", sockets)
        stage = f'FunctionName="{self.names.stage}-"'
        for title, metric, stat in (
            ("Calls by function", "Invocations", "Sum"),
            ("Duration by function, p99 (ms)", "Duration", "p99"),
        ):
            wanted = f'{{AWS/Lambda,FunctionName}} MetricName="{metric}" {stage}'
            yield _graph(title, [[{"expression": f"SEARCH('{wanted}', '{stat}', 300)"}]])

    def _units(self, tables: list[str]) -> Iterator[Widget]:
        for title, metric in (
            ("Write units by table", "ConsumedWriteCapacityUnits"),
            ("Read units by table", "ConsumedReadCapacityUnits"),
        ):
            lines = [
                _line("AWS/DynamoDB", metric, {"TableName": self.names.of(table)}, "Sum")
                for table in tables
            ]
            yield _graph(title, lines)


def _line(namespace: str, metric: str, dimensions: watches.Dimensions, stat: str) -> list[Any]:
    named = [part for pair in dimensions.items() for part in pair]
    return [namespace, metric, *named, {"stat": stat}]


def _graph(title: str, lines: list[list[Any]], limits: list[float] | None = None) -> Widget:
    properties = {
        "title": title,
        "metrics": lines,
        "view": "timeSeries",
        "region": Aws.REGION,
        "period": 300,
    }
    if limits:
        marks = [{"label": "alarm", "value": limit} for limit in limits]
        properties["annotations"] = {"horizontal": marks}
    return {"type": "metric", "properties": properties}


def _placed(widgets: list[Widget]) -> list[Widget]:
    """Three in a row."""
    per_row = COLUMNS // WIDTH
    return [
        widget
        | {
            "x": number % per_row * WIDTH,
            "y": number // per_row * HEIGHT,
            "width": WIDTH,
            "height": HEIGHT,
        }
        for number, widget in enumerate(widgets)
    ]

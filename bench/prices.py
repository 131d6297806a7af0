"""List prices of AWS in us-east-1, in US dollars, and where each was looked up.

AWS's own pricing pages draw their numbers in the browser: the copies that could be read show the
units and, but for one, no number. Numbers are from the second sources named, which quote those
pages. None was confirmed on the vendor's page of that day: check them before relying on them.
"""

from __future__ import annotations

from dataclasses import dataclass

LOOKED_UP = "2026-11-20"


@dataclass(frozen=True)
class Price:
    """Dollars for one unit; ``per`` says how many of them the vendor sells at once."""

    usd: float
    per: float
    unit: str
    page: str
    source: str

    @property
    def each(self) -> float:
        """Dollars for one."""
        return self.usd / self.per


M, ONE = 1e6, 1
APIS = "aws.amazon.com/api-gateway/pricing"
DYNAMODB = "aws.amazon.com/dynamodb/pricing"
LAMBDA = "aws.amazon.com/lambda/pricing"
CLOUDWATCH = "aws.amazon.com/cloudwatch/pricing"
BUS = "aws.amazon.com/eventbridge/pricing"

PRICES = {
    "http": Price(1.00, M, "HTTP API requests", APIS, "amnic.com"),
    "frames": Price(1.00, M, "WebSocket messages of 32 KB", APIS, "amnic.com"),
    "minutes": Price(0.25, M, "WebSocket connection minutes", APIS, "amnic.com"),
    "invocations": Price(0.20, M, "Lambda requests", LAMBDA, "git.mcrn.ar"),
    "gb_s": Price(0.0000133334, ONE, "Lambda GB-seconds, arm64", LAMBDA, "cloudchipr.com"),
    "writes": Price(0.625, M, "DynamoDB write units, on demand", DYNAMODB, "airbyte.com"),
    "reads": Price(0.125, M, "DynamoDB read units, on demand", DYNAMODB, "airbyte.com"),
    "stored_gb": Price(0.25, ONE, "DynamoDB GB-months", DYNAMODB, "that page, older copy"),
    "pitr_gb": Price(0.20, ONE, "point-in-time recovery GB-months", DYNAMODB, "finops.com.py"),
    "fifo": Price(0.50, M, "SQS FIFO requests", "aws.amazon.com/sqs/pricing", "cloudburn.io"),
    "events": Price(1.00, M, "EventBridge custom events", BUS, "factualminds.com"),
    "archive_gb": Price(0.10, ONE, "EventBridge archive, GB", BUS, "factualminds.com"),
    "log_gb": Price(0.50, ONE, "CloudWatch log GB taken in", CLOUDWATCH, "factualminds.com"),
    "alarms": Price(0.10, ONE, "CloudWatch alarm-months", CLOUDWATCH, "c3x.dev"),
    "metrics": Price(0.30, ONE, "custom metric-months", CLOUDWATCH, "signoz.io"),
    "dashboards": Price(3.00, ONE, "dashboard-months", CLOUDWATCH, "factualminds.com"),
    "secrets": Price(
        0.40, ONE, "secret-months", "aws.amazon.com/secrets-manager/pricing", "hivebook.wiki"
    ),
    "keys": Price(1.00, ONE, "customer-key-months", "aws.amazon.com/kms/pricing", "usage.ai"),
    "egress_gb": Price(0.09, ONE, "GB sent to the internet", APIS, "amnic.com"),
}

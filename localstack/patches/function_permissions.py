"""Each function may do what its own role allows, down to the key prefix; nobody else is asked.

Upstream (core/iam_evaluator.py, core/iam_actions.py) can enforce IAM (`AUTH=true`), with two gaps:
it does not know `dynamodb:LeadingKeys`, so a condition on it always holds, and it refuses the roles
`cdk deploy` assumes. Here only the sessions of Lambda functions are held to their policies, and
every DynamoDB request carries its leading keys; each item of a transaction is its own request.
`CREAVIO_IAM=off` starts the emulator without AUTH; then this does nothing.
"""

import json
import os
import re
from collections.abc import Iterator
from typing import Any

from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.services import dynamodb

BODY = "creavio:body"
LEADING_KEYS = "dynamodb:LeadingKeys"
EQUALS = re.compile(r"([#\w.-]+)\s*=\s*(:\w+)")
upstream_context = iam_actions.dynamodb_service_context
MEMBERS = iam_actions._DYNAMODB_TRANSACT_ITEM_ACTIONS


def text_of(value: Any) -> str:
    """An attribute value's content."""
    return str(next(iter(value.values()))) if isinstance(value, dict) and value else ""


def queried_key(request: dict[str, Any], table: dict[str, Any]) -> list[str]:
    """The partition a Query names, of the table or of its index."""
    key = table["pk_name"]
    indexes = [*table.get("GlobalSecondaryIndexes", []), *table.get("LocalSecondaryIndexes", [])]
    for index in indexes:
        if index["IndexName"] == request.get("IndexName"):
            key = index["KeySchema"][0]["AttributeName"]
    names = request.get("ExpressionAttributeNames") or {}
    values = request.get("ExpressionAttributeValues") or {}
    for name, place in EQUALS.findall(request.get("KeyConditionExpression") or ""):
        if names.get(name, name) == key and place in values:
            return [text_of(values[place])]
    return []


def batch_keys(entries: Any, key: str) -> list[str]:
    """The partitions one table's part of a batch names."""
    rows = entries.get("Keys", []) if isinstance(entries, dict) else []
    for entry in entries if isinstance(entries, list) else []:
        write = entry.get("PutRequest") or entry.get("DeleteRequest") or {}
        rows = [*rows, write.get("Item") or write.get("Key") or {}]
    return [text_of(row.get(key)) for row in rows]


def requests_in(request: dict[str, Any], action: str, table_name: str) -> Iterator[list[str]]:
    """The leading keys of each request that is authorized on its own, for one action and table."""
    table = dynamodb._tables.get(table_name)
    if not table:
        return
    key = table["pk_name"]
    if "TransactItems" in request:
        for item in request["TransactItems"]:
            for member, item_action in MEMBERS.items():
                detail = item.get(member)
                if detail and item_action == action and detail.get("TableName") == table_name:
                    yield [text_of((detail.get("Item") or detail.get("Key") or {}).get(key))]
    elif "RequestItems" in request:
        yield batch_keys(request["RequestItems"].get(table_name), key)
    elif row := request.get("Key") or request.get("Item"):
        yield [text_of(row.get(key))]
    else:
        yield queried_key(request, table)


def context_with_body(body: bytes) -> dict[str, Any]:
    """In the place of upstream's `dynamodb_service_context`: with the request, for `enforce`."""
    return {**upstream_context(body), BODY: json.loads(body or b"{}")}


def apply() -> None:
    """Hold functions to their policies; upstream's own switch decides whether at all."""
    if os.environ.get("AUTH") != "true":
        return
    credentials, is_root = lambda_runtime.execution_credentials, iam_evaluator.is_root_access_key
    enforce = iam_evaluator.enforce
    of_functions: set[str] = set()

    def execution_credentials(config: dict[str, Any]) -> dict[str, str]:
        made: dict[str, str] = credentials(config)
        of_functions.add(made["AWS_ACCESS_KEY_ID"])
        return made

    def is_root_access_key(access_key_id: str) -> bool:
        return access_key_id not in of_functions or bool(is_root(access_key_id))

    def enforce_each(
        access_key_id: str,
        action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        context = dict(service_context or {})
        request = context.pop(BODY, None)
        table_name = resource_arn.rpartition(":table/")[2].split("/")[0]
        cases = list(requests_in(request, action, table_name)) if request else []
        for keys in cases or [[]]:
            with_keys = context | ({LEADING_KEYS: keys} if keys else {})
            denied = enforce(access_key_id, action, service, region, resource_arn, with_keys)
            if denied:
                iam_evaluator.logger.warning("IAM refuses %s on %s %s", action, resource_arn, keys)
                return denied
        return None

    lambda_runtime.execution_credentials = execution_credentials
    iam_evaluator.is_root_access_key = is_root_access_key
    iam_actions.dynamodb_service_context = context_with_body
    iam_evaluator.enforce = enforce_each

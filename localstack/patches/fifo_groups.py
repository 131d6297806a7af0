"""A FIFO queue feeds its function group by group, several groups at once.

Upstream (services/sqs.py `_collect_fifo`, services/lambda_svc.py `_sqs_esm_concurrency`) mixes
groups in one batch and runs one batch at a time over the whole queue, so a slow group delays all
others. AWS keeps the order inside a group and runs the groups side by side.
"""

import threading
from typing import Any

from ministack.services import lambda_svc, sqs

DEFAULT_CONCURRENCY = 5
_receiving = threading.local()


def next_group(queue: dict[str, Any], now: float) -> str | None:
    """The group of the oldest visible message none of whose fellows is in flight."""
    busy = {
        message["group_id"]
        for message in queue["messages"]
        if message["visible_at"] > now and message["receive_count"] > 0
    }
    for message in queue["messages"]:
        if message["visible_at"] <= now and message["group_id"] not in busy:
            group: str = message["group_id"]
            return group
    return None


def apply() -> None:
    """Receive one group per batch for event sources; leave ReceiveMessage as it is."""
    collect, receive = sqs._collect_fifo, sqs._receive_messages_for_esm

    def collect_fifo(
        queue: dict[str, Any], limit: int, visibility_s: int, now: float
    ) -> list[dict[str, Any]]:
        if not getattr(_receiving, "for_event_source", False):
            return collect(queue, limit, visibility_s, now)  # type: ignore[no-any-return]
        for message in queue["messages"]:
            sqs._ensure_msg_fields(message)
        group = next_group(queue, now)
        if group is None:
            return []
        own = [message for message in queue["messages"] if message["group_id"] == group]
        return collect({**queue, "messages": own}, limit, visibility_s, now)  # type: ignore[no-any-return]

    def receive_for_event_source(queue_url: str, limit: int) -> list[dict[str, Any]]:
        _receiving.for_event_source = True
        try:
            return receive(queue_url, limit)  # type: ignore[no-any-return]
        finally:
            _receiving.for_event_source = False

    def concurrency(
        mapping: dict[str, Any], record: Any, config: Any, queue: dict[str, Any] | None = None
    ) -> int:
        limit = int((mapping.get("ScalingConfig") or {}).get("MaximumConcurrency") or 0)
        reserved = lambda_svc._reserved_concurrency(record, config)
        return min(
            limit or DEFAULT_CONCURRENCY, DEFAULT_CONCURRENCY if reserved is None else reserved
        )

    sqs._collect_fifo = collect_fifo
    sqs._receive_messages_for_esm = receive_for_event_source
    lambda_svc._sqs_esm_concurrency = concurrency

"""An archive that a template asks for keeps the bus's events, and a replay tells only who it names.

Upstream (services/eventbridge.py, services/cloudformation/provisioners.py) archives and replays by
API, but knows no `AWS::Events::Archive`, and `StartReplay` ignores `Destination.FilterArns`: every
rule of the bus would hear a replay meant for one. Also here: an event's time has no fraction of a
second, so a window that begins within the event's second has to include it.
"""

import json
from typing import Any

from ministack.services import eventbridge
from ministack.services.cloudformation import provisioners

TYPE = "AWS::Events::Archive"
PASSED_ON = ("ArchiveName", "Description", "RetentionDays", "KmsKeyIdentifier")


def request_of(props: dict[str, Any]) -> dict[str, Any]:
    """Template properties as the API takes them."""
    made = {name: props[name] for name in PASSED_ON if name in props}
    pattern = props.get("EventPattern")
    if pattern:
        made["EventPattern"] = pattern if isinstance(pattern, str) else json.dumps(pattern)
    return made | {"EventSourceArn": props["SourceArn"]}


def create(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
    """Make it through the service's own API."""
    wanted = {"ArchiveName": f"{stack_name}-{logical_id}"} | request_of(props)
    status, _headers, body = eventbridge._create_archive(wanted)
    if status >= 400:
        raise ValueError(f"{TYPE}: {body!r}")
    return wanted["ArchiveName"], {"Arn": json.loads(body)["ArchiveArn"]}


def update(
    physical_id: str, _old: dict[str, Any], new: dict[str, Any], _stack_name: str, *_rest: Any
) -> Any:
    """What may change without a replacement."""
    status, _headers, body = eventbridge._update_archive(
        request_of(new) | {"ArchiveName": physical_id}
    )
    if status >= 400:
        raise ValueError(f"{TYPE}: {body!r}")
    return physical_id, {"Arn": json.loads(body)["ArchiveArn"]}


def delete(physical_id: str, _props: Any) -> None:
    """Take it away; one that is gone already is as good."""
    eventbridge._delete_archive({"ArchiveName": physical_id})


def apply() -> None:
    """Register the type, and let replays reach only the rules they name."""
    handlers = {"create": create, "update": update, "delete": delete}
    provisioners._RESOURCE_HANDLERS.setdefault(TYPE, handlers)
    invoke, start = eventbridge._invoke_target, eventbridge._start_replay

    def invoke_target(target: Any, event: dict[str, Any], rule: dict[str, Any], *rest: Any) -> Any:
        replay = eventbridge._replays.get(event.get("ReplayName") or "")
        named = ((replay or {}).get("Destination") or {}).get("FilterArns")
        if not named or rule.get("Arn") in named:
            return invoke(target, event, rule, *rest)
        return None

    def start_replay(data: dict[str, Any]) -> Any:
        begin = eventbridge._coerce_timestamp(data.get("EventStartTime", eventbridge._now_ts()))
        return start(data | {"EventStartTime": int(begin)})

    eventbridge._invoke_target = invoke_target
    eventbridge._start_replay = start_replay

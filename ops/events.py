"""``events archive | replay``: what happened lately, and telling it again to who missed it.

The bus keeps its events for two weeks. A replay hands those of a window to the rules again, in no
order; consumers are idempotent, so who heard an event before changes nothing by it.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from ops.stage import OpsError, Stage

ENDED = {"COMPLETED", "CANCELLED", "FAILED"}
POLL_S = 1.0


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """``events`` and what follows it."""
    made = commands.add_parser("events", help="the bus's archive").add_subparsers(required=True)
    status = made.add_parser("archive", help="what it holds, and what was replayed")
    status.set_defaults(run=run_archive)
    again = made.add_parser("replay", help="tell the events of a time again")
    again.add_argument("--from", dest="start", required=True, type=moment, metavar="TIME")
    again.add_argument("--to", dest="end", required=True, type=moment, metavar="TIME")
    again.add_argument("--type", help="only events of this type, such as MemberBanned")
    again.add_argument("--to-consumer", help="such as realtime/on_member_banned")
    again.add_argument("--wait", action="store_true", help="until all were handed over")
    again.set_defaults(run=run_replay)


def moment(text: str) -> datetime:
    """A time with its zone, such as 2027-03-01T09:30:00Z."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time: 2027-03-01T09:30:00Z") from None
    if found.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} has no zone: end it with Z")
    return found.astimezone(UTC)


def run_archive(stage: Stage, _asked: argparse.Namespace) -> int:
    """What the archive holds, and the replays there were."""
    archive = _archive(stage)
    print(
        f"{archive['ArchiveName']}  {archive['State']}  {archive['EventCount']} events, "
        f"{archive['SizeBytes']} bytes, kept {archive['RetentionDays']} days, "
        f"since {_told(archive['CreationTime'])}"
    )
    client = stage.client("events")
    for known in client.list_replays(EventSourceArn=archive["ArchiveArn"])["Replays"]:
        replay = client.describe_replay(ReplayName=known["ReplayName"])
        window = f"{_told(replay['EventStartTime'])} to {_told(replay['EventEndTime'])}"
        print(f"  {replay['ReplayName']}  {replay['State']}  {window}")
    return 0


def run_replay(stage: Stage, asked: argparse.Namespace) -> int:
    """Start one; with ``--wait`` until it has ended."""
    archive, bus = _archive(stage), _bus(stage)
    _check_window(archive, asked.start, asked.end)
    rules = _rules(stage, asked.type, asked.to_consumer)
    destination: dict[str, Any] = {"Arn": bus["Arn"]}
    if asked.type or asked.to_consumer:
        destination["FilterArns"] = [rule["Arn"] for rule in rules]
    name = f"{stage.name}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    stage.client("events").start_replay(
        ReplayName=name,
        EventSourceArn=archive["ArchiveArn"],
        EventStartTime=asked.start,
        EventEndTime=asked.end,
        Destination=destination,
    )
    heard = ", ".join(rule["Name"] for rule in rules)
    print(f"{name}: {_told(asked.start)} to {_told(asked.end)}, to {heard}")
    return _wait(stage, name) if asked.wait else 0


def _wait(stage: Stage, name: str) -> int:
    while True:
        replay = stage.client("events").describe_replay(ReplayName=name)
        if replay["State"] in ENDED:
            print(f"{name}: {replay['State']} {replay.get('StateReason', '')}".rstrip())
            return 0 if replay["State"] == "COMPLETED" else 1
        time.sleep(POLL_S)


def _check_window(archive: dict[str, Any], start: datetime, end: datetime) -> None:
    now = datetime.now(UTC)
    if start >= end:
        raise OpsError(f"--from {_told(start)} is not before --to {_told(end)}")
    if end > now:
        raise OpsError(f"--to {_told(end)} has not come yet; it is {_told(now)}")
    kept = now - timedelta(days=archive["RetentionDays"])
    if archive["RetentionDays"] and start < kept:
        raise OpsError(f"--from {_told(start)}: the archive reaches back to {_told(kept)}")


def _rules(stage: Stage, kind: str | None, consumer: str | None) -> list[dict[str, Any]]:
    """The consumers' rules that are to hear. Raises OpsError when there is none."""
    pages = (
        stage.client("events").get_paginator("list_rules").paginate(EventBusName=stage.of("bus"))
    )
    ours = [r for page in pages for r in page["Rules"] if "ManagedBy" not in r]
    if consumer is not None:
        wanted = stage.of(*consumer.replace("_", "-").split("/"))
        known = ", ".join(sorted(_consumer(stage, rule) for rule in ours))
        ours = [rule for rule in ours if rule["Name"] == wanted]
        if not ours:
            raise OpsError(f"no consumer {consumer!r}; there is: {known}")
    if kind is not None:
        known = ", ".join(sorted({t for rule in ours for t in _types(rule)}))
        ours = [rule for rule in ours if kind in _types(rule)]
        if not ours:
            raise OpsError(f"nobody hears {kind!r}; heard are: {known}")
    return ours


def _types(rule: dict[str, Any]) -> list[str]:
    found: list[str] = json.loads(rule["EventPattern"]).get("detail-type", [])
    return found


def _consumer(stage: Stage, rule: dict[str, Any]) -> str:
    """``dev-realtime-on-member-banned`` as it is asked for: ``realtime/on_member_banned``."""
    service, _, name = rule["Name"].removeprefix(f"{stage.name}-").partition("-")
    return f"{service}/{name.replace('-', '_')}"


def _archive(stage: Stage) -> dict[str, Any]:
    client = stage.client("events")
    try:
        found: dict[str, Any] = client.describe_archive(ArchiveName=stage.of("bus"))
    except client.exceptions.ResourceNotFoundException:
        raise OpsError(f"stage {stage.name} has no archive {stage.of('bus')}") from None
    return found


def _bus(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = stage.client("events").describe_event_bus(Name=stage.of("bus"))
    return found


def _told(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

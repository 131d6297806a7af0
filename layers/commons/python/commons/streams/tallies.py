"""What was voted in the polls of a stream: counted beside the log, exactly, by many at once.

A poll's votes are counted in the stream's partition in ``SHARDS`` rows, each voter always in the
same one: ``P#<position, 12 digits>#<shard>  {a<answer>, voters, over?}``. So of those who vote at
once few meet, and nobody waits for the message's own row. A vote changes its row by ADD, in the
transaction that writes the vote and its event; a poll that is over has ``over`` in all of them, and
takes no more. An event about votes carries no counts: whoever reads it is shown those of now, which
are read after the log was. So the last event of a poll that a client hears says how it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from zlib import crc32

from commons.aws import client
from commons.settings import table_name
from commons.streams import owner_of
from commons.streams.log import Entry
from commons.wire import Item, item, plain

SHARDS = 8
#: The events that are shown with the counts of now.
COUNTED = {"POLL_VOTE", "POLL_CLOSE"}


@dataclass(frozen=True)
class Tally:
    """How often each answer of a poll was chosen, and by how many people."""

    counts: Mapping[int, int] = field(default_factory=dict)
    voters: int = 0


NO_VOTES = Tally()


def tally(stream: str, sq: int) -> Tally:
    """The votes of the poll at a position, read consistently. One read unit."""
    answer = client("dynamodb").query(
        TableName=table_name(owner_of(stream)),
        KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues=item({":pk": f"S#{stream}", ":sk": _beginning(sq)}),
        ConsistentRead=True,
    )
    counts: dict[int, int] = {}
    voters = 0
    for row in map(plain, answer["Items"]):
        voters += int(row.get("voters", 0))
        for name, count in row.items():
            if name[0] == "a" and name[1:].isdigit():
                counts[int(name[1:])] = counts.get(int(name[1:]), 0) + int(count)
    return Tally(counts, voters)


def counted(stream: str, entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries of a log, those about votes with the counts of now. Without any it reads nothing.

    Call it after the log was read.
    """
    polls = {entry.d["seq"] for entry in entries if entry.type in COUNTED}
    if not polls:
        return entries
    found = {sq: tally(stream, sq) for sq in polls}
    return [
        with_counts(entry, found[entry.d["seq"]]) if entry.type in COUNTED else entry
        for entry in entries
    ]


def with_counts(entry: Entry, found: Tally) -> Entry:
    """An event about votes as it is shown; its row says ``of`` how many answers the poll has."""
    counts = [{"id": n, "count": found.counts.get(n, 0)} for n in range(1, entry.d["of"] + 1)]
    kept = {name: value for name, value in entry.d.items() if name != "of"}
    return replace(entry, d=kept | {"answers": counts, "voters": found.voters})


def count(stream: str, sq: int, voter: str, change: Mapping[int, int], voters: int) -> Item:
    """The write that counts a change of somebody's vote, refused when the poll is over."""
    values: dict[str, object] = {":voters": voters}
    values |= {f":a{answer}": by for answer, by in change.items()}
    adds = [*(f"a{answer} :a{answer}" for answer in change), "voters :voters"]
    return _update(stream, sq, crc32(voter.encode()) % SHARDS, f"ADD {', '.join(adds)}", values)


def end(stream: str, sq: int) -> list[Item]:
    """The writes after which nobody votes, refused when that has been done."""
    return [_update(stream, sq, n, "SET #over = :yes", {":yes": True}) for n in range(SHARDS)]


def _update(stream: str, sq: int, shard: int, change: str, values: dict[str, object]) -> Item:
    return {
        "Update": {
            "TableName": table_name(owner_of(stream)),
            "Key": item({"pk": f"S#{stream}", "sk": f"{_beginning(sq)}{shard}"}),
            "UpdateExpression": change,
            "ConditionExpression": "attribute_not_exists(#over)",
            "ExpressionAttributeNames": {"#over": "over"},
            "ExpressionAttributeValues": item(values),
        }
    }


def _beginning(sq: int) -> str:
    return f"P#{sq:012d}#"

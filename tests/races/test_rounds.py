"""Joins, bans, uses, seats, role edits, ownership and capacity, all at once (SR-07)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from functions.communities.models.members import Member
from tests.faults.figures import Figures
from tests.races.rounds import ALL, ROOM, Round
from tests.tables import empty_tables

SEEDS = range(4)
#: A thousand, in blocks that begin with empty tables.
NIGHTLY = [range(first, first + 50) for first in range(0, 1000, 50)]


def violations(at: Round) -> list[str]:
    """What does not hold after a round, in words."""
    found: list[str] = []
    members = at.listed(f"{at.path}/members")
    ids = [member["user_id"] for member in members]
    rows = Member.query(f"A#{at.community_id}", Member.sk.startswith("M#"), consistent_read=True)
    inside = {row.user_id: row.whole for row in rows if row.present and not row.banned}
    seen = at.good("GET", at.path)
    bans = {one["user_id"] for one in at.listed(f"{at.path}/bans")}
    seated = [one["user_id"] for one in at.listed(f"/circles/{at.circle}/members")]
    circle = at.good("GET", f"/circles/{at.circle}")
    going = [
        one["user_id"] for one in at.listed(f"/events/{at.event}/rsvps") if one["answer"] == "going"
    ]
    event = at.good("GET", f"/events/{at.event}")
    counted = event["occurrence"]["going_count"]
    roles = at.listed(f"{at.path}/roles")
    invite = next(i for i in at.listed(f"{at.path}/invites") if i["code"] == at.invite)
    ranks = sorted(role["position"] for role in roles)

    def hold(what: str, holds: bool, *about: Any) -> None:
        if not holds:
            found.append(f"seed {at.seed}: {what} {about}")

    hold("a member is listed twice", len(ids) == len(set(ids)), ids)
    hold("members are counted", seen["member_count"] == len(ids), seen["member_count"], ids)
    hold("the list is of whole members", {u for u in inside if inside[u]} == set(ids), inside, ids)
    hold("a banned member", not bans & set(inside), bans, inside)
    hold("the owner is a member", seen["owner_id"] in ids, seen["owner_id"], ids)
    hold("seats", len(seated) <= ROOM and len(seated) == circle["member_count"], seated, circle)
    hold("a seat of nobody", set(seated) <= set(inside), seated, inside)
    hold("places", len(going) <= ROOM and len(going) == counted, going, event)
    hold("a place of nobody", set(going) <= set(inside), going, inside)
    hold("uses", invite["uses"] <= ROOM, invite)
    hold("ranks", ranks == list(range(len(ranks))), ranks)
    held = {role for member in members for role in member["roles"]}
    hold("a role that is gone is shown", held <= {role["id"] for role in roles}, held)
    return found


def played(seeds: range) -> tuple[list[str], Counter[str]]:
    """All rounds; what did not hold, and how often each act did something."""
    found: list[str] = []
    done: Counter[str] = Counter()
    for seed in seeds:
        at = Round(seed)
        at.play()
        found += violations(at)
        for (act, status), times in at.answers.items():
            done[act] += times if status < 300 else 0
    return found, done


def test_nothing_is_violated_when_everything_happens_at_once(fresh_caches: None) -> None:
    found, done = played(SEEDS)
    print(f"{len(SEEDS)} rounds, {sum(done.values())} acts that did something")
    assert found == []


@pytest.mark.nightly
@pytest.mark.parametrize("seeds", NIGHTLY, ids=lambda seeds: f"from {seeds.start}")
def test_a_thousand_rounds(seeds: range, fresh_caches: None, figures: Figures) -> None:
    empty_tables()
    found, done = played(seeds)
    figures("rounds", len(seeds))
    figures("acts that did something", done.total())
    figures("violations", len(found))
    assert found == []
    assert set(done) >= {act.__name__ for act in ALL}, "some act never did anything"

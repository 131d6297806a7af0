"""The directory: public communities, larger ones first, found by words."""

from __future__ import annotations

import secrets
from itertools import chain
from random import Random

import pytest

from commons.contracts.communities.members import MemberBanned, MemberJoined, MemberRemoved
from commons.events import Consumer, Event
from commons.testing import Person, call, deliver, emitted, person
from functions.communities import browsing
from functions.communities.consumers.on_member_banned import on_member_banned
from functions.communities.consumers.on_member_joined import on_member_joined
from functions.communities.consumers.on_member_removed import on_member_removed
from functions.communities.endpoints.create_community import create_community
from functions.communities.endpoints.list_bans import list_bans
from functions.communities.endpoints.list_communities import list_communities
from functions.communities.endpoints.remove_member import remove_member
from functions.communities.endpoints.update_community import update_community
from tests.functions.communities.conftest import Place, founded
from tests.functions.communities.directory import entries
from tests.paging import Listing, check_bad_cursors, walked
from tests.parallel import in_parallel
from tests.refusals import check_invalid

PATH = "/communities"


def found(who: Person, word: str, count: int, visibility: str = "public") -> list[str]:
    """Found communities that a word finds; their ids."""
    body = {"name": f"Bakers {word}", "description": "of Bread", "visibility": visibility}
    made = [call(create_community, PATH, as_=who, body=body) for _ in range(count)]
    return [reply.body["id"] for reply in made]


def listed(word: str, limit: int = 100) -> list[str]:
    """Ids of those that a word finds, read by anybody: forwards, and backwards the same."""
    pages: list[list[str]] = []
    back: list[list[str]] = []
    cursor = None
    while not pages or cursor:
        query = {"q": word, "limit": limit} | ({"cursor": cursor} if cursor else {})
        reply = call(list_communities, PATH, query=query)
        assert reply.status == 200, reply
        pages.append([row["id"] for row in reply.body["data"]])
        cursor = reply.body["next_cursor"]
    cursor = reply.body["prev_cursor"]
    while cursor:
        query = {"q": word, "limit": limit, "cursor": cursor}
        reply = call(list_communities, PATH, query=query)
        back.insert(0, [row["id"] for row in reply.body["data"]])
        cursor = reply.body["prev_cursor"]
    if len(pages) > 1:
        assert list(chain(*back)) == list(chain(*pages[:-1]))
    return list(chain(*pages))


def grown(place: Place, members: int) -> None:
    """Let so many more join, and tell nobody yet."""
    for _ in range(members):
        place.join(person())


def told(place: Place) -> list[tuple[Consumer, Event]]:
    """Every coming and going at a place, with who hears of it."""
    heard: dict[type[Event], Consumer] = {
        MemberJoined: on_member_joined,
        MemberRemoved: on_member_removed,
        MemberBanned: on_member_banned,
    }
    return [(heard[k], e) for k in heard for e in emitted(k, community_id=place.community_id)]


def test_anybody_lists_public_communities_as_they_are(alice: Person) -> None:
    word = secrets.token_hex(6)
    [public] = found(alice, word, 1)
    found(alice, word, 1, "private")
    reply = call(list_communities, PATH, query={"q": f"bread BAKERS {word}"})
    [row] = reply.body["data"]
    assert row["id"] == public
    assert (row["member_count"], row["visibility"], row["owner_id"]) == (1, "public", alice.user_id)
    assert "channels" not in row
    assert listed(f"{word} cake") == []


def test_every_page_holds_what_is_next(alice: Person) -> None:
    word = secrets.token_hex(6)
    ids = found(alice, word, 5)
    for limit in (1, 2, 4, 5, 6):
        assert listed(word, limit) == sorted(ids)


def test_without_words_it_is_walked_whole(alice: Person) -> None:
    ids = found(alice, "x", 3)
    listing = Listing(list_communities, PATH, alice)
    rows = [row["id"] for row in walked(listing, 100)]
    assert [one for one in rows if one in ids] == sorted(ids)
    check_bad_cursors(listing, Listing(list_bans, f"/communities/{ids[0]}/bans", alice).cursor())


def test_larger_communities_come_first(alice: Person) -> None:
    word = secrets.token_hex(6)
    small, large = founded(alice, "public"), founded(alice, "public")
    for place in (small, large):
        call(update_community, place.path, as_=alice, body={"name": word})
    grown(large, 6)
    assert listed(word) == [small.community_id, large.community_id]
    for consumer, event in told(large):
        assert deliver(consumer, event) == []
    assert listed(word) == [large.community_id, small.community_id]
    assert entries(large.community_id) == [f"S60#{large.community_id}"]


def test_comings_and_goings_leave_one_entry_in_any_order_and_at_once(alice: Person) -> None:
    place = founded(alice, "public")
    comers = [person() for _ in range(7)]
    for who in comers:
        place.join(who)
    for who in comers[:4]:
        assert call(remove_member, f"{place.path}/members/me", as_=who).status == 204
    place.ban(comers[5])
    events = told(place) * 2
    Random(1).shuffle(events)
    assert in_parallel(len(events), lambda i: deliver(*events[i])) == [[]] * len(events)
    count = place.seen().body["member_count"]
    assert count == 4
    assert entries(place.community_id) == [f"S61#{place.community_id}"]


def test_what_becomes_private_is_listed_no_more_and_back_it_is(alice: Person) -> None:
    word = secrets.token_hex(6)
    [one] = found(alice, word, 1)
    for visibility, there in (("private", []), ("public", [one])):
        body = {"visibility": visibility}
        assert call(update_community, f"{PATH}/{one}", as_=alice, body=body).status == 200
        assert listed(word) == there
        assert len(entries(one)) == len(there)


def test_edits_and_moves_at_once_leave_what_is_so(alice: Person) -> None:
    place = founded(alice, "public")
    grown(place, 3)
    events = told(place)

    def act(i: int) -> object:
        if i % 2:
            return deliver(*events[i % len(events)])
        body = {"visibility": ("public", "private")[i // 2 % 2]}
        return call(update_community, place.path, as_=alice, body=body).status

    in_parallel(24, act)
    seen = place.seen().body["visibility"]
    there = [f"S61#{place.community_id}"] if seen == "public" else []
    assert entries(place.community_id) == there


def test_a_page_looks_at_so_many_and_says_where_to_go_on(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsing, "LOOKED_AT", 2)
    word = secrets.token_hex(6)
    first = found(alice, word, 1)
    found(alice, "others", 3)
    last = found(alice, word, 1)
    assert listed(word) == first + last
    body = call(list_communities, PATH, query={"q": secrets.token_hex(6)}).body
    assert body["data"] == []
    assert body["next_cursor"]


def test_what_is_no_search_is_refused(aws: str) -> None:
    check_invalid(call(list_communities, PATH, query={"q": "x" * 101}), "/query/q")

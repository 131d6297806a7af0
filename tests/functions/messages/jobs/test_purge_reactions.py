"""Reactions go with the message they were given to."""

from __future__ import annotations

from commons.testing import Context, call
from functions.messages.endpoints.delete_message import delete_message
from functions.messages.jobs.purge_reactions import purge_reactions
from functions.messages.models import GoneMessage
from tests.functions.messages.endpoints.test_add_reaction import react, reactions
from tests.functions.messages.places import Place, say, stream_rows


def _given(place: Place) -> list[str]:
    return [row["sk"] for row in stream_rows(place) if row["sk"][0] in "EU"]


def test_nobodys_reaction_outlives_its_message(place: Place) -> None:
    kept, gone = (f"{place.messages}/{say(place, place.owner)['id']}" for _ in range(2))
    for path in (kept, gone):
        for who in (place.owner, place.member):
            react(path, who)
            react(path, who, "🎉")
    before = _given(place)
    call(delete_message, gone, as_=place.owner)

    purge_reactions({}, Context())
    assert len(before) == 12
    assert sorted(_given(place)) == sorted(sk for sk in before if "#000000000001" in sk)
    assert [one["count"] for one in reactions(kept, place.owner)] == [2, 2]
    assert list(GoneMessage.all()) == []


def test_a_message_nobody_reacted_to_leaves_no_note(place: Place) -> None:
    path = f"{place.messages}/{say(place, place.owner)['id']}"
    call(delete_message, path, as_=place.owner)
    assert not [g for g in GoneMessage.all() if g.sk.startswith(place.channel_id)]

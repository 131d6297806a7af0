"""Messages' own copy of friends and blocks."""

from __future__ import annotations

from commons.clock import now
from commons.contracts.users import RelationshipChanged
from commons.testing import deliver
from functions.messages.consumers.on_relationship_changed import on_relationship_changed
from functions.messages.dms import Tie


def told(relation: str, revision: int) -> RelationshipChanged:
    return RelationshipChanged(
        user_id="usr_A", other_id="usr_B", relation=relation, since=now(), revision=revision
    )


def kept() -> Tie | None:
    return Tie.find_row("TIE#usr_A", "usr_B")


def test_the_newest_is_kept_whichever_comes_last(aws: str) -> None:
    for event in (told("outgoing", 1), told("blocked", 3), told("friend", 2), told("blocked", 3)):
        assert deliver(on_relationship_changed, event) == []
    found = kept()
    assert found is not None
    assert (found.relation, int(found.revision)) == ("blocked", 3)
    assert not found.ttl


def test_what_is_over_is_remembered_for_a_while(aws: str) -> None:
    for event in (told("friend", 10), told("none", 11), told("friend", 10)):
        assert deliver(on_relationship_changed, event) == []
    found = kept()
    assert found is not None
    assert found.relation == "none"
    assert found.ttl is not None

"""communities.MemberRemoved: the directory follows, and nothing else changes."""

from commons.contracts.communities.members import MemberRemoved
from commons.ids import COMMUNITY, new_id
from commons.testing import Person, deliver
from functions.communities.consumers.on_member_removed import on_member_removed
from functions.communities.models.community import Community
from tests.functions.communities.conftest import founded
from tests.functions.communities.directory import entries, spoil
from tests.refusals import nothing_changes


def event(community_id: str, who: Person) -> MemberRemoved:
    """What happened, as far as the directory reads it."""
    return MemberRemoved(community_id=community_id, user_id=who.user_id, actor_id=who.user_id)


def test_a_community_moves_to_where_it_belongs(alice: Person) -> None:
    public = founded(alice, "public")
    spoil(public.community_id)
    assert deliver(on_member_removed, event(public.community_id, alice)) == []
    assert entries(public.community_id) == [f"S62#{public.community_id}"]


def test_again_it_changes_nothing(alice: Person) -> None:
    public = founded(alice, "public")
    deliver(on_member_removed, event(public.community_id, alice))
    with nothing_changes("communities"):
        assert deliver(on_member_removed, event(public.community_id, alice)) == []


def test_what_is_private_or_gone_is_not_listed(alice: Person) -> None:
    private = founded(alice, "private")
    with nothing_changes("communities"):
        for one in (private.community_id, new_id(COMMUNITY)):
            assert deliver(on_member_removed, event(one, alice)) == []
    assert Community.load(private.community_id).listed is None

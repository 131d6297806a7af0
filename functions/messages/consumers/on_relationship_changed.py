"""users.RelationshipChanged: who is whose friend, and who blocks whom, decides who may write."""

from commons.contracts.users import RelationshipChanged
from commons.events import consumer
from commons.transactions import settle, transaction

from ..dms import Direct, Pair, Tie


@consumer(RelationshipChanged, reads=(Tie, Pair), writes=(Tie, Direct), checks=(Pair,))
def on_relationship_changed(event: RelationshipChanged) -> None:
    """Copy one side, unless a newer one was copied before; the same one mends the copy."""
    settle(lambda: _copy(event))


def _copy(event: RelationshipChanged) -> None:
    """The tie, and in the same transaction what the DM of the two says of a block.

    One that is made meanwhile has seen the tie as it was: one of both must look again.
    """
    tie = Tie.of(event.user_id, event.other_id)
    seen = Tie.find_row(tie.pk, tie.sk) or tie
    if seen.revision > event.revision:
        return
    pair = Pair.find(event.user_id, event.other_id)
    with transaction() as tx:
        tx.save(Tie.told(event), seen.unchanged)
        if pair is None:
            missing = Pair.of(event.user_id, event.other_id)
            tx.check(missing, Pair.pk.does_not_exist())
            return
        who = {event.user_id}
        blocked = event.relation == "blocked"
        change = Direct.blocks.add(who) if blocked else Direct.blocks.delete(who)
        tx.update(Direct.of(pair.channel_id), [change], Direct.pk.exists())

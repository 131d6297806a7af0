"""users.RelationshipChanged: who is whose friend, and who blocks whom, decides who may write."""

from commons.contracts.users import RelationshipChanged
from commons.events import consumer
from commons.transactions import Conflict, transaction

from ..dms import Tie


@consumer(RelationshipChanged, writes=(Tie,))
def on_relationship_changed(event: RelationshipChanged) -> None:
    """Copy one side, unless a newer one was copied before; the same one mends the copy."""
    newer = Tie.pk.does_not_exist() | (Tie.revision <= event.revision)
    try:
        with transaction() as tx:
            tx.save(Tie.told(event), newer)
    except Conflict:
        return

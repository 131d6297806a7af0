"""Templates: taking them from a community, and reading them for a new one."""

from __future__ import annotations

from collections.abc import Mapping

from commons.access import Standing
from commons.errors import NotFound
from commons.transactions import Transaction

from . import channels
from .building import STARTER
from .errors import NoSuchTemplate
from .models.channels import Channel
from .models.circles import Circle
from .models.community import Community
from .models.roles import Role
from .models.templates import Snapshot, Template
from .rules.structures import Sight, check_fits, structure_of
from .schemas.structures import Structure

#: What is read to take a structure, and to read it again.
TAKES = (Channel, Circle, Role)
READS = (Template, Snapshot, Community)
#: What an entry of the audit log tells of a template. Its code is a secret.
TOLD = ("name", "description", "include_hidden")


def community_of(path: Mapping[str, str]) -> str:
    """The community of the template that a path names. Raises NotFound."""
    return str(Template.load(path["code"]).community_id)


def taken(actor: Standing, *, include_hidden: bool) -> Structure:
    """The structure of the community, as far as the actor sees it. Raises LimitReached.

    What was read is what the actor's version says, if the transaction holds it (``acting.hold``).
    """
    seen = channels.seen_by(actor)
    sight = Sight(
        standing=actor,
        seen=seen,
        channels=Channel.find(actor.community_id, seen),
        roles=Role.list(actor.community_id),
        circles=Circle.list(actor.community_id),
    )
    structure = structure_of(sight, include_hidden=include_hidden)
    check_fits(structure)
    return structure


def keep(tx: Transaction, template: Template, structure: Structure) -> None:
    """Make this what the template makes."""
    tx.save(Snapshot.of(template, structure=structure.packed()))


def read(code: str) -> tuple[Template, Structure]:
    """A template and what it makes. Raises NotFound: also when its community is deleted."""
    template = Template.load(code)
    Community.load(template.community_id)
    return template, Structure.unpacked(Snapshot.load(template).structure)


def chosen(code: str | None) -> tuple[Template | None, Structure]:
    """The same for who founds a community; without a code it is ours. Raises NoSuchTemplate."""
    if code is None:
        return None, STARTER
    try:
        return read(code)
    except NotFound:
        raise NoSuchTemplate from None


def use(tx: Transaction, template: Template | None) -> None:
    """Count that a community is made of a template, which must still be there."""
    if template is not None:
        once = [Template.uses.add(1)]
        tx.update(template, once, Template.pk.exists(), refused=NoSuchTemplate)

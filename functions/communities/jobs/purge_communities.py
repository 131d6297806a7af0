"""Every hour: what was deleted 30 days ago is gone for good."""

import time

from commons.clock import now
from commons.contracts.communities.channels import ChannelDeleted
from commons.contracts.communities.community import CommunityPurged
from commons.jobs import job

from .. import deletion
from ..models.audit import AuditEntry, AuditHead
from ..models.community import Community
from ..models.deletion import (
    Doomed,
    OfAccess,
    OfCalendar,
    OfCircle,
    OfEvent,
    OfFeed,
    OfInvite,
    OfRules,
    OfStream,
    OfTemplate,
)

TIMEOUT_S = 600
#: What is begun last still ends in time.
SPARE_S = 30
#: The models themselves would bring their rules, and more modules than a job may load.
PARTITIONS = (
    *(Community, OfAccess, OfInvite, OfCircle, AuditEntry, AuditHead, OfCalendar, OfEvent),
    *(OfTemplate, OfRules, OfStream, Doomed),
)


@job(
    "rate(1 hour)",
    reads=PARTITIONS,
    writes=(Community,),
    purges=(*PARTITIONS, OfFeed),
    emits=(ChannelDeleted, CommunityPurged),
    timeout_s=TIMEOUT_S,
)
def purge_communities() -> None:
    """Delete what nobody can restore any more; what there is no time for, an hour later."""
    until_s = time.monotonic() + TIMEOUT_S - SPARE_S
    for doomed in Doomed.due(now()):
        deletion.purge(doomed, until_s)

"""Communities, as clients send and receive them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import StringConstraints

from commons.etags import Tagged
from commons.ids import USER
from commons.validation import ABSENT, CommunityId, Count, Input, Time, UserId, id_form, shown

from .. import resources
from ..models.community import Community
from .channels import ChannelOut
from .words import Name, Text

CODE = "^[A-Za-z0-9_-]{22}$"


class NewCommunity(Input):
    """POST /communities"""

    name: Name
    description: Text = ""
    visibility: Literal["public", "private"] = "private"
    template_code: Annotated[str, StringConstraints(pattern=CODE)] | None = None
    """What it begins with; without one a text channel ``general``."""


class CommunityChanges(Input):
    """PATCH /communities/{community_id} (RFC 7396): absent leaves as it is."""

    name: Name = ABSENT
    description: Text = ABSENT
    visibility: Literal["public", "private"] = ABSENT


class Heir(Input):
    """POST /communities/{community_id}/transfer"""

    user_id: Annotated[
        str, StringConstraints(pattern=id_form(USER)), shown("usr_01JD1XQ2R8M4T6V9B3C5D7F0GH")
    ]


class CommunitySummary(Tagged):
    """A community in a list."""

    id: CommunityId
    name: Annotated[str, shown("Sunday Bakers")]
    description: Annotated[str, shown("Sourdough, crumb shots and honest failures.")]
    visibility: Literal["public", "private"]
    owner_id: UserId
    member_count: Count
    created_at: Time

    @classmethod
    def of(cls, community: Community, **more: Any) -> Self:
        """The community as it is stored, with what ``more`` adds."""
        return cls.model_validate(resources.community(community) | more).at(community.revision)


class MyCommunity(CommunitySummary):
    """A community in the list of one's own."""

    deleted_at: Time | None
    purge_at: Time | None

    @classmethod
    def of(cls, community: Community, **more: Any) -> Self:
        """The community, and until when its deletion can be undone."""
        return super().of(
            community, deleted_at=community.deleted_at, purge_at=community.purge_at, **more
        )


class CommunityOut(CommunitySummary):
    """A community with the channels the caller sees."""

    channels: list[ChannelOut]
    """The first of them, in their order; the list of channels has all."""
    channel_count: Count
    """How many the caller sees."""

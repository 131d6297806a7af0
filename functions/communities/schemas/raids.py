"""Raids and who let whom in, as moderators send and see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import BaseModel, StringConstraints, model_validator

from commons.ids import INVITE, USER
from commons.validation import (
    TEXT,
    Count,
    Input,
    InviteId,
    RaidId,
    Time,
    UserId,
    id_form,
    shown,
)

from ..models.members import Member
from ..models.raids import Raid
from ..models.trust import Invited

TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"
User = Annotated[str, StringConstraints(pattern=id_form(USER))]
Since = Annotated[str, StringConstraints(pattern=TIME), shown("2026-11-20T17:45:00.000Z")]


class Root(Input):
    """One of three: somebody and all below them, all below somebody, or who came by an invite."""

    user_id: User | None = None
    inviter_id: User | None = None
    invite_id: Annotated[str, StringConstraints(pattern=id_form(INVITE))] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError("must name exactly one of user_id, inviter_id, invite_id")
        return self


class NewRaid(Input):
    """POST /communities/{community_id}/raids"""

    root: Root
    action: Literal["kick", "ban"]
    since: Since | None = None
    revoke_invites: bool = True
    preview: bool = False
    reason: (
        Annotated[str, StringConstraints(max_length=512, pattern=TEXT), shown("Spam wave")] | None
    ) = None


class RaidOut(BaseModel):
    """A raid that is undone. ``found`` counts all who came with it; a preview removes nobody."""

    id: RaidId
    state: Literal["running", "done", "stopped"]
    action: Literal["kick", "ban"]
    preview: bool
    found: Count
    removed: Count
    left_out: Count
    left_out_ids: list[UserId]
    """The first hundred of those who stand at or above whoever undoes it."""
    created_at: Time
    finished_at: Time | None

    @classmethod
    def of(cls, raid: Raid, left_out_ids: Iterable[str] = ()) -> Self:
        """The raid as moderators see it."""
        return cls.model_validate(
            {
                "id": raid.raid_id,
                "state": raid.state,
                "action": raid.action,
                "preview": raid.preview,
                "found": int(raid.found),
                "removed": int(raid.removed),
                "left_out": int(raid.left_out),
                "left_out_ids": list(left_out_ids),
                "created_at": raid.created_at,
                "finished_at": raid.finished_at,
            }
        )


class Invitee(BaseModel):
    """Somebody who was let in, and where they are now."""

    user_id: UserId
    inviter_id: UserId
    invite_id: InviteId | None
    joined_at: Time
    present: bool
    banned: bool

    @classmethod
    def of(cls, row: Invited, member: Member | None) -> Self:
        """The row, with what its user is today."""
        return cls(
            user_id=row.user_id,
            inviter_id=row.inviter_id,
            invite_id=row.invite_id,
            joined_at=row.joined_at,
            present=member is not None and member.present,
            banned=member is not None and member.banned,
        )

"""The audit log, as clients see it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from commons.validation import CommunityId, Count, Time, shown

from ..rules.chain import Kind

HASH = "4a1f0c2b9d3e58677a8b9c0d1e2f30415263748596a7b8c9daebfc0d1e2f3041"
Hash = Annotated[str, shown(HASH)]
Place = Annotated[int, shown(42, minimum=0)]


class AuditEntryOut(BaseModel):
    """One act, as docs/audit.md says it is hashed: everything here but `hash`."""

    n: Place
    id: Annotated[str, shown("aud_01JD1XSB7000000000A4C6E8G0")]
    community_id: CommunityId
    at: Time
    actor_id: Annotated[str, shown("usr_01JD1XQ2R8M4T6V9B3C5D7F0GH")]
    action: Annotated[str, shown("member_kicked")]
    target_type: Annotated[str, shown("user")]
    target_id: Annotated[str, shown("usr_01JD1XQ2R8M4T6V9B3C5D7F0GH")]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: Annotated[str, shown("Advertising")] | None
    prev: Hash
    hash: Hash


class BrokenOut(BaseModel):
    """Places with something wrong: from `n` to `through`."""

    n: Place
    through: Place
    kind: Kind


class ProofOut(BaseModel):
    """What a walk through the entries `to` down to `from` found."""

    model_config = ConfigDict(populate_by_name=True)

    community_id: CommunityId
    length: Count
    head: Hash
    first: Annotated[int, Field(serialization_alias="from"), shown(1, minimum=0)]
    last: Annotated[int, Field(serialization_alias="to"), shown(42, minimum=0)]
    intact: bool
    broken: list[BrokenOut]
    next: Annotated[str, shown(f"41:{HASH}")] | None
    """Where to go on, as `at`; null when the first entry has been reached."""

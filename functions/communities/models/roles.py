"""Roles: what they are called and look like. Bits and ranks are in ``access.Roles`` alone."""

from __future__ import annotations

from typing import Any, Self

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from commons.clock import now, rfc3339
from commons.db import Record
from commons.ids import ROLE, created_at, new_id


class Role(Record):
    """A role of a community. The everyone role has its community's id, and no row until edited."""

    prefix = "COM#"

    name = UnicodeAttribute(default="everyone")
    color = UnicodeAttribute(null=True)
    hoist = BooleanAttribute(default=False)
    mentionable = BooleanAttribute(default=False)
    revision = NumberAttribute(default=1)
    created_at = UnicodeAttribute(null=True)

    @property
    def role_id(self) -> str:
        """Its id."""
        return self.sk.removeprefix("ROL#")

    @property
    def community_id(self) -> str:
        """Where it belongs."""
        return self.pk.removeprefix(self.prefix)

    @property
    def began_at(self) -> str:
        """When it was made; the everyone role began with its community."""
        return self.created_at or rfc3339(int(created_at(self.role_id).timestamp() * 1000))

    @classmethod
    def of(cls, community_id: str, role_id: str, **values: Any) -> Self:
        """A role to be created, changed or deleted."""
        return cls(f"COM#{community_id}", f"ROL#{role_id}", **values)

    @classmethod
    def new(cls, community_id: str, **values: Any) -> Self:
        """A role to be created."""
        return cls.of(community_id, new_id(ROLE), created_at=now(), **values)

    @classmethod
    def load(cls, community_id: str, role_id: str) -> Self:
        """The role, or NotFound."""
        found = cls.find_row(f"COM#{community_id}", f"ROL#{role_id}")
        if found is None and role_id == community_id:
            return cls.of(community_id, role_id)
        if found is None:
            raise cls.missing
        return found

    @classmethod
    def list(cls, community_id: str) -> dict[str, Self]:
        """All roles by id, the everyone role among them."""
        rows = cls.query(f"COM#{community_id}", cls.sk.startswith("ROL#"), consistent_read=True)
        everyone = {community_id: cls.of(community_id, community_id)}
        return everyone | {role.role_id: role for role in rows}

    @classmethod
    def named(cls, community_id: str, role_ids: Any) -> dict[str, str]:
        """The names of some roles, by id."""
        keys = [(f"COM#{community_id}", f"ROL#{role_id}") for role_id in role_ids]
        stored = {role.role_id: role.name for role in cls.find_rows(keys)} if keys else {}
        return {community_id: "everyone"} | stored

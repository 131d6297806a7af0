"""What an override may say. No I/O."""

from __future__ import annotations

from commons.bounds import Bound
from commons.errors import ValidationFailed
from commons.resolver import Override

MAX_OVERRIDES = Bound(100, "overrides_per_channel", "Roles and members one channel overrides.")

NOTHING = Override()


def check_sense(target_id: str, kind: str, override: Override) -> None:
    """Raise unless the target is of that kind, and no bit is both granted and taken."""
    if (kind == "member") != target_id.startswith("usr_"):
        raise _refused("/body/type", "other_kind", "The id in the path is of another kind.")
    if override.allow & override.deny:
        raise _refused("/body/deny", "overlaps", "A permission is granted or taken, not both.")


def changed_bits(before: Override | None, after: Override | None) -> int:
    """The bits for which one override says something else than the other."""
    old, new = before or NOTHING, after or NOTHING
    return (old.allow ^ new.allow) | (old.deny ^ new.deny)


def _refused(pointer: str, code: str, detail: str) -> ValidationFailed:
    return ValidationFailed(({"pointer": pointer, "code": code, "detail": detail},))

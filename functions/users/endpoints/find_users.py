"""GET /users"""

from typing import Annotated

from fastapi import Query

from commons.accounts import find_accounts, find_by_handle
from commons.cursors import Page
from commons.errors import ValidationFailed
from commons.http import endpoint
from commons.ids import USER, is_id
from commons.published import ACCOUNTS
from commons.web import Caller

from ..models import Profile
from ..schemas import User

MOST = 100


@endpoint("GET /users", reads=(Profile,), uses=(ACCOUNTS,))
async def find_users(
    caller: Caller,
    handle: Annotated[str | None, Query(max_length=33)] = None,
    ids: Annotated[str | None, Query(max_length=32 * MOST, description="comma-separated")] = None,
) -> Page[User]:
    """The users with these ids, or the one with this handle; who does not exist is left out."""
    wanted = _wanted(handle, ids)
    accounts = find_accounts(wanted)
    found = Profile.find_all(accounts)
    shown = (User.of(accounts[u], found[u]) for u in wanted if u in accounts)
    return Page(data=list(shown))


def _wanted(handle: str | None, ids: str | None) -> list[str]:
    if (handle is None) == (ids is None):
        raise ValidationFailed(_problem("/query", "exactly_one", "Give either handle or ids."))
    if handle is not None:
        user_id = find_by_handle(handle.removeprefix("@"))
        return [user_id] if user_id else []
    wanted = list(dict.fromkeys(u for u in (ids or "").split(",") if is_id(USER, u)))
    if len(wanted) > MOST:
        raise ValidationFailed(_problem("/query/ids", "too_long", f"At most {MOST} ids."))
    return wanted


def _problem(pointer: str, code: str, detail: str) -> tuple[dict[str, str]]:
    return ({"pointer": pointer, "code": code, "detail": detail},)

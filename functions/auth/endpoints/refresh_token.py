"""POST /auth/token/refresh"""

from commons.auth import AccountSuspended
from commons.contracts.auth import SessionRevoked
from commons.http import Access, endpoint

from .. import revocation, sessions
from ..errors import InvalidRefreshToken
from ..keys import KEYS
from ..models import Account, Device, Family, PublicKey, Session
from ..schemas import RefreshRequest, Tokens
from ..tokens import check_refresh_token, read_refresh_token


@endpoint(
    "POST /auth/token/refresh",
    access=Access.ANONYMOUS,
    problems=(InvalidRefreshToken, AccountSuspended),
    reads=(Account, Family, PublicKey),
    writes=(Session, Family, Device, PublicKey),
    emits=(SessionRevoked,),
    secrets=(KEYS,),
)
async def refresh_token(body: RefreshRequest) -> Tokens:
    """Exchange a refresh token for the next one and a new access token."""
    claim = read_refresh_token(body.refresh_token)
    family = Family.load(claim.session_id)
    check_refresh_token(claim, family)
    account = Account.load(family.user_id)
    if account.suspended:
        raise AccountSuspended
    rotated = sessions.rotate(family, claim)
    if rotated is None:
        revocation.end(family.user_id, family.session_id)
        raise InvalidRefreshToken
    return sessions.tokens(account, rotated, generation=int(rotated.generation))

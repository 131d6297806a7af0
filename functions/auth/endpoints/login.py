"""POST /auth/login"""

from commons.auth import AccountSuspended
from commons.http import Access, Bucket, endpoint
from commons.transactions import transaction

from .. import sessions
from ..errors import InvalidCredentials
from ..keys import KEYS
from ..models import (
    Account,
    Credential,
    Device,
    EmailClaim,
    Family,
    HandleClaim,
    PublicKey,
    Session,
)
from ..passwords import password_matches
from ..schemas import Credentials, Tokens


@endpoint(
    "POST /auth/login",
    access=Access.ANONYMOUS,
    problems=(InvalidCredentials, AccountSuspended),
    limit=Bucket.LOG_IN,
    reads=(Account, HandleClaim, EmailClaim, Credential, PublicKey),
    writes=(Session, Family, Device, PublicKey, Account),
    secrets=(KEYS,),
    memory_mb=1024,
)
async def login(body: Credentials) -> Tokens:
    """Log in with a handle or an e-mail address."""
    by_email = "@" in body.login
    claim = EmailClaim.find(body.login) if by_email else HandleClaim.find(body.login.lower())
    credential = Credential.find(claim.user_id) if claim else None
    stored = credential.password_hash if credential else None
    if not password_matches(stored, body.password) or not claim:
        raise InvalidCredentials
    account = Account.load(claim.user_id)
    with transaction() as tx:
        tx.check(account, Account.suspended == False, refused=AccountSuspended)  # noqa: E712
        family = sessions.begin(tx, claim.user_id, body.device_name)
        return tx.answer(sessions.tokens(account, family, generation=1))

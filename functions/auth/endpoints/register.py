"""POST /auth/register"""

from commons.clock import now
from commons.contracts.auth import UserRegistered
from commons.http import Access, Bucket, endpoint
from commons.ids import USER, new_id
from commons.transactions import transaction

from .. import sessions
from ..errors import EmailTaken, HandleTaken
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
from ..passwords import hash_password
from ..schemas import NewAccount, Tokens


@endpoint(
    "POST /auth/register",
    access=Access.ANONYMOUS,
    limit=Bucket.SIGN_UP,
    status=201,
    problems=(EmailTaken, HandleTaken),
    reads=(PublicKey,),
    writes=(Account, HandleClaim, EmailClaim, Credential, Session, Family, Device, PublicKey),
    emits=(UserRegistered,),
    secrets=(KEYS,),
    memory_mb=1024,
)
async def register(body: NewAccount) -> Tokens:
    """Make an account and log in."""
    user_id = new_id(USER)
    account = Account(
        f"ACC#{user_id}",
        "A",
        handle=body.handle,
        email=body.email,
        display_name=body.display_name or body.handle,
        created_at=now(),
    )
    with transaction() as tx:
        tx.create(HandleClaim.of(body.handle, user_id), taken=HandleTaken)
        tx.create(EmailClaim.of(body.email, user_id), taken=EmailTaken)
        tx.create(account)
        tx.create(Credential.of(user_id, hash_password(body.password)))
        family = sessions.begin(tx, user_id, body.device_name)
        tx.emit(
            UserRegistered(
                user_id=user_id,
                handle=body.handle,
                display_name=account.display_name,
                created_at=account.created_at,
            )
        )
        return tx.answer(sessions.tokens(account, family, generation=1))

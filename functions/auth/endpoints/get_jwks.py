"""GET /.well-known/jwks.json"""

import hashlib
from typing import Annotated, cast

from fastapi import Header, Response

from commons.clock import now_s
from commons.http import Access, endpoint

from ..keys import KEYS
from ..models import PublicKey
from ..rotation import signing_key
from ..rules import JWKS_MAX_AGE_S, verifies
from ..schemas import Jwk, Jwks


@endpoint(
    "GET /.well-known/jwks.json",
    access=Access.ANONYMOUS,
    reads=(PublicKey,),
    writes=(PublicKey,),
    secrets=(KEYS,),
)
async def get_jwks(
    response: Response, if_none_match: Annotated[str | None, Header()] = None
) -> Jwks:
    """The public keys that verify access tokens (RFC 7517), the one that signs next included."""
    signing_key()  # publishes the first keys of a platform nobody has logged in to yet
    valid = [key for key in PublicKey.list() if verifies(key, now_s())]
    tag = f'"{hashlib.sha256("".join(key.sk for key in valid).encode()).hexdigest()[:32]}"'
    headers = {"cache-control": f"public, max-age={JWKS_MAX_AGE_S}", "etag": tag}
    response.headers.update(headers)
    if if_none_match is not None and tag in if_none_match:
        return cast(Jwks, Response(status_code=304, headers=headers))  # sent as it is
    return Jwks(keys=[Jwk(kid=key.sk, x=key.x) for key in valid])

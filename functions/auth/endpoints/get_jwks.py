"""GET /.well-known/jwks.json"""

from fastapi import Response

from commons.http import Access, endpoint

from ..keys import KEYS, signing_key
from ..models import PublicKey
from ..schemas import Jwk, Jwks


@endpoint(
    "GET /.well-known/jwks.json",
    access=Access.ANONYMOUS,
    reads=(PublicKey,),
    writes=(PublicKey,),
    secrets=(KEYS,),
)
async def get_jwks(response: Response) -> Jwks:
    """The public keys that verify access tokens (RFC 7517)."""
    signing_key()  # publishes the key of a platform nobody has logged in to yet
    response.headers["cache-control"] = "public, max-age=300"
    return Jwks(keys=[Jwk(kid=key.sk, x=key.x) for key in PublicKey.list()])

"""The OpenAPI document that the deployment puts beside the code."""

from functools import cache
from hashlib import sha256
from pathlib import Path

#: Beside the ``functions`` folder in the deployed code; a checkout has none.
BUNDLED = Path(__file__).resolve().parents[2] / "openapi.json"


@cache
def bundled() -> bytes | None:
    """The document, or None where nothing was deployed."""
    return BUNDLED.read_bytes() if BUNDLED.exists() else None


@cache
def etag() -> str:
    """A strong validator (RFC 9110, section 8.8.3) of the document."""
    return f'"{sha256(bundled() or b"").hexdigest()[:32]}"'

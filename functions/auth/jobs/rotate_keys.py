"""Every day: the next signing key is published long before it signs. At once: a leaked one ends."""

from commons.jobs import job

from .. import keys, rotation
from ..keys import KEYS
from ..models import PublicKey


@job("rate(1 day)", reads=(PublicKey,), writes=(PublicKey,), secrets=(KEYS,), timeout_s=30)
def rotate_keys(leaked: str = "") -> None:
    """Publish the next signing key in time; refuse the one with the leaked ``kid`` at once."""
    keys.forget()
    if leaked:
        rotation.retire(leaked)
    else:
        rotation.prepare_next()

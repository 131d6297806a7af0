"""Secrets, read once per process from Secrets Manager."""

from functools import cache

from commons.aws import client
from commons.settings import settings

#: Signs list cursors.
CURSORS = "core/cursors"


@cache
def secret(name: str) -> bytes:
    """The secret ``<stage>/<name>``; declare it in ``secrets=`` or IAM refuses."""
    found = client("secretsmanager").get_secret_value(SecretId=f"{settings().stage}/{name}")
    return str(found["SecretString"]).encode()

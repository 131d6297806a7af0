"""Those who verify access tokens: functions in processes of their own, and others by our document.

Each remembers keys as long as it may, so a fleet of them holds every age that a cache can have.
"""

from __future__ import annotations

import importlib.util
import itertools
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Protocol

import jwt
import pytest

from commons import auth
from commons.aws import client
from commons.clock import now_s
from commons.errors import Unauthorized
from commons.settings import settings, table_name
from commons.testing import KID, call
from functions.auth import keys
from functions.auth.endpoints.get_jwks import get_jwks
from functions.auth.keys import derived
from functions.auth.models import PublicKey
from functions.auth.rules import in_order
from functions.auth.tokens import access_token
from tests.clocks import Clock, moved_clock

PERIOD_S = 86400
_numbers = itertools.count()


class Verifier(Protocol):
    """Whoever is shown a token."""

    def accepts(self, token: str) -> bool:
        """Whether the token is good to them."""


class Function:
    """A warm function: ``commons.auth`` with caches of its own."""

    def __init__(self) -> None:
        name = f"auth_of_process_{next(_numbers)}"
        spec = importlib.util.spec_from_file_location(name, auth.__file__)
        assert spec is not None
        assert spec.loader is not None
        self._auth: ModuleType = importlib.util.module_from_spec(spec)
        sys.modules[name] = self._auth  # dataclasses look their module up
        spec.loader.exec_module(self._auth)

    def accepts(self, token: str) -> bool:
        """As at the front of every endpoint."""
        try:
            self._auth.verify(token)
        except Unauthorized:
            return False
        return True


class Reader:
    """Somebody outside: keeps the document as long as it allows, and asks for nothing between."""

    def __init__(self) -> None:
        self._until = 0
        self._keys: dict[str, dict[str, Any]] = {}

    def accepts(self, token: str) -> bool:
        """By PyJWT; times by the moved clock."""
        if now_s() >= self._until:
            self._read()
        found = self._keys.get(jwt.get_unverified_header(token)["kid"])
        if found is None:
            return False
        signed = jwt.PyJWS().decode(token, jwt.PyJWK.from_dict(found), algorithms=["EdDSA"])
        return bool(json.loads(signed)["exp"] > now_s())

    def _read(self) -> None:
        reply = call(get_jwks, "/.well-known/jwks.json")
        age = re.search(r"max-age=(\d+)", reply.headers["cache-control"])
        assert age is not None
        self._keys = {key["kid"]: key for key in reply.body["keys"]}
        self._until = now_s() + int(age[1])


def forged(generation: int) -> str:
    """What a thief of a key makes of it now."""
    claims = jwt.decode(access_token("usr_x", "ses_x"), options={"verify_signature": False})
    key = derived(generation)
    headers = {"typ": "at+jwt", "kid": key.kid}
    return jwt.encode(claims, key.private, algorithm="EdDSA", headers=headers)


def generations() -> list[int]:
    """The published keys by number."""
    return [int(key.generation) for key in in_order(PublicKey.list())]


def newest() -> PublicKey:
    """The key that has no end."""
    return in_order(PublicKey.list())[-1]


def forget_keys() -> None:
    """The stage has never signed anything; the secret is read again."""
    for key in PublicKey.list():
        if key.sk != KID:
            row = {"pk": {"S": key.pk}, "sk": {"S": key.sk}}
            client("dynamodb").delete_item(TableName=table_name("auth"), Key=row)
    keys.forget()
    auth.forget()


@contextmanager
def fresh_stage() -> Iterator[Clock]:
    """A stage without keys, whose keys sign for a day, and its clock."""
    with pytest.MonkeyPatch.context() as patch, moved_clock() as clock:
        patch.setenv("KEY_DAYS", "1")
        settings.cache_clear()
        forget_keys()
        try:
            yield clock
        finally:
            forget_keys()
    settings.cache_clear()

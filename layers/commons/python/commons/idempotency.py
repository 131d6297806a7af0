"""Idempotency-Key: the same request again gets the answer of the first, and acts once.

The answer is kept in the table of ``core``, committed in the handler's own transaction
(``Transaction.answer``): there is no state between done and not done, so a crash blocks nothing
and a key is never in progress for longer than its request. Handlers whose domain row carries the
key declare ``keeps_key``; the answer of a handler without a transaction is kept afterwards.

Answers hold tokens and what people wrote, so they are sealed (AES-256-GCM) with a key derived from
the client's own: who reads the table reads nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import zlib
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commons.aws import client, error_code
from commons.bounds import Bound
from commons.clock import now_s
from commons.errors import IdempotencyMismatch, ValidationFailed
from commons.settings import table_name
from commons.validation import KEY, MAX_KEY
from commons.wire import Item, item, plain

HEADER = "idempotency-key"
REPLAYED = "idempotency-replayed"
NONCE_BYTES = 12
KEPT_S = Bound(48 * 3600, "idempotency_key_seconds", "How long an answer is kept for its key.")
#: Headers that belong to an answer; the others say something about its request.
KEPT_HEADERS = ("content-type", "etag", "location", "www-authenticate")

Answer = dict[str, Any]


@dataclass
class Keyed:
    """A request that came with an Idempotency-Key, as ``commons.transactions.keeper``."""

    status: int
    """What the route answers when all is well."""
    secret: bytes
    pk: str
    body_hash: str
    committed: bool = False
    """Whether an answer was handed to a transaction."""

    @classmethod
    def of(cls, status: int, key: str, route: str, user_id: str, body: str) -> Keyed:
        """Raises ValidationFailed for a key that is empty, long or not visible ASCII.

        route: method and path. user_id: empty for who is not known. The key is the caller's own,
        and of one route.
        """
        if len(key) > MAX_KEY or not re.fullmatch(KEY, key):
            detail = f"must be 1 to {MAX_KEY} visible ASCII characters"
            found = {"pointer": f"/header/{HEADER}", "code": "invalid_key", "detail": detail}
            raise ValidationFailed((found,))
        secret = hmac.digest(key.encode(), f"{user_id} {route}".encode(), "sha256")
        name = hashlib.sha256(b"name" + secret).hexdigest()[:40]
        body_hash = hmac.digest(secret, b"body" + _canonical(body), "sha256").hex()[:32]
        return cls(status, secret, f"IDEM#{name}", body_hash)

    def find(self) -> Answer | None:
        """The answer that the key has; one read unit. Raises IdempotencyMismatch."""
        found = client("dynamodb").get_item(
            TableName=table_name("core"), Key=self._key(), ConsistentRead=True
        )
        return self._opened(found["Item"]) if "Item" in found else None

    def kept(self, answer: Any) -> dict[str, Any]:
        """The write of a handler's own answer (a model, or None), for its transaction."""
        self.committed = True
        body = "" if answer is None else answer.model_dump_json(by_alias=True)
        headers = {"content-type": "application/json"} if body else {}
        if tag := getattr(answer, "etag", None):
            headers["etag"] = tag
        return {"Put": self._put({"statusCode": self.status, "headers": headers, "body": body})}

    def keep(self, answer: Answer) -> Answer:
        """Keep an answer unless the key has one; the one that is kept. One write unit per KB."""
        try:
            client("dynamodb").put_item(**self._put(answer))
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            return self.find() or answer
        return answer

    def _key(self) -> Item:
        return item({"pk": self.pk, "sk": "IDEM"})

    def _put(self, answer: Answer) -> dict[str, Any]:
        row = {"h": self.body_hash, "a": self._sealed(answer), "ttl": now_s() + KEPT_S}
        return {
            "TableName": table_name("core"),
            "Item": self._key() | item(row),
            "ConditionExpression": "attribute_not_exists(pk)",
        }

    def _sealed(self, answer: Answer) -> bytes:
        headers = {k: v for k, v in answer["headers"].items() if k in KEPT_HEADERS}
        text = json.dumps([answer["statusCode"], headers, answer.get("body") or ""])
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher().encrypt(nonce, zlib.compress(text.encode()), None)

    def _opened(self, row: Item) -> Answer:
        values = plain(row)
        if not hmac.compare_digest(values["h"], self.body_hash):
            raise IdempotencyMismatch
        nonce, sealed = values["a"][:NONCE_BYTES], values["a"][NONCE_BYTES:]
        text = zlib.decompress(self._cipher().decrypt(nonce, sealed, None))
        status, headers, body = json.loads(text)
        return {
            "statusCode": status,
            "headers": headers | {REPLAYED: "true"},
            "body": body,
            "isBase64Encoded": False,
        }

    def _cipher(self) -> AESGCM:
        return AESGCM(hmac.digest(self.secret, b"seal", "sha256"))


def _canonical(body: str) -> bytes:
    """The same JSON in the same bytes; what is not JSON as it is."""
    try:
        return json.dumps(json.loads(body), sort_keys=True).encode()
    except (ValueError, RecursionError):
        return body.encode(errors="replace")

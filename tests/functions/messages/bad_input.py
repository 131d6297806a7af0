"""Bodies that no message may have, by what is wrong with them."""

from __future__ import annotations

from base64 import b64encode

from .places import ABSENT_MESSAGE


def raw(size: int) -> str:
    """Ciphertext of so many bytes."""
    return b64encode(b"\xff" * size).decode()


BODIES: dict[str, dict[str, object]] = {
    "nothing": {},
    "nulls": {"content": None, "ciphertext": None},
    "both": {"content": "a", "ciphertext": "YQ=="},
    "empty": {"content": ""},
    "blank": {"content": " \n\t\u00a0\u2003"},
    "8001 characters": {"content": "a" * 8001},
    "more than 16 KB": {"content": "€" * 5462},
    "zero byte": {"content": "a\0b"},
    "binary": {"content": "\x7fELF\x02\x01\x01"},
    "escape": {"content": "\x1b[31mred"},
    "lone surrogate": {"content": "\ud800"},
    "number": {"content": 5},
    "list": {"content": ["a"]},
    "empty ciphertext": {"ciphertext": ""},
    "not base64": {"ciphertext": "not base64!"},
    "unpadded": {"ciphertext": "YQ"},
    "base64url": {"ciphertext": "_-8="},
    "line break in base64": {"ciphertext": "YQ==\n"},
    "umlaut in base64": {"ciphertext": "ä==="},
    "surrogate in base64": {"ciphertext": "\udfff==="},
    "more than 16 KB of ciphertext": {"ciphertext": raw(16 * 1024 + 1)},
    "unknown field": {"content": "a", "colour": "red"},
    "surrogate as a field": {"content": "a", "\ud800": 1},
    "attachments": {"content": "a", "attachments": []},
    "poll": {"content": "a", "poll": {"question": "Rye?"}},
    "mentions of nobody": {"content": "a", "mentions": {"users": ["bob"]}},
    "mentions of a channel": {"content": "a", "mentions": {"users": ["chn_" + "0" * 26]}},
    "101 mentions": {"content": "a", "mentions": {"users": ["usr_" + "0" * 26] * 101}},
    "role of any form": {"content": "a", "mentions": {"roles": ["x" * 60_000]}},
    "surrogate as a role": {"content": "a", "mentions": {"roles": ["\ud800"]}},
    "everyone as text": {"content": "a", "mentions": {"everyone": "yes"}},
    "mentions of all": {"content": "a", "mentions": {"all": True}},
    "mentions as a list": {"content": "a", "mentions": []},
}
NEW_BODIES: dict[str, dict[str, object]] = BODIES | {
    "empty nonce": {"content": "a", "nonce": ""},
    "nonce with a space": {"content": "a", "nonce": "a b"},
    "nonce of 256": {"content": "a", "nonce": "n" * 256},
    "nonce with an umlaut": {"content": "a", "nonce": "ü"},
    "nonce with a surrogate": {"content": "a", "nonce": "\ud800"},
    "nonce as a number": {"content": "a", "nonce": 7},
    "six replies": {"content": "a", "reply_to": [ABSENT_MESSAGE] * 6},
    "reply to text": {"content": "a", "reply_to": ["msg_1"]},
    "reply to a user": {"content": "a", "reply_to": ["usr_" + "0" * 26]},
    "reply to one": {"content": "a", "reply_to": ABSENT_MESSAGE},
    "expires_in": {"content": "a", "expires_in": 5},
}
MALFORMED = {
    "cut off": '{"content": "a',
    "words": "hello",
    "two documents": '{"content": "a"} {}',
    "single quotes": "{'content': 'a'}",
    "raw line break": '{"content": "a\nb"}',
    "nested too deep": '{"content": ' + "[" * 30_000,
    "too many digits": '{"content": ' + "1" * 5000 + "}",
}
NOT_OBJECTS = {
    "null": "null",
    "list": "[]",
    "text": '"a"',
    "number": "5",
    "not a number": '{"content": NaN}',
    "missing": "",
}

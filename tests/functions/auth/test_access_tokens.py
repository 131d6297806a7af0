"""Access tokens: the one form that is accepted, and every neighbour of it that is not."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from commons import auth
from commons.clock import now_s
from commons.errors import Unauthorized
from commons.ids import SESSION, USER, new_id
from commons.testing import KEY, KID, Person, call, person, sign, sign_parts
from functions.auth.endpoints.logout import logout
from tests.functions.auth.conftest import Registered, sessions
from tests.refusals import check_refused, nothing_changes

Forger = Callable[[Person], str]
HEADER = {"alg": "EdDSA", "typ": "at+jwt", "kid": KID}
ORDER = 2**252 + 27742317777372353535851937790883648493
STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)
PUBLIC = KEY.public_key()
PEM = PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
JWK = {"kty": "OKP", "crv": "Ed25519", "x": urlsafe_b64encode(PUBLIC.public_bytes_raw()).decode()}


def encoded(value: object) -> str:
    """A part of a JWT; bytes and text as they are."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims_of(token: str) -> dict[str, object]:
    """What a token says."""
    part = token.split(".")[1]
    claims: dict[str, object] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def good(who: Person) -> dict[str, object]:
    """The claims of a good token."""
    return claims_of(sign(who.user_id, who.session_id))


def signed(head: object, body: object, key: Ed25519PrivateKey = KEY) -> str:
    """A JWT of any two parts."""
    text = f"{encoded(head)}.{encoded(body)}"
    return f"{text}.{encoded(key.sign(text.encode()))}"


def header(**changed: object) -> Forger:
    """A well-signed token whose header has other members."""
    return lambda who: sign_parts(HEADER | changed, good(who))


def headless(name: str) -> Forger:
    """A well-signed token whose header lacks a member."""
    return lambda who: sign_parts({k: v for k, v in HEADER.items() if k != name}, good(who))


def claim(**changed: object) -> Forger:
    """A well-signed token with other claims."""
    return lambda who: sign(who.user_id, who.session_id, **changed)


def from_now(**seconds: float) -> Forger:
    """A well-signed token with times that are so long after it is made."""
    return lambda who: sign(
        who.user_id, who.session_id, **{name: now_s() + s for name, s in seconds.items()}
    )


def lacking(name: str) -> Forger:
    """A well-signed token that lacks a claim."""
    return lambda who: sign_parts(HEADER, {k: v for k, v in good(who).items() if k != name})


def hmac_signed(secret: bytes) -> Forger:
    """The public key taken for a shared secret (RFC 8725, section 2.1)."""

    def forge(who: Person) -> str:
        text = f"{encoded(HEADER | {'alg': 'HS256'})}.{encoded(good(who))}"
        return f"{text}.{encoded(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"

    return forge


def raw_signed(head: object, signature: bytes, who: Person) -> str:
    """A token with a signature that nobody made."""
    return f"{encoded(head)}.{encoded(good(who))}.{encoded(signature)}"


def part(number: int, change: Callable[[str], str]) -> Forger:
    """A good token with one part changed as text."""

    def forge(who: Person) -> str:
        parts = who.token.split(".")
        parts[number] = change(parts[number])
        return ".".join(parts)

    return forge


def again_with(change: Callable[[bytes], bytes]) -> Forger:
    """A good token whose signature is changed as bytes."""
    return part(2, lambda text: encoded(change(urlsafe_b64decode(text + "=="))))


def _raised(signature: bytes) -> bytes:
    """The same signature with S + L, which lax verifiers take (RFC 8032, section 5.1.7)."""
    s = int.from_bytes(signature[32:], "little") + ORDER
    return signature[:32] + s.to_bytes(32, "little")


def _spare_bit(text: str) -> str:
    """The last symbol with one of its unused bits set: it decodes to the same bytes."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + alphabet[alphabet.index(text[-1]) | 1]


HEADERS: dict[str, Forger] = {
    "alg none, no signature": lambda who: signed(HEADER | {"alg": "none"}, good(who))[:-86],
    "alg none, signed": header(alg="none"),
    "alg NONE": header(alg="NONE"),
    "alg ES256": header(alg="ES256"),
    "alg HS256, signed by Ed25519": header(alg="HS256"),
    "alg in lower case": header(alg="eddsa"),
    "alg as RFC 9864 names it": header(alg="Ed25519"),
    "ES256 of nought and nought": lambda who: raw_signed(HEADER | {"alg": "ES256"}, bytes(64), who),
    "ES256 of nought and nought, in DER": lambda who: raw_signed(
        HEADER | {"alg": "ES256"}, bytes.fromhex("3006020100020100"), who
    ),
    "alg is null": header(alg=None),
    "alg is a list": header(alg=["EdDSA"]),
    "no alg": headless("alg"),
    "HS256 with the public key's bytes": hmac_signed(PUBLIC.public_bytes_raw()),
    "HS256 with the public key's PEM": hmac_signed(PEM),
    "HS256 with the public key's x": hmac_signed(JWK["x"].encode()),
    "typ JWT": header(typ="JWT"),
    "typ with application/": header(typ="application/at+jwt"),
    "typ of an identity token": header(typ="id+jwt"),
    "typ of a proof of possession": header(typ="dpop+jwt"),
    "typ in upper case": header(typ="AT+JWT"),
    "no typ": headless("typ"),
    "kid unknown": header(kid="nobody"),
    "kid is a path": header(kid="../../dev/null"),
    "kid is SQL": header(kid="' OR '1'='1"),
    "kid with a null byte": header(kid=f"{KID}\0"),
    "kid in another case": header(kid=KID.upper()),
    "kid is a key of the table": header(kid=f"KEY#/{KID}"),
    "kid is empty": header(kid=""),
    "kid is a number": header(kid=1),
    "kid is null": header(kid=None),
    "no kid": headless("kid"),
    "jku": header(jku="https://example.org/keys.json"),
    "x5t": header(x5t="AAAA"),
    "x5u": header(x5u="https://example.org/cert.pem"),
    "x5c": header(x5c=["MIIB"]),
    "jwk, and signed with it": lambda who: signed(
        HEADER | {"jwk": JWK | {"x": encoded(STRANGER.public_key().public_bytes_raw())}},
        good(who),
        STRANGER,
    ),
    "crit": header(crit=["exp"], exp=1),
    "crit is empty": header(crit=[]),
    "b64 false": header(b64=False, crit=["b64"]),
    "zip": header(zip="DEF"),
    "cty": header(cty="JWT"),
    "nested": lambda who: signed(HEADER | {"cty": "JWT"}, who.token.encode()),
    "nested without saying so": lambda who: signed(HEADER, who.token.encode()),
    "duplicate alg": lambda who: signed(
        b'{"alg":"none","alg":"EdDSA","typ":"at+jwt","kid":"%s"}' % KID.encode(), good(who)
    ),
    "duplicate kid": lambda who: signed(
        b'{"alg":"EdDSA","typ":"at+jwt","kid":"x","kid":"%s"}' % KID.encode(), good(who)
    ),
    "header is a list": lambda who: signed([HEADER], good(who)),
    "header is no JSON": lambda who: signed(b"{alg: EdDSA}", good(who)),
    "header is no UTF-8": lambda who: signed(b'{"alg":"\xff"}', good(who)),
    "header is deep": lambda who: signed(b"[" * 1000, good(who)),
}
CLAIMS: dict[str, Forger] = {
    "iss of another": claim(iss="https://api.example.org"),
    "iss with a slash": claim(iss="https://api.test/"),
    "iss is a list": claim(iss=["https://api.test"]),
    "no iss": lacking("iss"),
    "aud of another stage": claim(aud="creavio-other-api"),
    "aud is a list": claim(aud=["creavio-test-api"]),
    "no aud": lacking("aud"),
    "exp a minute ago": from_now(exp=-60),
    "exp nought": claim(exp=0),
    "exp negative": claim(exp=-1),
    "exp is a float": from_now(exp=600.5),
    "exp is infinite": claim(exp=float("inf")),
    "exp is text": lambda who: sign(who.user_id, who.session_id, exp=str(now_s() + 600)),
    "exp is true": claim(exp=True),
    "exp is null": claim(exp=None),
    "no exp": lacking("exp"),
    "iat in ten minutes": from_now(iat=600),
    "iat in a thousand years": from_now(iat=1000 * 365 * 86400),
    "iat is text": claim(iat="now"),
    "no iat": lacking("iat"),
    "nbf in an hour": from_now(nbf=3600),
    "nbf in a day": from_now(nbf=86_400),
    "nbf is a float": claim(nbf=1.5),
    "nbf is null": claim(nbf=None),
    "nbf is text": claim(nbf="0"),
    "sub of nobody": claim(sub=new_id(USER)),
    "sub is a list": lambda who: sign(who.user_id, who.session_id, sub=[who.user_id]),
    "no sub": lacking("sub"),
    "sid of nobody": claim(sid=new_id(SESSION)),
    "sid is empty": claim(sid=""),
    "sid of another": lambda who: sign(who.user_id, person().session_id),
    "no sid": lacking("sid"),
    "no jti": lacking("jti"),
    "duplicate sub": lambda who: signed(
        HEADER, json.dumps(good(who))[:-1].encode() + b', "sub": "%s"}' % who.user_id.encode()
    ),
    "claims are a list": lambda who: signed(HEADER, [good(who)]),
    "claims are empty": lambda who: signed(HEADER, {}),
    "claims are no JSON": lambda who: signed(HEADER, b"sub=me"),
    "claims are too long": claim(more="x" * 2048),
    "claims are huge": claim(more="x" * 1_000_000),
    "claims are of an identity token": lambda who: signed(
        HEADER | {"typ": "JWT"}, good(who) | {"aud": "a-client", "nonce": "n", "auth_time": now_s()}
    ),
}
TEXTS: dict[str, Forger] = {
    "signature of another key": lambda who: signed(HEADER, good(who), STRANGER),
    "signature of another token": lambda who: who.token[:-86] + person().token[-86:],
    "signature empty": part(2, lambda _: ""),
    "signature cut": again_with(lambda raw: raw[:-1]),
    "signature longer": again_with(lambda raw: raw + b"\0"),
    "signature nought": again_with(lambda _: bytes(64)),
    "signature flipped": again_with(lambda raw: bytes([raw[0] ^ 1]) + raw[1:]),
    "signature plus the group's order": again_with(_raised),
    "signature with a spare bit": part(2, _spare_bit),
    "signature padded": part(2, lambda text: text + "=="),
    "header padded": part(0, lambda text: text + "=" * (-len(text) % 4 or 4)),
    "claims padded": part(1, lambda text: text + "=" * (-len(text) % 4 or 4)),
    "claims of another": lambda who: ".".join(
        (*who.token.split(".")[:1], person().token.split(".")[1], who.token.split(".")[2])
    ),
    "line break inside": part(1, lambda text: f"{text[:8]}\n{text[8:]}"),
    "space inside": part(1, lambda text: f"{text[:8]} {text[8:]}"),
    "standard alphabet": part(
        2, lambda text: b64encode(urlsafe_b64decode(text + "==")).decode() + "+/"
    ),
    "one part": lambda who: who.token.replace(".", ""),
    "two parts": lambda who: who.token.rpartition(".")[0],
    "four parts": lambda who: f"{who.token}.e30",
    "five parts": lambda who: f"{who.token}.e30.e30",
    "JSON serialization": lambda who: json.dumps(
        dict(zip(("protected", "payload", "signature"), who.token.split("."), strict=True))
    ),
    "only dots": lambda _: "..",
    "other letters": lambda _: "ä.ö.ü",
    "twice the scheme": lambda who: f"Bearer {who.token}",
    "the user's id": lambda who: who.user_id,
}
FORGERIES = HEADERS | CLAIMS | TEXTS
#: What SR-03 names (RFC 8725 and the attacks known since), and which of the forgeries are that.
ATTACKS = {
    "none": ["alg none, no signature", "alg none, signed"],
    "HS256 with the public key": [name for name in HEADERS if name.startswith("HS256 with")],
    "alg in another case": ["alg NONE", "alg in lower case"],
    "kid: path, SQL, missing, duplicate": ["kid is a path", "kid is SQL", "no kid", "kid unknown"],
    "a member twice": ["duplicate alg", "duplicate kid", "duplicate sub"],
    "keys brought along": ["jku", "x5u", "x5c", "x5t", "jwk, and signed with it"],
    "crit and b64": ["crit", "crit is empty", "b64 false"],
    "identity token for access token": ["typ of an identity token", "typ JWT", "no typ"],
    "iss, aud": ["iss of another", "no iss", "aud of another stage", "aud is a list", "no aud"],
    "exp, nbf, iat": ["exp a minute ago", "no exp", "nbf in a day", "iat in a thousand years"],
    "nested": ["nested", "nested without saying so", "cty"],
    "huge": ["claims are too long", "claims are huge"],
    "ECDSA with zero r and s": [name for name in HEADERS if name.startswith("ES256 of nought")],
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_neighbour_of_a_good_token_is_refused(alice: Person, forge: Forger) -> None:
    token = forge(alice)
    assert token != alice.token
    reply = sessions(token)
    check_refused(reply, 401, "invalid_token")
    assert alice.user_id not in str(reply.body)


def test_every_attack_that_is_asked_for_is_among_them() -> None:
    assert {name for names in ATTACKS.values() for name in names} <= FORGERIES.keys()
    assert min(map(len, ATTACKS.values())) >= 2
    assert len(FORGERIES) >= 110


def test_none_of_them_ends_a_session(alice: Person) -> None:
    tokens = [forge(alice) for forge in FORGERIES.values()]
    auth.forget()
    with nothing_changes("auth"):
        assert {call(logout, "/auth/logout", as_=token).code for token in tokens} == {
            "invalid_token"
        }


def test_the_good_token_itself_is_accepted(alice: Person) -> None:
    assert sessions(alice.token).status == 200
    assert sessions(signed(HEADER, good(alice))).status == 200


def test_a_clock_may_be_a_little_off(alice: Person) -> None:
    for off in ({"exp": -10}, {"iat": 10}, {"nbf": -1}):
        assert sessions(from_now(**off)(alice)).status == 200


def test_a_token_of_one_key_does_not_pass_under_the_name_of_another(
    alice: Person, ada: Registered
) -> None:
    kid = json.loads(urlsafe_b64decode(ada.token.split(".")[0] + "=="))["kid"]
    assert sessions(ada.token).status == 200
    check_refused(sessions(header(kid=kid)(alice)), 401, "invalid_token")


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_the_scheme_has_no_case(alice: Person, scheme: str) -> None:
    caller = auth.authenticate({"authorization": f"{scheme} {alice.token}"})
    assert caller.user_id == alice.user_id


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", "Basic YTpi", "Token x", "bearerx y"])
def test_without_a_bearer_token_nobody_calls(value: str) -> None:
    with pytest.raises(Unauthorized) as refused:
        auth.authenticate({"authorization": value})
    assert refused.type is Unauthorized

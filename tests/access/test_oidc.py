"""Signing in through an issuer that can be made to misbehave."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from joserfc import jwt
from joserfc.jwk import RSAKey

from access.people import user
from fake_issuer import BACK, KEY, URL, FakeIssuer
from masstest.access.actor import SYSTEM
from masstest.access.oidc import Begun, Identity, Issuer, signed_in_user
from masstest.access.problems import AccessDenied, AccessProblem
from masstest.access.roles import GrantedRole
from masstest.access.users import grants_of, set_active
from masstest.store.engine import Store
from masstest.store.tables import AuditEntry, User

ROLES = {"tc-plan": "coordinator:district:渭滨区", "tc-read": "viewer"}


@pytest.fixture
def fake() -> FakeIssuer:
    return FakeIssuer()


@pytest.fixture
def issuer(fake: FakeIssuer) -> Issuer:
    return Issuer(URL, "masstest", BACK, "s/ecret", transport=httpx.MockTransport(fake))


def begun(fake: FakeIssuer, issuer: Issuer) -> Begun:
    started = issuer.begin()
    fake.visit(started.url)
    return started


def test_a_sign_in_says_who_it_is(fake: FakeIssuer, issuer: Issuer) -> None:
    started = begun(fake, issuer)
    assert issuer.begin().state != started.state
    found = issuer.finish(started, started.state, "c0de")
    assert (found.login, found.name) == ("Li.Jing", "李静")
    assert found.roles == ("tc-plan", "offline_access")
    assert len(found.subject) == 64


SPOILT: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "another issuer": lambda c: c | {"iss": "https://other.example"},
    "for another service": lambda c: c | {"aud": "other"},
    "authorised for another": lambda c: c | {"aud": ["masstest", "other"], "azp": "other"},
    "of another sign-in": lambda c: c | {"nonce": "other"},
    "without nonce": lambda c: {k: v for k, v in c.items() if k != "nonce"},
    "expired": lambda c: c | {"exp": int(time.time()) - 3600},
    "without end": lambda c: {k: v for k, v in c.items() if k != "exp"},
    "of nobody": lambda c: {k: v for k, v in c.items() if k != "sub"},
    "for another access token": lambda c: c | {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


def reason_of(issuer: Issuer, started: Begun, state: str | None = None, code: str = "c0de") -> str:
    with pytest.raises(AccessDenied) as refused:
        issuer.finish(started, started.state if state is None else state, code)
    assert refused.value.code == "oidc_failed"
    return str(refused.value.facts["reason"])


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_token_that_is_not_for_us_now_is_refused(
    fake: FakeIssuer, issuer: Issuer, spoilt: str
) -> None:
    fake.spoil = SPOILT[spoilt]
    assert reason_of(issuer, begun(fake, issuer)) == "id_token"


def by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes | None) -> str:
    def encoded(part: bytes) -> bytes:
        return base64.urlsafe_b64encode(part).rstrip(b"=")

    content = b".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
    signature = b"" if secret is None else hmac.digest(secret, content, "sha256")
    return b".".join((content, encoded(signature))).decode()


FORGED: dict[str, Callable[[dict[str, Any]], str]] = {
    "by another key": lambda c: jwt.encode(
        {"alg": "RS256", "kid": "1"}, c, RSAKey.generate_key(2048, {"kid": "1"})
    ),
    "by the public key as a secret": lambda c: by_hand(
        {"alg": "HS256", "kid": "1"}, c, KEY.as_pem(private=False)
    ),
    "not at all": lambda c: by_hand({"alg": "none"}, c, None),
    "no token": lambda _: "nonsense",
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_token_that_the_issuer_did_not_sign_is_refused(
    fake: FakeIssuer, issuer: Issuer, forged: str
) -> None:
    fake.sign = FORGED[forged]
    assert reason_of(issuer, begun(fake, issuer)) == "id_token"


def test_an_answer_to_another_sign_in_is_refused(fake: FakeIssuer, issuer: Issuer) -> None:
    started = begun(fake, issuer)
    assert reason_of(issuer, started, state="other") == "state"
    assert reason_of(issuer, started, code="other") == "token"
    assert reason_of(issuer, replace(started, code_verifier="other")) == "token"


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ({"issuer": "https://other.example"}, "issuer"),
        ({"token_endpoint": "http://sso.example/token"}, "discovery"),
        ({"jwks_uri": None}, "discovery"),
    ],
)
def test_an_issuer_that_can_not_be_trusted_is_refused(
    fake: FakeIssuer, issuer: Issuer, metadata: dict[str, Any], reason: str
) -> None:
    fake.metadata |= metadata
    with pytest.raises(AccessDenied) as refused:
        issuer.begin()
    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize("status", [404, 500])
def test_an_issuer_that_does_not_answer_is_told(status: int) -> None:
    silent = httpx.MockTransport(lambda _: httpx.Response(status, text="<html>"))
    with pytest.raises(AccessDenied, match="discovery"):
        Issuer(URL, "masstest", BACK, transport=silent).begin()


LI = Identity("a" * 64, "Li.Jing", "李静", ("tc-plan", "offline_access"))


def signed_in(store: Store, identity: Identity) -> tuple[str, tuple[GrantedRole, ...]]:
    with store.writing() as session:
        found = signed_in_user(session, identity, ROLES)
        return found.user_id, grants_of(found)


def test_the_first_sign_in_makes_the_user_and_each_brings_the_roles(store: Store) -> None:
    first, granted = signed_in(store, LI)
    assert list(map(str, granted)) == ["coordinator:district:渭滨区"]
    again, granted = signed_in(store, replace(LI, login="renamed", roles=("tc-read",)))
    assert again == first
    assert list(map(str, granted)) == ["viewer"]
    with store.reading() as session:
        found = session.get_one(User, first)
        assert (found.login, found.password_hash) == ("li.jing", None)
        actions = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert actions == ["user.create", "user.grant", "user.revoke"]


def test_without_a_role_nobody_comes_in(store: Store) -> None:
    with pytest.raises(AccessDenied, match="no role"):
        signed_in(store, replace(LI, roles=("offline_access",)))
    with store.reading() as session:
        assert session.scalars(sa.select(User)).all() == []


def test_a_user_with_a_password_is_not_taken_over(store: Store) -> None:
    user(store, "li.jing", "admin")
    with pytest.raises(AccessProblem, match="already"):
        signed_in(store, LI)


def test_who_is_shut_out_stays_out(store: Store) -> None:
    user_id, _ = signed_in(store, LI)
    with store.writing() as session:
        set_active(session, SYSTEM, session.get_one(User, user_id), active=False)
    with pytest.raises(AccessDenied, match="wrong"):
        signed_in(store, LI)

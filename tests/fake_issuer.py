"""A small OpenID Connect issuer, in this process, that can be made to misbehave."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

URL = "https://sso.example/realms/district"
BACK = "https://masstest.example/signed-in"
KEY = RSAKey.generate_key(2048, {"kid": "1"})


class FakeIssuer:
    """Answers as an issuer does; `spoil` changes the claims, `metadata` the discovery document."""

    def __init__(self, back: str = BACK) -> None:
        self.back = back
        self.metadata: dict[str, Any] = {
            "issuer": URL,
            "authorization_endpoint": f"{URL}/auth",
            "token_endpoint": f"{URL}/token",
            "jwks_uri": f"{URL}/keys",
        }
        self.claims: dict[str, Any] = {}
        self.spoil: Callable[[dict[str, Any]], dict[str, Any]] = dict
        self.sign: Callable[[dict[str, Any]], str] = lambda claims: jwt.encode(
            {"alg": "RS256", "kid": "1"}, claims, KEY
        )
        self.challenge = ""

    def visit(self, url: str) -> None:
        """What a browser does that is sent to `url`, and the person in front of it."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] == self.back
        assert "openid" in asked["scope"].split()
        self.challenge = asked["code_challenge"]
        now = int(time.time())
        self.claims = {
            "iss": URL, "aud": asked["client_id"], "sub": "4711", "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], "preferred_username": "Li.Jing", "name": "李静",
            "roles": ["tc-plan", "offline_access"],
        }  # fmt: skip

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/openid-configuration"):
            return httpx.Response(200, json=self.metadata)
        if request.url.path.endswith("/keys"):
            return httpx.Response(200, json={"keys": [KEY.as_dict(private=False)]})
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        proven = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge
        basic = "Basic " + base64.b64encode(b"masstest:s%2Fecret").decode()
        known = request.headers.get("authorization") == basic
        if not (proven and known and form["code"] == "c0de" and form["redirect_uri"] == self.back):
            return httpx.Response(400, json={"error": "invalid_grant"})
        token = self.sign(self.spoil(self.claims))
        return httpx.Response(200, json={"id_token": token, "access_token": "a"})

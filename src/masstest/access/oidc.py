"""Signing in through an OpenID Connect issuer: authorization code flow with PKCE.

Needs the extra ``oidc``. The issuer says who somebody is and, in one claim, what they may do here;
each sign-in brings the roles up to date. `begin` makes the address to send a browser to and what
to keep meanwhile (in a cookie of the browser's own); `finish` takes what it comes back with.

References
----------
OpenID Connect Core 1.0, sections 3.1.2 and 3.1.3; Discovery 1.0, section 4; RFC 7636; RFC 9700.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import sqlalchemy as sa
from authlib.oauth2.rfc6749.parameters import (  # type: ignore[import-untyped]
    prepare_grant_uri,
)
from authlib.oauth2.rfc7636 import (  # type: ignore[import-untyped]
    create_s256_code_challenge,
)
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy.orm import Session

from masstest.access.actor import SYSTEM
from masstest.access.problems import AccessDenied
from masstest.access.roles import GrantedRole
from masstest.access.users import create_user, grant_role, grants_of, revoke_role
from masstest.store.tables import User

# signatures that only the issuer can make: none that a shared secret makes
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
_TIMEOUT_S = 10.0
_LEEWAY_S = 60
_SCOPE = "openid profile email"
_METADATA = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Begun:
    """A sign-in under way. The browser goes to `url`; the rest waits for its return."""

    url: str
    state: str
    nonce: str
    code_verifier: str


@dataclass(frozen=True)
class Identity:
    """Who the issuer says somebody is. `subject` is unique over issuers."""

    subject: str
    login: str
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Issuer:
    """An issuer at which this service is registered, found by its discovery document."""

    url: str
    client_id: str
    redirect_uri: str
    client_secret: str | None = None
    roles_claim: str = "roles"
    transport: httpx.BaseTransport | None = field(default=None, repr=False)

    def begin(self) -> Begun:
        """Start a sign-in.

        Raises
        ------
        AccessDenied
            ``oidc_failed``, if the issuer doesn't answer as one.
        """
        with self._client() as client:
            endpoint = self._discovered(client)["authorization_endpoint"]
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        url = prepare_grant_uri(
            endpoint,
            client_id=self.client_id,
            response_type="code",
            redirect_uri=self.redirect_uri,
            scope=_SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Begun(url, state, nonce, verifier)

    def finish(self, begun: Begun, state: str, code: str) -> Identity:
        """Exchange the code that a browser came back with for who it is.

        Parameters
        ----------
        begun : Begun
            What `begin` gave this very browser.
        state, code : str
            From the query of the address it came back to.

        Raises
        ------
        AccessDenied
            ``oidc_failed``, whatever is wrong with the answer.
        """
        if not hmac.compare_digest(begun.state.encode(), state.encode("utf-8", "replace")):
            raise AccessDenied("oidc_failed", reason="state")
        with self._client() as client:
            metadata = self._discovered(client)
            answer = self._exchanged(client, metadata["token_endpoint"], code, begun)
            keys = _fetched(client, metadata["jwks_uri"])
        claims = self._verified(answer, keys, begun.nonce)
        return self._identity(claims)

    def _client(self) -> httpx.Client:
        return httpx.Client(timeout=_TIMEOUT_S, transport=self.transport)

    def _discovered(self, client: httpx.Client) -> Mapping[str, Any]:
        address = self.url.rstrip("/") + "/.well-known/openid-configuration"
        metadata = _fetched(client, address)
        # another issuer's document would send codes and people elsewhere
        if metadata.get("issuer") != self.url:
            raise AccessDenied("oidc_failed", reason="issuer")
        if not all(_is_safe(metadata.get(name)) for name in _METADATA):
            raise AccessDenied("oidc_failed", reason="discovery")
        return metadata

    def _exchanged(
        self, client: httpx.Client, endpoint: str, code: str, begun: Begun
    ) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "client_id": self.client_id,
            "code_verifier": begun.code_verifier,
        }
        auth: httpx.Auth = httpx.Auth()  # a public client proves itself by PKCE alone
        if self.client_secret is not None:
            auth = httpx.BasicAuth(quote(self.client_id, safe=""), quote(self.client_secret, ""))
        try:
            response = client.post(endpoint, data=form, auth=auth)
            answer = response.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise AccessDenied("oidc_failed", reason="token") from error
        if not isinstance(answer, dict) or not isinstance(answer.get("id_token"), str):
            raise AccessDenied("oidc_failed", reason="token")
        return answer

    def _verified(
        self, answer: Mapping[str, Any], keys: Mapping[str, Any], nonce: str
    ) -> Mapping[str, Any]:
        """The claims of the ID token: the issuer's, for us, for this sign-in, and fresh."""
        try:
            token = jwt.decode(
                answer["id_token"],
                KeySet.import_key_set({"keys": keys["keys"]}),
                algorithms=_ALGORITHMS,
            )
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": self.url},
                    "aud": {"essential": True, "value": self.client_id},
                    "exp": {"essential": True},
                    "sub": {"essential": True},
                },
                params={
                    "client_id": self.client_id,
                    "nonce": nonce,
                    "access_token": answer.get("access_token"),
                },
            )
            claims.validate(leeway=_LEEWAY_S)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise AccessDenied("oidc_failed", reason="id_token") from error
        return dict(claims)

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        given = claims.get(self.roles_claim, ())
        roles = [given] if isinstance(given, str) else given if isinstance(given, list) else []
        login = next(
            (
                str(claims[name])
                for name in ("preferred_username", "email", "sub")
                if claims.get(name)
            ),
        )
        subject = hashlib.sha256(f"{self.url}\n{claims['sub']}".encode()).hexdigest()
        name = str(claims.get("name") or login)[:60]
        return Identity(subject, login, name, tuple(map(str, roles)))


def signed_in_user(session: Session, identity: Identity, role_of_claim: Mapping[str, str]) -> User:
    """The user that an identity is, made if it's the first time, with the roles it has now.

    A user who has a password here is never taken over by an identity with the same login.

    Parameters
    ----------
    session : Session
    identity : Identity
    role_of_claim : Mapping of str to str
        What the roles claim says -> ``role`` or ``role:scope:value`` here.

    Raises
    ------
    AccessDenied
        ``oidc_no_role``, or ``wrong_login`` for a user who is shut out.
    AccessProblem
        ``login_taken`` or ``login_malformed``, for a new user.
    """
    granted = _granted(identity.roles, role_of_claim)
    user = session.scalar(sa.select(User).where(User.oidc_subject == identity.subject))
    if user is not None and not user.is_active:
        raise AccessDenied("wrong_login")
    if not granted:
        raise AccessDenied("oidc_no_role", login=identity.login)
    if user is None:
        return create_user(
            session,
            SYSTEM,
            identity.login,
            identity.name,
            grants=granted,
            oidc_subject=identity.subject,
        )
    for grant in granted:
        grant_role(session, SYSTEM, user, grant)
    for grant in grants_of(user):
        if grant not in granted:
            revoke_role(session, SYSTEM, user, grant)
    return user


def _granted(roles: Iterable[str], role_of_claim: Mapping[str, str]) -> tuple[GrantedRole, ...]:
    known = [role_of_claim[role] for role in roles if role in role_of_claim]
    return tuple(dict.fromkeys(map(GrantedRole.parse, known)))


def _fetched(client: httpx.Client, url: str) -> Mapping[str, Any]:
    try:
        document = client.get(url).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise AccessDenied("oidc_failed", reason="discovery") from error
    if not isinstance(document, dict):
        raise AccessDenied("oidc_failed", reason="discovery")
    return document


def _is_safe(url: object) -> bool:
    """Whether an address is one to send secrets to: https, or this computer."""
    if not isinstance(url, str):
        return False
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")

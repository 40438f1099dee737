"""The practice's own identity provider, by OpenID Connect: authorization code flow with PKCE, state and nonce.

Its discovery document and keys are fetched when first needed and kept for an hour; a key that is not among them has
them fetched once more. Calls have short timeouts, and after one that failed nobody waits for another for half a minute.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from notifier.identity_settings import IdentitySettings
from notifier.practice.identities import VouchedFor
from notifier.practice.secret_digests import new_secret

_TIMEOUT = (3.05, 5)  # seconds, to connect and between two parts of the answer
_KEPT_FOR = timedelta(hours=1)
_LEFT_ALONE = timedelta(seconds=30)
_LEEWAY = 60  # seconds by which its clock and ours may differ
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_SCOPE = "openid email"


class ProviderSilent(Exception):
    """The provider cannot be reached, or says nothing that can be used."""


class NotVouchedFor(Exception):
    """The provider vouches for nobody; its text is our own, for the log."""


@dataclass(frozen=True)
class AskedSignIn:
    """What we remember of a sign-in that was begun, until the provider sends the person back."""

    state: str
    nonce: str
    verifier: str
    asked_at: float  # seconds since 1970
    proves: int = 0  # the id of the sign-in that is proved anew; 0 for a new one
    leads_to: str = ""

    @classmethod
    def new(cls, now: datetime, proves: int = 0, leads_to: str = "") -> "AskedSignIn":
        """With secrets that nobody had before."""
        return cls(new_secret(), new_secret(), new_secret(), now.timestamp(), proves, leads_to)


@dataclass(frozen=True)
class SaidOfPerson:
    """What a checked ID token says."""

    person: VouchedFor
    has_factor: bool  # as `oidc_factor` wants it; False without that setting
    signed_in_at: float | None  # seconds since 1970, when they last typed something there


class _Discovered(NamedTuple):
    """What the provider says of itself, and since when we know it."""

    known_since: datetime
    document: Mapping[str, Any]
    keys: KeySet


class IdentityProvider:
    """Sends people there, and reads what they come back with."""

    def __init__(self, settings: IdentitySettings, back: str, clock: Callable[[], datetime]) -> None:
        """`back` is our own address to which people come back."""
        self._settings = settings
        self._back = back
        self._clock = clock
        self._lock = Lock()
        self._known: _Discovered | None = None
        self._silent_until: datetime | None = None

    def address_for(self, asked: AskedSignIn) -> str:
        """Where the person signs in. Raises ProviderSilent."""
        document = self._discovered().document
        again = {"prompt": "login", "max_age": "0"} if asked.proves else {}
        with self._session(document) as session:
            address, _state = session.create_authorization_url(
                document["authorization_endpoint"],
                state=asked.state,
                nonce=asked.nonce,
                code_verifier=asked.verifier,
                **again,
            )
        return str(address)

    def read_answer(self, code: str, asked: AskedSignIn) -> SaidOfPerson:
        """What the provider says of whoever came back with this code. Raises ProviderSilent and NotVouchedFor."""
        document = self._discovered().document
        try:
            with self._session(document) as session:
                token = session.fetch_token(
                    document["token_endpoint"], code=code, code_verifier=asked.verifier, timeout=_TIMEOUT
                )
        except AuthlibBaseError as error:
            raise NotVouchedFor("it does not take the code") from error
        except (requests.RequestException, ValueError) as error:
            raise ProviderSilent("its token endpoint does not answer") from error
        claims = self._checked(token.get("id_token"), asked.nonce)
        if not claims.get("email") and document.get("userinfo_endpoint"):
            claims = self._with_userinfo(document["userinfo_endpoint"], token.get("access_token", ""), claims)
        is_verified = claims.get("email_verified") in (True, "true") or self._settings.oidc_trusts_email
        person = VouchedFor(self._settings.oidc_issuer, str(claims["sub"]), str(claims.get("email") or ""), is_verified)
        signed_in_at = claims.get("auth_time")
        return SaidOfPerson(
            person, self._has_factor(claims), float(signed_in_at) if isinstance(signed_in_at, int | float) else None
        )

    def _session(self, document: Mapping[str, Any]) -> Any:
        methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        is_basic = "client_secret_basic" in methods
        return OAuth2Session(
            self._settings.oidc_client_id,
            self._settings.oidc_client_secret.get_secret_value(),
            token_endpoint_auth_method="client_secret_basic" if is_basic else "client_secret_post",
            scope=_SCOPE,
            redirect_uri=self._back,
            code_challenge_method="S256",
        )

    def _checked(self, id_token: object, nonce: str) -> dict[str, Any]:
        """The claims of an ID token (OpenID Connect Core 1.0, 3.1.3.7)."""
        if not isinstance(id_token, str):
            raise NotVouchedFor("it sent no ID token")
        client = self._settings.oidc_client_id
        wanted = jwt.JWTClaimsRegistry(
            now=int(self._clock().timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self._settings.oidc_issuer},
            aud={"essential": True, "value": client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = self._decoded(id_token)
            wanted.validate(claims)
        except (JoseError, ValueError) as error:
            raise NotVouchedFor(f"its ID token cannot be taken: {type(error).__name__}") from error
        others = claims["aud"] if isinstance(claims["aud"], list) else []
        if claims.get("azp", client) != client or (len(others) > 1 and "azp" not in claims):
            raise NotVouchedFor("its ID token is for somebody else's program")
        if not 0 < len(str(claims["sub"])) <= 255:
            raise NotVouchedFor("its ID token names nobody")
        return claims

    def _decoded(self, id_token: str) -> dict[str, Any]:
        try:
            return dict(jwt.decode(id_token, self._discovered().keys, algorithms=_ALGORITHMS).claims)
        except (JoseError, ValueError):
            # It may have begun to sign with another key since; what is no token of theirs fails again.
            return dict(jwt.decode(id_token, self._discovered(anew=True).keys, algorithms=_ALGORITHMS).claims)

    def _with_userinfo(self, address: str, token: str, claims: dict[str, Any]) -> dict[str, Any]:
        told = _fetched(address, {"Authorization": f"Bearer {token}"})
        if told.get("sub") != claims["sub"]:
            raise NotVouchedFor("its user information is somebody else's")
        return claims | {"email": told.get("email"), "email_verified": told.get("email_verified")}

    def _has_factor(self, claims: Mapping[str, Any]) -> bool:
        claim, _, wanted = self._settings.oidc_factor.partition("=")
        said = claims.get(claim, ()) if claim else ()
        return wanted == said if isinstance(said, str) else wanted in said

    def _discovered(self, *, anew: bool = False) -> _Discovered:
        """The discovery document and the keys."""
        now = self._clock()
        with self._lock:
            if self._known is not None:
                kept_for = _LEFT_ALONE if anew else _KEPT_FOR
                if now < self._known.known_since + kept_for:
                    return self._known
            if self._silent_until is not None and now < self._silent_until:
                raise ProviderSilent("it did not answer a moment ago")
            try:
                self._known = self._fetch(now)
            except ProviderSilent:
                self._silent_until = now + _LEFT_ALONE
                raise
            return self._known

    def _fetch(self, now: datetime) -> _Discovered:
        issuer = self._settings.oidc_issuer
        document = _fetched(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        ours = urlsplit(issuer).scheme
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
            is_left_out = name == "userinfo_endpoint" and not document.get(name)
            if not is_left_out and urlsplit(str(document.get(name) or "")).scheme not in ("https", ours):
                raise ProviderSilent(f"its discovery document has no {name} that can be used")
        if document.get("issuer") != issuer:
            raise ProviderSilent("its discovery document is another issuer's")
        try:
            return _Discovered(now, document, KeySet.import_key_set(_fetched(document["jwks_uri"])))  # type: ignore[arg-type]  # checked there
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise ProviderSilent("its keys cannot be read") from error


def _fetched(address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    try:
        answer = requests.get(address, headers=headers, timeout=_TIMEOUT, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderSilent("it does not answer") from error
    if not isinstance(found, dict):
        raise ProviderSilent("what it answers is no document")
    return found

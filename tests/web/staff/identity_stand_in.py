"""An identity provider on loopback, as strict as the standard lets it be: it signs with a key made for the tests."""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask, abort, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "fair-notice", "a secret of the client"


@cache
def signing_key(whose: str = "provider", kid: str = "first") -> RSAKey:
    """A key of its own for everybody, and for each name that it goes by."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"}, private=True)


class IdentityStandIn:
    """What it says of the person who signs in can be changed claim by claim."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.issuer = ""  # set once it is served
        self.clock = clock
        self.key = self.signs_with = signing_key()
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.is_down = False
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self.app = Flask("identity provider")
        self.app.before_request(self._note)
        self.app.add_url_rule("/.well-known/openid-configuration", view_func=self._document)
        self.app.add_url_rule("/keys", view_func=self._keys)
        self.app.add_url_rule("/token", view_func=self._token, methods=["POST"])
        self.app.add_url_rule("/userinfo", view_func=self._userinfo)

    def signed_in(self, address: str) -> str:
        """Sign somebody in who was sent here; returns the address at which they come back."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        sent = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert (sent["response_type"], sent["client_id"], sent["code_challenge_method"]) == ("code", CLIENT, "S256")
        assert "openid" in sent["scope"].split()
        code = f"code-{len(self._codes)}"
        self._codes[code] = sent
        back = urlsplit(sent["redirect_uri"])
        return f"{back.path}?code={code}&state={sent['state']}"

    def _note(self) -> None:
        self.asked.append(request.path)
        if self.is_down:
            abort(503)

    def _document(self) -> ResponseReturnValue:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        places |= {"userinfo_endpoint": "userinfo"} if self.userinfo else {}
        return {"issuer": self.issuer, **{name: f"{self.issuer}/{path}" for name, path in places.items()}}

    def _keys(self) -> ResponseReturnValue:
        return dict(KeySet([self.key]).as_dict(private=False))

    def _userinfo(self) -> ResponseReturnValue:
        assert request.headers["Authorization"] == "Bearer access"
        return self.userinfo

    def _token(self) -> ResponseReturnValue:
        given = request.authorization
        sent = self._codes.pop(request.form["code"], None)
        if given is None or (given.username, given.password) != (CLIENT, SECRET) or sent is None:
            return {"error": "invalid_grant"}, 400
        digest = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        is_proven = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == sent["code_challenge"]
        if not is_proven or request.form["redirect_uri"] != sent["redirect_uri"]:
            return {"error": "invalid_grant"}, 400
        now = int(self.clock().timestamp())
        own = {"iss": self.issuer, "aud": CLIENT, "sub": "4711", "iat": now, "exp": now + 300, "nonce": sent["nonce"]}
        claims = {name: value for name, value in (own | self.claims).items() if value is not None}
        signed = jwt.encode({"alg": "RS256", "kid": self.signs_with.kid}, claims, self.signs_with)
        return {"access_token": "access", "token_type": "Bearer", "id_token": signed}

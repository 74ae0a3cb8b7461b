"""A small identity provider on the loopback: discovery, authorize, token, keys, userinfo.

It signs with a key of its own (RS256), checks the client's secret and the PKCE verifier, and says
of whoever is `signed_in` there what a provider says.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "tutela-here", "between us"


@dataclass
class Provider:
    """The provider: where it listens, whom it has signed in, what it handed out."""

    url: str = ""
    signed_in: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    forged: dict[str, Any] = field(default_factory=dict)  # claims of the id_token alone
    sign: Callable[[Provider, dict[str, Any]], str] | None = None
    key: Any = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def app(self, **more: Any) -> dict[str, Any]:
        """What the settings of the house say about this provider."""
        return {
            "provider_id": "mission-id",
            "name": "Mission ID",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": self.url, **more},
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Somebody signed in there agrees: back to the house with a code."""
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code"
        assert "openid" in asked["scope"].split() and asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked | {"person": dict(self.signed_in)}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, sent: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        """A code for tokens: once, for the right client, with the verifier of its challenge."""
        asked = self.codes.pop(sent.get("code", ""), None)
        who = base64.b64decode(basic).decode() if basic else ""
        known = who == f"{CLIENT}:{SECRET}" or sent.get("client_secret") == SECRET
        made = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        proven = base64.urlsafe_b64encode(made).rstrip(b"=").decode()
        if asked is None or not known or proven != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, **asked["person"]}
        claims["nonce"] = asked.get("nonce")
        token = secrets.token_urlsafe(16)
        self.tokens[token] = asked["person"]
        claims = {n: v for n, v in (claims | self.forged).items() if v is not None}
        signed = self.sign(self, claims) if self.sign else signed_by(self.key, claims)
        return 200, {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": signed,
        }

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def keys(self) -> dict[str, Any]:
        public = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}


def signed_by(key: Any, claims: dict[str, Any], algorithm: str = "RS256") -> str:
    """An id_token as a provider signs it."""
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "one"})


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """A test needs no log."""

        def reply(self, status: int, body: dict[str, Any]) -> None:
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/.well-known/openid-configuration":
                self.reply(200, provider.metadata())
            elif parts.path == "/jwks":
                self.reply(200, provider.keys())
            elif parts.path == "/userinfo":
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                found = provider.tokens.get(token)
                self.reply(200 if found else 401, found or {})
            elif parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self.reply(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            basic = self.headers.get("Authorization", "").removeprefix("Basic ")
            self.reply(*provider.exchange(sent, basic))

    return Handler


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, as long as the block lasts."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""Connections to a number that was looked at, with the certificate of the host it was named by."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter


class _To(HTTPAdapter):
    """Connects by number; the certificate must be the named host's."""

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **how: Any) -> None:
        super().init_poolmanager(*args, **how, server_hostname=self.host, assert_hostname=self.host)


def session_to(host: str, *, certificates: str | bool) -> requests.Session:
    """A session for one host; certificates, a file of those that are trusted, or True for the
    system's."""
    session = requests.Session()
    session.trust_env = False  # a proxy would look the name up anew
    session.verify = certificates
    session.mount("https://", _To(host))
    return session

"""Somebody with a browser before an install that was just made: signs in, opens pages.

The standard library alone: it runs inside a bare root too, where nothing else is.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import http.cookiejar
import re
import ssl
import struct
import time
import urllib.error
import urllib.parse
import urllib.request

PASSWORD = "four goats beside the river"
LANGUAGES = ("en", "fr", "ar")
AS_ADMINISTRATOR = (
    "/accounts/",
    "/missions/",
    "/m/{mission}/people/",
    "/m/{mission}/gateways/",
    "/m/{mission}/help/",
)


class Page:
    """What came back: where we were led, the status and the words."""

    def __init__(self, answer: urllib.request.addinfourl | urllib.error.HTTPError) -> None:
        self.status = answer.status or 0
        self.path = urllib.parse.urlsplit(answer.url).path
        self.language = answer.headers.get("Content-Language", "")
        self.words = answer.read().decode("utf-8", "replace")

    @property
    def heading(self) -> str:
        found = re.search("<h1[^>]*>(.*?)</h1>", self.words, re.DOTALL)
        return " ".join(re.sub("<[^>]+>", "", found[1]).split()) if found else ""

    @property
    def styles(self) -> list[str]:
        return re.findall('href="(/static/[^"]*[.]css)"', self.words)


class Visitor:
    """A browser with its cookies; `authority` is the file of the one that is trusted."""

    def __init__(self, base: str, authority: str | None = None) -> None:
        self.base = base.rstrip("/")
        trusted = ssl.create_default_context(cafile=authority)
        self.browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=trusted),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )
        self.page: Page | None = None

    def get(self, path: str, language: str = "en", sent: bytes | None = None) -> Page:
        address = path if path.startswith("http") else self.base + path
        asked = urllib.request.Request(
            address,
            data=sent,
            headers={
                "Accept-Language": language,
                "Referer": f"{self.base}/",
                "Origin": self.base,
                "User-Agent": "tutela-visitor",
            },
        )
        try:
            self.page = Page(self.browser.open(asked, timeout=60))
        except urllib.error.HTTPError as refused:
            self.page = Page(refused)
        return self.page

    def send(self, path: str, **fields: str) -> Page:
        """Fill in the form of the page before this one."""
        assert self.page is not None
        word = re.search('name="csrfmiddlewaretoken" value="([^"]*)"', self.page.words)
        assert word, f"{self.page.path} has no form"
        fields["csrfmiddlewaretoken"] = html.unescape(word[1])
        return self.get(path, sent=urllib.parse.urlencode(fields).encode())

    def wait(self, path: str = "/account/login/", seconds: int = 600) -> None:
        """Until the server answers."""
        over = time.monotonic() + seconds
        while True:
            try:
                said = str(self.get(path).status)
            except OSError as error:
                said = str(error)
            if said == "200":
                return
            assert time.monotonic() < over, f"{self.base} after {seconds} seconds: {said}"
            time.sleep(1)

    def begin(self, link: str, name: str) -> None:
        """From the one-time address to a session with a second factor."""
        page = self.get(link)
        self.send(page.path, password1=PASSWORD, password2=PASSWORD)
        self.get("/account/login/")
        self.send("/account/login/", login=name, password=PASSWORD)
        page = self.get("/account/2fa/totp/activate/")
        if "/reauthenticate/" in page.path:
            self.send(page.path, password=PASSWORD)
            page = self.get("/account/2fa/totp/activate/")
        secret = re.search(r"<code><bdi>([A-Z2-7 ]*)</bdi></code>", page.words)
        assert secret, f"{page.path} shows no secret"
        page = self.send(page.path, code=one_time_code(secret[1].replace(" ", "")))
        assert page.status == 200, page.path

    def look_through(self, paths: tuple[str, ...]) -> list[str]:
        """Open each page in three languages with its styles; what is not as it should be."""
        faults = []
        for path in paths:
            seen = {}
            for language in LANGUAGES:
                if language != (self.page.language if self.page else ""):
                    self.get(path)
                    self.send("/language/", language=language, next=path)
                page = self.get(path, language)
                seen[language] = page
                if page.status != 200 or page.path != path:
                    faults.append(f"{path} in {language}: {page.status} at {page.path}")
                elif not page.styles or f'lang="{language}"' not in page.words[:2000]:
                    faults.append(f"{path} in {language}: without styles or its language")
                faults += [
                    f"{style}: {status}"
                    for style in page.styles
                    if (status := self.get(style).status) != 200
                ]
            if len({page.heading for page in seen.values()}) < 2:
                faults.append(f"{path} has one heading in all languages")
        return faults


def one_time_code(secret: str) -> str:
    """The six digits of now (RFC 6238)."""
    moment = struct.pack(">Q", int(time.time() // 30))
    mac = hmac.new(base64.b32decode(secret), moment, hashlib.sha1).digest()
    at = mac[-1] & 15
    number = struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1000000:06d}"

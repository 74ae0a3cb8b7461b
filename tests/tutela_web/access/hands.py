"""What somebody's hands do at the door: type a password, read a code off the telephone."""

from __future__ import annotations

import re
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from tutela_web.access.models import Person

PASSWORD = "four goats beside the river"


def with_password(person: Person, password: str = PASSWORD, **fields: Any) -> Person:
    """Give somebody a password, as an account that was signed into before."""
    for name, value in fields.items():
        setattr(person, name, value)
    person.set_password(password)
    person.save()
    return person


def type_in(client: Client, person: Person | str, password: str = PASSWORD, **more: Any) -> Any:
    """Fill in the sign-in form and send it."""
    name = person if isinstance(person, str) else person.username
    return client.post("/account/login/", {"login": name, "password": password, **more})


def secret_on(page: HttpResponse) -> str:
    """The secret a page offers to people without a camera."""
    found = re.search(r"<code><bdi>([A-Z2-7 ]+)</bdi></code>", page.content.decode())
    assert found, page.content.decode()
    return found.group(1).replace(" ", "")


def code_of(secret: str, *, at: float) -> str:
    """What the app shows for a secret at a time."""
    return format_hotp_value(hotp_value(secret, int(at // 30)))


def codes_on(page: HttpResponse) -> list[str]:
    """The recovery codes a page shows."""
    codes = re.findall(r"<li><code><bdi>([\d ]+)</bdi></code></li>", page.content.decode())
    return [code.replace(" ", "") for code in codes]

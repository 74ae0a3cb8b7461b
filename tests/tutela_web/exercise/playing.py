"""A night at Luma as a script, who plays it, and pages as those people use them."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import words_of
from tutela.exercise.script import Expectation, Inject, Role, Script, write_script
from tutela_web.access.models import Person
from tutela_web.exercise.drills.models import Drill

SignIn = Callable[[Person], Client]
CHIEF, JOC, UNIT, OBSERVER = "chief_of_staff", "joc_duty_officer", "unit_commander", "analyst"


def told(words: str) -> dict[str, str]:
    return {"en": words}


NIGHT = Script(
    "night",
    told("A night at Luma"),
    told("The army left its post; shots are heard."),
    (Role("joc", told("JOC on duty"), JOC), Role("unit", told("Base at Luma"), UNIT)),
    (
        Inject("call", 0, "", "call", "joc", "Luma", told("Shots at the market, people run.")),
        Inject("text", 5, "", "text", "unit", "Luma", told("They burn houses.")),
        Inject("no", 2, "raises", "refusal", "joc", "", told("The unit may not leave by night.")),
        Inject("again", 10, "text", "second_attack", "joc", "Bel", told("Bel is attacked too.")),
    ),
    (Expectation("raises", "joc", 10, "call", told("Raises an alert")),),
    "invented",
)


def as_file(script: Script = NIGHT) -> SimpleUploadedFile:
    return SimpleUploadedFile("night.json", write_script(script), "application/json")


def page_of(drill: Drill) -> str:
    return reverse("exercise:drill", args=[drill.mission.code, drill.pk])


def act_of(drill: Drill, name: str, *of: Any) -> str:
    return reverse(f"exercise:drill_{name}", args=[drill.mission.code, drill.pk, *of])


def pressed(visitor: Client, page: str, address: str, sent: Any = None) -> str:
    """Send a form that the page offers; gives the words of where it leads."""
    assert address in visitor.get(page).content.decode(), f"no form to {address}"
    answer = visitor.post(address, sent or {}, follow=True)
    assert answer.status_code in (200, 400)  # 400: the same page says why not
    return words_of(answer.content.decode())


def read(visitor: Client, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return words_of(unescape(answer.content.decode()))


def prepared(cast: Cast, chief: Client, script: Script = NIGHT) -> Drill:
    """The Chief of Staff prepares a drill, names who plays and who observes."""
    listed = reverse("exercise:drills", args=["luma"])
    sent = {"title": "Night drill", "conductor": cast[CHIEF].pk, "classification": 1}
    new = reverse("exercise:drill_new", args=["luma"])
    assert new in chief.get(listed).content.decode()
    assert chief.post(new, sent).status_code == 302
    drill = Drill.objects.select_related("mission").latest("entered_at")
    page = page_of(drill)
    pressed(chief, page, act_of(drill, "script"), {"content": as_file(script)})
    for role, who in (("joc", JOC), ("unit", UNIT)):
        sent = {"role_code": role, "person": cast[who].pk}
        pressed(chief, page, act_of(drill, "player"), sent)
    pressed(chief, page, act_of(drill, "observer"), {"person": cast[OBSERVER].pk})
    return drill


def started(cast: Cast, chief: Client) -> Drill:
    """A drill that runs."""
    drill = prepared(cast, chief)
    pressed(chief, page_of(drill), act_of(drill, "start"))
    drill = Drill.objects.select_related("mission", "exercise").get(pk=drill.pk)
    assert drill.state == "running" and drill.exercise is not None
    return drill


def there(drill: Drill, name: str, *of: Any) -> str:
    """An address in the exercise mission."""
    assert drill.exercise is not None
    return urlsplit(reverse(name, args=[drill.exercise.code, *of])).path

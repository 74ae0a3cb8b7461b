"""A joint task carries the check whether mission and humanitarians remain distinguishable: on the
alert it was given for, with its outcome, and marked where nobody checked."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.capacity.models import Unit
from tutela_web.crisis.decisions import verbs
from tutela_web.crisis.models import Tasking
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.partners.space.verbs import ACT
from tutela_web.records import verbs as records
from tutela_web.warning.models import Alert


def joint_task(cast: Cast) -> tuple[Alert, Tasking]:
    alert = call(cast)
    unit = Unit(code="a", name="A Company", classification=0, area=cast.north)
    records.create(unit, mission=cast.mission, by=None)
    tasked = verbs.task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=at_desk(cast, "sector_operations"),
        unit=unit,
    )
    Tasking.objects.filter(pk=tasked.pk).update(joint=True)
    return alert, tasked


def test_a_joint_task_is_marked_until_it_is_checked_and_shows_the_outcome(
    cast: Cast, sign_in: Any
) -> None:
    alert, tasked = joint_task(cast)
    adviser = sign_in(cast.adviser)
    assert at_desk(cast, "poc_adviser").may(ACT)
    at = f"/m/luma/alerts/{alert.pk}/"
    shown = adviser.get(at).content.decode()
    panel = reverse("partners:task_checks", args=["luma", alert.pk])
    assert panel in shown
    page = adviser.get(panel)
    assert "not checked" in text_of(page)
    new = reverse("partners:check_new", args=["luma"]) + f"?tasking={tasked.pk}"
    assert new in page.content.decode()
    begun = adviser.get(new).context["form"].initial
    assert begun["kind"] == "task" and begun["tasking"] == tasked
    check = {
        "kind": "operation",
        "what": "Night patrol with the district police",
        "on": str(make.TODAY),
        "tasking": str(tasked.pk),
        "partner": "",
        "asked_by": "",
        "area": "",
        "place": "",
        "outcome": "",
        "classification": "1",
    }
    assert adviser.post(new, check).status_code == 400, "a tasking is checked as a joint task"
    sent = adviser.post(new, check | {"kind": "task"})
    assert sent.status_code == 302
    shown = text_of(adviser.get(panel))
    assert "not all answered" in shown and "not checked" not in shown
    of_check = reverse("partners:check", args=["luma", SpaceCheck.objects.get().pk])
    assert str(alert) in text_of(adviser.get(of_check))
    answers = dict.fromkeys(("escorts", "markings", "transport", "visits"), "none")
    assert adviser.post(f"{of_check}answers/", answers | {"version": "1"}).status_code == 302
    edited = check | {"kind": "task", "outcome": "Two cars, unmarked, a day apart", "version": "2"}
    assert adviser.post(f"{of_check}edit/", edited).status_code == 302
    assert "Two cars, unmarked" in text_of(adviser.get(panel))
    assert SpaceCheck.objects.get().tasking == tasked, "an edit leaves the task"


def test_who_reads_no_fora_finds_no_checks_and_no_panel(cast: Cast, sign_in: Any) -> None:
    alert, _tasked = joint_task(cast)
    soldier = sign_in(cast["unit_commander"])
    panel = reverse("partners:task_checks", args=["luma", alert.pk])
    assert soldier.get(panel).status_code == 404
    assert panel not in soldier.get(f"/m/luma/alerts/{alert.pk}/").content.decode()
    assert sign_in(cast["partner"]).get(panel).status_code == 404

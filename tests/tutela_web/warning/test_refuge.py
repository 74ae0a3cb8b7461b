"""Where people hide stands in an alert for who responds while the danger runs, and is sealed
once it ended, wherever it stood."""

from __future__ import annotations

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.crisis.decisions.verbs import record_outcome
from tutela_web.warning.models import Alert, RefugeAnswer

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]

NEW = "/m/luma/alerts/new/"
SAID = "Forty armed men near the ford. The women sleep in the reed beds."


def raised(cast: Cast, sign_in: Any) -> Alert:
    """An alert as a caller told it to the desk."""
    sent = {
        "id": str(uuid4()),
        "un_personnel": "no",
        "level": "warning",
        "channel": "call",
        "act": "armed men near the ford",
        "who": "",
        "whom": "women who hide in the reed beds",
        "words": SAID,
        "place": "",
    }
    sign_in(cast["joc_duty_officer"]).post(NEW, sent)
    return Alert.objects.get()


def page_of(client: Any, alert: Alert) -> str:
    return unescape(client.get(f"/m/luma/alerts/{alert.pk}/").content.decode())


def calmed(cast: Cast, alert: Alert) -> None:
    """Somebody says that the danger ended."""
    by = standing_of(cast["joc_duty_officer"], cast.mission)
    alert.refresh_from_db()
    record_outcome(alert, "false_alarm", by=by, danger_ended="the chief, by telephone")


def tables_with(words: str) -> set[str]:
    """The tables in which words stand as they are read."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        columns = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.values_list(*columns):
            if any(words in str(cell) or words in _text(cell) for cell in row):
                found.add(model._meta.db_table)
    return found


def _text(cell: Any) -> str:
    is_bytes = isinstance(cell, (bytes, memoryview))
    return bytes(cell).decode("utf8", "replace") if is_bytes else ""


def test_it_stands_while_the_danger_runs_and_is_sealed_when_it_ended(
    cast: Cast, sign_in: Any
) -> None:
    alert = raised(cast, sign_in)
    desk = sign_in(cast["joc_duty_officer"])
    page = page_of(desk, alert)
    assert 'id="refuge"' in page and "Does this say where people hide or flee to?" in page
    desk.post(f"/m/luma/alerts/{alert.pk}/refuge/", {"says_it": "yes"})
    page = page_of(desk, alert)
    assert 'id="refuge"' not in page and "reed beds" in page, "who responds needs it"
    calmed(cast, alert)
    assert tables_with("reed beds") == set(), "nor in versions, reasons or the index"
    for who in ("joc_duty_officer", "poc_adviser"):
        page = page_of(sign_in(cast[who]), alert)
        assert "reed beds" not in page and "armed men near the ford" in page, who
    assert RefugeAnswer.objects.get().sealed_at is not None


def test_an_incident_the_alert_rests_on_is_sealed_with_it(cast: Cast, sign_in: Any) -> None:
    incident = make.incident(
        cast.mission,
        title="Armed men near the ford",
        summary="Two huts burnt. The women sleep in the reed beds.",
        by=cast.amina,
    )
    alert = raised(cast, sign_in)
    Alert.objects.filter(pk=alert.pk).update(evidence=[f"incident:{incident.pk}"])
    desk = sign_in(cast["joc_duty_officer"])
    desk.post(f"/m/luma/alerts/{alert.pk}/refuge/", {"says_it": "yes"})
    calmed(cast, alert)
    incident.refresh_from_db()
    assert incident.summary == "Two huts burnt. (sealed)"
    assert incident.title == "Armed men near the ford"
    assert tables_with("reed beds") == set()


def test_what_a_person_said_is_no_hiding_place_stays(cast: Cast, sign_in: Any) -> None:
    alert = raised(cast, sign_in)
    desk = sign_in(cast["joc_duty_officer"])
    desk.post(f"/m/luma/alerts/{alert.pk}/refuge/", {"says_it": "no"})
    calmed(cast, alert)
    assert "reed beds" in page_of(desk, alert)


def test_an_answer_after_the_end_seals_at_once_and_others_do_not_answer(
    cast: Cast, sign_in: Any
) -> None:
    alert = raised(cast, sign_in)
    calmed(cast, alert)
    stranger = sign_in(cast["unit_commander"])
    stranger.post(f"/m/luma/alerts/{alert.pk}/refuge/", {"says_it": "yes"})
    assert not RefugeAnswer.objects.exists()
    desk = sign_in(cast["joc_duty_officer"])
    desk.post(f"/m/luma/alerts/{alert.pk}/refuge/", {"says_it": "yes"})
    assert tables_with("reed beds") == set()

"""The demonstration: real public events, invented people and operations kept apart from scores."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tutela_web.access.models import Mission
from tutela_web.access.policy import missions_of, standing_of
from tutela_web.access.vault import keyring
from tutela_web.base import clock
from tutela_web.crisis.queries import screen
from tutela_web.demo.prepare import COUNTRIES, build
from tutela_web.fora.forum.models import Forum
from tutela_web.incidents.models import Event, Incident
from tutela_web.mandate.models import MandatedTask, Resolution
from tutela_web.risk.models import Assessment, Risk, SuggestedRisk
from tutela_web.warning.models import Alert
from tutela_web.warning.queries import known_of

DATA = Path("demo/data")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_the_mission_of_the_centre_is_built_and_can_be_signed_into(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    from tutela_web.access.models import Person

    keyring.make_first()
    country = COUNTRIES[1]
    steps: list[str] = []
    mission = build(country, DATA, tell=steps.append)
    again = build(country, DATA, tell=steps.append)
    assert again.pk == mission.pk and Mission.objects.count() == 1
    assert mission.is_demo and clock.today(mission) == date(2018, 12, 31)

    december = Event.objects.filter(date_end__gte="2018-12-01", date_end__lte="2018-12-31")
    assert december.count() == 1, "thin coverage is shown as thin"
    made = Assessment.objects.filter(mission=mission, compartment="")
    assert made.count() == 13 and made.order_by("-on")[0].on == date(2018, 12, 31)

    invented = Incident.objects.filter(mission=mission)
    assert invented.count() and all(i.invented for i in invented)
    last_real = Event.objects.order_by("-date_end").values_list("date_end", flat=True)[0]
    assert all(i.event_from and i.event_from >= last_real for i in invented)
    names = SuggestedRisk.objects.values_list("place__name", "actor")
    assert not any("invented" in f"{place} {actor}" for place, actor in names)

    alerts = Alert.objects.filter(mission=mission)
    assert alerts.count() == 5 and all(one.invented for one in alerts)
    assert {one.now.state for one in alerts} == {"closed", "acknowledged", "received"}
    desk = standing_of(Person.objects.get(username="caf.joc"), mission)
    luma = alerts.get(heading__startswith="west")
    assert any(one.able for one in screen(desk, luma, known_of(desk, [luma])[luma.pk]).units)

    fora = Forum.objects.filter(mission=mission)
    assert fora.count() == 5 and all(one.invented for one in fora), "made once, and marked"

    texts = Resolution.objects.filter(mission=mission)
    assert texts.count() == 2 and all(one.invented for one in texts), "made once, and marked"
    tasks = MandatedTask.objects.filter(mission=mission)
    assert all(one.invented for one in tasks)
    holding = [one for one in tasks if one.holds(clock.today(mission))]
    assert len(holding) == 10 and all(one.component for one in holding)

    adviser = Person.objects.get(username="caf.adviser")
    assert missions_of(adviser) == [mission]
    client = Client()
    client.force_login(adviser, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/m/caf/").content.decode()
    assert "invented" in page and "Luma" not in page.split("<table", 1)[1].split("</table>")[0]
    for risk in Risk.objects.filter(mission=mission):
        assert client.get(f"/m/caf/risks/{risk.pk}/").status_code == 200
        assert client.get(f"/m/caf/places/{risk.place_id}/").status_code == 200
    assert standing_of(adviser, mission).may("score_risk")

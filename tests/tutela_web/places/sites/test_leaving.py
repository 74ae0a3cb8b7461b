"""A site is closed with a plan, after a reading of security, with UNHCR quoted: never without."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.places.sites.test_site_kinds import site_at
from tutela_web.places.sites.models import Site, SiteReading

pytestmark = pytest.mark.postgresql
QUOTE = "Of 40 families asked one by one, 31 want to go home after the harvest."


def close(client: Client, site: Site) -> Any:
    site.refresh_from_db()
    sent = {"closed_on": str(make.TODAY), "word": "all families left", "version": site.version}
    return client.post(f"/m/luma/places/sites/{site.pk}/close/", sent)


def test_a_site_is_closed_with_its_plan_a_reading_and_a_quotation(cast: Cast, sign_in: Any) -> None:
    site = site_at(cast)
    page = f"/m/luma/places/sites/{site.pk}/"
    adviser = sign_in(cast.adviser)

    refused = close(adviser, site)
    assert refused.status_code == 400
    assert "there is no plan for closing" in unescape(refused.content.decode())

    plan = {
        "kind": "camp",
        "opened_on": "",
        "planned_for": "",
        "managed_by": "Camp committee",
        "around": "",
        "around_on": "",
        "around_source": "",
        "causes": "",
        "causes_on": "",
        "causes_source": "",
        "closing_plan": "Families of block A go to Koro in March; the clinic stays open until May.",
        "closing_plan_on": str(make.TODAY),
        "classification": "1",
        "version": site.version,
    }
    assert adviser.post(f"{page}edit/", plan).status_code == 302
    refused = close(adviser, site)
    assert "has not read security for the closure" in unescape(refused.content.decode())

    reading = {
        "about": "closure",
        "whither": "Koro",
        "read_on": str(make.TODAY),
        "safe": "yes",
        "safe_why": "No shot on the road since June. The families go voluntarily.",
        "dignified": "",
        "dignified_why": "",
        "lasting": "no",
        "lasting_why": "Land papers of block A are not settled.",
        "quoted": "",
        "quoted_from": "",
        "quoted_on": "",
        "quoted_source": "",
        "classification": "1",
    }
    told = adviser.post(f"{page}readings/new/", reading)
    assert told.status_code == 400
    assert "is not the mission's to state" in unescape(told.content.decode())
    reading["safe_why"] = "No shot on the road since June, by eight patrols."
    assert adviser.post(f"{page}readings/new/", reading | {"lasting_why": ""}).status_code == 400, (
        "what is read has its evidence"
    )
    assert adviser.post(f"{page}readings/new/", reading).status_code == 302
    refused = close(adviser, site)
    assert "nobody is quoted" in unescape(refused.content.decode())

    quote = {"quoted": QUOTE, "quoted_from": "unhcr", "quoted_on": str(make.TODAY)}
    whole = reading | quote | {"quoted_source": "Intentions survey, UNHCR Luma"}
    told = adviser.post(f"{page}readings/new/", reading | quote)
    assert told.status_code == 400, "a quotation without its source is none"
    assert adviser.post(f"{page}readings/new/", whole).status_code == 302
    assert SiteReading.objects.filter(site=site).count() == 2, "the first reading stands"

    assert close(sign_in(cast.boris), site).status_code == 403
    assert close(adviser, site).status_code == 302
    shown = unescape(adviser.get(page).content.decode())
    assert QUOTE in shown and "UNHCR" in shown and "This site was closed on" in shown
    assert 'id="close"' not in shown
    assert close(adviser, site).status_code == 400, "closed once"

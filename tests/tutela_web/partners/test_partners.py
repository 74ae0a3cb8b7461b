"""Partners and what was agreed with them: gaps are named, and nobody is asked for more than they
accept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, senior, url
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry
from tutela_web.base.errors import Denied
from tutela_web.capacity.models import Unit
from tutela_web.fora.forum import verbs as fora_verbs
from tutela_web.partners.arrangements import verbs as arrangement_verbs
from tutela_web.partners.arrangements.kind import ARRANGEMENT
from tutela_web.partners.arrangements.models import Arrangement, Party
from tutela_web.partners.arrangements.queries import arrangement_list, lacks
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.queries import cluster_leads, partner_list
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.warning.alerts.verbs import raise_alert

MEDICS = {"name": "Medics of the River", "kind": "ngo", "classification": 1}
SHEET = {
    "kind": "contacts",
    "name": "Emergency contacts North",
    "says": "Call OCHA first.",
    "classification": 1,
}


def partner(cast: Cast, **fields: Any) -> Partner:
    return create_record(PARTNER, MEDICS | fields, by=by(cast, "poc_adviser"))


def arranged(cast: Cast, **fields: Any) -> Arrangement:
    return create_record(ARRANGEMENT, SHEET | fields, by=by(cast, "poc_adviser"))


def test_a_partner_without_channel_or_contact_is_listed_first(cast: Cast, sign_in: Any) -> None:
    partner(
        cast,
        name="UNHCR",
        kind="un",
        contact="protection officer",
        channel="weekly call",
        depth="joint",
        leads_cluster=True,
        area=cast.north,
    )
    client = sign_in(cast.adviser)
    sent = MEDICS | {"level": "headquarters", "refused_on": str(make.TODAY)}
    assert client.post(url("partners:partner_new"), sent | {"name": " "}).status_code == 400
    assert client.post(url("partners:partner_new"), sent).status_code == 302
    rows = partner_list(by(cast, "boris"), {})
    assert [one.name for one in rows] == ["Medics of the River", "UNHCR"]
    assert rows[0].lacks == ["contact", "channel", "depth"]
    north, south = cluster_leads(by(cast, "boris"), rows)
    assert [one.name for one in north.by] == ["UNHCR"] and not south.by
    page = sign_in(cast.boris).get(url("partners:partner", rows[0].pk)).content.decode()
    assert "no contact point" in page and "It is not pressed" in page
    for who in ("boris", "force_commander"):
        with pytest.raises(Denied):
            create_record(PARTNER, MEDICS, by=by(cast, who))
    assert sign_in(cast.chen).get(url("partners:partners")).status_code == 404
    assert sign_in(cast["partner"]).get(url("partners:partners")).status_code == 404


def test_nobody_is_asked_for_more_than_they_accept(cast: Cast) -> None:
    adviser = by(cast, "poc_adviser")
    medics, shut = partner(cast), partner(cast, name="Lone Watch", depth="none")
    forum = senior(cast)
    with pytest.raises(BadParameter, match="so much contact"):
        fora_verbs.add_member(forum, organisation="medics of the river", by=adviser)
    fora_verbs.add_member(forum, organisation="Medics of the River", guest=True, by=adviser)
    with pytest.raises(BadParameter, match="so much contact"):
        fora_verbs.add_member(forum, organisation="Lone Watch", guest=True, by=adviser)
    close = arranged(cast, kind="close", name="Camp Adok")
    for one in (medics, shut):
        with pytest.raises(BadParameter, match="so much contact"):
            arrangement_verbs.bind_party(close, {"partner": one, "part": "clinic"}, by=adviser)
    with pytest.raises(BadParameter, match="so much contact"):
        arrangement_verbs.bind_party(arranged(cast), {"partner": shut, "part": "x"}, by=adviser)
    arrangement_verbs.bind_party(arranged(cast), {"partner": medics, "part": "clinic"}, by=adviser)


def test_a_crisis_procedure_names_who_has_not_agreed_and_what_the_others_read_back(
    cast: Cast, sign_in: Any
) -> None:
    one = arranged(cast, kind="crisis", name="When the river falls")
    client = sign_in(cast.adviser)
    medics = partner(cast)
    governor = partner(cast, name="Governor's office", kind="host")
    for who in (medics, governor):
        sent = {"partner": who.pk, "part": "tells its people", "line": "HF 5"}
        assert client.post(url("partners:party_new", one.pk), sent).status_code == 302
    again = client.post(url("partners:party_new", one.pk), sent)
    assert again.status_code == 400 and b"bound already" in again.content
    party = Party.objects.get(partner=governor)
    sent = {"on": str(make.TODAY), "read_back": "We open the bridge."}
    assert client.post(url("partners:party_agree", one.pk, party.pk), sent).status_code == 302
    page = sign_in(cast.boris).get(url("partners:arrangement", one.pk))
    assert page.context["missing"] == ["Medics of the River"]
    assert "We open the bridge." in page.content.decode()
    (row,) = arrangement_list(by(cast, "boris"), {})
    assert (row.parties, row.missing) == (2, 1)
    refused = sign_in(cast.boris).post(url("partners:party_agree", one.pk, party.pk), sent)
    assert refused.status_code == 403


def test_a_line_is_tested_and_who_was_called_in_a_crisis_stands_with_the_answer(
    cast: Cast, sign_in: Any
) -> None:
    one, adviser = arranged(cast, area=cast.north), by(cast, "poc_adviser")
    values = {"partner": partner(cast), "part": "clinic", "line": "HF 5"}
    party = arrangement_verbs.bind_party(one, values, by=adviser)
    alert = raise_alert(
        {"act": "march", "classification": 1}, mission=cast.mission, by=by(cast, "head_of_mission")
    )
    client = sign_in(cast.adviser)
    at = make.TODAY - timedelta(days=1)
    sent = {"why": "crisis", "at": f"{at}T10:00", "reached": "on", "alert": alert.pk}
    assert client.post(url("partners:party_call", one.pk, party.pk), sent).status_code == 400
    sent["answer"] = "The clinic moves its patients."
    assert client.post(url("partners:party_call", one.pk, party.pk), sent).status_code == 302
    arrangement_verbs.call(party, {"why": "test"}, by=adviser)
    page = client.get(url("partners:arrangement", one.pk)).content.decode()
    assert "The clinic moves its patients." in page and str(alert) in page and "no answer" in page
    kept = client.get(url("partners:sheet_html", one.pk))
    text = kept.content.decode()
    assert (
        "HF 5" in text
        and "CONFIDENTIAL" in text.upper()
        and "src=" not in text
        and "<script" not in text
    )
    assert AuditEntry.objects.filter(act="export", subject_id=str(one.pk)).count() == 1
    assert client.get(url("partners:sheet_pdf", one.pk)).content.startswith(b"%PDF")
    assert (
        sign_in(cast["sector_operations"]).get(url("partners:sheet_html", one.pk)).status_code
        == 404
    )


def test_a_call_in_a_crisis_is_logged_from_its_alert_by_the_duty_officer_and_stands_there(
    cast: Cast, sign_in: Any
) -> None:
    """The crisis room calls the clinic: the page of the alert says so, and so does its timeline."""
    one, adviser = arranged(cast), by(cast, "poc_adviser")
    values = {"partner": partner(cast), "part": "clinic", "line": "HF 5"}
    party = arrangement_verbs.bind_party(one, values, by=adviser)
    alert = raise_alert(
        {"act": "march", "area": cast.north, "classification": 1},
        mission=cast.mission,
        by=by(cast, "head_of_mission"),
    )
    address, calls = f"/m/luma/alerts/{alert.pk}/", f"/m/luma/alerts/{alert.pk}/calls/"
    officer = sign_in(cast["joc_duty_officer"])
    assert calls in officer.get(address).content.decode()
    form = officer.get(calls).content.decode()
    assert "Medics of the River" in form and "HF 5" in form
    at = make.TODAY - timedelta(days=1)
    sent = {"party": party.pk, "at": f"{at}T10:00", "reached": "on"}
    assert officer.post(calls, sent).status_code == 302
    assert not party.calls.exists(), "who was reached answered something"
    sent["answer"] = "The clinic moves its patients."
    assert officer.post(calls, sent).status_code == 302
    for who in ("joc_duty_officer", "head_of_field_office"):
        browser = sign_in(cast[who])
        for page in (address, calls, f"{address}timeline/"):
            shown = browser.get(page).content.decode()
            assert "Medics of the River" in shown or who != "joc_duty_officer", (who, page)
            assert "The clinic moves its patients." in shown, (who, page)
    sign_in(cast["unit_commander"]).post(calls, sent)
    assert party.calls.count() == 1, "by who keeps no log nothing is recorded"


def test_channels_to_host_authorities_stand_by_level_and_an_empty_level_is_a_gap(
    cast: Cast, sign_in: Any
) -> None:
    channel = senior(cast, name="Governor", kind="host", level="regional", rhythm_days=30)
    page = sign_in(cast.boris).get(url("partners:partners"))
    assert [len(row.channels) for row in page.context["host"]] == [0, 1, 0]
    body = page.content.decode()
    assert str(channel) in body and body.count("no channel recorded") == 2


def test_areas_without_an_agreement_with_the_host_are_listed(cast: Cast, sign_in: Any) -> None:
    arranged(
        cast,
        kind="host",
        name="Who does what in Luma",
        area=cast.north,
        next_on=make.TODAY - timedelta(days=1),
    )
    reader = by(cast, "boris")
    host = next(one for one in lacks(reader) if one.kind == "host")
    assert host.areas == [cast.south.name]
    page = sign_in(cast.boris).get(url("partners:arrangements")).content.decode()
    assert cast.south.name in page and "past" in page


def test_what_integration_results_in_and_a_parallel_forum_are_shown(
    cast: Cast, sign_in: Any
) -> None:
    one = arranged(cast, kind="integration", name="Integration directive")
    forum = senior(cast, rests_on=one)
    page = sign_in(cast.boris).get(url("partners:arrangement", one.pk)).content.decode()
    assert str(forum) in page
    roles = arranged(cast, kind="roles", name="Who escorts", parallel=True)
    assert (
        "forum of its own"
        in sign_in(cast.boris).get(url("partners:arrangement", roles.pk)).content.decode()
    )


def test_the_decision_screen_warns_in_an_area_of_separation_and_says_whom_to_call(
    cast: Cast, sign_in: Any
) -> None:
    place = make.place(cast.mission, "Luma", area=cast.north)
    alert = raise_alert(
        {"act": "march", "classification": 1, "place": place},
        mission=cast.mission,
        by=by(cast, "head_of_mission"),
    )
    screen = f"/m/luma/alerts/{alert.pk}/decision/"
    client = sign_in(cast.adviser)
    assert "Area of separation" not in client.get(screen).content.decode()
    arranged(cast, kind="separation", name="Clinic of Luma", place=place)
    arranged(cast)
    page = client.get(screen).content.decode()
    assert "Area of separation" in page and "Emergency contacts North" in page
    unit = sign_in(cast["unit_commander"]).get(screen).content.decode()
    assert "Area of separation" in unit and "Clinic of Luma" not in unit


def test_the_lists_take_the_same_queries_for_one_as_for_many(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    reader = by(cast, "boris")
    for number in range(4):
        partner(cast, name=f"House {number}")
        arranged(cast, name=f"Sheet {number}")
        if number in (0, 3):
            with django_assert_num_queries(3):
                assert len(partner_list(reader, {})) == number + 1
                assert len(arrangement_list(reader, {})) == number + 1


def test_what_somebody_may_not_read_is_never_told_as_absent(cast: Cast, sign_in: Any) -> None:
    far = ", as far as you may read"
    risk = make.risk(
        cast.mission, make.place(cast.mission, "Luma", area=cast.north), by=cast.adviser
    )
    unit = Unit(name="B Company", code="b-coy", area=cast.north, classification=0)
    records.create(unit, mission=cast.mission, by=cast.adviser)
    told = reverse("capacity:guidance", args=["luma"])
    near, whole = sign_in(cast["head_of_field_office"]), sign_in(cast["head_of_mission"])
    for page in (
        url("partners:partners"),
        url("partners:clusters"),
        url("engagements:threats"),
        told,
    ):
        assert far in near.get(page).content.decode(), page
        assert far not in whole.get(page).content.decode(), page
    reporter = sign_in(cast["field_reporter"])
    assert f"never briefed{far}" in reporter.get(told).content.decode()
    threat = url("engagements:threat", risk.pk)
    assert "You may read no approach of its own" in reporter.get(threat).content.decode()
    assert "This threat has no approach of its own" in near.get(threat).content.decode()

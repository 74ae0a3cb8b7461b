"""Decisions rest on a paragraph of the mandate and keep to its principles, or say why not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.crisis.month import unit
from tests.tutela_web.mandate.test_mandate import by, confirmed, loaded, paragraph
from tests.tutela_web.mandate.test_mandate import url as mandate
from tests.tutela_web.warning.story import call
from tutela.base.errors import BadParameter
from tutela_web.crisis.decisions.verbs import answer, decide, task
from tutela_web.crisis.models import Decision
from tutela_web.mandate import verbs
from tutela_web.mandate.queries import paragraphs_in_force
from tutela_web.mandate.task_kind import TASK
from tutela_web.records.kind_verbs import edit_record


def test_a_decision_cites_its_paragraph_and_keeps_the_principles_without_a_word_typed(
    cast: Cast, sign_in: Any
) -> None:
    part = paragraph(loaded(cast), "2 (a)")
    task = confirmed(cast, part)
    limits = {"means": "all necessary means", "limit": "its area", "host": "the host comes first"}
    edit_record(TASK, task, limits, version=1, by=by(cast, "poc_adviser"))
    alert = call(cast)
    client = sign_in(cast["force_commander"])
    page = client.get(f"/m/luma/alerts/{alert.pk}/decision/")
    shown = {bound.name: bound.value() for bound in page.context["form"].principles}
    sent = shown | {
        "id": "0" * 31 + "1",
        "choice": "act",
        "authority": "commands",
        "reason": "near",
        "paragraph": part.pk,
    }
    assert client.post(f"/m/luma/alerts/{alert.pk}/decide/", sent).status_code == 302
    made = Decision.objects.get()
    assert made.principles == dict.fromkeys(("consent", "impartiality", "force"), "kept")
    listed = client.get(f"/m/luma/mandate/paragraphs/{part.pk}/decisions/").content.decode()
    for word in (
        "imminent threat",
        "all necessary means",
        "its area",
        "the host comes first",
        f"#d-{made.pk}",
    ):
        assert word in listed
    assert f"{part.pk}/decisions/" in client.get(mandate("paragraph", part.pk)).content.decode()
    told = client.get(f"/api/v1/missions/luma/decisions/{made.pk}").json()
    assert told["paragraph_id"] == str(part.pk) and told["principles"]["force"] == "kept"
    for who, status in (("drafter", 404), ("partner", 404), ("chen", 404)):
        page = sign_in(cast[who]).get(f"/m/luma/mandate/paragraphs/{part.pk}/decisions/")
        assert page.status_code == status


def test_one_that_departs_from_a_principle_names_its_authority_and_reason(
    cast: Cast, sign_in: Any
) -> None:
    alert = call(cast)
    client = sign_in(cast["force_commander"])
    sent = {
        "id": "0" * 31 + "2",
        "choice": "act",
        "authority": "commands",
        "reason": "near",
        "principle_consent": "departs",
        "principles_note": "the road is shut",
    }
    refused = client.post(f"/m/luma/alerts/{alert.pk}/decide/", sent)
    assert refused.status_code == 400 and "needs its authority" in refused.content.decode()
    assert not Decision.objects.exists()
    said = {"departs_by": "Head of Mission, 12 June"}
    assert client.post(f"/m/luma/alerts/{alert.pk}/decide/", sent | said).status_code == 302
    made = Decision.objects.get()
    assert made.departs and made.principles == {"consent": "departs"}
    page = client.get(f"/m/luma/alerts/{alert.pk}/decision/").content.decode()
    assert "Head of Mission, 12 June" in page and "not looked at" in page
    preamble = loaded(cast).paragraphs.filter(kind="preambular")[0]
    with pytest.raises(BadParameter, match="paragraph of the mission"):
        decide(
            alert, "act", by=by(cast, "force_commander"), authority="commands", paragraph=preamble
        )


def test_a_unit_that_accepts_a_task_acknowledges_the_norms_it_acts_under(
    cast: Cast, sign_in: Any
) -> None:
    alert, force = call(cast), by(cast, "force_commander")
    tasked = task(alert, "evacuation", standard="deter_by_presence", by=force, unit=unit(cast))
    client = sign_in(cast["force_commander"])
    page = client.get(f"/m/luma/alerts/{alert.pk}/decision/").content.decode()
    assert "ST/SGB/1999/13" in page and "International refugee law" in page
    sent = {"answer": "accepted", "norms": "on", **BY_RADIO}
    client.post(f"/m/luma/alerts/{alert.pk}/answer/{tasked.pk}/", sent)
    assert tasked.answers.get().norms == ["rights", "refugee", "bulletin-ihl", "bulletin-sea"]
    page = client.get(f"/m/luma/alerts/{alert.pk}/decision/").content.decode()
    assert "norms acknowledged" in page
    other = task(
        alert,
        "day_patrol",
        standard="deter_by_presence",
        by=force,
        unit=unit(cast, "Police 1"),
        addition=True,
    )
    assert answer(other, "accepted", by=force, **BY_RADIO).norms == []
    page = client.get(f"/m/luma/alerts/{alert.pk}/decision/").content.decode()
    assert "norms not acknowledged" in page


def test_only_what_mandates_protection_today_is_offered(cast: Cast) -> None:
    adviser = by(cast, "poc_adviser")
    one = loaded(cast, adopted=adviser.on)
    part = paragraph(one, "2 (a)")
    assert not paragraphs_in_force(adviser)
    verbs.judge(part, True, version=1, by=adviser)
    confirmed(cast, paragraph(one, "2 (b)"), "camps")
    assert [row.number for row in paragraphs_in_force(adviser)] == ["2 (a)", "2 (b)"]
    verbs.retire(one, adviser.on, version=1, by=adviser, reason="over")
    assert not paragraphs_in_force(adviser)

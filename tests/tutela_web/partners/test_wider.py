"""Concerns wider than POC by the mission: out of the priorities, never out of sight, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, url
from tests.tutela_web.version_rows import raw_versions
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.engagements.threats.queries import threats_for
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.partners.sides.kind import PROTECTOR
from tutela_web.partners.sides.models import ProtectionActor
from tutela_web.partners.wider import verbs
from tutela_web.partners.wider.kind import CONCERN
from tutela_web.partners.wider.models import WiderConcern
from tutela_web.partners.wider.queries import kept_outside
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import RegisterFilters, hotspots
from tutela_web.risk.queries import register as register_of
from tutela_web.risk.verbs import close_risk, propose
from tutela_web.strategy.content.elements import live_counts
from tutela_web.strategy.content.prefill import prefill_sections

REGISTER = reverse("risk:register", args=["luma"])


def wfp(cast: Cast) -> ProtectionActor:
    fields = {
        "kind": "humanitarian",
        "name": "Food Agency",
        "seen_on": make.TODAY,
        "classification": 0,
    }
    return create_record(PROTECTOR, fields, by=by(cast, "poc_adviser"))


def hunger(cast: Cast, **fields: Any) -> dict[str, Any]:
    """The lean season, which the Food Agency answers for."""
    return {
        "what": "Hunger in the lean season",
        "reason": "No violence: the rains failed.",
        "classification": 1,
    } | fields


def line(cast: Cast, name: str = "Luma") -> Risk:
    place = make.place(cast.mission, name, area=cast.north)
    return make.risk(cast.mission, place, by=cast.adviser, actor="Merchants", harm="looting")


def test_a_line_outside_the_scope_leaves_the_priorities_is_listed_apart_and_comes_back(
    cast: Cast, sign_in: Any
) -> None:
    risk, agency = line(cast), wfp(cast)
    adviser, boris, chen = (sign_in(p) for p in (cast.adviser, cast.boris, cast.chen))
    assert "0 outside the scope" in boris.get(REGISTER).content.decode()
    page = adviser.get(url("partners:concern_new") + f"?risk={risk.pk}")
    assert page.context["form"].initial["risk"] == risk
    sent = hunger(cast, risk=risk.pk, protector=agency.pk)
    assert boris.post(url("partners:concern_new"), sent).status_code == 403
    answer = adviser.post(url("partners:concern_new"), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    one = WiderConcern.objects.get()
    assert (one.decided_by.role, one.area) == ("poc_adviser", cast.north)
    reader = by(cast, "boris")
    assert (
        not register_of(reader, RegisterFilters()).lines
        and not hotspots(reader, RegisterFilters())[0]
    )
    assert not threats_for(reader), "nor does it ask for an approach of its own"
    assert live_counts(reader)["risks_actual"] == 0, "section B does not count it"
    body = boris.get(REGISTER).content.decode()
    assert "1 outside the scope" in body and "No violence: the rains failed." in body
    assert "Food Agency" in body and "not told yet" in body
    told = boris.get(reverse("risk:risk", args=["luma", risk.pk])).content.decode()
    assert "Outside the scope of the strategy." in told
    text = prefill_sections(by(cast, "poc_adviser"), language="en", marking=1)["A"]
    assert "- Hunger in the lean season: No violence: the rains failed. (referred to: Food" in text
    assert live_counts(reader)["outside_scope"] == 1
    low = prefill_sections(by(cast, "poc_adviser"), language="en", marking=0)
    assert "Hunger" not in low.get("A", "")
    with pytest.raises(NotNow, match="outside the scope"):
        propose(
            Risk.objects.get(),
            by=by(cast, "analyst"),
            version=2,
            reason="Now they burn.",
            gravity=5,
        )
    told_on = sent | {"version": 1, "referred_on": make.TODAY}
    assert adviser.post(url("partners:concern", one.pk), told_on).status_code == 302
    assert "not told yet" not in boris.get(url("partners:concerns")).content.decode()
    assert (
        adviser.post(url("partners:concern_back", one.pk), {"version": 2, "why": ""}).status_code
        == 400
    )
    back = {"version": 2, "why": "Merchants armed guards."}
    assert boris.post(url("partners:concern_back", one.pk), back).status_code == 403
    assert adviser.post(url("partners:concern_back", one.pk), back).status_code == 302
    risk.refresh_from_db()
    assert (risk.status, risk.review_on, risk.risk) == ("adopted", make.TODAY, 80)
    assert [row.risk for row in register_of(reader, RegisterFilters()).lines] == [risk]
    assert "Merchants armed guards." in boris.get(url("partners:concern", one.pk)).content.decode()
    acts = AuditEntry.objects.filter(kind__in=("risk", "widerconcern"), act__in=("create", "edit"))
    assert acts.filter(chain=str(cast.mission.pk)).count() == 6
    for name, args in (("concerns", ()), ("concern", (one.pk,)), ("concern_new", ())):
        assert chen.get(url(f"partners:{name}", *args)).status_code == 404


def test_a_concern_says_why_and_who_answers_for_it_and_names_nobody_a_reader_may_not_see(
    cast: Cast,
) -> None:
    head, boris = by(cast, "head_of_mission"), by(cast, "boris")
    for wrong, why in (
        ({"reason": " "}, "Why it lies outside"),
        ({"office": ""}, "the responsible actor"),
    ):
        with pytest.raises(BadParameter, match=why):
            create_record(CONCERN, hunger(cast, office="Ministry of Land") | wrong, by=head)
    with pytest.raises(Denied):
        create_record(CONCERN, hunger(cast, office="Ministry of Land"), by=boris)
    risk = line(cast, "Adok")
    closed = make.risk(cast.mission, risk.place, by=cast.adviser, compartment="crsv", harm="crsv")
    with pytest.raises(BadParameter, match="no such record"):
        create_record(CONCERN, hunger(cast, office="Ministry", risk=closed), by=head)
    one = create_record(CONCERN, hunger(cast, office="Ministry of Land", risk=risk), by=head)
    with pytest.raises(NotNow, match="already outside the scope"):
        create_record(
            CONCERN, hunger(cast, office="Ministry", risk=Risk.objects.get(pk=risk.pk)), by=head
        )
    edit_record(CONCERN, one, {"office": "Land Commission"}, version=1, by=head)
    with pytest.raises(Conflict):
        edit_record(CONCERN, one, {"office": "Governor"}, version=1, by=head)
    Risk.objects.filter(pk=risk.pk).update(classification=2)
    assert not kept_outside(boris), "the line was marked higher since"
    assert kept_outside(head).get().risk == risk


def test_words_marked_higher_than_their_line_stay_with_the_concern(
    cast: Cast, sign_in: Any
) -> None:
    head, risk = by(cast, "head_of_mission"), line(cast)
    secret = hunger(cast, office="Ministry of Land", risk=risk, classification=2)
    one = create_record(CONCERN, secret, by=head)
    for address in (REGISTER, reverse("risk:risk", args=["luma", risk.pk])):
        page = sign_in(cast.amina).get(address).content.decode()
        assert "Luma" in page and "rains failed" not in page
    risk.refresh_from_db()
    assert "rains failed" not in str(raw_versions(Risk)) and risk.review_on > make.TODAY  # type: ignore[attr-defined]
    verbs.take_back(one, "Merchants armed guards.", version=1, by=head)
    assert "armed guards" not in str(raw_versions(Risk))  # type: ignore[attr-defined]


def test_a_line_outside_is_taken_back_before_it_is_closed(cast: Cast) -> None:
    head, risk = by(cast, "head_of_mission"), line(cast)
    create_record(CONCERN, hunger(cast, office="Ministry of Land", risk=risk), by=head)
    now = Risk.objects.get(pk=risk.pk)
    with pytest.raises(NotNow, match="take it back in first"):
        close_risk(now, by=head, version=now.version, reason="over")


def test_a_partner_named_in_the_history_is_named_to_who_reads_partners_only(
    cast: Cast, sign_in: Any
) -> None:
    head = by(cast, "head_of_mission")
    given = {"name": "Hands Abroad", "kind": "un", "depth": "joint", "classification": 1}
    partner = create_record(PARTNER, given, by=by(cast, "poc_adviser"))
    one = create_record(CONCERN, hunger(cast, office="Ministry of Land"), by=head)
    edit_record(CONCERN, one, {"partner": partner}, version=1, by=head)
    assert (
        "Hands Abroad"
        in sign_in(cast.adviser).get(url("partners:concern", one.pk)).content.decode()
    )
    page = sign_in(cast["unit_commander"]).get(url("partners:concern", one.pk)).content.decode()
    assert "Hunger" in page and "Hands Abroad" not in page

"""Who receives what class of record, as the rules stand; a role tried against a victim record is
refused, and the refusal is a line of the trail."""

from __future__ import annotations

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import readings_of, roles
from tutela_web.access.rules.queries import CLASSES, Reach, class_rules, classes, reach_of

RULES = "/m/luma/who-receives-what/"


def test_a_role_tried_against_victims_is_refused_and_the_trial_stands_in_the_trail(
    cast: Cast, sign_in
) -> None:
    chief = sign_in(cast["chief_of_staff"])
    page = text_of(chief.get(RULES))
    assert "Violations, with victims" in page and "Try a role" in page
    tried = {"role": "field_reporter", "code": "violations", "marking": "1"}
    answer = chief.post(RULES, tried)
    assert answer.status_code == 200 and not AuditEntry.objects.filter(act="try_given").exists()
    assert "Field reporter does not receive violations, with victims" in text_of(answer)
    line = AuditEntry.objects.get(act="try_refused")
    assert (line.person_id, line.detail["role"], line.detail["of"]) == (
        cast["chief_of_staff"].pk,
        "field_reporter",
        "violations",
    )
    trail = text_of(chief.get("/m/luma/audit/?kind=recordclass"))
    assert "tried a role on a class of record: refused" in trail

    cases = {"role": "women_protection_adviser", "code": "cases:crsv", "marking": "2"}
    assert "given" in text_of(chief.post(RULES, cases))
    assert AuditEntry.objects.filter(act="try_given").count() == 1
    too_high = {"role": "poc_adviser", "code": "violations", "marking": "2"}
    assert "does not receive" in text_of(chief.post(RULES, too_high)), "above its clearance"
    assert chief.post(RULES, {"role": "king", "code": "violations"}).status_code == 400


def test_who_may_not_try_reads_the_rules_and_a_partner_reads_neither(cast: Cast, sign_in) -> None:
    drafter = sign_in(cast["drafter"])
    page = text_of(drafter.get(RULES))
    assert "Conflict-related sexual violence compartment" in page and "Try a role" not in page
    sent = {"role": "analyst", "code": "incidents", "marking": "1"}
    assert drafter.post(RULES, sent).status_code == 403
    assert not AuditEntry.objects.filter(kind="recordclass").exists()
    assert sign_in(cast["partner"]).get(RULES).status_code == 404


def test_section_d_opens_the_rules_and_names_the_body_that_issues_each_product(
    cast: Cast, sign_in
) -> None:
    from tests.tutela_web.warning.story import at_desk
    from tutela_web.strategy.drafting.verbs import open_strategy
    from tutela_web.strategy.edition.models import Section

    drafter = sign_in(cast["drafter"])
    open_strategy({"title": "Luma"}, by=at_desk(cast, "drafter"))
    section = Section.objects.get(letter="D")
    answer = drafter.get(f"/m/luma/strategy/drafts/sections/{section.pk}/")
    page = text_of(answer)
    assert RULES in answer.content.decode()
    assert "Which body issues which product" in page
    assert page.index("Joint Operations Centre") < page.index("Daily situation report")
    assert "Joint Mission Analysis Centre Monthly trends" in page


@pytest.mark.parametrize("role", sorted(roles()))
def test_the_rules_shown_are_what_the_policy_gives(role: str) -> None:
    held = roles()[role]
    shown = {rule.code for rule in class_rules() if any(r.role is held for r in rule.receivers)}
    kinds = {code for code in shown if not code.startswith("cases:")}
    assert kinds == set(readings_of(held, frozenset()))
    assert {f"cases:{one}" for one in held.compartments} == shown - kinds


def test_every_class_has_words_and_an_area_is_told_from_the_mission() -> None:
    assert {code for code in classes() if not code.startswith("cases:")} <= set(CLASSES)
    assert reach_of(roles()["unit_commander"], "incidents") is Reach.AREA
    assert reach_of(roles()["unit_commander"], "actors") is Reach.EVERYWHERE
    assert reach_of(roles()["unit_commander"], "reports") is Reach.OWN
    assert reach_of(roles()["unit_commander"], "violations") is Reach.NOWHERE

"""Endorsement, dissemination and copies for others in a browser: a phone, a desk, by night, in
Arabic."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import BROWSER, faults
from tests.tutela_web.strategy.endorsed import waive_all
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.engagements.residual.verbs import accept_risk
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records import verbs as records
from tutela_web.strategy.disseminating import verbs as give_verbs
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.edition.models import Section
from tutela_web.strategy.endorsing import verbs as sign_verbs
from tutela_web.strategy.endorsing.models import FrozenStrategy

pytestmark = BROWSER
PAGES = {
    "head_of_mission": (
        "drafts/{draft}/signed/",
        "drafts/{draft}/endorsement/",
        "drafts/redacted/{copy}/",
    ),
    "poc_adviser": (
        "drafts/{strategy}/endorsement/",
        "drafts/{strategy}/verify/",
        "drafts/copies/{kept}/",
        "drafts/{strategy}/dissemination/",
        "drafts/recipients/{recipient}/",
        "drafts/redacted/{copy}/",
        "drafts/redacted/{cleared}/",
    ),
}


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    """Luma: one edition in force and given to others, the next one written."""
    head, chief, adviser = (
        by(cast, w) for w in ("head_of_mission", "chief_of_staff", "poc_adviser")
    )
    place = make.place(cast.mission, "Norden", area=cast.north)
    risk = make.risk(cast.mission, place, by=cast.adviser)
    make_lines([{"risk": risk, "activity": "day_patrol", "lead": "Police"}], by=chief)
    unit = Unit(code="KESTREL", name="Kestrel company", known_at=clock.now(cast.mission))
    records.create(unit, mission=cast.mission, by=None)
    accept_risk(
        {
            "what": "Herders east of the river cannot be reached in the rains",
            "why": "No air",
            "changes_if": "A helicopter",
            "until": head.on + timedelta(days=60),
            "classification": 1,
        },
        by=head,
    )
    made = draft_verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=chief
    )
    said = "Kestrel company guards the market of Norden.\n\nPeople fetch water at dawn."
    draft_verbs.save_section(
        Section.objects.get(strategy=made, letter="C"), said, version=1, by=chief
    )
    waive_all(cast, made)
    note = {"step": "answered_legal", "answer": "agreed with changes", "note": "Cite paragraph 8."}
    sign_verbs.record_step(made, note, by=chief)
    sign_verbs.endorse(made, {"note": "With thanks to all who wrote it."}, by=head)
    sign_verbs.put_in_force(made, {}, by=head)
    fields = {"political": "high", "operational": "moderate", "why": "They plan with us."}
    police = fields | {"who": "Police", "kind": "component", "gives": "full"}
    one = give_verbs.decide_recipient(made, police, by=chief)
    one = give_verbs.send(one, {}, version=one.version, by=chief)
    late = {"due": chief.on - timedelta(days=1)}
    records.edit(one, late, version=one.version, by=None)
    host = fields | {"who": "Ministry of Interior", "kind": "host", "gives": "full"}
    give_verbs.decide_recipient(made, host, by=chief)
    copy = give_verbs.begin_copy(made, "host", "full", by=adviser)
    cleared = give_verbs.begin_copy(made, "public", "summary", by=adviser)
    cleared = give_verbs.strike(cleared, "C", "Kestrel company", "unit", version=1, by=adviser)
    cleared = give_verbs.clear_copy(cleared, {}, version=cleared.version, by=head)
    draft = draft_verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma, second year"}, by=chief
    )
    kept = FrozenStrategy.objects.filter(holds="open").latest("entered_at")
    return {
        "strategy": made.pk,
        "draft": draft.pk,
        "kept": kept.pk,
        "recipient": one.pk,
        "copy": copy.pk,
        "cleared": cleared.pk,
    }


def test_the_pages_keep_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, ids: dict[str, Any]
) -> None:
    pages = {
        cast[who]: [f"/m/luma/strategy/{path.format(**ids)}" for path in paths]
        for who, paths in PAGES.items()
    }
    wrong = faults(live_server, sign_in, pages, "signing")
    assert not wrong, "\n".join(wrong)

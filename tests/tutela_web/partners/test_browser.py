"""Engagements, residual risk, asks and roles in a browser: a phone, a desk, by night, in Arabic."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import unit
from tests.tutela_web.fora.story import by
from tests.tutela_web.look.shots import BROWSER, faults
from tests.tutela_web.warning.story import call
from tutela_web.crisis.decisions.verbs import task
from tutela_web.engagements.asks.kind import ASK
from tutela_web.engagements.engagement import verbs as engagement_verbs
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.engagements.residual.verbs import accept_risk
from tutela_web.partners.roles import verbs as roles_verbs
from tutela_web.partners.roles.kind import HOST_NOTE, ROLE
from tutela_web.records.kind_verbs import create_record

pytestmark = BROWSER

WEEK = timedelta(days=7)
PAGES = {
    "head_of_mission": (
        "engagements/",
        "engagements/new/",
        "engagements/{engagement}/",
        "engagements/promises/{promise}/",
        "engagements/authorisations/",
        "engagements/authorisations/new/",
        "residual/",
        "residual/new/",
        "residual/{residual}/",
        "asks/",
        "asks/{ask}/",
        "host/{note}/",
        "host/version/",
    ),
    "poc_adviser": ("roles/", "roles/new/", "roles/{role}/", "host/", "asks/new/"),
}


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    """Luma: patrols rise, a promise of Group Kestrel was broken, an ask is past due."""
    head, adviser = by(cast, "head_of_mission"), by(cast, "poc_adviser")
    place = make.place(cast.mission, "Luma", area=cast.north)
    risk = make.risk(cast.mission, place, by=cast.adviser)
    task(
        call(cast, place=make.place(cast.mission, "Adok", area=cast.north)),
        "night_patrol",
        standard="deter_by_presence",
        by=by(cast, "sector_operations"),
        unit=unit(cast),
    )
    group = make.actor(cast.mission, "Group Kestrel")
    until = {"purpose": "Release of people", "starts": make.TODAY - WEEK, "ends": make.TODAY + WEEK}
    engagement_verbs.authorise(group, until, by=head)
    met = create_record(
        ENGAGEMENT,
        {
            "kind": "mediation",
            "channel": "third",
            "on": make.TODAY - WEEK,
            "actor": group,
            "met_by": head.person.holdings.get().post,
            "message": "Let them go.",
            "risk": risk,
        },
        by=head,
    )
    promise = engagement_verbs.promise(
        met, {"what": "Twelve people go home", "due": make.TODAY}, by=head
    )
    engagement_verbs.judge(promise, "broken", "None came.", version=1, by=head)
    residual = accept_risk(
        {
            "what": "The islands below Luma",
            "why": "No boat.",
            "changes_if": "A riverine unit",
            "until": make.TODAY,
            "place": place,
        },
        by=head,
    )
    asked = create_record(
        ASK,
        {
            "of": "contributor",
            "kind": "assets",
            "what": "A riverine unit",
            "risk": risk,
            "asked_on": make.TODAY - WEEK,
            "due": make.TODAY - timedelta(days=1),
            "references": ["SUR 12"],
        },
        by=head,
    )
    role = create_record(ROLE, {"who": "force", "what": "protects", "says": "Patrols."}, by=adviser)
    seen = {
        "institution": "Police of the North",
        "of": "ability",
        "seen_on": make.TODAY,
        "evidence": "Joint visit.",
        "what": "No car runs.",
    }
    note = create_record(HOST_NOTE, seen | {"side": "weakness"}, by=adviser)
    roles_verbs.clear_note(note, "Transport needs support.", version=1, by=head)
    create_record(HOST_NOTE, seen | {"side": "strength", "of": "will"}, by=adviser)
    return {
        "engagement": met.pk,
        "promise": promise.pk,
        "residual": residual.pk,
        "ask": asked.pk,
        "role": role.pk,
        "note": note.pk,
    }


def test_the_pages_keep_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, ids: dict[str, Any]
) -> None:
    pages = {
        cast[who]: [f"/m/luma/{path.format(**ids)}" for path in paths]
        for who, paths in PAGES.items()
    }
    wrong = faults(live_server, sign_in, pages, "coordination")
    assert not wrong, "\n".join(wrong)

"""Herders and farmers: a dispute comes on the agenda before its season, an agreement is broken by
an incident that a person names, and what it owes is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import called, local
from tests.tutela_web.outreach.pages import words_of
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Person
from tutela_web.access.policy import standing_of
from tutela_web.outreach.dialogue.kinds import EXCHANGE
from tutela_web.outreach.disputes.beside import calendar_entries
from tutela_web.outreach.disputes.kinds import AGREEMENT, BREACH, DIALOGUE, DISPUTE
from tutela_web.outreach.disputes.models import Breach, Dispute, DisputeAgreement, DisputeDialogue
from tutela_web.outreach.disputes.queries import disputes_due
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql
SignIn = Callable[[Person], Client]
OVER_WATER = {
    "name": "Water at the ford of Luma",
    "parties": ["herders of the east bank", "farmers of Luma"],
    "over": "water",
    "classification": 1,
}
TERMS = {
    "terms": "Animals come to the ford by the north road, after noon",
    "agreed_on": make.TODAY - timedelta(days=20),
    "classification": 1,
}


def luma(cast: Cast) -> Place:
    return make.place(cast.mission, "Luma", area=cast.north)


def dispute_at(cast: Cast, place: Place, **fields: Any) -> Dispute:
    by = standing_of(cast.adviser, cast.mission)
    return create_record(DISPUTE, OVER_WATER | {"place": place} | fields, by=by)


def agreed(cast: Cast, dispute: Dispute, **fields: Any) -> DisputeAgreement:
    by = standing_of(cast.adviser, cast.mission)
    return create_record(AGREEMENT, TERMS | fields, beside=dispute, by=by)


class TestDispute(KindTests):
    kind = DISPUTE
    values = OVER_WATER
    changes = {"name": "Water at both fords of Luma"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _place(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(self), "values", OVER_WATER | {"place": luma(cast)})


class TestDialogue(KindTests):
    kind = DIALOGUE
    values = {  # noqa: RUF012
        "on": make.TODAY,
        "held_by": "Elders of both banks",
        "said": "Both want the old road back",
        "classification": 1,
    }
    changes = {"said": "Both want the old road back by the rains"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _dispute(self, cast: Cast) -> None:
        self.dispute = dispute_at(cast, luma(cast))

    def parent(self, cast: Cast) -> Any:
        return self.dispute


class TestAgreement(KindTests):
    kind = AGREEMENT
    values = TERMS
    changes = {"terms": "Animals come to the ford after noon"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _dispute(self, cast: Cast) -> None:
        self.dispute = dispute_at(cast, luma(cast))

    def parent(self, cast: Cast) -> Any:
        return self.dispute


class TestBreach(KindTests):
    kind = BREACH
    values = {"how": "Animals in the fields before noon", "classification": 1}  # noqa: RUF012
    changes = {"how": "Animals in the fields at dawn"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _agreement(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        place = luma(cast)
        self.incident = make.incident(cast.mission, place=place, area=cast.north)
        named = {"agreement": agreed(cast, dispute_at(cast, place))}
        monkeypatch.setattr(type(self), "values", dict(type(self).values) | named)

    def parent(self, cast: Cast) -> Any:
        return self.incident


def test_herders_and_farmers_come_on_the_agenda_before_the_season_and_a_breach_is_named(
    cast: Cast, sign_in: SignIn
) -> None:
    place = luma(cast)
    adviser = sign_in(cast.adviser)
    form = {
        "name": str(OVER_WATER["name"]),
        "parties": "herders of the east bank",
        "over": "water",
        "place": str(place.pk),
        "began_on": "",
        "season_from": str((make.TODAY + timedelta(days=20)).month),
        "season_to": "",
        "local_means": "The elders of both banks sit under the tamarind",
        "leverage": "Governor; Ministry of livestock",
        "review_on": "",
        "classification": "1",
    }
    new = "/m/luma/outreach/disputes/new/"
    assert "Never what people are" in words_of(adviser.get(new))
    assert adviser.post(new, form).status_code == 400, "with itself nobody is at odds"
    form["parties"] += "; farmers of Luma"
    page = adviser.post(new, form)["Location"]
    begins = date(make.TODAY.year + 1, 1, 1)
    assert begins > make.TODAY and "Its season begins on 1 Jan" in words_of(adviser.get(page))

    planned = called(cast, local(cast))
    agenda = words_of(adviser.get(f"/m/luma/fora/meetings/{planned.pk}/"))
    assert "Disputes that come near" in agenda and "Water at the ford of Luma" in agenda
    assert "its season begins" in agenda
    make.risk(cast.mission, place, by=cast.amina)
    coming = words_of(adviser.get("/m/luma/coming-days/?area=north"))
    assert "Dispute: its season begins" in coming

    met = {"kind": "meeting", "place": place, "held_on": make.TODAY, "classification": 1}
    heard = create_record(EXCHANGE, met, by=standing_of(cast.adviser, cast.mission))
    talk = {
        "on": str(make.TODAY),
        "held_by": "Elders of both banks",
        "with_women": "False",
        "said": "The north road may be opened",
        "meeting": str(planned.pk),
        "engagement": "",
        "exchange": str(heard.pk),
        "classification": "1",
    }
    assert adviser.post(f"{page}dialogue/", talk).status_code == 302
    assert "without women" in words_of(adviser.get(page))
    of_talk = adviser.get(f"/m/luma/outreach/dialogues/{DisputeDialogue.objects.get().pk}/")
    assert f"/m/luma/outreach/exchanges/{heard.pk}/" in of_talk.content.decode()
    terms = {name: str(value) for name, value in TERMS.items()} | {
        "written": "True",
        "owed": "The district marks the north road",
        "due": str(make.TODAY + timedelta(days=3)),
        "until": "",
    }
    assert adviser.post(f"{page}agreement/", terms | {"due": ""}).status_code == 400
    assert adviser.post(f"{page}agreement/", terms).status_code == 302
    agreement = DisputeAgreement.objects.get()
    assert "The district marks the north road" in words_of(
        adviser.get(f"/m/luma/fora/meetings/{planned.pk}/")
    )

    raid = make.incident(
        cast.mission, "Animals driven through the fields", place=place, area=cast.north
    )
    of_raid = f"/m/luma/incidents/{raid.pk}/"
    assert "Agreements it broke" in words_of(adviser.get(of_raid))
    assert not Breach.objects.exists(), "nothing is inferred"
    breach = {"agreement": str(agreement.pk), "how": "Before noon", "classification": "1"}
    sent = adviser.post(f"/m/luma/outreach/incidents/{raid.pk}/breach/", breach)
    assert sent.status_code == 302 and sent["Location"].rstrip("/") == of_raid.rstrip("/")
    assert "Before noon" in words_of(adviser.get(of_raid))
    of_agreement = f"/m/luma/outreach/agreements/{agreement.pk}/"
    assert "Animals driven through the fields" in words_of(adviser.get(of_agreement))
    assert "breach" in words_of(adviser.get(page))
    done = {"on": "", "version": "1"}
    assert adviser.post(f"{of_agreement}done/", done).status_code == 302
    assert "The district marks" not in words_of(adviser.get(f"/m/luma/fora/meetings/{planned.pk}/"))

    settled = {"how": "Both use the north road now", "on": "", "version": "1"}
    assert adviser.post(f"{page}settle/", settled).status_code == 302
    assert "Disputes that come near" not in words_of(
        adviser.get(f"/m/luma/fora/meetings/{planned.pk}/")
    )


def test_a_breach_by_an_incident_one_may_not_read_is_told_to_nobody_who_may_not(
    cast: Cast, sign_in: SignIn
) -> None:
    place = luma(cast)
    agreement = agreed(cast, dispute_at(cast, place))
    south = make.incident(cast.mission, "Raid in the south", area=cast.south)
    by = standing_of(cast.adviser, cast.mission)
    values = {"agreement": agreement, "how": "By the same men", "classification": 1}
    create_record(BREACH, values, beside=south, by=by)
    page = f"/m/luma/outreach/agreements/{agreement.pk}/"
    assert "By the same men" in words_of(sign_in(cast.adviser).get(page))
    head = words_of(sign_in(cast.hofo).get(page))
    assert "By the same men" not in head and "No breach is on record that you may read." in head


def test_a_review_and_what_is_owed_come_within_a_week_and_stay_until_done(cast: Cast) -> None:
    standing = standing_of(cast.adviser, cast.mission)
    place = luma(cast)
    late = make.TODAY - timedelta(days=1)
    dispute = dispute_at(cast, place, review_on=make.TODAY + timedelta(days=7))
    agreed(cast, dispute, owed="The district marks the road", due=late)
    dispute_at(cast, place, name="Market day", review_on=make.TODAY + timedelta(days=40))
    due = disputes_due(standing, cast.north, make.TODAY)
    assert [(one.kind, one.late) for one in due] == [("owed", True), ("review", False)]
    entries = calendar_entries(standing, dispute.pk)
    assert {entry.title for entry in entries} == {
        "Open Tutela: due by an agreement",
        "Open Tutela: day to review it",
    }, "a marked dispute is not named in a calendar that leaves the house"
    assert disputes_due(standing, cast.south, make.TODAY) == []

"""How a community lives, as it is proposed to who scores a risk there; nothing fills a factor."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.places.profile.kinds import CLOSED_FACT, FACT, MEASURE, NEED
from tutela_web.places.profile.models import ClosedSentence
from tutela_web.places.profile.sentence_verbs import open_sentence
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.lived.queries import lived_at

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]

TOLD = {"told_by": ["women"], "told_on": make.TODAY}


def test_routines_are_proposed_with_their_reason_and_fill_nothing(cast: Cast, sign_in: Any) -> None:
    place = make.place(cast.mission, "Nalo", area=cast.north, kind="village")
    risk = make.risk(cast.mission, place, by=cast.adviser, classification=0)
    head = standing_of(cast.hofo, cast.mission)
    water = {"topic": "water", "says": "Women walk far for water", "bears": "exposes"}
    plan = {"kind": "plan", "says": "The committee wrote a plan", "works": "yes"}
    escort = {"need": "escort"}
    closed = {"topic": "routine", "words": "By the lower path at 05:30"}
    create_record(FACT, TOLD | water | {"classification": 0}, by=head, beside=place)
    create_record(MEASURE, TOLD | plan | {"classification": 0}, by=head, beside=place)
    create_record(NEED, escort | {"classification": 0}, by=head, beside=place)
    create_record(CLOSED_FACT, TOLD | closed, by=head, beside=place)
    for sentence in ClosedSentence.objects.all():
        open_sentence(sentence, hiding=False, by=head)
    lived = lived_at(standing_of(cast.amina, cast.mission), place)
    assert lived is not None
    assert [(one.factor, one.low, one.high) for one in lived.proposals] == [
        ("routine movement", 3, 5),
        ("weak self-protection", 1, 3),
    ]
    before = risk.factors
    for who in ("poc_adviser", "analyst"):
        for address in (f"/m/luma/risks/{risk.pk}/", f"/m/luma/risks/{risk.pk}/propose/"):
            page = unescape(sign_in(cast[who]).get(address).content.decode())
            assert "Women walk far for water" in page and "3–5" in page, (who, address)
            assert "Grounds for an escort:" in page and "An escort is useful here" in page
            assert "lower path" not in page, "what is closed feeds nothing"
    risk.refresh_from_db()
    assert risk.factors == before


def test_who_reads_no_community_is_proposed_nothing(cast: Cast) -> None:
    place = make.place(cast.mission, "Nalo", area=cast.north, kind="village")
    assert lived_at(standing_of(cast["drafter"], cast.mission), place) is None

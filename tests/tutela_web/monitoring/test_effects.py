"""The history of a place tells what was done there and what it changed, or that nobody knows."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any, ClassVar

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import at_desk
from tutela_web.monitoring.effects.kinds import EVALUATION
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

FOUND = {
    "first": date(2018, 9, 1),
    "last": date(2018, 11, 30),
    "done": "A temporary base at the ferry",
    "changed": "Women cross at dawn again",
    "for_whom": "women of three villages",
    "course": "better",
    "evaluated_by": "Protection of Civilians Unit",
    "evaluated_on": make.TODAY,
    "sources": "Review of December, page 4",
    "classification": 1,
}


def landing(cast: Cast) -> Place:
    return Place.objects.filter(name="Ferry landing").first() or make.place(
        cast.mission, "Ferry landing", area=cast.north
    )


def effects_by_path(cast: Cast) -> dict[str, Any]:
    """An evaluation, by the words of its address for programs."""
    by, place = at_desk(cast, "poc_adviser"), landing(cast)
    return {"place-evaluations": create_record(EVALUATION, FOUND, by=by, beside=place).pk}


class TestEvaluation(KindTests):
    kind = EVALUATION
    values: ClassVar = FOUND
    changes: ClassVar = {"done": "A temporary base at the ferry, and patrols"}

    def parent(self, cast: Cast) -> Any:
        return landing(cast)


def test_a_newcomer_reads_beside_the_place_what_was_done_and_what_it_changed(
    cast: Cast, sign_in: Any
) -> None:
    place, client = landing(cast), sign_in(cast.adviser)
    beside = reverse("monitoring:effects_at", args=["luma", place.pk])
    assert beside in client.get(reverse("site:place", args=["luma", place.pk])).content.decode()

    def panel() -> str:
        return squeezed(unescape(client.get(beside).content.decode()))

    new = reverse("monitoring:evaluation_new", args=["luma", place.pk])
    assert "nobody evaluated what was done here" in panel() and new in panel()
    wrong = [
        ({"changed": ""}, "leave it as not known"),
        ({"sources": ""}, "name the sources"),
        ({"last": date(2018, 8, 1)}, "ends before it begins"),
    ]
    for fields, words in wrong:
        told = client.post(new, FOUND | fields)
        assert told.status_code == 400 and words in unescape(told.content.decode()), fields
    assert client.post(new, FOUND).status_code == 302
    assert "people are safer" in panel() and "Women cross at dawn again" in panel()
    nothing = {"changed": "", "course": "", "sources": ""}
    assert client.post(new, FOUND | nothing).status_code == 302
    assert "what it changed is not known" in panel()
    assert sign_in(cast["partner"]).get(beside).status_code == 404

"""What is assessed of actors: danger and security apart, intent, and links that contradict."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.policy import standing_of
from tutela_web.actors.models import ActorLink, ActorNote
from tutela_web.actors.picture_kinds import ACTOR_LINK, ACTOR_NOTE
from tutela_web.actors.picture_queries import links_for, notes_for, picture_of, relations_of
from tutela_web.base.errors import Denied
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

NOTE: dict[str, Any] = {
    "about": "threat",
    "says": "It burns villages on the east bank.",
    "certainty": "probable",
    "evidence": "Patrol report of 1 November.",
    "assessed_on": make.TODAY,
    "classification": 1,
}


def url(name: str, *args: Any) -> str:
    return reverse(f"actors:{name}", args=["luma", *args])


def test_amina_keeps_the_danger_and_the_security_of_a_group_apart_and_chen_sees_neither(
    cast: Cast, sign_in: Any
) -> None:
    group = make.actor(cast.mission, "Group Kestrel")
    amina, boris, chen = (sign_in(p) for p in (cast.amina, cast.boris, cast.chen))
    for about, says in (("threat", "It burns villages."), ("protects", "It guards the market.")):
        sent = NOTE | {"about": about, "says": says, "area": cast.north.pk}
        answer = amina.post(url("note_new", group.pk), sent)
        assert answer.status_code == 302, answer.context["form"].errors
    page = boris.get(url("actor", group.pk))
    said = {str(row.about): [one.says for one in row.now] for row in page.context["picture"]}
    assert said["threat"] == ["It burns villages."]
    assert said["protects"] == ["It guards the market."]
    body = page.content.decode()
    assert body.count("nothing assessed: not known") == 5, "of intent and the rest nothing is said"
    note = ActorNote.objects.get(about="threat")
    sent = NOTE | {
        "version": 1,
        "says": "It burns villages.",
        "ended_on": make.TODAY,
        "area": cast.north.pk,
    }
    assert amina.post(url("note", note.pk), sent).status_code == 302
    row = picture_of(standing_of(cast.boris, cast.mission), group)[0]
    assert (row.now, [one.pk for one in row.past]) == ([], [note.pk]), "it ended, and stays"
    assert boris.get(url("note_new", group.pk)).status_code == 403
    assert boris.post(url("note", note.pk), sent).status_code == 403
    for name, pk in (("note_new", group.pk), ("link_new", group.pk), ("note", note.pk)):
        assert chen.get(url(name, pk)).status_code == 404


def test_links_that_contradict_each_other_stand_side_by_side_and_both_sides_are_told(
    cast: Cast, sign_in: Any
) -> None:
    kestrel, osprey = (make.actor(cast.mission, name) for name in ("Group Kestrel", "Group Osprey"))
    amina = sign_in(cast.amina)
    for kind in ("patron", "rival"):
        answer = amina.post(
            url("link_new", kestrel.pk),
            {
                "kind": kind,
                "other": osprey.pk,
                "evidence": "Two reports differ.",
                "certainty": "possible",
                "classification": 1,
            },
        )
        assert answer.status_code == 302, answer.context["form"].errors
    boris = standing_of(cast.boris, cast.mission)
    assert {str(row.kind) for row in relations_of(boris, kestrel)} == {"patron of", "rival of"}
    back = relations_of(boris, osprey)
    assert {str(row.kind) for row in back} == {"has the patron", "rival of"}
    assert {row.other for row in back} == {kestrel}
    page = sign_in(cast.boris).get(url("actor", osprey.pk)).content.decode()
    assert "Has the patron" in page and "Group Kestrel" in page


def test_whoever_may_not_see_an_actor_sees_no_note_or_link_of_it(cast: Cast, sign_in: Any) -> None:
    adviser, boris = (standing_of(p, cast.mission) for p in (cast.adviser, cast.boris))
    group, hidden = (make.actor(cast.mission, name) for name in ("Group Kestrel", "Group Umber"))
    create_record(ACTOR_NOTE, NOTE, beside=hidden, by=adviser)
    link = create_record(
        ACTOR_LINK,
        {"kind": "ally", "other": hidden, "evidence": "Seen at Adok."},
        beside=group,
        by=adviser,
    )
    hidden.classification = 2
    hidden.save()
    assert not notes_for(boris).exists() and not links_for(boris).exists()
    client = sign_in(cast.boris)
    assert "Umber" not in client.get(url("actor", group.pk)).content.decode()
    assert client.get(url("link", link.pk)).status_code == 404
    people = make.actor(cast.mission, "Group Ochre", compartment="group_identity")
    closed = create_record(ACTOR_NOTE, NOTE, beside=people, by=adviser)
    assert closed.compartment == "group_identity" and not notes_for(boris).exists()


def test_an_assessment_has_evidence_and_a_day_and_no_actor_is_linked_with_itself(
    cast: Cast,
) -> None:
    amina = standing_of(cast.amina, cast.mission)
    group = make.actor(cast.mission, "Group Kestrel")
    for wrong, why in (
        ({"evidence": " "}, "cannot be blank"),
        ({"says": ""}, "cannot be blank"),
        ({"assessed_on": make.TODAY + timedelta(days=1)}, "not in the future"),
        ({"classification": 2}, "classified so high"),
        ({"about": "mood"}, "not a valid choice"),
    ):
        with pytest.raises(BadParameter, match=why):
            create_record(ACTOR_NOTE, NOTE | wrong, beside=group, by=amina)
    link = {"kind": "ally", "other": group, "evidence": "x"}
    with pytest.raises(BadParameter, match="no link with itself"):
        create_record(ACTOR_LINK, link, beside=group, by=amina)
    with pytest.raises(BadParameter, match="another mission"):
        elsewhere = link | {"other": make.actor(cast.other_mission)}
        create_record(ACTOR_LINK, elsewhere, beside=group, by=amina)
    with pytest.raises(Denied):
        create_record(ACTOR_NOTE, NOTE, beside=group, by=standing_of(cast.boris, cast.mission))
    assert not ActorNote.objects.exists() and not ActorLink.objects.exists()

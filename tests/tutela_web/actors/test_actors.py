"""Actors: listed, edited, split into factions, loaded from events; a people is never one."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.policy import standing_of
from tutela_web.actors.models import Actor
from tutela_web.actors.verbs import edit_actor, load_actors, make_actors
from tutela_web.base.errors import Denied

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def url(name: str, *args: Any) -> str:
    return reverse(f"actors:{name}", args=["luma", *args])


def form_of(page: Any, form: Any) -> dict[str, Any]:
    return {bound.name: "" if bound.value() is None else bound.value() for bound in form}


def test_amina_edits_an_actor_boris_reads_it_and_chen_meets_404(cast: Cast, sign_in: Any) -> None:
    front = make.actor(cast.mission, "Kestrel Front")
    amina, boris, chen = (sign_in(p) for p in (cast.amina, cast.boris, cast.chen))
    page = amina.get(url("actor_edit", front.pk))
    data = form_of(page, page.context["edited"].form)
    answer = amina.post(
        url("actor", front.pk),
        data
        | {
            "version": 1,
            "other_names": "fr: Front du Faucon",
            "told_of_obligations": "2018-11-02",
            "reason": "meeting of 2 November",
        },
    )
    assert answer.status_code == 302
    page = boris.get(url("actor", front.pk))
    body = page.content.decode()
    assert "Front du Faucon" in body and "meeting of 2 November" in body
    assert not page.context["may_write"]
    assert boris.post(url("actor", front.pk), data | {"version": 2}).status_code == 403
    assert boris.get(url("new")).status_code == 403
    assert boris.get(url("list")).status_code == 200
    for name, args in (("list", ()), ("new", ()), ("actor", (front.pk,))):
        assert chen.get(url(name, *args)).status_code == 404


def test_who_may_not_see_the_whole_does_not_take_its_part_from_it(cast: Cast, sign_in: Any) -> None:
    whole = make.actor(cast.mission, "Group Umber", classification=2)
    part = make.actor(cast.mission, "Group Ochre", part_of=whole)
    amina = sign_in(cast.amina)
    page = amina.get(url("actor_edit", part.pk))
    assert "Umber" not in amina.get(url("actor", part.pk)).content.decode()
    assert "Umber" not in page.content.decode() and str(whole.pk) not in page.content.decode()
    data = form_of(page, page.context["edited"].form) | {"version": 1, "note": "seen at the wells"}
    data["part_of"] = ""  # as a browser sends a choice that is not offered
    assert amina.post(url("actor", part.pk), data).status_code == 302
    part.refresh_from_db()
    assert (part.note, part.part_of) == ("seen at the wells", whole)


def test_a_form_somebody_overtook_takes_no_part_from_a_whole_it_does_not_show(
    cast: Cast, sign_in: Any
) -> None:
    whole = make.actor(cast.mission, "Group Umber", classification=2)
    part = make.actor(cast.mission, "Group Ochre", part_of=whole)
    amina = sign_in(cast.amina)
    page = amina.get(url("actor_edit", part.pk))
    data = form_of(page, page.context["edited"].form) | {"version": 1, "part_of": ""}
    adviser = standing_of(cast.adviser, cast.mission)
    edit_actor(part, {"engagement_channel": "JMAC"}, version=1, by=adviser)
    answer = amina.post(url("actor", part.pk), data | {"note": "seen at the wells"})
    assert answer.status_code == 302
    part.refresh_from_db()
    assert (part.note, part.engagement_channel) == ("seen at the wells", "JMAC")
    assert part.part_of == whole


@pytest.mark.parametrize("name", ["Murle", "Peuhl militia", "Muslims (CAR)", "Kestrels"])
def test_a_people_is_refused_as_an_actor_and_told_what_to_write(
    cast: Cast, sign_in: Any, name: str
) -> None:
    amina = sign_in(cast.amina)
    page = amina.get(url("new"))
    data = form_of(page, page.context["form"]) | {"name": name, "type": "armed_group"}
    answer = amina.post(url("new"), data)
    body = answer.content.decode()
    assert answer.status_code == 400
    assert "a people is never an actor" in body and "communal armed elements" in body
    with pytest.raises(BadParameter, match="a people is never an actor") as caught:
        make_actors([{"name": name}], by=standing_of(cast.amina, cast.mission))
    assert name not in str(caught.value)
    front = make.actor(cast.mission, "Kestrel Front")
    with pytest.raises(BadParameter):
        edit_actor(front, {"name": name}, version=1, by=standing_of(cast.amina, cast.mission))
    assert not Actor.objects.filter(name=name).exists()


def test_what_armed_men_live_by_is_taken_as_an_actor(cast: Cast, sign_in: Any) -> None:
    amina = sign_in(cast.amina)
    page = amina.get(url("new"))
    data = form_of(page, page.context["form"]) | {"name": "armed herders", "type": "armed_group"}
    assert amina.post(url("new"), data).status_code == 302
    assert Actor.objects.get(name="armed herders")
    sent = data | {"name": "armed Fulani herders"}
    assert amina.post(url("new"), sent).status_code == 400


def test_a_whole_that_was_retired_is_not_taken_from_its_part_by_another_edit(
    cast: Cast, sign_in: Any
) -> None:
    front = make.actor(cast.mission, "Kestrel Front")
    wing = make.actor(cast.mission, "Northern wing", part_of=front, type="armed_group")
    Actor.objects.filter(pk=front.pk).update(retired=True)
    amina = sign_in(cast.amina)
    page = amina.get(url("actor_edit", wing.pk))
    assert f'value="{front.pk}" selected' in page.content.decode()
    sent = form_of(page, page.context["edited"].form)
    sent |= {"version": wing.version, "note": "seen at the ford"}
    answer = amina.post(url("actor", wing.pk), sent)
    assert answer.status_code == 302
    wing.refresh_from_db()
    assert (wing.part_of, wing.note) == (front, "seen at the ford")


def test_communal_armed_elements_may_be_an_actor(cast: Cast) -> None:
    amina = standing_of(cast.amina, cast.mission)
    (made,) = make_actors([{"name": "communal armed elements", "type": "communal"}], by=amina)
    assert made.code == "ssd-communal-armed-elements"
    with pytest.raises(BadParameter, match="one of these names a people"):
        edit_actor(made, {"other_names": [{"name": "Murle", "language": ""}]}, version=1, by=amina)


def test_a_faction_splits_on_a_day_and_is_no_part_of_itself(cast: Cast, sign_in: Any) -> None:
    amina = standing_of(cast.amina, cast.mission)
    front = make.actor(cast.mission, "Kestrel Front")
    (wing,) = make_actors([{"name": "Kestrel Front, northern wing", "part_of": front}], by=amina)
    body = sign_in(cast.boris).get(url("actor", front.pk)).content.decode()
    assert "northern wing" in body and "since when is not known" in body
    with pytest.raises(BadParameter, match="part of itself"):
        edit_actor(front, {"part_of": wing}, version=1, by=amina)
    with pytest.raises(Denied):
        edit_actor(wing, {"note": "x"}, version=1, by=standing_of(cast.boris, cast.mission))


def test_the_sides_of_events_become_actors_once(cast: Cast) -> None:
    amina = standing_of(cast.amina, cast.mission)
    make.actor(cast.mission, "LRA")
    sides = [
        "LRA",
        "Kestrel Front",
        "Government of South Sudan",
        "unknown",
        "Murle",
        "communal armed elements",
        "Kestrel Front",
        "Government of Uganda",
    ]
    loaded = load_actors(sides, country="South Sudan", by=amina)
    assert (loaded.made, loaded.there, loaded.left_out) == (4, 1, 1)
    types = dict(Actor.objects.values_list("name", "type"))
    assert types["Government of South Sudan"] == "host_military"
    assert types["Government of Uganda"] == "foreign_force"
    assert (types["Kestrel Front"], types["communal armed elements"]) == ("armed_group", "communal")
    again = load_actors(sides, country="South Sudan", by=amina)
    assert (again.made, again.there) == (0, 5)
    with pytest.raises(Denied):
        load_actors(sides, by=standing_of(cast.boris, cast.mission))


def test_actors_come_back_from_a_table(cast: Cast, sign_in: Any) -> None:
    front = make.actor(cast.mission, "Kestrel Front", code="kestrel")
    amina = sign_in(cast.amina)
    text = b"".join(amina.get(url("download", "csv")).streaming_content).decode("utf-8-sig")
    assert "kestrel,Kestrel Front" in text
    edited = text.replace("armed_group", "criminal") + "".join(
        f",,{code},{name},,,{whole},,,,,,,,\r\n"
        for code, name, whole in (("wing", "Kestrel Front wing", "kestrel"), ("", "Murle", ""))
    )
    page = amina.post(
        url("upload"), {"file": SimpleUploadedFile("a.csv", edited.encode())}, follow=True
    )
    diff = page.context["diff"]
    assert (len(diff.new), len(diff.changed), len(diff.refused)) == (1, 1, 1)
    assert (diff.refused[0].line, diff.refused[0].column) == (4, "name")
    amina.post(url("sheet", page.context["batch"].pk), {"row": [2, 3], "digest": diff.digest})
    front.refresh_from_db()
    assert front.type == "criminal"
    assert Actor.objects.get(code="wing").part_of == front


def test_a_copy_names_no_whole_of_a_compartment_and_takes_no_part_from_it(
    cast: Cast, sign_in: Any
) -> None:
    whole = make.actor(cast.mission, "Group Umber", code="umber", compartment="group_identity")
    part = make.actor(cast.mission, "Group Ochre", code="ochre", part_of=whole)
    adviser = sign_in(cast.adviser)
    assert "Umber" in adviser.get(url("actor", part.pk)).content.decode()
    text = b"".join(adviser.get(url("download", "csv")).streaming_content).decode("utf-8-sig")
    assert "ochre,Group Ochre" in text and "umber" not in text
    page = adviser.post(
        url("upload"), {"file": SimpleUploadedFile("a.csv", text.encode())}, follow=True
    )
    diff = page.context["diff"]
    assert (len(diff.changed), diff.same, len(diff.refused)) == (0, 1, 0)
    edited = text.replace("armed_group", "criminal").encode()
    page = adviser.post(url("upload"), {"file": SimpleUploadedFile("a.csv", edited)}, follow=True)
    lines = {"row": [2], "digest": page.context["diff"].digest}
    adviser.post(url("sheet", page.context["batch"].pk), lines)
    part.refresh_from_db()
    assert (part.type, part.part_of) == ("criminal", whole)


def test_the_list_takes_the_same_queries_for_one_actor_as_for_many(
    cast: Cast, sign_in: Any, django_assert_num_queries: Any
) -> None:
    client = sign_in(cast.amina)
    whole = make.actor(cast.mission, "Kestrel Front")
    for number in range(30):
        if number in (1, 29):
            with django_assert_num_queries(11):
                assert client.get(url("list"), {"q": "kestrel"}).status_code == 200
        make.actor(cast.mission, f"Kestrel Front {number}", part_of=whole)

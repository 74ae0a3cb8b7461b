"""Other names belong to the record: they have versions, merge, and are found folded."""

from __future__ import annotations

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.actors.models import Actor
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.records.versions.queries import versions_of


def test_a_name_added_by_one_and_a_count_by_another_both_stand(cast: Cast) -> None:
    bor = make.place(cast.mission, "Bor")
    arabic = [{"name": "بور", "language": "ar"}]
    records.edit(bor, {"other_names": arabic}, version=1, by=cast.amina)
    now = records.edit(bor, {"population": 26_000}, version=1, by=cast.adviser)
    assert (now.aliases, now.population, now.version) == (("بور",), 26_000, 3)
    assert [v.other_names for v in versions_of(now)] == [[], arabic, arabic]


def test_names_are_kept_folded_whether_saved_alone_or_in_bulk(cast: Cast) -> None:
    make.place(cast.mission, "N'Délé")
    many = [Place(name="Kaga-Bandoro", code="x", other_names=[{"name": "كاغا", "language": "ar"}])]
    records.create_many(many, mission=cast.mission, by=cast.amina)
    make.actor(cast.mission, "Kestrel Front", other_names=["Front du Faucon"])
    assert Place.objects.filter(folded__contains="ndele").count() == 1
    assert Place.objects.get(folded__contains="كاغا").folded == "kaga bandoro\nكاغا"
    assert Actor.objects.get(folded__contains="faucon").name == "Kestrel Front"

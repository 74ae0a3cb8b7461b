"""Risk by group: four groups apart at one market, and who was never asked."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.risk.story import standing
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Denied
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.risk.groups.kind import GROUP_RISK
from tutela_web.risk.groups.models import GroupRisk
from tutela_web.risk.groups.queries import by_group_at
from tutela_web.risk.groups.verbs import agree_on_children

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def view_of(group: str, place: Place | None = None, **fields: Any) -> dict[str, Any]:
    """What was said of a group, as Amina writes it."""
    values = {
        "group": group,
        "harm": "extortion",
        "where": "road",
        "when": "dawn",
        "activity": "they carry flour to sell",
        "differs": "the others come later and in company",
        "heard": [group],
        "source": "meeting",
        "source_on": make.TODAY,
        "classification": 1,
    }
    return values | ({"place": place} if place else {}) | fields


def assess(cast: Cast, who: str, group: str, place: Place, **fields: Any) -> GroupRisk:
    values = view_of(group, place, **fields)
    made: GroupRisk = create_record(GROUP_RISK, values, by=standing(cast, cast[who]))
    return made


def sent(values: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "pk", value) for name, value in values.items()}


def panel(page: str, name: str) -> str:
    """One panel of a page, up to the next."""
    start = page.index(f'id="{name}"')
    return page[start : page.index("</table>", start)]


class TestGroupRisk(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = GROUP_RISK
    values = view_of("women")
    changes = {"differs": "men go by the other gate"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _at_luma(self, cast: Cast) -> None:
        place = make.place(cast.mission, "Luma", area=cast.north)
        self.values = {**type(self).values, "place": place}  # type: ignore[misc]


@pytest.mark.postgresql
def test_four_groups_apart_at_one_market(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    client = sign_in(cast.amina)
    page = reverse("site:place", args=["luma", luma.pk])
    before = panel(client.get(page).content.decode(), "by-group")
    assert before.count("not assessed") == 8, "what nobody was asked is not known"

    whole = reverse("risk:groups_at", args=["luma", luma.pk])
    listed = unescape(client.get(whole).content.decode())
    new = reverse("risk:group_risk_new", args=["luma"])
    assert f"{new}?place={luma.pk}&group=women" in listed, "one click from the blank to the form"
    form = client.get(f"{new}?place={luma.pk}&group=women")
    assert form.context["form"].initial["group"] == "women"
    assert "route" in form.content.decode(), "the form says what must not be written"
    for values in (
        view_of("women", luma, where="market", when="evening", harm="extortion"),
        view_of("men", luma, where="checkpoint", when="day", harm="forced labour"),
        view_of("older people", luma, where="home", when="night", heard=["older people", "men"]),
        view_of("boys", luma, where="field", when="day", harm="abduction", heard=[]),
    ):
        told = client.post(new, sent(values))
        assert told.status_code == 302, told.content.decode()

    listed = unescape(client.get(whole).content.decode())
    assert "3 of 8 groups assessed" in listed, "boys count once child protection agreed"
    assert "1 view waits for the child protection office" in listed
    assert "heard from men alone" in listed, "what old men said of old women is not theirs"
    short = panel(client.get(page).content.decode(), "by-group")
    assert "forced labour, checkpoint, day" in " ".join(short.split())
    assert short.count("not assessed") == 5
    order = [short.index(f">{name}<") for name in ("women", "men", "girls", "exposed livelihoods")]
    assert order == sorted(order), "the order is no rank"

    boys = GroupRisk.objects.get(group="boys")
    waiting = reverse("risk:group_risk", args=["luma", boys.pk])
    assert "Agree for child protection" not in client.get(waiting).content.decode()
    office = sign_in(cast["child_protection_adviser"])
    assert "Agree for child protection" in office.get(waiting).content.decode()
    assert office.post(f"{waiting}agree/", {"version": boys.version}).status_code == 302
    listed = unescape(client.get(whole).content.decode())
    assert "4 of 8 groups assessed" in listed
    assert "nobody was heard" in listed, "and it still says so"


@pytest.mark.postgresql
def test_a_view_of_children_waits_for_their_office_whoever_writes_it(cast: Cast) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    girls = assess(cast, "child_protection_adviser", "girls", luma)
    assert not girls.waits_for_child_protection and girls.children_seen_by
    again = edit_record(
        GROUP_RISK,
        girls,
        {"differs": "they fetch water alone"},
        version=girls.version,
        by=standing(cast, cast.amina),
    )
    assert again.waits_for_child_protection, "other words wait again"
    with pytest.raises(Denied):
        agree_on_children(again, version=again.version, by=standing(cast, cast.amina))
    told = by_group_at(standing(cast, cast.amina), luma)
    assert told.assessed == 0 and told.children_missing


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("trait", "Dinka women without husbands"),
        ("differs", "taken because of their religion"),
        ("trait", "les femmes musulmanes"),
        ("trait", "قبيلة أخرى"),
        ("activity", "they leave at 5:30 for the well"),
        ("ground", "ils passent vers 17 h"),
        ("differs", "two were raped at the ford"),
    ],
)
def test_neither_a_people_nor_an_hour_nor_a_case_is_written(
    cast: Cast, sign_in: Any, field: str, words: str
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    values = view_of("women", luma) | {field: words}
    new = reverse("risk:group_risk_new", args=["luma"])
    told = sign_in(cast.amina).post(new, sent(values))
    assert told.status_code == 400 and not GroupRisk.objects.exists()


def test_a_harm_of_a_compartment_is_told_as_a_risk_from_open_signs_alone(cast: Cast) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    with pytest.raises(BadParameter):
        assess(cast, "analyst", "women", luma, harm="crsv")
    kept = assess(cast, "analyst", "women", luma, harm="crsv", source="signs", where="water")
    assert kept.get_harm_display() == "conflict-related sexual violence"
    assert kept.compartment == "", "the risk is for everybody, its records are not"


def test_who_was_not_asked_told_of_no_harm_and_a_few_are_not_counted(cast: Cast) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    for wrong in (
        {"harm": "none", "heard": ["men"]},
        {"people": 3},
        {"source_on": make.TODAY + DAY},
        {"livelihood": "herd"},
        {"heard": ["warriors"]},
    ):
        with pytest.raises(BadParameter):
            assess(cast, "analyst", "women", luma, **wrong)
    assess(cast, "analyst", "exposed livelihoods", luma, livelihood="herd", people=40)
    assert GroupRisk.objects.count() == 1


def test_a_place_heard_of_one_sex_alone_says_so_until_the_other_was_asked(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    assess(cast, "analyst", "men", luma)
    assess(cast, "analyst", "women", luma, heard=["men"])
    whole = reverse("risk:groups_at", args=["luma", luma.pk])
    client = sign_in(cast.amina)
    listed = client.get(whole).content.decode()
    assert "Everything here was heard from men alone." in listed
    assert "women were not heard themselves" in listed
    assess(cast, "women_protection_adviser", "women", luma)
    assert "Everything here was heard" not in client.get(whole).content.decode()


@pytest.mark.postgresql
def test_what_no_longer_holds_leaves_a_blank_and_old_views_say_their_age(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    old = assess(cast, "analyst", "women", luma, source_on=make.TODAY - 100 * DAY)
    client = sign_in(cast.amina)
    whole = reverse("risk:groups_at", args=["luma", luma.pk])
    assert "older than three months" in client.get(whole).content.decode()
    by = standing(cast, cast.amina)
    edit_record(GROUP_RISK, old, {"ended_on": make.TODAY}, version=old.version, by=by)
    assert "0 of 8 groups assessed" in client.get(whole).content.decode()


def test_programs_read_who_was_not_assessed(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    kept = assess(cast, "analyst", "women", luma, heard=["men"])
    client = sign_in(cast.amina)
    told = client.get(f"/api/v1/missions/luma/places/{luma.pk}/groups").json()
    women, men = told["groups"][:2]
    assert women["views"] == [str(kept.pk)] and women["assessed"] and told["one_sex"] == "men"
    assert women["lacks"] == [["women were not heard themselves", "heard from men alone"]]
    assert not men["assessed"] and men["views"] == []


def test_the_far_office_reads_nothing_of_it(cast: Cast, sign_in: Any) -> None:
    koro = make.place(cast.mission, "Koro", area=cast.south)
    kept = assess(cast, "analyst", "women", koro)
    client = sign_in(cast.hofo)
    assert client.get(reverse("risk:group_risk", args=["luma", kept.pk])).status_code == 404
    assert client.get(reverse("risk:groups_at", args=["luma", koro.pk])).status_code == 404

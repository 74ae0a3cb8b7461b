"""The implementation matrix: from a priority risk to a line somebody leads, and back by a sheet."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from xlsxwriter import Workbook

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import parts_of, text_of
from tutela.base.errors import BadParameter
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import Denied
from tutela_web.capacity.reach.surfaces import make_surfaces
from tutela_web.crisis.consent.models import ConsentLoss
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import counts_for, matrix, priority_risks, relying_lines
from tutela_web.programme.matrix.verbs import accept_line, edit_line, make_lines
from tutela_web.records import verbs as records
from tutela_web.risk.models import Risk
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.content.prefill import prefill_sections
from tutela_web.strategy.content.snapshot import snapshot
from tutela_web.strategy.drafting.verbs import mark_element, open_strategy, save_section
from tutela_web.strategy.papers.document import on_paper, paper_of


def url(name: str, *args: Any) -> str:
    return reverse(name if ":" in name else f"programme:{name}", args=["luma", *args])


@pytest.fixture
def risk(cast: Cast) -> Risk:
    """Luma, Group Kestrel, killing: adopted as critical."""
    place = make.place(cast.mission, "Luma", area=cast.north)
    made = make.risk(cast.mission, place, by=cast.amina, actor="Group Kestrel")
    return records.edit(made, {"status": "adopted", "priority": 3}, version=1, by=None)


def line(cast: Cast, risk: Risk, *, who: str = "poc_adviser", **fields: Any) -> MatrixLine:
    values = {
        "risk": risk,
        "activity": "day_patrol",
        "measure": "dawn patrols to the water point",
        "lead": "Force",
        "part": "military",
        "support": ["UNPOL"],
        "tiers": [2],
        "phase": "prevention",
        "place": risk.place,
        "starts": date(2018, 11, 1),
        "ends": date(2019, 2, 1),
        "resources": "Sector plan, line 4",
        "indicator": "families who fetch water alone",
    } | fields
    (made,) = make_lines([values], by=standing_of(cast[who], cast.mission))
    return made


def test_a_priority_risk_asks_for_a_line_until_one_answers_it(
    cast: Cast, sign_in: Any, risk: Risk
) -> None:
    adviser = sign_in(cast.adviser)
    page = adviser.get(url("matrix"))
    assert "1 priority risk without a line" in page.content.decode()
    begun = adviser.get(url("line_new") + f"?risk={risk.pk}")
    assert begun.context["form"].initial["risk"] == risk
    data = {
        "risk": str(risk.pk),
        "activity": "day_patrol",
        "lead": "Force",
        "tiers": ["2"],
        "phase": "prevention",
        "status": "planned",
        "classification": "1",
    }
    assert adviser.post(url("line_new"), data).status_code == 302
    made = MatrixLine.objects.get()
    assert (made.code, made.area, made.tiers) == ("M-001", cast.north, [2])
    text = adviser.get(url("matrix")).content.decode()
    assert "every priority risk the forum adopted has a line" in text
    assert "no means are named" in text and "nothing shows whether it works" in text


def test_no_line_that_says_nothing_of_what_it_is_for(cast: Cast) -> None:
    by = standing_of(cast.adviser, cast.mission)
    with pytest.raises(BadParameter, match="nothing says what this line is for"):
        make_lines([{"activity": "day_patrol", "lead": "Force"}], by=by)


def test_a_line_follows_the_marking_of_the_risk_it_names(cast: Cast, risk: Risk) -> None:
    closer = records.edit(risk, {"classification": 2}, version=risk.version, by=None)
    hom = standing_of(cast["head_of_mission"], cast.mission)
    made = line(cast, closer, who="chief_of_staff", classification=1)
    assert made.classification == 2 and counts_for(hom)["matrix"] == 1
    assert counts_for(standing_of(cast.boris, cast.mission))["matrix"] == 0


def test_the_lead_accepts_and_another_lead_has_not_yet(cast: Cast, risk: Risk) -> None:
    made = line(cast, risk)
    fc = standing_of(cast["force_commander"], cast.mission)
    kept = accept_line(made, version=1, by=fc)
    assert kept.accepted_on == fc.on and kept.accepted_by
    with pytest.raises(Denied):
        edit_line(kept, {"lead": "UNPOL"}, version=2, by=fc)
    done = edit_line(
        kept, {"status": "done", "came_of": "Water is fetched at dawn again."}, version=2, by=fc
    )
    assert done.status == "done" and done.accepted_on
    adviser = standing_of(cast.adviser, cast.mission)
    assert edit_line(done, {"lead": "UNPOL"}, version=3, by=adviser).accepted_on is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"activity": "hope"},
        {"tiers": [4]},
        {"ends": date(2018, 10, 1)},
        {"status": "done"},
        {"confirmed": ["OCHA"]},
    ],
)
def test_what_cannot_stand_is_refused_and_says_what_to_do(
    cast: Cast, risk: Risk, wrong: dict[str, Any]
) -> None:
    with pytest.raises(BadParameter) as fault:
        line(cast, risk, **wrong)
    assert fault.value.next


def test_boris_reads_chen_and_a_partner_do_not_and_a_head_of_office_keeps_the_own_area(
    cast: Cast, sign_in: Any, risk: Risk
) -> None:
    made = line(cast, risk)
    assert sign_in(cast.boris).get(url("line", made.pk)).status_code == 200
    for who in (cast.chen, cast["partner"]):
        assert sign_in(who).get(url("matrix")).status_code == 404
        assert sign_in(who).get(url("line", made.pk)).status_code == 404
    with pytest.raises(Denied):
        edit_line(made, {"lead": "UNPOL"}, version=1, by=standing_of(cast.boris, cast.mission))
    away = make.place(cast.mission, "Tembel", area=cast.south)
    other = make.risk(cast.mission, away, by=cast.amina)
    with pytest.raises(Denied):
        line(cast, other, who="head_of_field_office")
    assert line(cast, risk, who="head_of_field_office").area == cast.north


def test_the_page_asks_as_often_for_fifty_lines_as_for_one(
    cast: Cast, sign_in: Any, risk: Risk, django_assert_max_num_queries: Any
) -> None:
    line(cast, risk)
    client = sign_in(cast.adviser)
    client.get(url("matrix"))
    for _n in range(50):
        line(cast, risk)
    with django_assert_max_num_queries(21):
        assert client.get(url("matrix")).context["matrix"].total == 51


def test_fifty_risks_without_a_line_stand_beside_the_matrix_and_the_rest_behind_them(
    cast: Cast, sign_in: Any
) -> None:
    place = make.place(cast.mission, "Luma", area=cast.north)
    many = [make.risk(cast.mission, place, by=cast.amina, actor=f"Group {n}") for n in range(53)]
    first, rest = parts_of(sign_in(cast.adviser), url("matrix"), r"matrix/new/\?risk=([\w-]{36})")
    assert (len(first), len(rest)) == (50, 3)
    assert {*first, *rest} == {str(one.pk) for one in many}


def test_a_matrix_of_a_thousand_lines_is_read_page_by_page(
    cast: Cast, sign_in: Any, risk: Risk, django_assert_max_num_queries: Any
) -> None:
    row = {"risk": risk, "activity": "day_patrol", "lead": "Force", "status": "planned"}
    make_lines([row] * 1000, by=standing_of(cast.adviser, cast.mission))
    client = sign_in(cast.adviser)
    client.get(url("matrix"))
    with django_assert_max_num_queries(21):
        second = client.get(url("matrix") + "?lead=Force&page=2")
    text = second.content.decode()
    codes = [shown.code for shown, *_beside in second.context["rows"]]
    assert len(codes) == 50 and codes == [
        one.code for one in second.context["matrix"].worst_first()[50:100]
    ]
    assert "1000 lines" in text.replace(",", "") and "page 2 of 20" in text
    assert "?lead=Force&amp;page=3" in text
    assert len(second.content) < 600_000


def test_the_check_of_many_lines_done_twice_comes_by_pages_with_the_count_of_all(
    cast: Cast, sign_in: Any, risk: Risk, django_assert_max_num_queries: Any
) -> None:
    row = {"risk": risk, "activity": "day_patrol", "status": "planned", "place": risk.place}
    rows = [row | {"lead": f"Unit {n}", "measure": f"patrol {n}"} for n in range(60)]
    make_lines(rows, by=standing_of(cast.adviser, cast.mission))
    client = sign_in(cast.adviser)
    client.get(url("matrix_check"))
    with django_assert_max_num_queries(14):
        page = client.get(url("matrix_check")).content.decode()
    assert "1770 things done twice" in page.replace(",", "") and len(page) < 150_000
    first, *rest = parts_of(client, url("matrix_check"), r">(M-\d+)</a> <bdi\s*>Unit \d+</bdi>, <a")
    assert len(first) == 50 and sum(map(len, rest)) == 1720
    listed = client.get(url("matrix")).content.decode()
    assert len(listed) < 150_000, "what is done twice is said once a line"
    assert listed.count("possible duplication") == 50


def test_lines_somebody_should_look_at_stand_first_and_the_rest_by_code(
    cast: Cast, sign_in: Any, risk: Risk
) -> None:
    whole = [line(cast, risk, place=None, measure=f"patrol {n}") for n in range(3)]
    line(cast, risk, place=None, measure="escort of those who fetch wood", indicator="")
    line(cast, risk, place=None, measure="a call each night", lead="")
    shown = sign_in(cast.adviser).get(url("matrix")).context["rows"]
    codes = [one.code for one, *_beside in shown]
    assert codes == ["M-005", "M-004", *(one.code for one in whole)]


def test_lines_without_a_role_come_by_pages(cast: Cast, sign_in: Any, risk: Risk) -> None:
    rows = [
        {"risk": risk, "activity": "day_patrol", "measure": f"patrol {n}", "lead": "Force"}
        for n in range(60)
    ]
    make_lines(rows, by=standing_of(cast.adviser, cast.mission))
    client = sign_in(cast.adviser)
    assert "60 lines without a role" in client.get(url("role_lines")).content.decode()
    first, second = parts_of(client, url("role_lines"), r">(M-\d+)</a> <bdi\s*>Force")
    assert (len(first), len({*first, *second})) == (50, 60)


def test_a_work_plan_holds_what_a_component_leads_and_supports(cast: Cast, risk: Risk) -> None:
    line(cast, risk)
    line(cast, risk, lead="Civil affairs", support=["Force"], part="civilian")
    line(cast, risk, lead="UNHCR", support=[], part="", joint=True)
    seen = standing_of(cast.boris, cast.mission)
    assert [one.code for one in matrix(seen, {"lead": "Force"}).lines] == ["M-001", "M-002"]
    assert counts_for(seen)["matrix_partners"] == 1
    assert [one.pk for one in priority_risks(seen)] == [risk.pk]


def test_three_hundred_lines_go_out_and_come_back_without_a_changed_cell(
    cast: Cast, sign_in: Any, risk: Risk, tmp_path: Path
) -> None:
    by = standing_of(cast.adviser, cast.mission)
    row = {
        "risk": risk,
        "activity": "day_patrol",
        "lead": "Force",
        "support": ["UNPOL", "OCHA"],
        "confirmed": ["OCHA"],
        "tiers": [1, 3],
        "phase": "pre-emption",
        "place": risk.place,
        "place_said": "=past the ford",
        "starts": date(2018, 11, 1),
        "joint": False,
        "measure": "at dawn, “and” at dusk; دورية",
        "resources": "007",
    }
    make_lines([row | {"indicator": f"indicator {n}"} for n in range(300)], by=by)
    client = sign_in(cast.adviser)
    for form in ("csv", "xlsx"):
        copy = client.get(url("matrix_download", form))
        body = b"".join(copy.streaming_content)
        given = client.post(url("matrix_upload"), {"file": SimpleUploadedFile(f"m.{form}", body)})
        page = client.get(given["Location"])
        diff = page.context["diff"]
        assert (len(diff.new), len(diff.changed), len(diff.refused)) == (0, 0, 0), form


def test_a_cell_edited_in_the_sheet_is_the_one_that_changes(
    cast: Cast, sign_in: Any, risk: Risk
) -> None:
    line(cast, risk)
    line(cast, risk, lead="UNPOL")
    client = sign_in(cast.adviser)
    body = b"".join(client.get(url("matrix_download", "csv")).streaming_content)
    edited = body.decode("utf-8-sig").replace("UNPOL,", "Civil affairs,", 2).encode()
    assert edited != body
    given = client.post(url("matrix_upload"), {"file": SimpleUploadedFile("m.csv", edited)})
    diff = client.get(given["Location"]).context["diff"]
    assert diff.changed and not diff.new and not diff.refused
    rows = [str(row.line) for row in diff.changed]
    answer = client.post(given["Location"], {"row": rows, "digest": diff.digest})
    assert answer.status_code == 302
    assert "Civil affairs" in {
        name for kept in MatrixLine.objects.all() for name in (kept.lead, *kept.support)
    }


def test_a_place_that_may_not_be_read_is_named_in_no_line_nor_in_its_history(
    cast: Cast, sign_in: Any, risk: Risk
) -> None:
    far = make.place(cast.mission, "Umber Wells", area=cast.south)
    made, adviser = line(cast, risk, place=far), standing_of(cast.adviser, cast.mission)
    pages = {who: sign_in(cast[who]) for who in ("head_of_field_office", "poc_adviser")}

    def told(who: str, *address: Any) -> str:
        return str(pages[who].get(url(*address)).content.decode())

    assert "Umber Wells" in told("poc_adviser", "matrix")
    shown = told("head_of_field_office", "matrix")
    assert "Umber Wells" not in shown and "a place you may not read" in shown
    edit_line(made, {"place": risk.place}, version=made.version, by=adviser)
    assert "Umber Wells" in told("poc_adviser", "line", made.pk)
    assert "Umber Wells" not in told("head_of_field_office", "line", made.pk)


def test_what_relies_on_a_lost_consent_names_no_place_that_may_not_be_read(
    cast: Cast, risk: Risk
) -> None:
    line(cast, risk, place=make.place(cast.mission, "Umber Wells", area=cast.south))
    loss = ConsentLoss(mission=cast.mission, kind="movement")
    for who, place in (
        ("head_of_field_office", "a place you may not read"),
        ("poc_adviser", "Umber Wells"),
    ):
        (found,) = relying_lines(standing_of(cast[who], cast.mission), loss)
        assert found.place == place


def test_lines_that_build_the_host_s_capacity_stand_against_its_duty_in_section_a(
    cast: Cast, sign_in: Any, risk: Risk
) -> None:
    adviser = standing_of(cast.adviser, cast.mission)
    strategy = open_strategy(
        {"ahead_why": "Asked for now", "title": "Luma", "classification": 1}, by=adviser
    )
    begins = strategy.sections.get(letter="A")
    text = "The primary duty to protect is the host's; the mission assists it and builds on it."
    begins = save_section(begins, text, version=begins.version, by=adviser)
    quotes = [text, "the mission assists it and builds on it."]
    mark_element(begins, "A.host-responsibility", answered=True, quotes=quotes, by=adviser)

    def stands() -> tuple[bool, str]:
        rows = {row.state.element.key: row for row in completeness(adviser, strategy).rows}
        row = rows["A.host-responsibility"]
        return row.state.met, str(row.next)

    line(cast, risk)
    met, step = stands()
    assert not met and "neither alone" in step, "words alone do not show the mission's work for it"
    client = sign_in(cast.adviser)
    check = client.get(url("matrix_check")).content.decode()
    assert "No line you may read helps the host state to protect" in check
    built = line(
        cast,
        risk,
        activity="local_mediation",
        lead="Police",
        for_host="builds",
        measure="host police taught",
    )
    assert stands()[0]
    for page in (
        client.get(url("strategy:section", begins.pk)),
        client.get(url("matrix_check")),
    ):
        body = page.content.decode()
        assert "host police taught" in body and "builds its capacity" in body
        assert "No line you may read helps" not in body
    begun = prefill_sections(adviser, language="en", marking=1)["A"]
    assert "The primary duty to protect civilians lies with the host state" in begun
    assert "that build its capacity: 1." in begun
    paper = paper_of(adviser, strategy, snapshot(adviser, strategy))
    assert "Against the host state's primary duty" in repr(paper.parts["A"].blocks)
    assert built.code in repr(on_paper(adviser, paper).blocks)
    boris = sign_in(cast.boris).get(url("matrix")).content.decode()
    assert "builds its capacity" in boris


def test_a_line_for_an_area_or_a_theme_answers_the_risks_that_lie_in_it(
    cast: Cast, sign_in: Any, risk: Risk
) -> None:
    """A mission plans for areas and themes: the register's risks are found from what it says."""
    near = make.place(cast.mission, "Tagbale", latitude=7.2, longitude=30.25, area=cast.north)
    far = make.place(cast.mission, "Faraway", latitude=8.9, longitude=31.9, area=cast.north)
    beside = make.risk(cast.mission, near, by=cast.amina, actor="Group Kestrel", priority=3)
    away = make.risk(cast.mission, far, by=cast.amina, actor="Group Heron", priority=3)
    line(cast, risk)
    adviser = sign_in(cast.adviser)
    page = adviser.get(url("matrix")).content.decode()
    assert "1 priority risk without a line" in page and f"risk={away.pk}" in page
    check = matrix(standing_of(cast.adviser, cast.mission), {})
    assert check.uncovered == [away], "the same threat twelve kilometres off is answered"

    new = adviser.get(url("line_new"))
    assert "Area it is for" in new.content.decode()
    data = {
        "for_area": str(cast.north.pk),
        "threat": "Killings along the cattle corridors",
        "harms": [away.harm],
        "serves": "1.2",
        "measure": "Grazing agreement brokered before the dry season",
        "lead": "Civil Affairs",
        "status": "planned",
        "classification": "1",
    }
    made = adviser.post(url("line_new"), data, follow=True)
    text = made.content.decode()
    assert "Killings along the cattle corridors" in text and "in its area" in text
    assert "Faraway" in text and "Tagbale" in text, "the risks it answers, each with why"
    read = sign_in(cast.boris).get(made.redirect_chain[-1][0]).content.decode()
    assert "Objectives it serves" in read and "1.2" in read, "who may not edit reads it all"
    assert "Harms it is against" in read
    adviser = sign_in(cast.adviser)
    assert "every priority risk" in adviser.get(url("matrix")).content.decode()
    assert beside.pk  # named nowhere, answered twice


def test_a_line_shows_the_people_it_answers_and_by_what_near_is_told(
    cast: Cast, sign_in: Any, risk: Risk
) -> None:
    near = make.place(
        cast.mission,
        "Tagbale",
        latitude=risk.place.latitude + 0.12,
        longitude=risk.place.longitude,
        area=cast.north,
        population=2300,
    )
    make.risk(cast.mission, near, by=cast.amina, actor="Group Kestrel", priority=3)
    made = line(cast, risk)
    adviser = sign_in(cast.adviser)
    page = text_of(adviser.get(url("line", made.pk)))
    assert "Tagbale" in page and "at most 20 km off in a straight line" in page
    assert "2,300 people live at 1 of these places" in page
    assert "told by distance: no travel times are made" in page
    make.base(
        cast.mission,
        "Camp Luma",
        latitude=risk.place.latitude,
        longitude=risk.place.longitude,
        area=cast.north,
    )
    make_surfaces(cast.mission)
    page = text_of(adviser.get(url("line", made.pk)))
    assert "told by travel time in the slower season" in page
    assert "Tagbale" in page, "13 km off: answered"


@pytest.mark.parametrize("words", ["as there", "see M-001", "idem", "comme ci-dessus"])
def test_a_line_of_filler_words_answers_nothing(
    cast: Cast, sign_in: Any, risk: Risk, words: str
) -> None:
    line(cast, risk, activity="", measure=words)
    page = sign_in(cast.adviser).get(url("matrix")).content.decode()
    assert "1 priority risk without a line" in page and "its words say no measure" in page.lower()


def test_a_line_that_repeats_another_for_the_count_answers_nothing(
    cast: Cast, sign_in: Any, risk: Risk
) -> None:
    far = make.place(cast.mission, "Faraway", latitude=8.9, longitude=31.9, area=cast.north)
    away = make.risk(cast.mission, far, by=cast.amina, actor="Group Heron", priority=3)
    line(cast, risk)
    line(cast, away, place=risk.place)
    page = sign_in(cast.adviser).get(url("matrix")).content.decode()
    assert "it repeats another line word for word" in page.lower()
    assert f"risk={away.pk}" in page


def own_matrix() -> bytes:
    """A matrix as a mission wrote it: a title above, heads of its own, days day first."""
    book = BytesIO()
    with Workbook(book) as made:
        sheet = made.add_worksheet("Annex A")
        rows = [
            "Implementation matrix 2019",
            "No.|Threat|Perpetrator|Objective|Tier|Phase|Activity|Lead|Support|Area|Start|End"
            "|Indicator|Resources|Remarks",
            "1.1|Attacks on sites|Group Kestrel|1.2|Tier 2|prevention|Gendarmerie redeployment"
            "|UNPOL|Civil Affairs; Force|North|01/02/2019|30/06/2019|Families at the well|2 FPU"
            "|see annex B",
            "1.2|Incitement on radio||1.2|I|prevention|Night patrol|Force||Luma|15/01/2019"
            "|02/03/2019|||",
        ]
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row.split("|"))
    return book.getvalue()


def test_a_missions_own_matrix_comes_in_as_it_is_and_its_columns_are_asked_once(
    cast: Cast, sign_in: Any, risk: Risk
) -> None:
    adviser = sign_in(cast.adviser)
    sent = {"file": SimpleUploadedFile("annex-a.xlsx", own_matrix())}
    page = adviser.post(url("matrix_upload"), sent, follow=True)
    text = page.content.decode()
    assert "1 column is left out" in text and "Remarks" in text
    assert "in the order that its own days prove" in text, "01/02 beside 30/06 is 1 February"
    assert page.context["diff"].refused == ()

    fields = [(head, ours) for head, ours in page.context["heads"]]
    settled = [ours or ("came_of" if head == "Remarks" else "") for head, ours in fields]
    posted = {"head": [head for head, _ours in fields], "means": settled, "match": "1"}
    again = adviser.post(page.request["PATH_INFO"], posted, follow=True)
    assert "0 columns are left out" in again.content.decode()
    rows = [str(row.line) for row in again.context["diff"].new]
    saved = {"digest": again.context["diff"].digest, "row": rows}
    adviser.post(page.request["PATH_INFO"], saved)

    first, second = MatrixLine.objects.order_by("code")
    assert (first.code, first.activity, first.measure) == ("1.1", "", "Gendarmerie redeployment")
    assert (first.for_area, first.tiers, first.serves) == (cast.north, [2], ["1.2"])
    assert (first.starts, first.came_of) == (date(2019, 2, 1), "see annex B")
    assert (second.activity, second.place, second.tiers) == ("night_patrol", risk.place, [1])

    page = adviser.post(
        url("matrix_upload"),
        sent | {"file": SimpleUploadedFile("b.xlsx", own_matrix())},
        follow=True,
    )
    assert "0 columns are left out" in page.content.decode(), "asked once, remembered"

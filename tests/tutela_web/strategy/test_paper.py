"""A strategy on paper: what a drafting officer sends, and what a copy leaves out."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from click.testing import CliRunner
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.cli import main
from tutela.strategy.elements import SECTIONS, by_key
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import clock
from tutela_web.capacity.models import Caveat, Unit, UnitReadiness
from tutela_web.crisis.plans.verbs import make_plan
from tutela_web.engagements.asks.kind import ASK
from tutela_web.engagements.residual.verbs import accept_risk
from tutela_web.fora.forum.kind import FORUM
from tutela_web.mandate.models import Paragraph
from tutela_web.mandate.task_kind import TASK
from tutela_web.mandate.verbs import load
from tutela_web.partners.roles.kind import ROLE
from tutela_web.partners.wider.kind import CONCERN
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.programme.measures.duty_kind import REPORT_DUTY
from tutela_web.programme.measures.indicator_kind import INDICATOR
from tutela_web.programme.objectives.kind_verbs import set_objective
from tutela_web.programme.objectives.plan_kind import LINKED_PLAN
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.consulting import verbs as consult_verbs
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.edition.models import Section, Strategy
from tutela_web.strategy.endorsing.verbs import record_step
from tutela_web.warning.models import ClockLimit

PLACES = ("Luma", "Norden", "Teren", "Wadi Kesh", "Haru", "Old Ford")
ACTS = ("day_patrol", "local_mediation", "armed_group_engagement", "advise_community")
TEXTS = {
    "A": "The mission protects civilians under threat of physical violence, within its means and "
    "areas of deployment, and without prejudice to the responsibility of the host state.\n\n"
    "It does so in three tiers:\n\n- through the political process\n- by physical protection"
    "\n- by a protective environment",
    "B": "Risks are analysed together with the Protection Cluster each week, throughout the area "
    "and whatever their source.",
    "I": "The mission cannot be everywhere. It says so to communities before it patrols.",
}
SEEN = os.environ.get("TUTELA_LOOK_AT")
"""A folder to which the files are written for a person to look at."""


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    """A strategy with four sections written, six risks, twelve lines, and what stands behind F."""
    adviser, head, mission = by(cast, "poc_adviser"), by(cast, "head_of_mission"), cast.mission
    chief = by(cast, "chief_of_staff")
    made = draft_verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection of civilians in Luma"},
        by=by(cast, "drafter"),
    )
    for letter, text in TEXTS.items():
        section = Section.objects.get(strategy=made, letter=letter)
        draft_verbs.save_section(section, text, version=1, by=adviser)
    closed = Section.objects.get(strategy=made, letter="F")
    draft_verbs.save_section(
        closed, "CLOSEDWORD: two companies are held back.", version=1, by=chief
    )
    lines = []
    for n, name in enumerate(PLACES):
        area = cast.north if n % 2 else cast.south
        place = make.place(
            mission,
            name,
            area=area,
            latitude=6.0 + n * 0.7,
            longitude=28.5 + (n * 37 % 11) * 0.5,
            place_precision=1,
        )
        risk = make.risk(mission, place, by=cast.adviser, actor="Group Kestrel")
        records.edit(
            risk,
            {
                "status": "adopted",
                "priority": 3 - n // 2,
                "risk": 84.0 - 9 * n,
                "band": 4 - n // 2,
                "confidence": 1,
                "owner": "Head of Office",
                "review_on": date(2019, 1, 15),
            },
            version=1,
            by=None,
        )
        lines += [
            {
                "risk": risk,
                "activity": act,
                "measure": f"at dawn and at dusk around {name}, with the community alert network",
                "lead": lead,
                "support": ["UNPOL", "Civil affairs"],
                "part": part,
                "tiers": [2] if part == "military" else [1, 3],
                "phase": "prevention",
                "place": place,
                "starts": date(2018, 11, 1),
                "ends": date(2019, 6, 30),
                "resources": "Sector plan, line 4" if n % 3 else "",
                "indicator": "weeks without a raid",
            }
            for act, lead, part in (
                (ACTS[n % 4], "Force", "military"),
                (ACTS[(n + 1) % 4], "Civil affairs", "civilian"),
            )
        ]
    make_lines(lines, by=adviser)
    kept = {"known_at": clock.now(mission)}
    unit = Unit(
        code="KESTREL", name="Second company", kind="infantry", area=cast.north, able=True, **kept
    )
    unit = records.create(unit, mission=mission, by=None)
    here = {"unit": unit, "compartment": "capacity", **kept}
    records.create(
        UnitReadiness(vehicles=4, reach_km=25.0, night=False, **here), mission=mission, by=None
    )
    records.create(
        Caveat(kind="night", wording="CLOSEDCAVEAT: no movement after dark", no_night=True, **here),
        mission=mission,
        by=None,
    )
    create_record(
        ROLE,
        {
            "who": "force",
            "what": "protects",
            "says": "Patrols markets and water points",
            "source": "Directive 3",
            "classification": 1,
        },
        by=adviser,
    )
    create_record(
        FORUM,
        {
            "name": "Senior Management Group on Protection",
            "kind": "senior",
            "purpose": "Adopts the priority risks",
            "rhythm_days": 14,
            "classification": 1,
        },
        by=adviser,
    )
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
    create_record(
        ASK,
        {
            "of": "headquarters",
            "kind": "assets",
            "what": "Two helicopters",
            "asked_on": head.on,
            "gap": "Nobody is reached by air",
            "classification": 1,
        },
        by=head,
    )
    return made


def url(name: str, *args: Any) -> str:
    return reverse(f"strategy:{name}", args=["luma", *args])


def taken(client: Any, strategy: Strategy, name: str, query: str = "") -> bytes:
    answer = client.get(url(name, strategy.pk) + query)
    assert answer.status_code == 200
    made: bytes = answer.content
    if SEEN:
        to = Path(SEEN) / f"{name}{query.strip('?').replace('=', '-')}.{name.rpartition('_')[2]}"
        to.write_bytes(made)
    return made


def every_part(made: bytes) -> str:
    """All that stands in a DOCX, its XML and its properties too."""
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        return "".join(
            parts.read(name).decode("utf-8", "replace")
            for name in parts.namelist()
            if name.endswith((".xml", ".rels"))
        )


def pages(made: bytes) -> list[str]:
    return [
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(made)).pages
    ]


def test_the_word_file_has_real_headings_a_table_of_contents_and_every_line_of_the_matrix(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    consult_verbs.waive(
        strategy, "No integrated framework here.", element="A.isf", by=by(cast, "chief_of_staff")
    )
    made = taken(sign_in(cast.adviser), strategy, "strategy_docx")
    file = docx.Document(io.BytesIO(made))
    heads = [p.text for p in file.paragraphs if p.style.name == "Heading 1"]
    assert heads[0] == "Executive summary"
    assert heads[heads.index("Decisions sought") + 1 :][:10] == [
        f"{letter}. {name}" for letter, name in SECTIONS.items()
    ]
    assert "Annex I. Implementation matrix" in heads and "Annex II. References" in heads
    xml = every_part(made)
    assert "No integrated framework here." in xml
    assert 'TOC \\o "1-1"' in xml and "NUMPAGES" in xml and "Heading1" in xml
    matrix = next(
        table
        for table in file.tables
        if "POC risk to be addressed" in [cell.text for cell in table.rows[0].cells]
    )
    assert len(matrix.rows) == 1 + 2 * len(PLACES)
    assert [cell.text for cell in matrix.rows[1].cells][:2] == [
        "M-001",
        "Luma · Group Kestrel · killing",
    ]
    assert TEXTS["B"] in "\n".join(p.text for p in file.paragraphs)


RECORDS = {
    "A.mandate-limits": "MANDATEDTASK",
    "A.objectives": "OBJECTIVEMEDIUM",
    "A.tiers": "OBJECTIVELONGER",
    "A.existing-strategies": "OTHERSTRATEGY",
    "A.host-priorities": "HOSTPRIORITY",
    "A.cluster-strategies": "CLUSTERSTRATEGY",
    "A.isf": "FRAMEWORKPLAN",
    "A.out-of-scope": "LANDDISPUTE",
    "A.review-triggers": "The mandate was renewed or changed",
    "E.crisis-decision": "The mission's own time limits",
    "E.crisis-planning": "Contingency plans in use: 1.",
    "J.monitoring": "INDICATORWORD",
    "J.benchmarks": "BENCHMARKWORD",
    "J.perception": "perception",
    "J.reporting": "REPORTOWED",
}
"""What a record behind an element says, by the element that it meets."""


def test_what_the_check_calls_met_by_records_stands_on_paper(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    chief, head, mission = by(cast, "chief_of_staff"), by(cast, "head_of_mission"), cast.mission
    load("1. Decides that UNMIKA shall protect civilians;", {"symbol": "S/RES/9001"}, by=chief)
    paragraph = Paragraph.objects.get(mission=mission, kind="operative")
    create_record(TASK, {"what": "MANDATEDTASK", "tier": 2}, by=chief, beside=paragraph)
    aims = [
        set_objective(
            {"words": f"OBJECTIVE{term.upper()}", "term": term, "tiers": [tier]}, by=chief
        )
        for tier, term in enumerate(("immediate", "medium", "longer"), 1)
    ]
    for kind, title in (
        ("strategy", "OTHERSTRATEGY"),
        ("host", "HOSTPRIORITY"),
        ("cluster", "CLUSTERSTRATEGY"),
        ("isf", "FRAMEWORKPLAN"),
    ):
        create_record(LINKED_PLAN, {"kind": kind, "title": title, "whose": "others"}, by=chief)
    concern = {"what": "LANDDISPUTE", "reason": "no violence", "office": "Ministry of Land"}
    create_record(CONCERN, concern, by=head)
    values = {"words": "INDICATORWORD", "objective": aims[0], "benchmark": "BENCHMARKWORD"}
    create_record(INDICATOR, values | {"perception": True}, by=chief)
    create_record(REPORT_DUTY, {"to": "council", "title": "REPORTOWED", "office": "J"}, by=chief)
    ClockLimit.objects.create(mission=mission, clock="decide", level="warning", minutes=30)
    make_plan(make.place(mission, "Haven"), {"triggers": "shots"}, by=by(cast, "poc_adviser"))

    context = {"kind": "election", "title": "ELECTIONWATCHED", "state": "set", "on": "2019-03-01"}
    desk = sign_in(cast["poc_adviser"])
    at = reverse("review:context_new", args=["luma"])
    assert desk.post(at, context | {"classification": 1, "source": "press"}).status_code == 302
    fact = reverse("review:fact_cite", args=["luma", strategy.sections.get(letter="B").pk])
    assert desk.post(fact, {"words": "FACTCITED", "source": "JMAC"}).status_code == 302

    adviser = sign_in(cast.adviser)
    met = {
        row.state.element.key
        for row in completeness(by(cast, "poc_adviser"), strategy).rows
        if row.records
    }
    xml = every_part(taken(adviser, strategy, "strategy_docx"))
    assert {key: word for key, word in RECORDS.items() if key in met and word not in xml} == {}
    assert RECORDS.keys() - met == set()
    assert "ELECTIONWATCHED" in xml and "FACTCITED" in xml
    assert "The mission's own mandate" in xml and xml.count("S/RES/9001") >= 2  # annex II names it


def test_the_marking_and_the_digest_stand_on_each_page(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    told = pages(taken(sign_in(cast.adviser), strategy, "strategy_pdf"))
    assert len(told) > 5
    for n, page in enumerate(told, 1):
        assert len(re.findall(r"Confidential\b", page)) == 2 and "digest of this content" in page
        assert f"{n} / {len(told)}" in page
        assert page.count("DRAFT") == 2, "a page taken out of it is known as a draft"
    line = AuditEntry.objects.get(act="export")
    assert (line.kind, line.subject_id, line.person_id) == (
        "strategy",
        str(strategy.pk),
        cast.adviser.pk,
    )
    assert line.detail["compartment"] == ""


def test_an_answer_is_signed_by_the_office_that_gave_it_and_not_by_who_recorded_it(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    for step, more in (("sent_legal", {}), ("answered_legal", {"answer": "agreed"})):
        record_step(strategy, {"step": step, **more}, by=by(cast, "chief_of_staff"))
    file = docx.Document(io.BytesIO(taken(sign_in(cast.adviser), strategy, "strategy_docx")))
    signed = next(t for t in file.tables if "Digest" in t.rows[0].cells[-1].text)
    said = {row.cells[1].text: row.cells[0].text for row in signed.rows[1:]}
    assert said["Answered by Legal Affairs: agreed"] == "Legal Affairs"
    assert said["Draft sent to Legal Affairs"] == "chief of staff"


def test_section_f_is_in_no_part_of_a_copy_but_of_one_that_command_asks_for(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    for who in ("poc_adviser", "chief_of_staff"):
        xml = every_part(taken(sign_in(cast[who]), strategy, "strategy_docx"))
        for word in ("CLOSEDWORD", "CLOSEDCAVEAT", "Second company", by_key()["F.caveats"].title):
            assert word not in xml
        assert "Nobody is reached by air" in xml
    assert (
        sign_in(cast.adviser).get(url("strategy_docx", strategy.pk) + "?closed=1").status_code
        == 404
    )
    chief = sign_in(cast["chief_of_staff"])
    xml = every_part(taken(chief, strategy, "strategy_docx", "?closed=1"))
    assert "CLOSEDWORD" in xml and "CLOSEDCAVEAT" in xml and "Second company" in xml
    assert AuditEntry.objects.filter(act="export").last().detail["compartment"] == "capacity"
    taken(chief, strategy, "strategy_pdf", "?closed=1")


def test_who_takes_nothing_away_takes_no_strategy(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    for who in (cast.chen, cast["partner"], cast["joc_duty_officer"]):
        for name in ("strategy_docx", "matrix_pdf"):
            assert sign_in(who).get(url(name, strategy.pk)).status_code == 404


def test_the_matrix_alone_lies_across_and_names_each_line(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    made = taken(sign_in(cast.adviser), strategy, "matrix_pdf")
    first = pypdf.PdfReader(io.BytesIO(made)).pages[0].mediabox
    assert first.width > first.height
    text = " ".join(pages(made))
    assert all(f"dusk around {name}" in text for name in PLACES)
    file = docx.Document(io.BytesIO(taken(sign_in(cast.adviser), strategy, "matrix_docx")))
    assert file.sections[0].page_width > file.sections[0].page_height


def test_the_summary_says_each_section_in_short_and_which_is_not_summed_up(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser, chief = by(cast, "poc_adviser"), by(cast, "chief_of_staff")
    for letter, words, who in (
        ("A", "We protect civilians in three tiers.", adviser),
        ("B", "Raids on markets are the worst of it.", adviser),
        ("F", "CLOSEDSHORT: two companies wait.", chief),
    ):
        one = Section.objects.get(strategy=strategy, letter=letter)
        draft_verbs.sum_up(one, words, version=0, by=who)
    client = sign_in(cast.adviser)
    made = taken(client, strategy, "summary_docx")
    file, xml = docx.Document(io.BytesIO(made)), every_part(made)
    heads = [p.text for p in file.paragraphs if p.style.name == "Heading 1"]
    assert heads == [f"{letter}. {name}" for letter, name in SECTIONS.items()]
    told = "\n".join(p.text for p in file.paragraphs)
    assert "We protect civilians in three tiers." in told and "without prejudice" not in told
    assert xml.count("No summary: read the section itself.") == 6  # C has its tables, F gaps
    by_head = {table.rows[0].cells[0].text: table for table in file.tables}
    risks, leads = by_head["Place"], by_head["Lead"]
    assert [row.cells[0].text for row in risks.rows][1:] == list(PLACES)
    assert [[cell.text for cell in row.cells] for row in leads.rows[1:]] == [
        ["Civil affairs", "6"],
        ["Force", "6"],
    ]
    assert "CLOSEDSHORT" not in xml and "CLOSEDWORD" not in xml
    assert "Nobody is reached by air" in xml
    whole = every_part(
        taken(sign_in(cast["chief_of_staff"]), strategy, "summary_docx", "?closed=1")
    )
    assert "CLOSEDSHORT" in whole and "CLOSEDWORD" not in whole
    older = "changed after its summary"
    one = Section.objects.get(strategy=strategy, letter="A")
    draft_verbs.save_section(one, f"{one.text} And more.", version=one.version, by=adviser)
    assert older not in xml
    now = every_part(taken(client, strategy, "summary_docx"))
    assert now.count(older) == 1 and "We protect civilians in three tiers." not in now
    paged = pages(taken(client, strategy, "summary_pdf"))
    assert len(paged) <= 4 and all("Confidential" in page for page in paged)
    assert sign_in(cast.chen).get(url("summary_pdf", strategy.pk)).status_code == 404


def test_the_record_of_consultation_names_who_was_left_out_and_gives_no_small_number(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    drafter, chief = by(cast, "drafter"), by(cast, "chief_of_staff")
    assert "0 / 8" in pages(taken(sign_in(cast["drafter"]), strategy, "consultation_pdf"))[0]
    one = consult_verbs.plan_consultation(
        strategy,
        {
            "stakeholder": "population",
            "who": "Women of a camp",
            "parties": ["women"],
            "sections": "BH",
            "method": "small group",
        },
        by=drafter,
    )
    held = {"held_on": drafter.on, "attendance": {"female 18-59": 3}}
    one = consult_verbs.hold_consultation(one, held, version=1, by=drafter)
    consult_verbs.note_view(
        one, {"says": "The patrols come too late", "voice": "women"}, by=drafter
    )
    consult_verbs.waive(strategy, "Headquarters briefs it.", stakeholder="council", by=chief)
    client = sign_in(cast["drafter"])
    made = taken(client, strategy, "consultation_docx")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(made)).paragraphs)
    xml = every_part(made)
    assert "few took part" in text and "3 took part" not in text
    assert "The patrols come too late" in xml and "Headquarters briefs it." in xml
    assert xml.count("not heard") == 6
    told = pages(taken(client, strategy, "consultation_pdf"))
    assert all("Confidential" in page for page in told) and "1 / 8" in told[0]
    answer = sign_in(cast["joc_duty_officer"]).get(url("consultation_pdf", strategy.pk))
    assert answer.status_code == 404


def run(*words: str) -> Any:
    return CliRunner().invoke(main, ["strategy", *words], catch_exceptions=False)


def test_the_command_writes_the_draft_in_the_language_asked_for(
    cast: Cast, strategy: Strategy, tmp_path: Path
) -> None:
    for language in ("en", "fr", "ar"):
        to = Path(SEEN or tmp_path) / f"command-{language}.docx"
        assert run("export", "luma", "-o", str(to), "--language", language).exit_code == 0
        xml = every_part(to.read_bytes())
        assert "CLOSEDWORD" not in xml and ("<w:bidi/>" in xml) == (language == "ar")
        pdf = to.with_suffix(".pdf")
        run("export", "luma", "-o", str(pdf), "--language", language)
        short = Path(SEEN or tmp_path) / f"command-summary-{language}.pdf"
        run("export", "luma", "-o", str(short), "--summary", "--language", language)
        assert short.read_bytes()[:5] == b"%PDF-"
        assert pdf.read_bytes()[:5] == b"%PDF-"
    line = AuditEntry.objects.filter(act="export").last()
    assert line.person_id is None and line.kind == "summary"


def test_the_check_gives_each_unmet_element_with_its_seed_and_where_to_mend_it(
    cast: Cast, strategy: Strategy
) -> None:
    told = run("check", "luma", "--json")
    rows = json.loads(told.stdout)
    assert told.exit_code == 0 and rows
    for row in rows:
        assert set(row) == {"section", "element", "seed", "where", "met", "by"}
        assert row["met"] is False and row["by"] is None
        assert by_key()[f"{row['section']}.{row['element']}"].seed == row["seed"]
        assert row["where"].startswith("/m/luma/strategy/drafts/sections/")
    assert not any(row["section"] == "F" for row in rows)
    assert "Section F" in told.stderr
    chief = json.loads(run("check", "luma", "--json", "--all", "--by", "chief_of_staff").stdout)
    assert len(chief) == len(by_key())
    assert {"section": "C", "element": "matrix", "met": True, "by": "live"}.items() <= next(
        row for row in chief if row["element"] == "matrix"
    ).items()
    assert "elements, " in run("check", "luma").stdout

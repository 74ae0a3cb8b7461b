"""The weekly report: what a head of office reads, and what must never stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO

import docx
import polars as pl
import pypdf
import pytest
from karuna import DAY, PLACES, assessment, event, place, risk, table

from tests.tutela.risk.on_record import CHIRR, TODAY, on_record, towns
from tests.tutela.risk.on_record import event as event_of
from tutela.base.documents.html import to_html
from tutela.base.documents.model import Document, Figure, Table, walk, words
from tutela.base.documents.pdf import to_pdf
from tutela.base.errors import BadParameter
from tutela.capacity.types import Base
from tutela.monitoring.changes import changes
from tutela.monitoring.figures import WITHHELD_HARMS
from tutela.monitoring.ground import DISCLAIMER, Ground
from tutela.monitoring.weekly import BLIND, weekly_report
from tutela.monitoring.write import check_out, write_document
from tutela.risk.assess import assess
from tutela.risk.order import percent
from tutela.risk.types import Assessment

Make = Callable[..., Document]


@pytest.fixture
def report(
    now: Assessment, before: Assessment, events: pl.DataFrame, land: Ground, bases: tuple[Base, ...]
) -> Make:
    def make(**changed: object) -> Document:
        given = {"now": now, "before": before, "events": events} | changed
        more = {"bases": bases, "on_ground": land} | given
        two = more.pop("now"), more.pop("before"), more.pop("events")
        return weekly_report(*two, **more)  # type: ignore[arg-type]

    return make


def pages(document: Document) -> list[str]:
    read = pypdf.PdfReader(BytesIO(to_pdf(document)))
    return [" ".join(page.extract_text().split()) for page in read.pages]


def count(document: Document) -> int:
    return len(pypdf.PdfReader(BytesIO(to_pdf(document))).pages)


def said(document: Document) -> str:
    """Every word of the report, in reading order; quicker than reading a PDF back."""
    body = to_html(document).partition("<main>")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def told_as_text(document: Document) -> str:
    """The words with what was escaped in them, not stripped of what looks like an element."""
    return unescape(to_html(document))


def front(document: Document) -> str:
    """The head and the figures, before the judgement."""
    return said(document).partition("Judgement")[0]


def rows(document: Document, name: str) -> list[list[str]]:
    (found,) = (b for b in walk(document.blocks) if isinstance(b, Table) and b.name == name)
    return [[words(cell) for cell in row.cells] for row in found.rows]


def figure(document: Document) -> Figure:
    return next(b for b in walk(document.blocks) if isinstance(b, Figure))


@pytest.mark.slow
def test_page_one_stands_alone(report: Make) -> None:
    first = pages(report())[0]
    for phrase in (
        "Karuna: week to 3 June 2030",
        "28 May to 3 June 2030",
        "end of 3 June 2030",
        "critical hotspots",
        "incidents recorded",
        "civilians recorded killed",
        "15 of 22",
        "Luma is the first concern",
        "The state of 7 of 22 places is not known",
        "Changes since 27 May",
        "Not known",
        "Ranked hotspots",
        DISCLAIMER,
        BLIND,
        "protectors withdrawn",
    ):
        assert phrase in first
    ranked_here = sum(name in first.split("Ranked hotspots")[-1] for name in PLACES)
    assert ranked_here >= 10


def test_the_whole_is_two_to_four_pages(report: Make) -> None:
    assert 2 <= count(report()) <= 4


def test_every_section_is_there(report: Make) -> None:
    told = said(report())
    for heading in (
        "Judgement",
        "Why these ranks",
        "Tripwires",
        "What changed since last week",
        "Facts not known",
        "How we know",
        "Sources and their age",
    ):
        assert heading in told
    assert "R = 20" in told
    assert "comes from records" in told


def test_a_row_says_rank_level_interval_priority_and_confidence(
    report: Make, now: Assessment
) -> None:
    first = rows(report(), "Ranked hotspots")[0]
    top = now.risks[0]
    assert first == [
        "1=",
        f" {top.band}",
        f"{top.R:.0f} {top.R_low:.0f}–{top.R_high:.0f}",
        "",
        "Luma",
        "Group Kestrel; killing",
        "▲ 83",
        "Critical must",
        "moderate",
    ]


def test_reasons_name_their_records(report: Make) -> None:
    tarro = next(r for r in rows(report(), "Why these ranks") if r[1].startswith("Tarro"))
    assert "recent conduct 4.4: Group Heron attacked civilians" in tarro[2]
    assert "Blank: declared threat, mobility, no warning channel." in tarro[2]
    assert tarro[3] == "ucdp 41007, 41008"


def test_changes_are_told_with_their_reason(report: Make) -> None:
    changed = {row[1].split(";")[0]: row for row in rows(report(), "What changed since last week")}
    assert changed["Fadda"][0] == "+ new"
    assert changed["Luma"][0] == "▲ risen"
    assert changed["Luma"][2] == "83 to 88"
    assert changed["Luma"][3].startswith("recent conduct: Group Kestrel")


def test_what_is_not_known_is_listed(report: Make) -> None:
    told = said(report())
    assert "Not assessed, 7 of 22 places: Pallo, Rami, Old Besi" in told
    assert "declared threat 15" in told
    assert "3 events have no date and 2 no place" in told
    assert "Nothing on record says they are safe" in told


def test_figures_of_the_week_are_those_of_the_events(report: Make) -> None:
    two = table(
        event(1, DAY, 6.9, 31.2, civilian_deaths=4),
        event(2, DAY - timedelta(days=8), 6.9, 31.2, civilian_deaths=9),
        event(3, DAY + timedelta(days=1), 6.9, 31.2, civilian_deaths=90),
    )
    first = front(report(events=two))
    assert "incident recorded 1 1 last week" in first
    assert "civilians recorded killed 4 best count; 9 last week" in first
    assert not re.search(r"\b90\b", first)


def test_nothing_recorded_is_not_called_safe(report: Make) -> None:
    clash = event(1, DAY, 6.9, 31.2, violence="state-based", harm="clash", civilian_deaths=0)
    assert "none recorded is not none" in front(report(events=table(clash)))


def test_a_week_without_any_risk_says_so(report: Make, now: Assessment) -> None:
    empty = replace(now, risks=())
    told = said(report(now=empty, before=empty))
    assert "No risk could be assessed" in told
    assert "That is no sign of safety" in told


def test_withheld_records_are_in_no_figure_list_map_or_id(
    report: Make, events: pl.DataFrame
) -> None:
    away = {"iso3": "XZZ", "source": "secret", "source_version": "9"}
    news = [
        event(900 + n, DAY, 7.5, 32.2, harm=harm, place="Hidden Well", **away)
        for n, harm in enumerate(WITHHELD_HARMS)
    ]
    shut = report(events=pl.concat([events, table(*news)]))
    assert to_html(shut) == to_html(report())


def test_withheld_records_do_not_make_an_old_file_new(report: Make) -> None:
    old = event(1, DAY - timedelta(days=40), 6.9, 31.2)
    secret = event(2, DAY, 6.9, 31.2, harm="crsv")
    assert "24 April 2030, 40 days before" in said(report(events=table(old, secret)))


@pytest.mark.parametrize("which", ("now", "before"))
def test_an_assessment_that_read_a_compartment_is_refused(
    report: Make, now: Assessment, before: Assessment, which: str
) -> None:
    read = replace({"now": now, "before": before}[which], compartments=frozenset({"crsv"}))
    with pytest.raises(BadParameter, match=r"compartment \(crsv\).* Next: assess without"):
        report(**{which: read})


def test_a_risk_of_a_withheld_harm_is_refused_by_whomever_made(
    report: Make, now: Assessment
) -> None:
    secret = replace(risk(place("Hidden Well", 7, 32), (5, 5, 5)), harm="crsv")
    with pytest.raises(BadParameter, match="records of a compartment"):
        report(now=replace(now, risks=(secret, *now.risks)))


def test_the_blanks_are_those_of_the_assessment(report: Make, now: Assessment) -> None:
    told = said(report(now=replace(now, blanks={"command": 9, "mobility": 15, "spite": 0})))
    assert "of 15 risks: mobility 15, command 9. A blank" in told


def test_a_file_that_ended_long_ago_is_the_first_thing_not_known(report: Make) -> None:
    old = report(events=table(event(1, DAY - timedelta(days=27), 6.9, 31.2)))
    stale = "Newest event on file ended 7 May 2030, 27 days before: what happened since is not"
    assert said(old).count(stale) == 2
    assert re.search(f"Not known {stale}", said(old))
    assert re.search(f"Facts not known {stale}", said(old))
    assert "incidents recorded not known not known last week" in front(old)
    assert "civilians recorded killed not known best count; not known last week" in front(old)


def test_one_country_heard_from_does_not_hide_that_another_is_not(
    report: Make, two_lands: Ground
) -> None:
    news = table(
        event(1, DAY, 6.9, 31.2), event(2, DAY - timedelta(days=27), 7.0, 28.0, iso3="XOS")
    )
    told = said(report(events=news, on_ground=two_lands))
    assert "Not known Ostra: newest event on file ended 7 May 2030, 27 days before" in told
    assert "Karuna: newest event" not in told
    assert "Ostra: no event on file" in said(
        report(events=table(event(1, DAY, 6.9, 31.2)), on_ground=two_lands)
    )


def test_a_file_that_ended_last_week_still_counts_last_week(report: Make) -> None:
    last = front(report(events=table(event(1, DAY - timedelta(days=7), 6.9, 31.2))))
    assert "incidents recorded not known 1 last week" in last


def test_no_event_at_all_is_not_nought(report: Make) -> None:
    none = report(events=table())
    assert "incidents recorded not known" in front(none)
    assert "Not known No event on file: what happened is not known" in said(none)


def test_one_is_not_many(report: Make, now: Assessment) -> None:
    one = front(report(events=table(event(1, DAY, 6.9, 31.2, civilian_deaths=1))))
    assert "1 incident recorded" not in one  # the label stands before the figure
    assert "incident recorded 1 " in one
    assert "civilian recorded killed 1 " in one
    mute = front(report(events=table(event(1, DAY, 6.9, 31.2, civilian_deaths=None))))
    assert "1 of 1 incident does not say" in mute
    assert "1 event of the last 90 days" in words(
        figure(report(events=table(event(1, DAY, 6.9, 31.2)))).caption
    )


def test_the_order_is_said_and_what_it_passes_over(report: Make, now: Assessment) -> None:
    petty = replace(risk(place("Khartoum", 8, 31), (4.5, 4.5, 4.5), gravity=1), rank=16)
    told = said(report(now=replace(now, risks=(*now.risks, petty))))
    assert "Ordered by priority (band and gravity), then R. 15 of 16 hotspots are listed." in told
    assert "Higher R, lower priority, not listed: Khartoum 90." in told
    assert "Higher R" not in said(report())


def test_a_week_from_files_speaks_of_hotspots_and_how_likely_an_attack_is(
    land: Ground,
) -> None:
    events = on_record(
        *(event_of(days, killed=9) for days in (3, 20, 200)),
        event_of(2, CHIRR, by="Group Heron", killed=30),
    )

    def as_of(days: int) -> Assessment:
        return assess(events, towns(), on=TODAY - timedelta(days=days)).assessment()

    now = as_of(0)
    made = weekly_report(now, as_of(7), events.frame, on_ground=land)
    told = said(made)
    first, second = (risk for risk in now.risks if risk.leads)
    (row, _other) = rows(made, "Ranked hotspots")
    assert percent(first.likelihood) in row[2] and percent(first.likelihood_low) in row[2]
    assert "2 of" not in told and "critical hotspot" in told
    assert "Ordered by how likely an attack on civilians is within 30 days" in told
    for of_old in ("then R", "R = 20", "by two points", "Ranked risks", "within 7 days"):
        assert of_old not in told, of_old
    apart = "not told apart from the next" if first.shared else "stands above the next"
    assert apart in told.split("Judgement")[1].split("Ranked hotspots")[0]
    changed = {row[1].split(";")[0]: row for row in rows(made, "What changed since last week")}
    assert changed["Chirr"][0] == "+ new" or "%" in changed["Chirr"][2]
    assert "with 1 place around it" in told, "Bemo is of Akola's hotspot"
    assert second.rank == 2


def test_changes_add_up_and_begin_with_the_largest_rise(
    report: Make, now: Assessment, before: Assessment
) -> None:
    document = report()
    rail = said(document).partition("Changes since")[2].partition("Ranked hotspots")[0]
    most = re.search(r"; ([^;(]+) \([^)]+\) rose most, from", said(document))
    assert most
    assert re.match(rf" 27 May ▲ {most[1]} ", rail)
    assert len(changes(now, before)) <= 7
    assert "more below" not in rail
    quiet = replace(before, risks=())
    rail = said(report(before=quiet)).partition("Changes since")[2]
    assert "5 more below, 3 not listed" in rail


def test_two_countries_take_the_width_of_the_page(report: Make, two_lands: Ground) -> None:
    both = report(on_ground=two_lands)
    assert both.title.startswith("Karuna and Ostra")
    assert 'viewBox="0 0 720' in figure(both).svg
    assert 2 <= count(both) <= 4


@pytest.mark.slow
def test_page_one_of_two_countries_carries_changes_and_not_known(
    report: Make, two_lands: Ground
) -> None:
    first = pages(report(on_ground=two_lands))[0]
    for phrase in (
        "Changes since 27 May",
        "Not known",
        "Not assessed (7)",
        "Ranked hotspots",
        "Luma",
    ):
        assert phrase in first


def test_the_map_has_its_words(report: Make) -> None:
    drawn = figure(report())
    assert "Luma 88 (very high)" in drawn.alt
    assert "known only to a district or wider, are not drawn" in words(drawn.caption)
    assert "UCDP GED 99.1" in words(drawn.caption)


def test_openstreetmap_is_named_when_its_places_are_used(report: Make, now: Assessment) -> None:
    theirs = tuple(replace(r, place=replace(r.place, source="OpenStreetMap")) for r in now.risks)
    drawn = figure(report(now=replace(now, risks=theirs)))
    assert "© OpenStreetMap contributors" in words(drawn.caption)
    assert "OpenStreetMap" not in words(figure(report()).caption)


def test_only_so_many_are_listed_and_the_rest_is_counted(report: Make) -> None:
    short = report(top=5)
    assert len(rows(short, "Ranked hotspots")) == 5
    assert "5 of 15 hotspots are listed" in said(short)


@pytest.mark.slow
def test_the_snapshot_changes_with_the_figures_only(report: Make, now: Assessment) -> None:
    def snapshot(document: Document) -> str:
        return document.stamp[0].split(" · ")[0]

    assert snapshot(report()) == snapshot(report(marking="confidential"))
    assert snapshot(report()) != snapshot(report(now=replace(now, risks=now.risks[1:])))
    other_sources = replace(now, sources=("Invented events, edition 2",))
    assert snapshot(report()) != snapshot(report(now=other_sources))
    said_otherwise = replace(now.risks[0], confidence="high")
    changed = replace(now, risks=(said_otherwise, *now.risks[1:]))
    assert snapshot(report()) != snapshot(report(now=changed))


@pytest.mark.parametrize(
    "name", ("#set page(width: 1cm)", "<script>x</script>", "$x$ *a* _b_", "=cmd|'/c'!A1")
)
def test_hostile_places_and_actors_are_only_names(report: Make, now: Assessment, name: str) -> None:
    first = replace(now.risks[0], place=replace(now.risks[0].place, name=name), actor=f"G {name}")
    silent = (place(name, 7, 33),)
    made = report(now=replace(now, risks=(first, *now.risks[1:]), not_assessed=silent), area=name)
    assert f"{name}: week to 3 June 2030" in told_as_text(made)
    assert f"G {name}; killing" in told_as_text(made)
    assert "<script>" not in to_html(made)


# --- writing


@pytest.mark.parametrize("suffix", (".pdf", ".docx", ".html", ".PDF"))
def test_the_name_decides_the_form(report: Make, tmp_path, suffix: str) -> None:
    out = write_document(report(), tmp_path / f"report{suffix}")
    start = out.read_bytes()[:15]
    kinds = {".pdf": b"%PDF-", ".docx": b"PK", ".html": b"<!doctype html>"}
    assert start.startswith(kinds[suffix.lower()])
    assert [p.name for p in tmp_path.iterdir()] == [out.name]


@pytest.mark.slow
def test_the_docx_can_be_edited(report: Make, tmp_path) -> None:
    made = docx.Document(str(write_document(report(), tmp_path / "report.docx")))
    assert made.paragraphs[1].text == "Karuna: week to 3 June 2030"
    assert made.tables[2].rows[1].cells[3].text == "Luma"
    assert made.tables[2].rows[1].cells[1].text == "\u00a0very high"
    assert not any("Thin lines" in p.text for p in made.paragraphs)
    assert made.core_properties.title == "Karuna: week to 3 June 2030"


@pytest.mark.parametrize(
    ("name", "said"),
    (
        ("report.odt", "'.odt' is no form a report can take. Next: end the name in .pdf"),
        ("report", "no form is named"),
        ("nowhere/report.pdf", "there is no folder .*nowhere.* Next: make it"),
    ),
)
def test_a_file_that_cannot_be_written_is_refused_before_the_work(
    tmp_path, name: str, said: str
) -> None:
    with pytest.raises(BadParameter, match=said):
        check_out(tmp_path / name)


def test_a_folder_is_no_file(tmp_path) -> None:
    (tmp_path / "weekly.pdf").mkdir()
    with pytest.raises(BadParameter, match="this is a folder"):
        check_out(tmp_path / "weekly.pdf")


def test_an_unknown_marking_is_refused(report: Make) -> None:
    with pytest.raises(BadParameter, match="'top secret' is not a marking"):
        report(marking="top secret")


def test_ranks_are_shared_only_where_given(report: Make) -> None:
    alone = assessment()
    spread = tuple(replace(r, rank=n + 1, shared=False) for n, r in enumerate(alone.risks))
    told = [row[0] for row in rows(report(now=replace(alone, risks=spread)), "Ranked hotspots")]
    assert told[:3] == ["1", "2", "3"]


def test_where_the_record_has_ended_no_fall_is_listed(report: Make, events: pl.DataFrame) -> None:
    months_before = DAY - timedelta(days=100)
    old = events.filter(pl.col("date_end") <= months_before)
    end = old["date_end"].max()
    told = said(report(events=old))
    assert f"The record ends on {end.day} {end:%B %Y}: a fall would only be age" in told
    assert "falls not told: the record has ended" in told
    assert "▼" not in told.partition("What changed since last week")[2]
    assert "– no longer listed" not in told
    none = said(report(events=events.clear()))
    assert "No event is on record: a fall would only be age, so none is listed" in none


def test_where_the_record_goes_on_falls_are_listed(report: Make) -> None:
    told = said(report())
    assert "The record ends on" not in told and "no longer listed" in told

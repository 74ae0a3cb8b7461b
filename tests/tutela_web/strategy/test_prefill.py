"""A new strategy begins with what is known, never with what some of its readers may not know."""

from __future__ import annotations

from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import Standing, standing_of
from tutela_web.capacity.models import Unit
from tutela_web.engagements.residual.verbs import accept_risk
from tutela_web.fora.forum.kind import FORUM
from tutela_web.mandate.models import Paragraph
from tutela_web.mandate.task_kind import TASK
from tutela_web.mandate.verbs import load
from tutela_web.partners.arrangements.kind import ARRANGEMENT
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.partners.roles.kind import ROLE
from tutela_web.partners.space.verbs import check_space
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.records.shared_texts.verbs import history_of_text
from tutela_web.strategy.content.elements import completeness, live_counts
from tutela_web.strategy.content.prefill import prefill_sections
from tutela_web.strategy.content.snapshot import snapshot
from tutela_web.strategy.drafting.verbs import open_strategy, save_section, sum_up
from tutela_web.strategy.edition.models import Section, Strategy
from tutela_web.strategy.edition.queries import summaries_for
from tutela_web.strategy.papers.document import paper_of


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


def texts(strategy: Strategy) -> dict[str, str]:
    rows = Section.objects.filter(strategy=strategy)
    return {one.letter: one.text for one in rows if one.text}


def content(cast: Cast) -> None:
    """What a mission holds before it writes: a mandate, risks, a line, roles, fora, a unit."""
    chief, adviser, head = (
        by(cast, w) for w in ("chief_of_staff", "poc_adviser", "head_of_mission")
    )
    load(
        "The Security Council,\n1. Decides that UNMIKA shall protect civilians in Luma;",
        {"symbol": "S/RES/9001 (2031)"},
        by=chief,
    )
    create_record(
        TASK,
        {"what": "protect civilians", "tier": 2},
        by=chief,
        beside=Paragraph.objects.get(kind="operative"),
    )
    for name, compartment in (("Luma", ""), ("Hidden camp", "crsv")):
        place = make.place(cast.mission, name, by=cast.adviser, area=cast.south)
        risk = make.risk(cast.mission, place, by=cast.adviser, compartment=compartment)
        risk = records.edit(risk, {"status": "adopted", "priority": 3}, version=1, by=None)
        if not compartment:
            make_lines(
                [{"risk": risk, "activity": "day_patrol", "phase": "prevention"}], by=adviser
            )
    create_record(
        ROLE, {"who": "host", "what": "protects", "says": "The state protects first"}, by=chief
    )
    create_record(
        ROLE,
        {"who": "force", "what": "protects", "says": "A strict word", "classification": 2},
        by=chief,
    )
    create_record(
        FORUM, {"name": "SMG-P of the capital", "kind": "senior", "classification": 1}, by=adviser
    )
    accept_risk(
        {
            "what": "The far valley",
            "why": "far",
            "changes_if": "x",
            "until": make.TODAY,
            "area": cast.north,
            "capacity": False,
        },
        by=head,
    )
    unit = Unit(code="u1", name="Coy A", area=cast.north, classification=0, able=True)
    records.create(unit, mission=cast.mission, by=cast.adviser)


def test_a_new_strategy_tells_what_all_its_readers_read_and_counts_the_rest(cast: Cast) -> None:
    content(cast)
    told = texts(
        open_strategy(
            {"ahead_why": "Asked for now", "title": "Protection"}, by=by(cast, "poc_adviser")
        )
    )
    assert told["A"] == (
        "The mission protects civilians as paragraph 1 of S/RES/9001 (2031) asks of it.\n\n"
        "The Security Council gave the mission these tasks:\n"
        "- protect civilians (S/RES/9001 (2031), 1)"
    )
    assert told["B"].startswith("The register holds 1 adopted risk, 1 of them critical or high.")
    assert told["C"].startswith("The implementation matrix holds 1 line. By phase: prevention 1.")
    assert "The state protects first" in told["G"] and told["H"].startswith(
        "Coordination forums in place:"
    )
    assert "accepted in writing 1 risk" in told["I"]
    whole = " ".join(told.values())
    for closed in ("Luma", "Hidden", "Group", "valley", "SMG-P", "strict", "Coy"):
        assert closed not in whole.replace("UNMIKA shall protect civilians in Luma", ""), closed
    assert "F" not in told  # an adviser holds no capacity


def test_the_chief_of_staff_prefills_section_f_which_only_command_reads(cast: Cast) -> None:
    content(cast)
    made = open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection"}, by=by(cast, "chief_of_staff")
    )
    assert texts(made)["F"] == "The mission counts 1 unit. 0 caveats are recorded."
    assert Section.objects.get(strategy=made, letter="F").compartment == "capacity"


def test_the_history_says_it_was_prefilled_and_no_element_is_met_by_it(cast: Cast) -> None:
    content(cast)
    drafter = by(cast, "drafter")
    made = open_strategy({"ahead_why": "Asked for now", "title": "Protection"}, by=drafter)
    section = Section.objects.get(strategy=made, letter="A")
    assert section.version == 1
    assert history_of_text(section)[0].reason == f"prefilled from the records of {drafter.on}"
    blank = Section.objects.get(strategy=made, letter="J")
    assert (blank.text, history_of_text(blank)[0].reason) == ("", "")
    by_text = [row for row in completeness(drafter, made).rows if row.state.by in ("text", "both")]
    assert by_text == []
    save_section(section, "Our own words.", version=1, by=drafter)


def test_the_next_edition_takes_over_what_the_last_one_said_as_far_as_the_opener_reads_it(
    cast: Cast,
) -> None:
    chief, drafter = by(cast, "chief_of_staff"), by(cast, "drafter")
    first = open_strategy({"ahead_why": "Asked for now", "title": "Protection"}, by=chief)
    for letter in "AF":
        one = Section.objects.get(strategy=first, letter=letter)
        save_section(one, f"Said in {letter}.", version=1, by=chief)
        sum_up(one, f"{letter} in short.", version=0, by=chief)
    records.edit(first, {"state": "superseded"}, version=1, by=None)
    second = open_strategy({"ahead_why": "Asked for now", "title": "Protection, anew"}, by=drafter)
    assert texts(second) == {"A": "Said in A."}
    again = Section.objects.get(strategy=second, letter="A")
    assert history_of_text(again)[0].reason == "taken over from edition 1"
    (short,) = summaries_for(chief).filter(section__strategy=second)
    assert (short.section, short.words, short.stale) == (again, "A in short.", False)
    save_section(again, "Said anew.", version=1, by=drafter)
    assert summaries_for(drafter).get(section=again).stale
    records.edit(second, {"state": "superseded"}, version=1, by=None)
    french = open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection", "language": "fr"}, by=chief
    )
    assert texts(french) == {}


def test_words_stand_in_the_language_of_the_strategy(cast: Cast, settings: Any) -> None:
    content(cast)
    made = open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection", "language": "fr"},
        by=by(cast, "poc_adviser"),
    )
    assert "S/RES/9001 (2031)" in texts(made)["A"] and made.language == "fr"


def test_section_h_draws_on_partners_and_what_was_agreed_with_them_as_far_as_it_may(
    cast: Cast,
) -> None:
    adviser, chief = by(cast, "poc_adviser"), by(cast, "chief_of_staff")
    medics = {"name": "Medics of the River", "kind": "ngo", "classification": 1}
    create_record(PARTNER, medics | {"channel": "a weekly call"}, by=adviser)
    create_record(PARTNER, medics | {"name": "Quiet house", "classification": 2}, by=chief)
    near = {
        "kind": "close",
        "name": "Wells road",
        "says": "Escorts by request only.",
        "classification": 1,
        "area": cast.north,
    }
    create_record(ARRANGEMENT, near, by=adviser)
    create_record(
        ARRANGEMENT,
        near | {"kind": "contacts", "name": "Sheet", "says": "Call extension 555."},
        by=adviser,
    )
    check_space(
        {
            "kind": "access",
            "what": "Aid to Luma",
            "on": make.TODAY,
            "asked_by": "UNHCR",
            "classification": 1,
        },
        by=adviser,
    )
    told = prefill_sections(adviser, language="en", marking=1)["H"]
    assert "Partners: organisation outside UN and Cluster 1." in told
    assert "area of close work 1" in told and "Medics" not in told, "figures, never names"
    assert "Partners" not in prefill_sections(chief, language="en", marking=0).get("H", "")
    assert (live_counts(adviser)["partners"], live_counts(chief)["partners"]) == (1, 2)
    strategy = open_strategy({"ahead_why": "Asked for now", "title": "Luma"}, by=adviser)
    content = snapshot(adviser, strategy)
    tables = content["tables"]
    assert [row["name"] for row in tables["partners"]] == ["Medics of the River"]
    assert [(row["what"], row["settled"]) for row in tables["checks"]] == [("Aid to Luma", False)]
    paper = repr(paper_of(adviser, strategy, content).parts["H"].blocks)
    assert "a weekly call" in paper and "Escorts by request only." in paper
    assert "extension 555" not in repr(content), "lines of a sheet stay on its page"
    far = snapshot(by(cast, "head_of_field_office"), strategy)["tables"]
    assert not far["partners"] and len(far["arrangements"]) == 2, "of their area alone"

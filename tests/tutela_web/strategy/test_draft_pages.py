"""The pages of a strategy that is being written: who reads, who writes, what it still lacks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed, text_of
from tutela.strategy.document import prose
from tutela_web.access.policy import Standing, standing_of
from tutela_web.fora.forum.kind import FORUM
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import Risk
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.drafting import verbs
from tutela_web.strategy.edition.models import Section, SectionComment, SetAside, Strategy


def url(name: str, *args: Any) -> str:
    return reverse(f"strategy:{name}", args=["luma", *args])


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    return verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=by(cast, "drafter")
    )


def section(strategy: Strategy, letter: str = "A") -> Section:
    return Section.objects.get(strategy=strategy, letter=letter)


def test_a_drafter_opens_a_strategy_and_its_page_begins_with_what_is_missing(
    cast: Cast, sign_in: Any
) -> None:
    drafter = sign_in(cast["drafter"])
    sent = {"title": "Protection in Luma", "language": "en", "classification": "1"}
    assert sign_in(cast.boris).post(url("strategies"), sent).status_code == 403
    assert drafter.post(url("strategies"), sent).status_code == 302
    made = Strategy.objects.get()
    page = drafter.get(url("strategy", made.pk)).content.decode()
    assert page.index('id="unmet"') < page.index('id="unheard"') < page.index('id="sections"')
    assert page.count("no consultation is recorded") == 8
    assert "Open a new strategy" not in drafter.get(url("strategies")).content.decode()
    again = drafter.post(url("strategies"), sent)
    assert again.status_code == 400 and "being written already" in again.content.decode()


def test_section_f_is_withheld_from_a_drafter_and_shown_to_command(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    closed = section(strategy, "F")
    drafter, chief = sign_in(cast["drafter"]), sign_in(cast["chief_of_staff"])
    for name in ("section", "section_history"):
        assert drafter.get(url(name, closed.pk)).status_code == 404
        assert chief.get(url(name, closed.pk)).status_code == 200
    for name in ("section", "section_lease", "section_comment", "section_mark"):
        assert drafter.post(url(name, closed.pk), {"text": "x", "body": "x"}).status_code == 404
    told = drafter.get(url("elements", strategy.pk)).content.decode()
    assert "Section F is read only with the compartment capacity" in told
    assert "National caveats" not in told
    assert "National caveats" in chief.get(url("elements", strategy.pk)).content.decode()
    assert str(closed.pk) not in drafter.get(url("strategy", strategy.pk)).content.decode()
    for who in (cast.chen, cast["partner"], cast["joc_duty_officer"]):
        assert sign_in(who).get(url("strategy", strategy.pk)).status_code == 404


def test_the_elements_come_in_parts_and_none_is_left_out(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    client, here = sign_in(cast["drafter"]), url("elements", strategy.pk)
    first = client.get(here).content.decode()
    parts = int(re.search(r"page 1 of (\d+)", first).group(1))  # type: ignore[union-attr]
    shown = [client.get(f"{here}?page={n + 1}").content.decode() for n in range(parts)]
    rows = [key for page in shown for key in re.findall(r'id="([A-J]\.[^"]+)"', page)]
    total = int(re.search(r"Of (\d+) elements,", first).group(1))  # type: ignore[union-attr]
    assert parts > 1 and len(rows) == len(set(rows)) == total


def test_an_element_that_asks_for_every_priority_risk_is_thin_where_one_of_three_is_answered(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    place = make.place(cast.mission, "Luma", area=cast.north)
    risks = [make.risk(cast.mission, place, by=cast.amina, actor=f"Group {n}") for n in range(3)]
    adviser, here = sign_in(cast.adviser), url("elements", strategy.pk)

    def write_line(risk: Risk, part: str, phase: str = "prevention") -> None:
        sent = {"risk": risk.pk, "activity": "day_patrol", "lead": "Force", "part": part}
        sent |= {"phase": phase, "status": "planned", "classification": "1"}
        assert adviser.post(reverse("programme:line_new", args=["luma"]), sent).status_code == 302

    def row(key: str) -> str:
        for n in (1, 2, 3, 4):
            page = squeezed(adviser.get(here, {"page": n}).content.decode())
            if f'id="{key}"' in page:
                return page.split(f'id="{key}"')[1].split("</tr>")[0]
        raise AssertionError(key)

    write_line(risks[0], "military")
    matrix, components = row("C.matrix"), row("C.multidimensional")
    assert (
        "thin" in matrix and "Its records answer 1 of 3 priority risks: answer the others" in matrix
    )
    assert "thin" in components and "met by records" not in components
    write_line(risks[0], "police")
    write_line(risks[1], "military", phase="response")
    matrix, components = row("C.matrix"), row("C.multidimensional")
    assert "met by records" in matrix and "for 2 of 3 priority risks" in matrix
    assert "answer 1 of 3 priority risks" in components
    assert "answer 1 of 3 priority risks" in row("C.prevention")
    home = squeezed(adviser.get(url("strategy", strategy.pk)).content.decode())
    assert "Not met" in home[home.index('id="unmet-title"') :][:60]


def test_a_drafter_sums_a_section_up_and_of_two_who_do_the_second_sees_what_stands(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    one, drafter = section(strategy), sign_in(cast["drafter"])
    here, at = url("section", one.pk), url("section_summary", one.pk)
    home, stale = url("strategy", strategy.pk), "changed after the summary"
    assert "no summary" in drafter.get(here).content.decode()
    refused = drafter.post(at, {"words": "We protect.", "version": "0"})
    assert refused.status_code == 400 and "nothing is written" in refused.content.decode()
    verbs.save_section(one, "The mission protects.", version=one.version, by=by(cast, "drafter"))
    assert sign_in(cast.boris).post(at, {"words": "x", "version": "0"}).status_code == 403
    assert drafter.post(at, {"words": "We protect.", "version": "0"}).status_code == 302
    page = drafter.get(here).content.decode()
    assert "We protect." in page and "the section was changed since" not in page
    assert stale not in drafter.get(home).content.decode()
    late = drafter.post(at, {"words": "We protect all.", "version": "0"})
    told = late.content.decode()
    assert late.status_code == 400 and "somebody else changed the same fields" in told
    assert "We protect." in told and "We protect all." in told
    (form,) = re.findall(rf'action="{at}">(.*?)</form>', told, re.DOTALL)
    assert 'name="version" value="1"' in form, "who saves again has seen what stands"
    long = drafter.post(at, {"words": "x" * 1501, "version": "1"})
    assert long.status_code == 400
    assert drafter.post(at, {"words": "We protect all.", "version": "1"}).status_code == 302
    now = section(strategy)
    verbs.save_section(now, "It protects all.", version=now.version, by=by(cast, "drafter"))
    page = drafter.get(here).content.decode()
    assert "We protect all." in page and "the section was changed since" in page
    assert drafter.get(home).content.decode().count(stale) == 1
    assert drafter.post(at, {"words": "", "version": "2"}).status_code == 302
    assert "no summary" in drafter.get(here).content.decode()


def test_of_two_who_saved_the_second_sees_both_texts_and_saves_them_as_one(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    one = section(strategy)
    drafter, adviser = sign_in(cast["drafter"]), sign_in(cast.adviser)
    here = url("section", one.pk)
    assert drafter.post(here, {"text": "Aim.", "version": 1}).status_code == 302
    met = adviser.post(here, {"text": "Scope.", "version": 1})
    assert met.status_code == 409 and SetAside.objects.get().text == "Scope."
    page = met.content.decode()
    assert "Side by side" in page and "Text that could not be saved" in page
    both = met.context["text"]
    assert both == "Aim.\n\nScope."
    assert adviser.post(here, {"text": both, "version": met.context["version"]}).status_code == 302
    settle = url("aside_settle", SetAside.objects.get().pk)
    assert sign_in(cast.boris).post(settle).status_code == 403
    assert adviser.post(settle).status_code == 302
    page = adviser.get(here).content.decode()
    assert "Text that could not be saved" not in page
    told = drafter.get(url("section_history", one.pk)).content.decode()
    assert "<ins>Scope.</ins>" in told


def test_a_saved_text_comes_back_as_it_was_written(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    one, client = section(strategy), sign_in(cast["drafter"])
    text = "Aim.\r\n\r\n- one\r\n- two <b>\r\n"
    client.post(url("section", one.pk), {"text": text, "version": 1})
    one.refresh_from_db()
    assert one.text == text.replace("\r\n", "\n")
    assert "two &lt;b&gt;" in client.get(url("section", one.pk)).content.decode()
    assert client.post(url("section", one.pk), {"text": text, "version": 2}).status_code == 302
    one.refresh_from_db()
    assert one.version == 2


def test_the_hold_is_seen_by_the_others_and_boris_reads_only(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    one = section(strategy)
    drafter, adviser, boris = (sign_in(cast[w]) for w in ("drafter", "poc_adviser", "boris"))
    drafter.post(url("section_lease", one.pk), {"do": "take"})
    assert "Lock to edit" not in adviser.get(url("section", one.pk)).content.decode()
    assert adviser.post(url("section", one.pk), {"text": "x", "version": 1}).status_code == 409
    page = boris.get(url("section", one.pk)).content.decode()
    assert "<textarea" not in page and "until" in page
    assert boris.post(url("section", one.pk), {"text": "x", "version": 1}).status_code == 403
    assert boris.post(url("section_lease", one.pk), {"do": "take"}).status_code == 403
    assert boris.post(url("section_comment", one.pk), {"body": "x"}).status_code == 403
    drafter.post(url("section_lease", one.pk), {"do": "leave"})
    assert "Lock to edit" in adviser.get(url("section", one.pk)).content.decode()


def test_amina_suggests_a_paragraph_and_the_drafter_takes_it_in(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    one, amina, drafter = section(strategy), sign_in(cast.amina), sign_in(cast["drafter"])
    wrong = amina.post(url("section_comment", one.pk), {"passage": "gone", "proposed": "x"})
    assert wrong.status_code == 400 and "does not stand in the text" in wrong.content.decode()
    amina.post(url("section_comment", one.pk), {"proposed": "Women are heard first."})
    said = SectionComment.objects.get()
    drafter.post(url("comment_decide", said.pk), {"do": "decline"})
    said.refresh_from_db()
    assert said.state == "open"
    drafter.post(url("comment_decide", said.pk), {"do": "accept"})
    one.refresh_from_db()
    assert one.text == "Women are heard first."


PURPOSE = "The mission protects people in Luma from harm."
TIED = "Paragraph 2 of the resolution asks this of it."


def test_an_element_is_met_by_text_a_person_points_at_or_by_records_and_says_by_what(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser = by(cast, "poc_adviser")

    def how() -> dict[str, str]:
        return {row.state.element.key: row.state.by for row in completeness(adviser, strategy).rows}

    def is_thin(key: str) -> bool:
        rows = completeness(adviser, strategy).rows
        return next(row.state.thin for row in rows if row.state.element.key == key)

    assert set(how().values()) == {""} and len(how()) == 71
    one = verbs.save_section(section(strategy), f"{PURPOSE} {TIED}", version=1, by=adviser)
    assert how()["A.purpose"] == ""  # nobody said that this answers it
    client = sign_in(cast.adviser)
    mark = {"element": "A.purpose", "quote": [PURPOSE, TIED]}
    assert client.post(url("section_mark", one.pk), mark).status_code == 302
    assert not is_thin("A.purpose") and not is_thin("A.isf")
    client.post(url("section_mark", one.pk), {"element": "B.joint-analysis"})  # of section B
    risk = make.risk(cast.mission, make.place(cast.mission, "Luma"), by=cast.adviser)
    records.edit(risk, {"status": "adopted", "priority": 3}, version=1, by=None)
    make_lines([{"risk": risk, "activity": "day_patrol", "lead": "Force"}], by=adviser)
    create_record(FORUM, {"name": "SMG-P", "kind": "senior", "classification": 1}, by=adviser)
    met = how()
    assert {key for key, what in met.items() if what} == {
        "A.purpose",
        "B.priority-risks-potential",
        "B.threats",
        "B.perpetrators",
        "C.matrix",
        "C.lead-support",
        "C.gaps-overlaps",
        "H.headquarters",
    }
    assert (met["A.purpose"], met["C.matrix"]) == ("text", "live")
    assert (
        "Framework, template A, paragraph 1"
        in client.get(url("elements", strategy.pk)).content.decode()
    )
    verbs.save_section(
        one,
        "Another text altogether, of more than eight words, stands here.",
        version=2,
        by=adviser,
    )
    assert "the words are gone" in client.get(url("elements", strategy.pk)).content.decode()
    verbs.save_section(one, "Few words.", version=3, by=adviser)
    client.post(url("section_mark", one.pk), mark | {"quote": ["Few words.", "Few words."]})
    assert is_thin("A.purpose") and ">thin<" in client.get(
        url("elements", strategy.pk)
    ).content.decode().replace("\n", "").replace(" ", "")
    client.post(url("section_mark", one.pk), {"element": "A.purpose", "do": "unmark"})
    assert how()["A.purpose"] == ""


def test_the_pages_ask_as_often_for_many_comments_as_for_one(
    cast: Cast, sign_in: Any, strategy: Strategy, django_assert_max_num_queries: Any
) -> None:
    one, amina = section(strategy), by(cast, "analyst")
    client = sign_in(cast["drafter"])
    for n in range(20):
        verbs.comment(one, {"body": f"Comment {n}"}, by=amina)
    client.get(url("section", one.pk))
    with django_assert_max_num_queries(53):
        client.get(url("section", one.pk))
    with django_assert_max_num_queries(10):
        client.post(url("section_preview", one.pk), {"text": "A"}, headers={"HX-Request": "1"})
    with django_assert_max_num_queries(50):
        client.get(url("strategy", strategy.pk))
    with django_assert_max_num_queries(40):
        client.get(url("elements", strategy.pk))


# --- while somebody types


def test_what_is_typed_is_saved_and_a_text_on_an_older_version_is_set_aside(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    one = section(strategy)
    drafter, adviser = sign_in(cast["drafter"]), sign_in(cast.adviser)
    typed = url("section_typed", one.pk)
    first = drafter.post(typed, {"text": "We protect.", "version": 1})
    assert first.status_code == 200 and first.json()["version"] == 2
    assert first.json()["said"].startswith("Saved ")
    assert first.json()["holds"].startswith("You are editing this section until ")
    assert "drafter" in text_of(adviser.get(url("section", one.pk))), "others see who writes"
    second = drafter.post(typed, {"text": "We protect all.", "version": 2})
    assert second.json()["version"] == 3 and section(strategy).text == "We protect all."
    history = drafter.get(url("section_history", one.pk))
    assert [step.version for step, _who in history.context["rows"]] == [3, 1], "one go of typing"
    assert history.context["rows"][0][0].changes == [("", "We protect all.")]
    late = adviser.post(typed, {"text": "We watch.", "version": 2})
    assert late.status_code == 409 and late.json()["said"]
    assert SetAside.objects.get().text == "We watch."
    assert section(strategy).text == "We protect all."
    met = adviser.post(url("section", one.pk), {"text": "We watch.", "version": 2})
    assert met.status_code == 409 and "Side by side" in met.content.decode()
    assert SetAside.objects.count() == 1, "the same text is set aside once"
    long = drafter.post(typed, {"text": "x" * 100_001, "version": 3})
    assert long.status_code == 400 and "longer" in long.json()["said"]
    assert sign_in(cast.boris).post(typed, {"text": "x", "version": 3}).status_code == 403
    assert sign_in(cast.chen).post(typed, {"text": "x", "version": 3}).status_code == 404


def test_a_preview_shows_the_text_as_its_paper_does_and_keeps_nothing(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    one, drafter = section(strategy), sign_in(cast["drafter"])
    text = "## Night\r\nWe **never** leave <anybody>.\r\n- now\r\n\r\n1. First\r\n2. Then"
    sent = {"text": text, "version": 1}
    alone = drafter.post(url("section_preview", one.pk), sent, headers={"HX-Request": "true"})
    shown = "<h3>Night</h3><p>We <b>never</b> leave &lt;anybody&gt;.</p><ul><li>now</li></ul>"
    shown += '<ol><li value="1">First</li><li value="2">Then</li></ol>'
    assert shown in alone.content.decode() and "<html" not in alone.content.decode()
    whole = drafter.post(url("section_preview", one.pk), sent).content.decode()
    assert shown in whole and "<html" in whole and "## Night" in whole
    assert section(strategy).text == "" and SetAside.objects.count() == 0
    assert drafter.post(url("section", one.pk), sent).status_code == 302
    published = sign_in(cast.boris).get(url("section", one.pk)).content.decode()
    assert shown in published
    paper = [type(block).__name__ for block in prose(section(strategy).text)]
    assert paper == ["Paragraph", "Paragraph", "Bullets", "Paragraph", "Paragraph"]
    assert sign_in(cast.boris).post(url("section_preview", one.pk), sent).status_code == 403


def test_beside_the_text_stand_its_elements_and_the_next_section(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    one, drafter = section(strategy, "E"), sign_in(cast["drafter"])
    drafter.post(url("section", one.pk), {"text": "We warn in many ways. " * 5, "version": 1})
    page = drafter.get(url("section", one.pk))
    told = page.content.decode()
    assert f'rel="prev" href="{url("section", section(strategy, "D").pk)}"' in squeezed(told)
    assert f'rel="next" href="{url("section", section(strategy, "G").pk)}"' in squeezed(told), (
        "section F is not opened to this reader, and not led to"
    )
    row = page.context["writing"].checklist[0]
    assert row.state.element.title in told and row.state.element.key.startswith("E.")
    texts = [r for r in page.context["writing"].checklist if r.state.element.needs != "live"]
    mark = {"element": texts[0].state.element.key, "back": "section"}
    mark["quote"] = "We warn in many ways."
    answer = drafter.post(url("section_mark", one.pk), mark)
    assert answer["Location"] == url("section", one.pk)
    again = drafter.get(url("section", one.pk)).context["writing"]
    assert next(r for r in again.checklist if r.state.element.key == mark["element"]).mark

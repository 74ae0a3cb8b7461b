"""From draft to force: each step signed on one exact text, none changed or left out unseen."""

from __future__ import annotations

import io
import json
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.html import text_of
from tests.tutela_web.strategy.endorsed import waive_all
from tutela.base.errors import BadParameter
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base.errors import Denied, NotNow
from tutela_web.cli.audit import audit
from tutela_web.crisis.papers.signing import NotGenuine
from tutela_web.programme.measures.models import ReportDuty
from tutela_web.programme.objectives.models import Objective
from tutela_web.review.amber.models import FrozenFact
from tutela_web.strategy.consulting.models import Waiver
from tutela_web.strategy.content.snapshot import digest
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.edition.models import Section, Strategy
from tutela_web.strategy.endorsing import queries as sign_queries
from tutela_web.strategy.endorsing import verbs as sign_verbs
from tutela_web.strategy.endorsing.chain import chain_file, verify_chain
from tutela_web.strategy.endorsing.models import FrozenStrategy, StrategyStep
from tutela_web.strategy.endorsing.verbs import endorse, put_in_force, record_step


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


def url(name: str, *args: Any) -> str:
    return reverse(f"strategy:{name}", args=["luma", *args])


def begin() -> tuple[Cast, Strategy]:
    """A draft in which what nobody wrote or heard is left out in writing."""
    cast = assemble()
    made = draft(cast)
    waive_all(cast, made)
    return cast, made


def draft(cast: Cast) -> Strategy:
    made = draft_verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=by(cast, "drafter")
    )
    write(cast, made, "A", "We protect the people of Luma.")
    write(cast, made, "F", "Too few vehicles.")
    return made


@pytest.fixture(scope=once_a_file)
def begun(build_once: Any) -> tuple[Cast, Strategy]:
    made: tuple[Cast, Strategy] = build_once(begin)
    return made


@pytest.fixture
def world(begun: tuple[Cast, Strategy], db: None) -> tuple[Cast, Strategy]:
    return deepcopy(begun)


@pytest.fixture
def cast(world: tuple[Cast, Strategy]) -> Cast:
    return world[0]


@pytest.fixture
def strategy(world: tuple[Cast, Strategy]) -> Strategy:
    return world[1]


@pytest.fixture
def unfinished(strategy: Strategy) -> Strategy:
    """As before anything was left out in writing."""
    strategy.waivers.all().delete()
    return strategy


def write(cast: Cast, strategy: Strategy, letter: str, text: str) -> None:
    one = Section.objects.get(strategy=strategy, letter=letter)
    draft_verbs.save_section(one, text, version=one.version, by=by(cast, "chief_of_staff"))


def refreshed(strategy: Strategy) -> Strategy:
    return Strategy.objects.get(pk=strategy.pk)


def chain(strategy: Strategy) -> bytes:
    return chain_file(strategy.steps.order_by("number").values_list("signed", flat=True))


def all_steps(cast: Cast, strategy: Strategy) -> None:
    drafter, head = by(cast, "drafter"), by(cast, "head_of_mission")
    record_step(strategy, {"step": "parameters", "who": "IOT"}, by=drafter)
    for body in ("task_force", "legal"):
        record_step(strategy, {"step": f"sent_{body}"}, by=drafter)
        record_step(strategy, {"step": f"answered_{body}", "answer": "agreed"}, by=drafter)
    endorse(strategy, {"note": "With my thanks"}, by=head)
    country_team = by(cast, "country_team")
    record_step(strategy, {"step": "endorsed_country_team", "answer": "agreed"}, by=country_team)
    put_in_force(strategy, {}, by=head)


def test_a_strategy_goes_step_by_step_into_force_for_one_year(
    cast: Cast, strategy: Strategy
) -> None:
    make.risk(cast.mission, make.place(cast.mission), by=cast.adviser)
    all_steps(cast, strategy)
    steps = list(strategy.steps.order_by("number"))
    assert [one.number for one in steps] == list(range(1, 9))
    assert not any(one.passed_over for one in steps)
    assert steps[0].digest == ""  # there was no text yet
    assert len({one.digest for one in steps[1:]}) == 1
    now = refreshed(strategy)
    assert (now.state, now.valid_from, now.valid_until) == (
        "in force",
        by(cast, "drafter").on,
        date(2019, 12, 30),
    )
    assert FrozenFact.objects.filter(strategy=now).exists()
    for step, who in (("sent_legal", "drafter"), ("endorsed_country_team", "country_team")):
        with pytest.raises(NotNow, match="in force"):
            record_step(now, {"step": step, "answer": "agreed"}, by=by(cast, who))


def test_only_the_head_of_mission_endorses_and_not_while_an_element_is_missing(
    cast: Cast, unfinished: Strategy
) -> None:
    strategy = unfinished
    for who in ("chief_of_staff", "poc_adviser", "drafter", "analyst", "boris"):
        with pytest.raises(Denied):
            endorse(strategy, {}, by=by(cast, who))
    head = by(cast, "head_of_mission")
    lacks = sign_queries.lacking(head, strategy)
    with pytest.raises(NotNow, match=f"{len(lacks)} things stand between this text"):
        endorse(strategy, {}, by=head)
    with pytest.raises(NotNow, match="only an endorsed strategy"):
        put_in_force(strategy, {}, by=head)
    assert refreshed(strategy).state == "draft" and not StrategyStep.objects.exists()
    assert {one.letter for one in lacks} == {*"ABCDEFGHIJ", ""}
    assert sum(not one.letter for one in lacks) == 8  # nobody was heard
    waive_all(cast, strategy)
    assert sign_queries.lacking(head, strategy) == []
    kept = endorse(strategy, {}, by=head)
    content = FrozenStrategy.objects.get(digest=kept.digest_whole).content
    assert content["elements"]["F.caveats"] == {
        "met": True,
        "by": "waived",
        "waived": True,
        "why": "Not this year.",
    }


def test_the_endorsed_text_is_frozen_and_no_longer_changes(cast: Cast, strategy: Strategy) -> None:
    head = by(cast, "head_of_mission")
    read = sign_verbs.digest_now(strategy, by=head)
    write(cast, strategy, "A", "We protect some people.")
    with pytest.raises(NotNow, match="changed since you read it"):
        endorse(strategy, {"digest": read}, by=head)
    read = sign_verbs.digest_now(strategy, by=head)
    step = endorse(strategy, {"digest": read}, by=head)
    assert step.digest == read and refreshed(strategy).state == "endorsed"
    with pytest.raises(NotNow, match="no longer changes"):
        write(cast, strategy, "A", "We protect everybody.")
    with pytest.raises(NotNow, match="endorsed already"):
        endorse(strategy, {}, by=head)
    kept = FrozenStrategy.objects.get(digest=step.digest_whole)
    assert kept.content["sections"]["F"]["text"] == "Too few vehicles."
    assert digest(kept.content) == step.digest_whole


def test_a_step_out_of_order_is_taken_and_said(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    drafter = by(cast, "drafter")
    late = record_step(strategy, {"step": "answered_legal", "answer": "agreed"}, by=drafter)
    assert late.passed_over == [
        "parameters",
        "sent_task_force",
        "answered_task_force",
        "sent_legal",
    ]
    page = sign_in(cast["drafter"]).get(url("endorsement", strategy.pk)).content.decode()
    assert "Not recorded when this was:" in page and page.count(">not recorded") == 7
    with pytest.raises(BadParameter, match="what they want otherwise"):
        record_step(strategy, {"step": "answered_legal", "answer": "not agreed"}, by=drafter)
    with pytest.raises(BadParameter, match="whether they agreed"):
        record_step(strategy, {"step": "answered_legal"}, by=drafter)
    with pytest.raises(BadParameter, match="lies ahead"):
        ahead = drafter.on + timedelta(days=1)
        record_step(strategy, {"step": "sent_legal", "on": ahead}, by=drafter)
    for step in ("endorsed_head", "in_force", "x"):
        with pytest.raises(BadParameter):
            record_step(strategy, {"step": step}, by=drafter)
    for who in ("drafter", "head_of_mission"):  # the country team speaks for itself
        with pytest.raises(Denied):
            sent = {"step": "endorsed_country_team", "answer": "agreed"}
            record_step(strategy, sent, by=by(cast, who))


def test_that_the_country_team_endorsed_another_text_is_said(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    head = by(cast, "head_of_mission")
    country_team = by(cast, "country_team")
    record_step(strategy, {"step": "endorsed_country_team", "answer": "agreed"}, by=country_team)
    write(cast, strategy, "A", "We protect some people.")
    endorse(strategy, {}, by=head)
    page = sign_in(cast["drafter"]).get(url("endorsement", strategy.pk)).content.decode()
    assert "endorsed another text than the Head of Mission" in page


def test_a_new_edition_in_force_supersedes_the_old(cast: Cast, strategy: Strategy) -> None:
    all_steps(cast, strategy)
    second = draft_verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Luma, second"}, by=by(cast, "drafter")
    )
    write(cast, second, "A", "Another year.")
    waive_all(cast, second)
    endorse(second, {}, by=by(cast, "head_of_mission"))
    assert refreshed(strategy).state == "in force"
    put_in_force(second, {}, by=by(cast, "head_of_mission"))
    assert (refreshed(strategy).state, refreshed(second).state) == ("superseded", "in force")


def test_the_chain_is_checked_offline_and_any_change_is_found(
    cast: Cast, strategy: Strategy, tmp_path: Path
) -> None:
    all_steps(cast, strategy)
    papers, key = verify_chain(chain(strategy))
    assert len(papers) == 8 and papers[5]["step"] == "endorsed_head"
    whole = json.loads(chain(strategy))
    cut = {**whole, "chain": whole["chain"][:3] + whole["chain"][4:]}
    moved = {**whole, "chain": [*whole["chain"][1:], whole["chain"][0]]}
    forged = json.loads(chain(strategy))
    forged["chain"][5]["paper"]["digest"] = "0" * 64
    for wrong in (cut, moved, forged, {"chain": []}, {"x": 1}, {"chain": [5]}):
        with pytest.raises(NotGenuine):
            verify_chain(json.dumps(wrong).encode())
    with pytest.raises(NotGenuine, match="damaged"):
        verify_chain(b"[" * 100_000)
    with pytest.raises(NotGenuine, match="another key"):
        verify_chain(chain(strategy), expected="0" * 32)

    file, document = tmp_path / "chain.json", tmp_path / "strategy.json"
    file.write_bytes(chain(strategy))
    kept = FrozenStrategy.objects.get(digest=papers[5]["digest"])
    document.write_text(json.dumps(kept.content))
    args = ["verify-strategy", str(file), "--key", key, "--document", str(document)]
    told = CliRunner().invoke(audit, args)
    assert told.exit_code == 0 and "the text that was endorsed" in told.output
    kept.content["sections"]["A"]["text"] += " Some of them."
    document.write_text(json.dumps(kept.content))
    told = CliRunner().invoke(audit, args)
    assert told.exit_code == 1 and "NOT the text endorsed" in told.output
    for no_document in (b"", b"\xff", b"[]", b"[" * 100_000):
        document.write_bytes(no_document)
        told = CliRunner().invoke(audit, args)
        assert isinstance(told.exception, NotGenuine) and "no strategy" in str(told.exception)


def test_boris_checks_the_document_in_his_hand(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    all_steps(cast, strategy)
    boris = sign_in(cast.boris)
    step = strategy.steps.get(step="endorsed_head")

    def checked(text: str) -> str:
        return boris.post(url("verify", strategy.pk), {"digest": text}).content.decode()

    assert "the Head of Mission endorsed" in checked(step.digest[:16].upper())
    assert "the Head of Mission endorsed" in checked(step.digest_whole)
    assert "it was changed" in checked("ab" * 32)
    assert "neither a strategy as a file nor a digest" in checked("hello")
    assert boris.post(url("verify", strategy.pk), {}).status_code == 400
    kept = FrozenStrategy.objects.get(digest=step.digest)
    taken = boris.get(url("copy_file", kept.pk))
    assert digest(json.loads(taken.content)) == step.digest
    for content, said in (
        (taken.content, "Mission endorsed"),
        (taken.content.replace(b"people", b"persons"), "it was changed"),
        (b"\x00", "neither a strategy"),
    ):
        sent = {"file": SimpleUploadedFile("strategy.json", content)}
        assert said in boris.post(url("verify", strategy.pk), sent).content.decode()
    assert (
        verify_chain(boris.get(url("signed_steps", strategy.pk)).content)[0][-1]["step"]
        == "in_force"
    )
    office = sign_in(cast.hofo)  # takes away what is of one area alone
    for browser, takes in ((boris, True), (office, False)):
        page = browser.get(url("endorsement", strategy.pk))
        assert (url("signed_steps", strategy.pk) in page.content.decode()) is takes
        answer = browser.get(url("signed_steps", strategy.pk))
        assert answer.status_code == (200 if takes else 404)
    whole = FrozenStrategy.objects.get(digest=step.digest_whole)
    assert boris.get(url("copy", whole.pk)).status_code == 404
    assert sign_in(cast.chen).get(url("copy", kept.pk)).status_code == 404
    chief = sign_in(cast["chief_of_staff"])
    assert "Too few vehicles" in chief.get(url("copy", whole.pk)).content.decode()
    assert chief.get(url("copy_file", whole.pk)).status_code == 404  # a compartment stays here


def test_the_head_of_mission_endorses_on_the_page_the_text_that_was_read(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    head, here = sign_in(cast["head_of_mission"]), url("endorsement", strategy.pk)
    page = head.get(here)
    read = page.context["forms"]["endorse"].initial["digest"]
    write(cast, strategy, "A", "Another text.")
    again = head.post(here, {"do": "endorse", "digest": read})
    assert again.status_code == 400 and "changed since you read it" in again.content.decode()
    read = head.get(here).context["forms"]["endorse"].initial["digest"]
    assert head.post(here, {"do": "endorse", "digest": read}).status_code == 302
    sent = {"do": "force", "valid_from": str(by(cast, "drafter").on)}
    assert sign_in(cast["drafter"]).post(here, sent).status_code == 403
    assert head.post(here, sent).status_code == 302
    assert refreshed(strategy).state == "in force"
    assert sign_in(cast["joc_duty_officer"]).get(here).status_code == 200


def test_on_paper_stand_the_frozen_text_and_who_signed_which_digest_when(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    all_steps(cast, strategy)
    head = StrategyStep.objects.get(step="endorsed_head")
    for who, query, named in (
        ("poc_adviser", "", head.digest),
        ("head_of_mission", "?closed=1", head.digest_whole),
    ):
        made = sign_in(cast[who]).get(url("strategy_pdf", strategy.pk) + query)
        told = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.content)).pages]
        last = "".join(told[-1].split())  # the annex of steps and digests
        assert "EndorsedbytheHeadofMission" in last and named in last
        assert named not in "".join(told[0].split()), "no digests on the first page"
        assert "A draft." not in told[0] and all(named[:12] in page for page in told)
        assert ("Too few vehicles." in " ".join(told)) == bool(query)
        assert "Not met yet" not in " ".join(told)


def test_an_objective_without_an_indicator_is_measured_or_left_out_in_writing(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    drafter, head = sign_in(cast["drafter"]), sign_in(cast["head_of_mission"])
    for words in ("Water is fetched unharmed", "The ferry runs"):
        aim = {"words": words, "term": "medium", "tiers": [2], "classification": 1}
        new = reverse("programme:objective_new", args=["luma"])
        assert drafter.post(new, aim).status_code == 302
    first, second = Objective.objects.order_by("number")
    here = url("endorsement", strategy.pk)
    page = text_of(head.get(here))
    assert "2 things stand between this text" in page
    assert "objective O-1 has no indicator" in page and "objective O-2 has no indicator" in page
    with pytest.raises(NotNow):
        endorse(strategy, {}, by=by(cast, "head_of_mission"))

    indicator = {"objective": first.pk, "words": "Women at the well", "classification": 1}
    new = reverse("programme:indicator_new", args=["luma"]) + f"?objective={first.pk}"
    assert drafter.post(new, indicator | {"of": f"objective:{first.pk}"}).status_code == 302
    assert "O-1 has no indicator" not in text_of(head.get(here))
    left_out = {"objective": second.pk, "why": "Nobody can count crossings yet."}
    assert drafter.post(url("waive", strategy.pk), left_out).status_code == 403
    assert head.post(url("waive", strategy.pk), left_out).status_code == 302
    page = text_of(head.get(here))
    assert "O-2 Nobody can count crossings yet." in page and "stand between this text" not in page
    waiver = Waiver.objects.get(element="indicator of O-2")
    back = {"why": "It is counted now"}
    assert head.post(url("waiver_end", waiver.pk), back)["Location"] == here
    assert "1 thing stands between this text" in text_of(head.get(here))
    assert head.post(url("waive", strategy.pk), left_out).status_code == 302
    endorse(strategy, {}, by=by(cast, "head_of_mission"))
    assert refreshed(strategy).state == "endorsed"


def test_a_report_without_an_office_holds_up_the_endorsement_by_its_name(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    drafter, head = sign_in(cast["drafter"]), sign_in(cast["head_of_mission"])
    here = url("endorsement", strategy.pk)
    assert "no office is responsible" not in text_of(head.get(here))
    owed = {"to": "council", "title": "Report each quarter", "office": "", "classification": 0}
    new = reverse("programme:report_duty_new", args=["luma"])
    assert drafter.post(new, owed).status_code == 302
    duty = ReportDuty.objects.get()
    its_page = reverse("programme:duty", args=["luma", duty.pk])
    listed = reverse("programme:report_duties", args=["luma"])
    assert "no office responsible" in text_of(drafter.get(listed))
    answer = head.get(here)
    assert "no office is responsible for the report “Report each quarter”" in text_of(answer)
    assert its_page in answer.content.decode()
    with pytest.raises(NotNow):
        endorse(strategy, {}, by=by(cast, "head_of_mission"))

    edit = reverse("programme:duty_edit", args=["luma", duty.pk])
    named = owed | {"office": "Political Affairs", "version": 1}
    assert drafter.post(edit, named).status_code == 302
    assert "no office is responsible" not in text_of(head.get(here))
    endorse(strategy, {}, by=by(cast, "head_of_mission"))
    strategy.refresh_from_db()
    assert strategy.state == "endorsed"

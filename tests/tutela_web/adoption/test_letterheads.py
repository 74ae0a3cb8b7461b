"""A regional force gives its own letterhead, a second person looks, and papers stand on it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tutela.base.test_letterhead import RELS, disguised, lines_of, template, with_line
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tutela.base.documents.trial_paper import trial_paper
from tutela.cli import main
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.adoption.letterheads.models import Letterhead
from tutela_web.adoption.letterheads.queries import on_letterhead
from tutela_web.adoption.letterheads.verbs import judge_letterheads
from tutela_web.base import clock

PAGE = "/m/luma/letterheads/"
PAPER = "/m/luma/response/report.docx"
OWN = template("{{ title }}", "{{ body }}", head="Regional force, {{ mission }}")

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]


def upload(client: Client, content: bytes, name: str = "force.docx", **more: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(PAGE, {"file": file, **more}, follow=True)


def decide(client: Client, **said: str) -> Any:
    waiting = Letterhead.objects.get(state="waiting")
    return client.post(f"{PAGE}{waiting.pk}/decide/", said, follow=True)


def header_of(content: bytes) -> str:
    section = docx.Document(io.BytesIO(content)).sections[0]
    return "\n".join(line.text for line in section.header.paragraphs)


def test_a_letterhead_is_tried_looked_at_approved_used_and_withdrawn(
    cast: Cast, sign_in: Any
) -> None:
    adviser, chief = sign_in(cast.adviser), sign_in(cast["chief_of_staff"])
    before = adviser.get(PAPER).content
    assert "No letterhead is in use" in text_of(adviser.get(PAGE))
    start = adviser.get(f"{PAGE}start.docx").content
    assert "{{ body }}" in lines_of(start)
    said = text_of(upload(adviser, OWN))
    assert "waits for a second person" in said and "Somebody else who lays papers out" in said
    assert adviser.get(PAPER).content == before, "nothing is used before it is approved"
    waiting = Letterhead.objects.get()
    told = decide(adviser, decision="approve")
    assert told.status_code == 403 or "sent themselves" in text_of(told)
    page = text_of(chief.get(PAGE))
    assert "Trial paper" in page and "number, recipients" in page, "what it does not ask for"
    trial = chief.get(f"{PAGE}{waiting.pk}/trial.docx").content
    assert "Trial of a letterhead" in lines_of(trial) and "TRIAL" in header_of(trial)
    assert "Approved" in text_of(decide(chief, decision="approve"))
    made = adviser.get(PAPER).content
    assert "Regional force" in header_of(made) and "Confidential" in header_of(made)
    assert "Regional force" in header_of(sign_in(cast.amina).get(PAPER).content)
    at = f"{PAGE}{waiting.pk}/withdraw/"
    assert "has its reason" in text_of(chief.post(at, {"why": ""}, follow=True))
    chief.post(at, {"why": "The crest changed"}, follow=True)
    assert adviser.get(PAPER).content == before, "the platform's own layout again"
    assert "The crest changed" in text_of(adviser.get(PAGE))
    acts = AuditEntry.objects.filter(kind="letterhead").order_by("number")
    assert [line.act for line in acts] == ["create", "approve", "withdraw"]


def test_a_paper_that_became_final_keeps_the_letterhead_of_that_moment(
    cast: Cast, sign_in: Any
) -> None:
    upload(sign_in(cast.adviser), OWN)
    decide(sign_in(cast["chief_of_staff"]), decision="approve")
    held = Letterhead.objects.get()
    held.approved_at = clock.now(cast.mission) - timedelta(days=10)
    held.ended_at = clock.now(cast.mission) - timedelta(days=2)
    held.state = "withdrawn"
    held.save()
    by = standing_of(cast.adviser, cast.mission)
    on = {
        days: bool(
            on_letterhead(
                by,
                trial_paper(),
                final_since=clock.now(cast.mission) - timedelta(days=days),
            ).template
        )
        for days in (20, 5, 1)
    }
    assert on == {20: False, 5: True, 1: False}


def test_each_language_may_have_its_own(cast: Cast, sign_in: Any) -> None:
    adviser, chief = sign_in(cast.adviser), sign_in(cast["chief_of_staff"])
    for language, head in (("", "The force"), ("fr", "La force")):
        upload(adviser, template(head=head), language=language)
        decide(chief, decision="approve")
    assert Letterhead.objects.filter(state="approved").count() == 2
    assert "The force" in header_of(adviser.get(PAPER).content)
    adviser.post("/language/", {"language": "fr"})
    assert "La force" in header_of(adviser.get(PAPER).content)


def test_a_template_that_asks_for_more_is_refused_with_its_line(cast: Cast, sign_in: Any) -> None:
    adviser = sign_in(cast.adviser)
    said = upload(adviser, template("{{ body }}", "For {{ commander.rank }}"))
    assert said.status_code == 400 and "commander.rank" in text_of(said)
    assert "docx" in text_of(upload(adviser, OWN, "force.docm"))
    assert "too large to be safe" in text_of(upload(adviser, b"PK" + b"0" * 7_000_000))
    assert not Letterhead.objects.exists()
    upload(adviser, OWN)
    assert "waits or is in use already" in text_of(upload(adviser, OWN))
    refused = decide(sign_in(cast["chief_of_staff"]), decision="refuse", why="Old crest")
    assert "Refused" in text_of(refused) and "Old crest" in text_of(refused)


def test_who_reads_layouts_sees_which_is_in_use_and_changes_nothing(
    cast: Cast, sign_in: Any
) -> None:
    upload(sign_in(cast.adviser), OWN)
    held = Letterhead.objects.get()
    analyst = sign_in(cast.amina)
    page = analyst.get(PAGE).content.decode()
    assert "Waits for approval" in page and "New letterhead" not in page
    assert upload(analyst, template()).status_code == 403
    for end in ("decide/", "withdraw/"):
        assert analyst.post(f"{PAGE}{held.pk}/{end}", {"why": "x"}).status_code == 404
    for end in ("template.docx", "trial.docx"):
        assert analyst.get(f"{PAGE}{held.pk}/{end}").status_code == 404
        assert sign_in(cast.chen).get(f"{PAGE}{held.pk}/{end}").status_code == 404
    assert sign_in(cast["administrator"]).get(PAGE).status_code == 404


def test_only_a_word_paper_asks_for_the_letterhead(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.adviser)
    counts = []
    for form in ("pdf", "docx"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"/m/luma/response/report.{form}")
        counts.append([one["sql"] for one in asked if "adoption_" in one["sql"]])
    assert list(map(len, counts)) == [0, 1]


def test_a_letterhead_that_an_earlier_version_let_pass_is_judged_anew(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What reads other words than those that were looked at, approved before it was asked."""
    adviser, chief = sign_in(cast.adviser), sign_in(cast["chief_of_staff"])
    before = adviser.get(PAPER).content
    upload(adviser, OWN)
    decide(chief, decision="approve")
    assert not judge_letterheads()
    letterhead = Letterhead.objects.get()
    hidden = with_line(b"{{ 7*7 }}", b"</w:hdr>")
    letterhead.template = disguised(OWN, "word/header1.xml", RELS, hidden)
    letterhead.save()
    refused = adviser.get(PAPER)
    assert refused.status_code == 400 and "no letterhead needs" in text_of(refused)
    trial = chief.get(f"{PAGE}{letterhead.pk}/trial.docx")
    assert trial.status_code == 400 and "no letterhead needs" in text_of(trial)
    monkeypatch.setattr("tutela_web.access.tables.prepare", lambda _alias: None)
    upgraded = CliRunner().invoke(main, ["platform", "prepare", "--no-static"])
    assert upgraded.exit_code == 0, upgraded.output
    assert "Letterhead 1 of luma is out of use" in upgraded.output
    assert adviser.get(PAPER).content == before, "laid out by the platform"
    page = text_of(adviser.get(PAGE))
    assert "withdrawn" in page and "no letterhead needs" in page and "theme2" in page
    by = standing_of(cast.adviser, cast.mission)
    final = clock.now(cast.mission) - timedelta(seconds=1)
    assert not on_letterhead(by, trial_paper(), final_since=final).template
    last = AuditEntry.objects.filter(kind="letterhead").order_by("number").last()
    assert last and (last.act, last.person_id) == ("withdraw", None)
    assert not judge_letterheads()

"""A regional force calls things by its own words, in each language, and nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext, override

from tests.tutela_web.adoption.hands import give_file
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tutela.base.wording.own_words import fixed_terms
from tutela_web.access.models import AuditEntry
from tutela_web.adoption.jobs import words
from tutela_web.adoption.wording.models import WordTable
from tutela_web.adoption.wording.shown import file_of, words_shown
from tutela_web.look.own_words import own_words

PAGE = "/m/luma/own-words/"
LISTS = "/m/luma/people/"
TABLE = (
    "term,language,one,many\n"
    "Incident,en,Occurrence,Occurrences\n"
    "Incident,fr,Fait relevé,Faits relevés\n"
    "Incident,ar,واقعة,وقائع\n"
    "Head of Mission,en,Head of the Regional Mission,\n"
)

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]


def approved(cast: Cast, sign_in: Any, table: str = TABLE) -> WordTable:
    give_file(sign_in(cast.adviser), PAGE, table)
    waiting = WordTable.objects.get(state="waiting")
    at = f"{PAGE}{waiting.pk}/decide/"
    sign_in(cast["chief_of_staff"]).post(at, {"decision": "approve"}, follow=True)
    return WordTable.objects.get(state="approved")


def test_words_are_sent_approved_shown_in_each_language_and_withdrawn(
    cast: Cast, sign_in: Any
) -> None:
    adviser, chief = sign_in(cast.adviser), sign_in(cast["chief_of_staff"])
    before = adviser.get("/m/luma/incidents/").content.decode()
    down = adviser.get(f"{PAGE}words.csv").content.decode()
    assert "Incident,en,,," in down and "Classification" not in down
    said = text_of(give_file(adviser, PAGE, TABLE))
    assert "Sent for approval" in said and "Occurrence" in said
    assert "Occurrences" not in adviser.get("/m/luma/incidents/").content.decode()
    waiting = WordTable.objects.get()
    at = f"{PAGE}{waiting.pk}/decide/"
    assert adviser.post(at, {"decision": "approve"}).status_code in (302, 403)
    assert WordTable.objects.get().state == "waiting", "nobody approves their own"
    assert "Approved" in text_of(chief.post(at, {"decision": "approve"}, follow=True))
    page = adviser.get("/m/luma/incidents/").content.decode()
    assert "Occurrences" in page and page.count(">Incidents<") < before.count(">Incidents<")
    chosen = {"fr": "Faits relevés", "ar": "وقائع"}
    for language, label in chosen.items():
        adviser.post("/language/", {"language": language})
        assert label in adviser.get("/m/luma/incidents/").content.decode()
    adviser.post("/language/", {"language": "en"})
    assert "Occurrences" in chief.get("/m/luma/incidents/").content.decode(), "for everybody"
    assert "Occurrence,Occurrences" in adviser.get(f"{PAGE}words.csv").content.decode()
    stop = f"{PAGE}{waiting.pk}/withdraw/"
    chief.post(stop, {"why": "The council chose others"}, follow=True)
    assert adviser.get("/m/luma/incidents/").content.decode().count(">Incidents<") == before.count(
        ">Incidents<"
    )
    acts = AuditEntry.objects.filter(kind="wordtable").order_by("number")
    assert [line.act for line in acts] == ["create", "approve", "withdraw"]


def test_a_page_asks_no_more_with_words_than_without(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.adviser)
    client.get("/m/luma/incidents/")
    asked = []
    for has_words in (False, True):
        if has_words:
            approved(cast, sign_in)
        with CaptureQueriesContext(connection) as queries:
            client.get("/m/luma/incidents/")
        asked.append(len(queries))
        assert not any("adoption_" in one["sql"] for one in queries)
    assert asked[0] == asked[1]


def test_another_mission_and_pages_of_no_mission_keep_their_words(cast: Cast, sign_in: Any) -> None:
    approved(cast, sign_in)
    assert words_shown("luma") and words_shown("tarso") is None
    page = sign_in(cast.chen).get("/m/tarso/incidents/").content.decode()
    assert "Incidents" in page and "Occurrences" not in page
    assert gettext("Incident") == "Incident", "nothing is left over after a request"


def test_only_whole_labels_are_replaced_and_languages_do_not_mix() -> None:
    with own_words({"en": {"Incident": "Occurrence"}, "fr": {"Incident": "Fait relevé"}}):
        assert gettext("Incident") == "Occurrence"
        assert gettext("Possible duplicates of this incident") == (
            "Possible duplicates of this incident"
        )
        with override("fr"):
            assert gettext("Incident") == "Fait relevé"
        assert translation.get_language() == "en" and gettext("Incident") == "Occurrence"
    assert gettext("Incident") == "Incident"


@pytest.mark.parametrize("fixed", ["Classification", "Alert level", "Consent of a source"])
def test_words_of_markings_alarm_and_consent_are_refused_with_their_line(
    fixed: str, cast: Cast, sign_in: Any
) -> None:
    assert fixed in fixed_terms()
    said = give_file(sign_in(cast.adviser), PAGE, f"term,language,one\n{fixed},en,Something\n")
    assert said.status_code == 400 and "keeps its word" in text_of(said)
    assert "line 2" in text_of(said) and not WordTable.objects.exists()


def test_words_come_back_after_a_restore_of_the_database_alone(cast: Cast, sign_in: Any) -> None:
    approved(cast, sign_in)
    file_of("luma").unlink()
    client = sign_in(cast.adviser)
    assert "Occurrences" not in client.get("/m/luma/incidents/").content.decode()
    words()
    assert "Occurrences" in client.get("/m/luma/incidents/").content.decode()


def test_who_reads_may_look_and_who_does_not_is_told_nothing(cast: Cast, sign_in: Any) -> None:
    table = approved(cast, sign_in)
    analyst = sign_in(cast.amina)
    assert "New table" not in analyst.get(PAGE).content.decode()
    assert give_file(analyst, PAGE, TABLE).status_code == 403
    for end in ("decide/", "withdraw/"):
        assert analyst.post(f"{PAGE}{table.pk}/{end}", {"why": "x"}).status_code == 403
        assert sign_in(cast.chen).post(f"{PAGE}{table.pk}/{end}").status_code == 404
    assert sign_in(cast["administrator"]).get(PAGE).status_code == 404

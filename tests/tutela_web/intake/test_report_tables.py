"""Reports through a spreadsheet: a blank table filled in, grades given back, nothing lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.intake.sending import report, send
from tests.tutela_web.questionnaires.filling import in_use, upload, xlsform
from tests.tutela_web.site.test_api import Program
from tutela_web.access.vault.models import Sealed
from tutela_web.incidents.models import ClosedIncident
from tutela_web.intake.models import ClosedAnswers, FieldReport

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]
TABLE = "/m/luma/field-reports/tables/market-watch/"


def copy_of(client: Any) -> str:
    answer = client.get(f"{TABLE}copy.csv")
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def give_back(client: Any, table: str) -> tuple[str, str]:
    """Upload it; the page of what differs, and its address."""
    told = client.post(f"{TABLE}file/", {"file": upload(table.encode(), "r.csv")})
    address = told["Location"]
    return client.get(address).content.decode(), address


def save_all(client: Any, page: str, address: str) -> Any:
    digest = page.partition('name="digest" value="')[2].partition('"')[0]
    rows = {part.partition('"')[0] for part in page.split('name="row" value="')[1:]}
    return client.post(address, {"digest": digest, "row": sorted(rows)}, follow=True)


def test_a_blank_table_is_filled_in_and_comes_in_by_the_door(cast: Cast, sign_in: Any) -> None:
    in_use(sign_in, cast)
    place = make.place(cast.mission, "Bel", area=cast.north)
    officer = sign_in(cast.amina)
    head = copy_of(officer).splitlines()[0]
    assert "price" in head and "trader_name" in head
    rows = [
        "place,price,road,groups,trader_name,reliability",
        f"{place.code},900,some,Group Kestrel,Nyandeng Mabior,B",
        f"{place.code},700,not at all,,,",
        f"{place.code},=1+1,some,,,",
        f"{place.code},500,,A woman was raped there,,",
    ]
    page, address = give_back(officer, "\n".join(rows))
    assert "this is not a whole number" in page
    told = save_all(officer, page, address).content.decode()
    assert "3 records made" in told
    assert FieldReport.objects.filter(reliability="B").count() == 1
    assert FieldReport.objects.count() == 3 and ClosedAnswers.objects.count() == 2
    assert not ClosedIncident.objects.exists(), "what is asked of a compartment lies in it already"
    assert Sealed.objects.get().field == "own_trader_name"
    page, address = give_back(officer, "\n".join(rows[:3]))
    save_all(officer, page, address)
    assert FieldReport.objects.count() == 3, "the same rows again are the same reports"


def test_grades_go_round_and_what_was_reported_stays(cast: Cast, sign_in: Any) -> None:
    in_use(sign_in, cast)
    answers = {"price": 900, "road": "always", "groups": "Group Kestrel", "trader_name": "Nyandeng"}
    send(Program(cast["field_reporter"]), report(answers=answers, form="market-watch"))
    officer = sign_in(cast.amina)
    table = copy_of(officer)
    assert "900" in table and "Kestrel" not in table and "Nyandeng" not in table
    assert "always" not in table, "Strictly Confidential"
    header, row = table.splitlines()
    cells = dict(zip(header.split(","), row.split(","), strict=True))
    graded = ",".join((cells | {"reliability": "B", "credibility": "2"}).values())
    page, address = give_back(officer, f"{header}\n{graded}")
    save_all(officer, page, address)
    assert FieldReport.objects.get().grade == "B2"
    fresh = dict(zip(header.split(","), copy_of(officer).splitlines()[1].split(","), strict=True))
    changed = ",".join((fresh | {"price": "100"}).values())
    page, _address = give_back(officer, f"{header}\n{changed}")
    assert "what was reported is not changed" in page and 'name="row"' not in page
    assert sign_in(cast["field_reporter"]).get(f"{TABLE}copy.csv").status_code == 403
    assert officer.get("/m/luma/field-reports/tables/danger/").status_code == 404
    assert officer.get("/m/luma/field-reports/tables/report/").status_code == 200


SEVERAL = [
    ["type", "name", "label::English (en)", "label::French (fr)"],
    ["select_multiple road", "when", "When is it taxed?", "Quand est-elle taxée ?"],
    ["select_one road", "busy", "Is it busy?", "Est-elle fréquentée ?"],
]


def test_answers_from_a_list_are_written_as_labels_and_read_in_any_language(
    cast: Cast, sign_in: Any
) -> None:
    in_use(sign_in, cast, xlsform(SEVERAL))
    answers = {"when": ["some", "always"], "busy": "no"}
    send(Program(cast["field_reporter"]), report(answers=answers, form="market-watch"))
    officer = sign_in(cast.amina)
    header, row = copy_of(officer).splitlines()
    assert "sometimes; always" in row and "not at all" in row and "some;" not in row
    page, _address = give_back(officer, f"{header}\n{row}")
    assert 'name="row"' not in page, "the file as it was written changes nothing"
    person = cast.amina
    person.language = "fr"
    person.save(update_fields=["language"])
    french = sign_in(person)
    french.cookies["django_language"] = "fr"
    assert "parfois; toujours" in copy_of(french)
    shown = french.get(f"/m/luma/field-reports/{FieldReport.objects.get().pk}/").content.decode()
    assert "parfois, toujours" in shown and "pas du tout" in shown
    rows = ["when,busy", "parfois;always,sometimes", "jamais,no"]
    page, address = give_back(officer, "\n".join(rows))
    assert "this is not on the list" in page and "write one of: not at all" in page
    save_all(officer, page, address)
    made = FieldReport.objects.latest("number")
    assert made.answers == {"when": ["some", "always"], "busy": "some"}

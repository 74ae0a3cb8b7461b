"""A form of the mission as its information officer makes it, and the offices approve it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from tests.tutela_web.cast import Cast
from tutela_web.questionnaires.models import FormVersion, Questionnaire

FORMS = "/m/luma/forms/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

SURVEY = [
    ["type", "name", "label::English (en)", "label::French (fr)", "required", "tutela_sealed",
     "tutela_compartment", "tutela_marking"],
    ["start", "start", "", "", "", "", "", ""],
    ["geopoint", "where", "Where?", "", "", "", "", ""],
    ["begin_group", "prices", "Prices", "Prix", "", "", "", ""],
    ["integer", "price", "Price of a bag of sorghum", "Prix d'un sac de sorgho", "yes", "", "", ""],
    ["select_one road", "road", "Is the road taxed?", "La route est-elle taxée ?", "", "", "", "2"],
    ["end_group", "", "", "", "", "", "", ""],
    ["text", "groups", "Which armed groups tax it?", "", "", "", "group_identity", ""],
    ["text", "trader_name", "Name of the trader", "Nom du commerçant", "", "yes", "", ""],
]  # fmt: skip
CHOICES = [
    ["list_name", "name", "label::English (en)", "label::French (fr)"],
    ["road", "no", "not at all", "pas du tout"],
    ["road", "some", "sometimes", "parfois"],
    ["road", "always", "always", "toujours"],
]


def workbook(**sheets: list[list[str]]) -> bytes:
    """A workbook of these sheets, every cell a string."""
    kept = BytesIO()
    book = Workbook(kept, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for across, cell in enumerate(row):
                if cell:
                    page.write_string(at, across, cell)
    book.close()
    return kept.getvalue()


def xlsform(survey: Any = SURVEY, code: str = "market-watch", **more: Any) -> bytes:
    """The market watch as KoboToolbox makes it."""
    settings = [["form_title", "form_id"], ["Market watch", code]]
    return workbook(survey=survey, choices=more.get("choices", CHOICES), settings=settings)


def upload(content: bytes, name: str = "form.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, XLSX)


def made_of(sign_in: Any, cast: Cast, content: bytes) -> Any:
    """The information officer reads an XLSForm in; the answer of the page."""
    client = sign_in(cast.amina)
    sent = {"file": upload(content), "purpose": "Prices tell when a road is taxed"}
    return client.post(f"{FORMS}xlsform/", sent)


def decide(sign_in: Any, cast: Cast, who: str, office: str, **sent: str) -> Any:
    """An office decides of the last version."""
    version = FormVersion.objects.latest("submitted_at", "number")
    given = {"office": office, "decision": "approve"} | sent
    return sign_in(cast[who]).post(f"{FORMS}versions/{version.pk}/decide/", given)


def in_use(sign_in: Any, cast: Cast, content: bytes | None = None) -> FormVersion:
    """The market watch, approved by the data-protection focal point."""
    made_of(sign_in, cast, content or xlsform())
    form = Questionnaire.objects.latest("entered_at")
    sign_in(cast.amina).post(f"{FORMS}{form.pk}/submit/")
    decide(sign_in, cast, "custodian", "data_protection")
    return form.versions.get(state="approved")

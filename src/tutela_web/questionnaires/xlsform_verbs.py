"""A form made of an XLSForm that the mission has from elsewhere."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from tutela.base.errors import TutelaError
from tutela.base.messages import say
from tutela.intake.xlsform import ReadForm, read_xlsform
from tutela_web.access.policy import Standing
from tutela_web.questionnaires.kind import FORM, FORM_QUESTION
from tutela_web.questionnaires.models import Questionnaire
from tutela_web.questionnaires.queries import ACT
from tutela_web.questionnaires.table import known_compartment, values_of
from tutela_web.records import kind_verbs


def read_upload(upload: UploadedFile) -> ReadForm:
    """The form in a workbook somebody gives.

    Raises  TutelaError in the words of the page for what is no form.
    """
    with TemporaryDirectory(prefix="tutela-form-") as folder:
        path = Path(folder) / "form.xlsx"
        with path.open("wb") as kept:
            for chunk in upload.chunks():
                kept.write(chunk)
        return known_compartment(read_xlsform(path))


def make_form_of(read: ReadForm, *, purpose: str, by: Standing) -> Questionnaire:
    """Make a form of the mission of an XLSForm, all of it or nothing. It asks its own questions
    alone, and nobody is asked before it is approved.

    Raises  Denied; TutelaError for a code that is taken, or a question that may not be asked.
    """
    by.require(ACT)
    if not read.code:
        raise TutelaError(
            say("the form has no id"), next=say("give it a form_id on the sheet settings")
        )
    with transaction.atomic():
        form: Questionnaire = kind_verbs.create_record(
            FORM,
            {
                "code": read.code,
                "title": read.title or read.code,
                "purpose": purpose,
                "kind": "report",
                "with_base": False,
                "classification": 0,
            },
            by=by,
        )
        for position, question in enumerate(read.questions, start=1):
            try:
                kind_verbs.create_record(
                    FORM_QUESTION, values_of(question, position), by=by, beside=form
                )
            except TutelaError as fault:
                fault.where = f"{question['name']}: {fault.where}".rstrip(": ")
                raise
    return form

"""The mission's own forms for programs: the blank forms in use, and their questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.questionnaires.kind import FORM, FORM_QUESTION
from tutela_web.questionnaires.models import OwnField
from tutela_web.questionnaires.own_kind import OWN_FIELD
from tutela_web.questionnaires.queries import KIND, blank_forms_of
from tutela_web.records.endpoints.kind_api import ToldBeside, add_endpoints
from tutela_web.records.own.fields import fields_of

router = Router(tags=["forms of the mission"])


class OwnQuestionOut(Schema):
    """A question in every language; `private`, whether its answer goes to the vault."""

    name: str
    ask: dict[str, str]
    hint: str
    answer: str
    choices: list[tuple[str, dict[str, str]]]
    needed: bool
    private: bool


class OwnFormOut(Schema):
    """A form in use: `form` is what a report says it answers, `kind` what report it makes."""

    form: str
    kind: str
    title: str
    with_base: bool
    questions: list[OwnQuestionOut]


@router.get("/missions/{code}/blank-forms", response=list[OwnFormOut])
def read_blank_forms(request: HttpRequest, code: str) -> Any:
    """The approved forms, blank, as a telephone keeps them."""
    return blank_forms_of(enter(request, code, KIND).mission)


add_endpoints(router, FORM, "forms", order="code")
add_endpoints(router, FORM_QUESTION, "form-questions", order="code")


def _tell_in_force(standing: Standing, fields: Sequence[OwnField]) -> None:
    in_force = {field.pk for field in fields_of(standing.mission) if field.in_force}
    for field in fields:
        field.in_force = field.pk in in_force


add_endpoints(
    router,
    OWN_FIELD,
    "own-fields",
    order="code",
    beside=ToldBeside({"in_force": bool}, _tell_in_force),
)

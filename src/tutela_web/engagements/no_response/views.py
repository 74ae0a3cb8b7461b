"""Looking again at a choice not to respond."""

from __future__ import annotations

from functools import partial

from django import forms

from tutela_web.access.policy import Standing
from tutela_web.base.values import Posted
from tutela_web.engagements.no_response.forms import ChoiceReviewForm
from tutela_web.engagements.no_response.kind import NO_RESPONSE
from tutela_web.engagements.no_response.models import NoResponse
from tutela_web.engagements.no_response.verbs import ReviewInput, review_choice
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.new import forms_beside_record

told = forms_beside_record(
    "risks",
    partial(find_record, NO_RESPONSE),
    partial(show_record, NO_RESPONSE),
    "engagements:no_response",
)


def _review_form(sent: Posted) -> forms.Form:
    return ChoiceReviewForm(sent, auto_id="review_%s")


@told("form", _review_form, versioned=True)
def no_response_review(
    standing: Standing, choice: NoResponse, given: ReviewInput, version: int
) -> None:
    """Stand by it until another day, or end it."""
    review_choice(choice, **given, version=version, by=standing)

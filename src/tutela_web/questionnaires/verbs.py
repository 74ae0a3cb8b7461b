"""How a form of the mission comes into use: sent for approval, approved, refused, withdrawn.

What a form asks is changed as a record of its kind; none of it reaches the field before those who
answer for it have approved exactly that.
"""

from __future__ import annotations

from django.db import transaction

from tutela.intake.own_questions import offices_for, require_sound_questions
from tutela_web.access.policy import Standing
from tutela_web.base.holding import hold
from tutela_web.questionnaires.approval import FORMS, content_of_form
from tutela_web.questionnaires.models import FormVersion, Questionnaire
from tutela_web.questionnaires.queries import ACT, asked_of, base_questions


@transaction.atomic
def submit_form(form: Questionnaire, *, by: Standing) -> FormVersion:
    """Send a form for approval as it stands now.

    Raises  Denied; BadParameter for a question that may not stand on it, and for a form that an
            office that must approve it may not read; NotNow where nothing changed since the last
            version.
    """
    by.require(ACT, of=form)
    held = hold(form)
    questions = asked_of(held)
    require_sound_questions(
        questions, taken=[base_question.name for base_question in base_questions(held)]
    )
    return FORMS.send(held, offices_for(questions), content_of_form(held), by=by)


@transaction.atomic
def decide_form(
    version: FormVersion, office: str, *, approved: bool, why: str = "", by: Standing
) -> FormVersion:
    """Approve a version for one office, or refuse it. It is in use once all approved it.

    Raises  Denied without the act of the office, and for who sent it; BadParameter for an office
            that is not asked, or a refusal without its reason; NotNow where it is settled.
    """
    return FORMS.decide(version, office, approved=approved, why=why, by=by)


@transaction.atomic
def withdraw_form(form: Questionnaire, *, why: str, by: Standing) -> None:
    """Take a form out of use: telephones lose it at their next contact. What was answered before
    stays with its reports, and what waits on a telephone is still taken.

    Raises  Denied; BadParameter without a reason; NotNow where no version is in use or waits.
    """
    FORMS.withdraw(form, why=why, by=by)

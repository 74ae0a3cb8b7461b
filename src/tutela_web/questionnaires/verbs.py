"""How a form of the mission comes into use: sent for approval, approved, refused, withdrawn.

What a form asks is changed as a record of its kind; none of it reaches the field before those who
answer for it have approved exactly that.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.intake.own_questions import (
    OFFICES,
    digest_of,
    offices_for,
    require_sound_questions,
)
from tutela_web.access.audit import trail
from tutela_web.access.people.queries import people_of
from tutela_web.access.policy import Standing, standings_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.questionnaires.models import FormDecision, FormVersion, Questionnaire
from tutela_web.questionnaires.queries import (
    ACT,
    APPROVES,
    KIND,
    asked_of,
    base_questions,
    offices_of,
)

State = FormVersion.State


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
    digest = digest_of(questions, [held.title, held.purpose, held.kind, str(held.with_base)])
    last = held.versions.order_by("-number").first()
    if (
        last is not None
        and last.digest == digest
        and last.state in (State.SUBMITTED, State.APPROVED)
    ):
        raise NotNow(
            say("the form did not change since it was last sent"), next=say("change it first")
        )
    _require_approvers_who_read(held, offices_for(questions), by)
    for waiting in held.versions.filter(state=State.SUBMITTED):
        _end(waiting, State.REPLACED, "", by)
    highest = held.versions.aggregate(highest=Max("number"))["highest"] or 0
    version = FormVersion.objects.create(
        mission=by.mission,
        form=held,
        number=highest + 1,
        title=held.title,
        purpose=held.purpose,
        kind=held.kind,
        with_base=held.with_base,
        questions=questions,
        digest=digest,
        submitted_by=by.person,
        submitted_at=clock.now(by.mission),
    )
    _line("submit_form", version, by)
    return version


def _require_approvers_who_read(form: Questionnaire, offices: Iterable[str], by: Standing) -> None:
    """Raise BadParameter where those who hold an office may not read the form: it would wait for a
    decision that nobody can take."""
    standings = standings_of(people_of(by.mission, on=by.on), by.mission).values()
    for office in offices:
        seated = [standing for standing in standings if standing.may(APPROVES[office])]
        if seated and not any(standing.sees_one(KIND, form) for standing in seated):
            raise BadParameter(
                say("an office that must approve this form may not read it: it is marked too high"),
                where=str(FormDecision.Office(office).label),
                next=say("mark the form lower"),
            )


@transaction.atomic
def decide_form(
    version: FormVersion, office: str, *, approved: bool, why: str = "", by: Standing
) -> FormVersion:
    """Approve a version for one office, or refuse it. It is in use once all approved it.

    Raises  Denied without the act of the office, and for who sent it; BadParameter for an office
            that is not asked, or a refusal without its reason; NotNow where it is settled.
    """
    if office not in OFFICES:
        raise BadParameter(say("there is no such office"), where="office")
    by.require(APPROVES[office], of=version)
    held = hold(version, "form")
    if office not in offices_of(held):
        raise BadParameter(say("this form does not concern that office"), where="office")
    if held.submitted_by_id == by.person.pk:
        raise Denied(
            say("nobody approves what they sent themselves"), next=say("ask who holds the post too")
        )
    if held.state != State.SUBMITTED or held.decisions.filter(office=office).exists():
        raise NotNow(say("this was decided already"), next=say("look at the page again"))
    why = why.strip()[:300]
    if not approved and not why:
        raise BadParameter(say("a refusal has its reason"), where="why", next=say("write it"))
    FormDecision.objects.create(
        version=held,
        office=office,
        approved=approved,
        why=why,
        by=by.person,
        at=clock.now(by.mission),
    )
    _line("approve_form" if approved else "refuse_form", held, by, office=office)
    if not approved:
        _end(held, State.REFUSED, why, by)
    elif held.decisions.filter(approved=True).count() == len(offices_of(held)):
        for earlier in held.form.versions.filter(state=State.APPROVED):
            _end(earlier, State.REPLACED, "", by)
        held.state, held.approved_at = State.APPROVED, clock.now(by.mission)
        held.save(update_fields=["state", "approved_at"])
    return held


@transaction.atomic
def withdraw_form(form: Questionnaire, *, why: str, by: Standing) -> None:
    """Take a form out of use: telephones lose it at their next contact. What was answered before
    stays with its reports, and what waits on a telephone is still taken.

    Raises  Denied; BadParameter without a reason; NotNow where no version is in use or waits.
    """
    if not by.may(ACT) and not by.may(APPROVES["data_protection"]):
        by.require(ACT)
    by.require_ours(form)
    why = why.strip()[:300]
    if not why:
        raise BadParameter(say("a withdrawal has its reason"), where="why", next=say("write it"))
    held = form.versions.select_for_update(no_key=True).filter(
        state__in=(State.APPROVED, State.SUBMITTED)
    )
    versions = list(held)
    if not versions:
        raise NotNow(say("no version is in use"), next=say("nothing needs doing"))
    for version in versions:
        _end(version, State.WITHDRAWN, why, by)
        _line("withdraw_form", version, by)


def _end(version: FormVersion, state: str, why: str, by: Standing) -> None:
    version.state, version.ended_at, version.ended_why = state, clock.now(by.mission), why
    version.save(update_fields=["state", "ended_at", "ended_why"])


def _line(act: str, version: FormVersion, by: Standing, *, office: str = "") -> None:
    trail.record(
        act,
        mission=by.mission,
        by=by.person,
        kind="formversion",
        subject=version.pk,
        number=version.number,
        office=office,
    )

"""How a field of the mission's own comes into force: sent for approval, approved, refused,
withdrawn. No record holds it before those who answer for it have approved exactly that."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.intake.own_fields import FieldData, digest_of_field, faults_of_field, offices_of_field
from tutela.intake.own_questions import OFFICES
from tutela_web.access.audit import trail
from tutela_web.access.people.queries import people_of
from tutela_web.access.policy import Standing, standings_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.questionnaires.models import (
    FieldDecision,
    FieldEdition,
    FormDecision,
    FormVersion,
    OwnField,
)
from tutela_web.questionnaires.own_queries import offices_of
from tutela_web.questionnaires.queries import ACT, APPROVES, KIND
from tutela_web.records.own.fields import note_change

State = FormVersion.State


@transaction.atomic
def submit_field(field: OwnField, *, by: Standing) -> FieldEdition:
    """Send a field for approval as it stands now.

    Raises  Denied; BadParameter for a field that may not stand on a record, and for one that an
            office that must approve it may not read; NotNow where nothing changed since it was last
            sent.
    """
    by.require(ACT, of=field)
    drafted = hold(field)
    spec = drafted.as_data()
    for fault in faults_of_field(spec):
        raise BadParameter(fault.why, where=drafted.code, next=fault.next)
    digest = digest_of_field(spec, {"stands_on": drafted.stands_on, "purpose": drafted.purpose})
    last = drafted.versions.order_by("-number").first()
    if (
        last is not None
        and last.digest == digest
        and last.state in (State.SUBMITTED, State.APPROVED)
    ):
        raise NotNow(
            say("the field did not change since it was last sent"), next=say("change it first")
        )
    _require_approvers_who_read(drafted, spec, by)
    for waiting in drafted.versions.filter(state=State.SUBMITTED):
        _end(waiting, State.REPLACED, "", by)
    highest = drafted.versions.aggregate(highest=Max("number"))["highest"] or 0
    version = FieldEdition.objects.create(
        mission=by.mission,
        field=drafted,
        number=highest + 1,
        spec=spec,
        digest=digest,
        submitted_by=by.person,
        submitted_at=clock.now(by.mission),
    )
    _line("submit_form", version, by)
    return version


def _require_approvers_who_read(field: OwnField, spec: FieldData, by: Standing) -> None:
    """Raise BadParameter where those who hold an office may not read the field: it would wait for a
    decision that nobody can take."""
    standings = standings_of(people_of(by.mission, on=by.on), by.mission).values()
    for office in offices_of_field(spec):
        seated = [standing for standing in standings if standing.may(APPROVES[office])]
        if seated and not any(standing.sees_one(KIND, field) for standing in seated):
            raise BadParameter(
                say(
                    "an office that must approve this field may not read it: it is marked too high"
                ),
                where=str(FormDecision.Office(office).label),
                next=say("mark the field lower"),
            )


@transaction.atomic
def decide_field(
    version: FieldEdition, office: str, *, approved: bool, why: str = "", by: Standing
) -> FieldEdition:
    """Approve a version for one office, or refuse it. It is in force once all approved it.

    Raises  Denied without the act of the office, and for who sent it; BadParameter for an office
            that is not asked, or a refusal without its reason; NotNow where it is settled.
    """
    if office not in OFFICES:
        raise BadParameter(say("there is no such office"), where="office")
    by.require(APPROVES[office], of=version)
    edition = hold(version, "field")
    if office not in offices_of(edition):
        raise BadParameter(say("this field does not concern that office"), where="office")
    if edition.submitted_by_id == by.person.pk:
        raise Denied(
            say("nobody approves what they sent themselves"), next=say("ask who holds the post too")
        )
    if edition.state != State.SUBMITTED or edition.decisions.filter(office=office).exists():
        raise NotNow(say("this was decided already"), next=say("look at the page again"))
    why = why.strip()[:300]
    if not approved and not why:
        raise BadParameter(say("a refusal has its reason"), where="why", next=say("write it"))
    FieldDecision.objects.create(
        version=edition,
        office=office,
        approved=approved,
        why=why,
        by=by.person,
        at=clock.now(by.mission),
    )
    _line("approve_form" if approved else "refuse_form", edition, by, office=office)
    if not approved:
        _end(edition, State.REFUSED, why, by)
    elif edition.decisions.filter(approved=True).count() == len(offices_of(edition)):
        for earlier in edition.field.versions.filter(state=State.APPROVED):
            _end(earlier, State.REPLACED, "", by)
        edition.state, edition.approved_at = State.APPROVED, clock.now(by.mission)
        edition.save(update_fields=["state", "approved_at"])
        note_change(by.mission)
    return edition


@transaction.atomic
def withdraw_field(field: OwnField, *, why: str, by: Standing) -> None:
    """Take a field out of force: nobody is asked for it any more. What records hold stays in their
    histories.

    Raises  Denied; BadParameter without a reason; NotNow where no version is in force or waits.
    """
    if not by.may(ACT) and not by.may(APPROVES["data_protection"]):
        by.require(ACT)
    by.require_ours(field)
    why = why.strip()[:300]
    if not why:
        raise BadParameter(say("a withdrawal has its reason"), where="why", next=say("write it"))
    rows = field.versions.select_for_update(no_key=True).filter(
        state__in=(State.APPROVED, State.SUBMITTED)
    )
    versions = list(rows)
    if not versions:
        raise NotNow(say("no version is in force"), next=say("nothing needs doing"))
    for version in versions:
        _end(version, State.WITHDRAWN, why, by)
        _line("withdraw_form", version, by)
    note_change(by.mission)


def _end(version: FieldEdition, state: str, why: str, by: Standing) -> None:
    version.state, version.ended_at, version.ended_why = state, clock.now(by.mission), why
    version.save(update_fields=["state", "ended_at", "ended_why"])


def _line(act: str, version: FieldEdition, by: Standing, *, office: str = "") -> None:
    trail.record(
        act,
        mission=by.mission,
        by=by.person,
        kind="fieldedition",
        subject=version.pk,
        number=version.number,
        office=office,
    )

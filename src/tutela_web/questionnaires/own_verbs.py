"""How a field of the mission's own comes into force: sent for approval, approved, refused,
withdrawn. No record holds it before those who answer for it have approved exactly that."""

from __future__ import annotations

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.intake.own_fields import faults_of_field, offices_of_field
from tutela_web.access.policy import Standing
from tutela_web.base.holding import hold
from tutela_web.questionnaires.approval import FIELDS, content_of_field
from tutela_web.questionnaires.models import FieldEdition, FormVersion, OwnField
from tutela_web.questionnaires.queries import ACT
from tutela_web.records.own.fields import note_change


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
    return FIELDS.send(drafted, offices_of_field(spec), content_of_field(drafted), by=by)


@transaction.atomic
def decide_field(
    version: FieldEdition, office: str, *, approved: bool, why: str = "", by: Standing
) -> FieldEdition:
    """Approve a version for one office, or refuse it. It is in force once all approved it.

    Raises  Denied without the act of the office, and for who sent it; BadParameter for an office
            that is not asked, or a refusal without its reason; NotNow where it is settled.
    """
    decided = FIELDS.decide(version, office, approved=approved, why=why, by=by)
    if decided.state == FormVersion.State.APPROVED:
        note_change(by.mission)
    return decided


@transaction.atomic
def withdraw_field(field: OwnField, *, why: str, by: Standing) -> None:
    """Take a field out of force: nobody is asked for it any more. What records hold stays in their
    histories.

    Raises  Denied; BadParameter without a reason; NotNow where no version is in force or waits.
    """
    FIELDS.withdraw(field, why=why, by=by)
    note_change(by.mission)

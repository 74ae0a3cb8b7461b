"""What years leave in an install, beside what `planted` plants: versions, words that were
destroyed, a file that was imported, years of the audit put away, and how somebody signs in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest import mock

from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.db.models import CharField, TextField
from django.utils import timezone

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import imported, row
from tutela_web.access.audit import archived, archiving, trail
from tutela_web.access.policy import standing_of
from tutela_web.access.vault import queries as vault_queries
from tutela_web.access.vault import safety_verbs, verbs
from tutela_web.base.clock import real_now
from tutela_web.base.ids import new_id
from tutela_web.incidents.models import ClosedIncident, Incident
from tutela_web.incidents.record.verbs import edit_closed, edit_incident
from tutela_web.intake.models import FieldReport
from tutela_web.intake.settling_verbs import close_report
from tutela_web.intake.verbs import receive_report
from tutela_web.records import verbs as records
from tutela_web.records.models import Record
from tutela_web.safeguards.verbs import destroy_words, set_rule

YEARS = (2016, 2017)
STORED, ERASED, OF_REPORT = "Nyandeng Mabior", "Deng Akol", "Achol Garang"
"""Invented names in the vault: one that is stored, one erased, one destroyed with a report."""

PASSWORD, TOTP_SECRET = "seven wells of Luma", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def plant_before(cast: Cast) -> None:
    """What is older than anything planted: two years of the audit, a report of early 2018."""
    for year in YEARS:
        for month in range(1, 11):
            then = datetime(year, month, 3, tzinfo=UTC)
            with mock.patch.object(timezone, "now", return_value=then):
                trail.record("read", mission=cast.mission, by=cast.amina, kind="incident", number=1)
    today = cast.mission.clock_shift
    cast.mission.clock_shift = today - timedelta(days=300)
    cast.mission.save()
    office = standing_of(cast.hofo, cast.mission)
    answers = {"what": "REPORTOFLONGAGO", "source_name": OF_REPORT}
    received = receive_report(
        standing_of(cast["field_reporter"], cast.mission),
        id=new_id(),
        kind="report",
        captured_at=real_now(),
        way="desk",
        answers=answers,
    )
    close_report(FieldReport.objects.get(pk=received.id), why="CLOSEDLONGAGO", by=office)
    cast.mission.clock_shift = today
    cast.mission.save()


def plant_past(cast: Cast) -> None:
    """What comes after all that is planted: it changes, is destroyed, and is put away."""
    _change_every_kind(cast)
    _change_sealed_words(cast)
    _destroy(cast)
    _sign_in_with_two_factors(cast)
    imported(cast, row(1), row(2))
    ended = archived.AuditMonth(YEARS[-1], 12)
    for chain in archiving.chains_due(ended):
        archiving.archive(chain, through=ended)


def _change_every_kind(cast: Cast) -> None:
    """Of each kind that is looked for by its words the oldest is mended, and mended back."""
    chief = cast["chief_of_staff"]
    for model in apps.get_models():
        if not issubclass(model, Record) or not model.searched:
            continue
        words = {
            field.name for field in model._meta.fields if isinstance(field, CharField | TextField)
        }
        record = model._default_manager.order_by("entered_at", "pk").first()
        if record is None or model.searched[0] not in words:
            continue
        name = model.searched[0]
        before = getattr(record, name)
        for now in (f"{before} mended"[: model._meta.get_field(name).max_length], before):
            record = records.edit(record, {name: now}, version=record.version, by=chief)


def _change_sealed_words(cast: Cast) -> None:
    """An incident in the open and one in a compartment, changed twice, with reasons."""
    joc, office = (
        standing_of(cast[who], cast.mission)
        for who in ("joc_duty_officer", "women_protection_adviser")
    )
    incident = Incident.objects.get(title="INCOPENNORTH")
    for number in (5, 6):
        incident = edit_incident(
            incident, {"killed": number}, version=incident.version, by=joc, reason="a witness"
        )
    part = ClosedIncident.objects.get(compartment="crsv")
    for words in ("SUMMARYFIRST", "SUMMARYCRSV"):
        part = edit_closed(
            part, {"summary": words}, version=part.version, by=office, reason="told again"
        )


def _destroy(cast: Cast) -> None:
    """An identity is erased, and the words of an old report with who told it; another stays, to
    which somebody agreed and was let in once. Legal Affairs lets go of its hold meanwhile."""
    mission = cast.mission
    reporter, custodian, legal, rights, head = (
        standing_of(cast[who], mission)
        for who in (
            "field_reporter",
            "custodian",
            "legal_affairs",
            "human_rights",
            "head_of_mission",
        )
    )
    known, forgotten = (
        verbs.seal(
            mission, {"person": name, "phone": "+211 555 0100"}, searchable=["person"], by=reporter
        )
        for name in (STORED, ERASED)
    )
    for hold in vault_queries.live_holds(mission):
        safety_verbs.end_hold(hold, by=legal)
    verbs.erase(forgotten, by=custodian, reason="asked")
    set_rule("reports", 6, by=legal)
    report = FieldReport.objects.get(settled_why="CLOSEDLONGAGO")
    destroy_words("reports", report.pk, by=custodian)
    safety_verbs.hold_destruction(why="inquiry", reference="HELDAGAIN", by=legal)
    safety_verbs.record_consent(known, "internal", agreed=True, said_on=make.TODAY, by=custodian)
    safety_verbs.pause_contact(known, mission=mission)
    glass = verbs.ask(known, by=rights, purpose="verify", reason="GLASSREASON")
    verbs.approve(glass, by=head)


def _sign_in_with_two_factors(cast: Cast) -> None:
    cast.amina.set_password(PASSWORD)
    cast.amina.save()
    TOTP.activate(cast.amina, TOTP_SECRET)

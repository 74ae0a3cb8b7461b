"""Words of an alert that say where people hide or flee to: they stand while the danger runs, for
who responds needs them; once it ended they are sealed, in the alert, its reports, the incidents it
rests on, and all versions.

No warning waits for the question: it stands on the page of the alert until a person answers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from tutela.base.wording.refuge import sentences_of
from tutela.warning.states import CALMED, CLOSED, EXPIRED, OUTCOME
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.access.vault.verbs import replace_sealed
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.judging import asks_refuge
from tutela_web.base.values import FieldValue, JsonValue
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.incidents.models import Incident
from tutela_web.records import verbs as records
from tutela_web.records.models import Record
from tutela_web.records.versions.models import Rewriting
from tutela_web.records.versions.verbs import key_of_version, rewrite_versions
from tutela_web.warning.board.queries import thread_read
from tutela_web.warning.closing.verbs import ALERT_WORDS, REASON, TABLES, KeptRow, may_close
from tutela_web.warning.models import Alert, RefugeAnswer, Report
from tutela_web.warning.threads.joinings import hold_threads, whole_thread

BENEATH = "incident:"
"""How the evidence of an alert names an incident it rests on."""

ENDED = (CALMED, EXPIRED, CLOSED)
"""The endings of an alert after which nobody responds to it any more."""

REPORT_WORDS = ("words", "act", "place_said")
INCIDENT_WORDS = ("title", "summary", "place_said")


def may_answer(alert: Alert, by: Standing) -> bool:
    """Whether this person answers for the words of an alert: its owner, who raised it, and who
    keeps alerts there. Of words that are closed nobody is asked."""
    return may_close(alert, by)


def refuge_asked(alert: Alert, by: Standing) -> list[str]:
    """The sentences of an alert, its reports and the incidents it rests on, of which nobody yet
    answered whether they say where people hide or flee to; as far as this person reads them.

    Takes   alert, as this person reads it.
    """
    by.require_ours(alert)
    if RefugeAnswer.objects.filter(alert__in=whole_thread(alert.pk)).exists():
        return []
    thread = thread_read(alert)
    reports = Report.objects.filter(alert__in=thread).values_list("words", flat=True)
    texts = [*(getattr(alert, name) for name in ALERT_WORDS), *reports]
    beneath = incidents_for(by).filter(pk__in=_ids_beneath([alert]))
    for incident in beneath.order_by("entered_at"):
        texts += [getattr(incident, name) for name in INCIDENT_WORDS]
    return list(dict.fromkeys(asks_refuge(*texts)))


@transaction.atomic
def answer_refuge(alert: Alert, *, says_it: bool, by: Standing) -> RefugeAnswer:
    """Answer whether words of an alert say where people hide or flee to. After a yes they are
    sealed when the danger ends, or at once where it has ended.

    Raises  Denied for who neither keeps, owns nor raised it; NotNow where they are sealed already.
    """
    by.require_ours(alert)
    if not may_answer(alert, by):
        raise Denied(
            _("no post you hold today gives this authority here"),
            next=_("tell the duty officer"),
        )
    hold_threads(alert.pk)
    answer = RefugeAnswer.objects.filter(alert__in=whole_thread(alert.pk)).first()
    if answer is not None and answer.sealed_at is not None:
        raise NotNow(_("these words are sealed"), next=_("nobody reads them any more"))
    if answer is None:
        answer = RefugeAnswer(mission=by.mission, alert=alert)
    answer.says_it, answer.answered_by = says_it, by.person
    answer.answered_at = clock.now(by.mission)
    answer.save()
    trail.record("answer", mission=by.mission, by=by.person, kind="refugeanswer", subject=answer.pk)
    if says_it and _has_ended(alert):
        _seal(answer, whole_thread(alert.pk), by)
    return answer


def _has_ended(alert: Alert) -> bool:
    """Whether somebody said that the danger ended, or the alert is closed."""
    return not alert.now.open or OUTCOME in alert.now.moments


def seal_after_danger(alert: Alert, ending: str, by: Standing | None) -> None:
    """Seal the words of an alert that ended, where somebody answered that they say it."""
    if ending not in ENDED:
        return
    thread = whole_thread(alert.pk)
    for answer in RefugeAnswer.objects.filter(alert__in=thread, says_it=True, sealed_at=None):
        _seal(answer, thread, by)


def _seal(answer: RefugeAnswer, thread: Iterable[UUID], by: Standing | None) -> None:
    """Take the sentences out of the whole thread, and keep them under a key of their own."""
    thread, rows_kept = list(thread), list[KeptRow]()
    alerts = list(Alert.objects.filter(pk__in=thread).select_related("mission", "place"))
    for incident in _incidents_beneath(alerts):
        rows_kept += _seal_record("incident", incident, INCIDENT_WORDS, by)
    for alert in alerts:
        rows_kept += _seal_record("alert", alert, ALERT_WORDS, by)
    for report in Report.objects.filter(alert__in=thread).select_related("mission", "place"):
        rows_kept += _seal_record("report", report, REPORT_WORDS, by)
        rows_kept += _seal_in_vault(report, answer.mission)
    for table in ("held", "moment"):
        rows = TABLES[table].filter(alert__in=thread).exclude(why="")
        rows_kept += _seal_rows(table, rows, ("why",), "pk")
    answer.kept, answer.sealed_at = rows_kept, clock.now(answer.mission)
    answer.save()
    person = by.person if by else None
    trail.record("seal", mission=answer.mission, by=person, kind="refugeanswer", subject=answer.pk)


def _incidents_beneath(alerts: Iterable[Alert]) -> list[Incident]:
    """The incidents that some alerts rest on, in the order in which they were entered."""
    rows = Incident.objects.filter(pk__in=_ids_beneath(alerts)).select_related("mission", "place")
    return list(rows.order_by("entered_at"))


def _ids_beneath(alerts: Iterable[Alert]) -> list[str]:
    rests_on = {str(key) for alert in alerts for key in alert.evidence}
    return [key.removeprefix(BENEATH) for key in rests_on if key.startswith(BENEATH)]


def _seal_record(
    table: str, record: Record, names: Iterable[str], by: Standing | None
) -> list[KeptRow]:
    """A record as it stands, and the versions there are of it."""
    names = list(names)
    rows_kept = []

    def seal(was: Record) -> dict[str, Any]:
        said = {**{name: getattr(was, name) for name in names}, REASON: was.version_why}
        if after := _take_out(said):
            rows_kept.append(_row(f"{table}_version", key_of_version(was), said, after))
        return dict(after)

    rewrite_versions(type(record), [record.pk], seal, why=Rewriting.Why.SEALED)
    before = {name: getattr(record, name) for name in names}
    after = _take_out(before)
    if after:
        person = by.person if by else None
        records.edit(record, after, version=record.version, by=person)
        rows_kept.append(_row(table, record.pk, before, after))
    return rows_kept


def _seal_rows(
    table: str, rows: models.QuerySet[models.Model], names: Iterable[str], key: str
) -> list[KeptRow]:
    rows_kept, names = [], list(names)
    for row in list(rows.values(key, *names)):
        pk = row.pop(key)
        if after := _take_out(row):
            rows.filter(pk=pk).update(**after)
            rows_kept.append(_row(table, pk, row, after))
    return rows_kept


def _seal_in_vault(report: Report, mission: Mission) -> list[KeptRow]:
    """Words that a gateway brought lie in the vault; there too they are taken out."""
    if not report.sealed:
        return []
    before = replace_sealed(report.sealed, "words", _("sealed"), mission)
    after = _take_out({"words": before}).get("words", before)
    replace_sealed(report.sealed, "words", after, mission)
    return [] if after == before else [_row("vault", report.sealed, {"words": before}, {})]


def _take_out(values: Mapping[str, FieldValue]) -> dict[str, str]:
    """The texts that change once their sentences that are asked about are taken out."""
    changed = {}
    for name, text in values.items():
        if isinstance(text, str) and (asked := set(asks_refuge(text))):
            left = [
                _seal_mark() if sentence in asked else sentence for sentence in sentences_of(text)
            ]
            changed[name] = " ".join(dict.fromkeys(left))
    return changed


def _seal_mark() -> str:
    """What stands where a sentence was."""
    return _("(sealed)")


def _row(
    table: str, key: UUID | str, before: Mapping[str, FieldValue], after: Mapping[str, str]
) -> KeptRow:
    was: dict[str, JsonValue] = {name: str(before[name] or "") for name in (after or before)}
    return {"table": table, "key": str(key), "before": was, "after": dict(after)}

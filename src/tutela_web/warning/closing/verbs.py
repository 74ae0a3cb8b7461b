"""The words of an alert that stands are closed, and opened again by the compartment's office.

What was said lies in clear in the alert, its reports, their versions, the reasons of its levels and
moments, and in the vault where a gateway brought it. All of it goes to the compartment at once; the
alert goes on as "harm to civilians" with the place in general, its clocks and people as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict
from uuid import UUID

from django.db import models, transaction
from django.urls import reverse

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.access.vault.verbs import replace_sealed
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.base.values import FieldValue, JsonValue
from tutela_web.incidents.closed.harms import RELEASERS, holds_office, readable_compartments
from tutela_web.incidents.closed.release_verbs import where_openly
from tutela_web.incidents.lists.queries import closed_for
from tutela_web.incidents.models import ClosedIncident
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.records.models import Record
from tutela_web.records.versions.models import WHY as REASON
from tutela_web.records.versions.models import Rewriting
from tutela_web.records.versions.verbs import key_of_version, put_back_version, rewrite_versions
from tutela_web.warning.closing.closed_words import (
    SAID,
    compartment_harm,
    keep_closed_incident,
)
from tutela_web.warning.models import Alert, AlertHeld, AlertMoment, ClosedWords, Report
from tutela_web.warning.threads.joinings import hold_threads, whole_thread
from tutela_web.warning.threads.state import settle

ALERT_WORDS = ("act", "who", "whom", "heading", "how_known", "note", "place_said")
EXACT = ("place_id", "place_precision", "latitude", "longitude")
OFFICES = frozenset().union(*RELEASERS.values())
"""Offices that close words of alerts they read; each opens those of its own compartment."""

Values = dict[str, JsonValue]


class KeptRow(TypedDict):
    """One row of which something was closed: what stood there, and what stands there since."""

    table: str
    key: str
    before: Values
    after: Values


def may_close(alert: Alert, by: Standing) -> bool:
    """Whether this person closes the words of an alert: who keeps alerts there, who raised it, its
    owner, and an office of a compartment that reads it."""
    if alert.words_closed:
        return False
    office = not by.roles.isdisjoint(OFFICES) and by.may("verify_closed", area=alert.area_id)
    own = by.person.pk in (alert.author_id, alert.owner_id) and by.may_somewhere("raise_alert")
    return office or own or by.may("keep_alert", area=alert.area_id)


def may_open(closing: ClosedWords, by: Standing) -> bool:
    """Whether this person opens the words again: the office of their compartment, where it is."""
    return closing.opened_at is None and holds_office(
        by, RELEASERS[closing.part.compartment], closing.part
    )


@transaction.atomic
def close_words(alert: Alert, harm: str, *, by: Standing) -> ClosedWords:
    """Close the words of an alert and of all that was joined to it; the compartment's office is
    told.

    Takes   harm, of a compartment, as which they are closed.
    Raises  Denied; BadParameter without a harm; NotNow if they are closed already.
    """
    by.require_ours(alert)
    if not compartment_harm(harm):
        raise BadParameter(say("no harm was chosen"), next=say("state what the text concerns"))
    if not alert.words_closed and not may_close(alert, by):
        raise Denied(
            say("no post you hold today gives this authority here"),
            next=say("tell the duty officer"),
        )
    hold_threads(alert.pk)
    thread = whole_thread(alert.pk)
    alerts = list(
        Alert.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=thread, words_closed=False)
        .select_related("mission", "place", "area")
    )
    alerts.sort(key=lambda one: thread.index(one.pk))
    if not alerts:
        raise NotNow(say("this text is already restricted"), next=say("look at the alert again"))
    rows = Report.objects.filter(alert__in=thread).exclude(words=SAID)
    reports = list(rows.select_related("mission", "place"))
    reports.sort(key=lambda report: (report.known_at or report.entered_at, report.pk))
    now = clock.now(by.mission)
    sealed = {
        report.pk: replace_sealed(report.sealed, "words", SAID, by.mission)
        for report in reports
        if report.sealed
    }
    part = _keep_in_compartment(alerts, reports, sealed, harm, by)
    kept = [*_close_alerts(alerts, by), *_close_reports(reports, sealed, by)]
    kept += _close_reasons(thread)
    closing = ClosedWords.objects.create(
        mission=by.mission,
        alert=alerts[0],
        part=part,
        harm=harm,
        kept=kept,
        closed_at=now,
        closed_by=by.person,
    )
    _note("close", closing, by)
    settle(by.mission, thread)
    return closing


@transaction.atomic
def open_words(closing: ClosedWords, *, by: Standing, why: str) -> ClosedWords:
    """Put the words back where they stood, for everybody who reads the alert; what was changed
    since stays. The record of the compartment stays too.

    Raises  Denied for who is not of the office; BadParameter without a reason; NotNow if they are
            open.
    """
    by.require_ours(closing)
    if not why.strip():
        raise BadParameter(say("a reason is needed"), next=say("say why others may read it"))
    now = hold(closing)
    if now.opened_at is not None:
        raise NotNow(say("this text is already open"), next=say("look at the alert again"))
    if not may_open(now, by):
        raise Denied(
            say("this is decided by the office of the compartment"), next=say("tell its adviser")
        )
    now.opened_at, now.opened_by, now.why = clock.now(by.mission), by.person, why.strip()
    now.save()
    rows: list[KeptRow] = now.kept
    for row in rows:
        _put_back(row, by)
    _note("open", now, by)
    settle(by.mission, whole_thread(now.alert_id))
    return now


def harm_of_closed(alert: Alert) -> str:
    """The harm as which a person closed the words of an alert; empty where nobody did, or where
    they are open again."""
    if not alert.words_closed:
        return ""
    rows = ClosedWords.objects.filter(alert__in=whole_thread(alert.pk), opened_at=None)
    return rows.values_list("harm", flat=True).first() or ""


def closing_of(part: ClosedIncident) -> ClosedWords | None:
    """The closing of an alert's words that a record of a compartment came of."""
    rows = ClosedWords.objects.filter(part=part)
    return rows.select_related(
        "alert__now", "alert__owner", "alert__owner_post", "part", "closed_by", "opened_by"
    ).first()


def closings_read(standing: Standing) -> models.QuerySet[ClosedWords]:
    """The closings of words this person reads in their compartments, and nobody opened again; the
    last first."""
    rows = ClosedWords.objects.filter(part__in=closed_for(standing), opened_at=None)
    return rows.select_related("alert__now", "part").order_by("-closed_at")


def closing_read(alert: Alert, standing: Standing) -> ClosedWords | None:
    """The closing of an alert's words, for who reads them in their compartment. No query for who
    holds none, or of an alert whose words nobody closed."""
    if not (alert.words_closed and readable_compartments(standing)):
        return None
    return closings_read(standing).filter(alert__in=whole_thread(alert.pk)).first()


def offices_to_ask(alert: Alert) -> list[Post]:
    """The posts of all offices that hold what an alert does not say: of every compartment, so that
    whom to ask tells nobody which one it is. Empty for an alert that says what happened."""
    if alert.act != SAID:
        return []
    posts = Post.objects.filter(mission=alert.mission_id, role__in=OFFICES)
    return list(posts.order_by("title"))


def page_of(part: ClosedIncident) -> str:
    """The page on which the words of an alert are opened again that a record came of; empty where
    it came of none."""
    if not ClosedWords.objects.filter(part=part).exists():
        return ""
    return reverse("warning:closed_words", args=[part.mission.code, part.pk])


def keep_as_raised(
    alert: Alert,
    before: Mapping[str, FieldValue],
    report: Report,
    words: str,
    part: ClosedIncident,
    harm: str,
    by: Standing | None,
) -> None:
    """Note that who raised an alert closed its words, so that its office can open them.

    Takes   before, its fields as they were told; words, those of its report.
    """
    names = (*ALERT_WORDS, *EXACT)
    place = before.get("place")
    given: dict[str, FieldValue] = {**dict.fromkeys(ALERT_WORDS, ""), **before}
    given["place_id"] = place.pk if isinstance(place, Place) else None
    was = {name: _plain(given.get(name)) for name in names}
    is_now = {name: _plain(getattr(alert, name)) for name in names}
    ClosedWords.objects.create(
        mission=alert.mission,
        alert=alert,
        part=part,
        harm=harm,
        kept=[
            _kept_row("alert", alert.pk, was, is_now),
            _kept_row("report", report.pk, {"words": words}, {"words": SAID}),
        ],
        closed_at=clock.now(alert.mission),
        closed_by=by.person if by else None,
    )


def _keep_in_compartment(
    alerts: list[Alert],
    reports: list[Report],
    sealed: Mapping[UUID, str],
    harm: str,
    by: Standing,
) -> ClosedIncident:
    """The record of the compartment: every word of the thread, and where it is."""
    told: dict[str, list[str]] = {}
    for alert in alerts:
        for name in ALERT_WORDS:
            told.setdefault(name, []).append(getattr(alert, name))
    for report in reports:
        told.setdefault("words", []).append(report.words or sealed.get(report.pk, ""))
    words = {name: "\n".join(dict.fromkeys(filter(None, all_))) for name, all_ in told.items()}
    first = alerts[0]
    where: dict[str, FieldValue] = {
        name: getattr(first, name)
        for name in (
            "place",
            "place_said",
            "place_precision",
            "latitude",
            "longitude",
            "area",
            "known_at",
            "classification",
            "language",
        )
    }
    found = {name: text for name, text in words.items() if text}
    return keep_closed_incident(harm, found, where, mission=by.mission, by=by.person)


def _close_alerts(alerts: Iterable[Alert], by: Standing) -> list[KeptRow]:
    kept = []
    for alert in alerts:
        after: Values = {
            **dict.fromkeys(ALERT_WORDS, ""),
            "act": SAID,
            **_in_general(alert),
            "risk_id": None,  # a line of the register may name the harm
            "own": {name: was for name, was in alert.own.items() if name.startswith("owner")},
        }
        kept += _close_versions(Alert, "alert_version", alert.pk, after)
        kept.append(_close_row("alert", alert, after, by, words_closed=True))
    return kept


def _close_reports(
    reports: Iterable[Report], sealed: Mapping[UUID, str], by: Standing
) -> list[KeptRow]:
    kept = []
    for report in reports:
        after: Values = {"words": SAID, "act": "", **_in_general(report)}
        kept += _close_versions(Report, "report_version", report.pk, after)
        kept.append(_close_row("report", report, after, by))
        if report.sealed and report.pk in sealed:
            kept.append(
                _kept_row("vault", report.sealed, {"words": sealed[report.pk]}, {"words": SAID})
            )
    return kept


def _close_reasons(thread: Iterable[UUID]) -> list[KeptRow]:
    """Reasons that people wrote when they set a level or recorded a moment."""
    kept = []
    for table in ("held", "moment"):
        rows = TABLES[table].filter(alert__in=thread).exclude(why="")
        kept += [
            _kept_row(table, pk, {"why": why}, {"why": ""})
            for pk, why in rows.values_list("pk", "why")
        ]
        rows.update(why="")
    return kept


def _close_row(
    table: str, record: Record, after: Values, by: Standing, **more: FieldValue
) -> KeptRow:
    """Close the words of an alert or a report as it stands: another version, without them."""
    before = {name: _plain(getattr(record, name)) for name in after}
    records.edit(record, _as_fields(after) | more, version=record.version, by=by.person)
    return _kept_row(table, record.pk, before, after)


def _close_versions(
    model: type[Alert] | type[Report], table: str, pk: UUID, after: Values
) -> list[KeptRow]:
    """Close the words of the versions there are, which stay versions."""
    kept = []

    def close(was: Alert | Report) -> dict[str, Any]:
        before = {name: _plain(getattr(was, name)) for name in after}
        blank: Values = {**after, REASON: ""}
        kept.append(
            _kept_row(table, key_of_version(was), {**before, REASON: was.version_why}, blank)
        )
        return dict(blank)

    rewrite_versions(model, [pk], close, why=Rewriting.Why.SEALED)
    return kept


def _put_back(row: KeptRow, by: Standing) -> None:
    table, before, after = row["table"], row["before"], row["after"]
    if table == "vault":
        replace_sealed(UUID(row["key"]), "words", str(before["words"]), by.mission)
        return
    if table in ("alert", "report"):
        record = RECORDS[table].get(pk=row["key"])
        back = {n: v for n, v in before.items() if _plain(getattr(record, n)) == after[n]}
        fields = _as_fields(back) | ({"words_closed": False} if table == "alert" else {})
        records.edit(record, fields, version=record.version, by=by.person)
        return
    if table in VERSIONS:
        put_back_version(VERSIONS[table], row["key"], before)
        return
    TABLES[table].filter(pk=row["key"]).update(**before)


def _in_general(record: Alert | Report) -> Values:
    """Where it is, as others may read it."""
    where = where_openly(
        {"place": record.place, "latitude": record.latitude, "longitude": record.longitude}
    )
    place = where["place"]
    return {
        "place_id": _plain(place.pk) if place else None,
        "place_said": where["place_said"],
        "place_precision": where["place_precision"],
        "latitude": None,
        "longitude": None,
    }


def _as_fields(values: Mapping[str, JsonValue]) -> dict[str, Any]:
    """Columns as an edit sets them: ids are ids again."""
    return {
        name: UUID(str(value)) if value and name.endswith("_id") else value
        for name, value in values.items()
    }


def _kept_row(table: str, key: UUID | str, before: Values, after: Values) -> KeptRow:
    return {"table": table, "key": str(key), "before": before, "after": after}


def _plain(value: FieldValue) -> Any:
    """A column's value as JSON keeps it."""
    return str(value) if isinstance(value, UUID) else value


def _note(act: str, closing: ClosedWords, by: Standing) -> None:
    """A line of the trail that who does not hold the compartment is not told of."""
    trail.record(
        act,
        mission=by.mission,
        by=by.person,
        kind="closedincident",
        subject=closing.part_id,
        compartment=closing.part.compartment,
        fields=["alert"],
    )


RECORDS: dict[str, Any] = {
    "alert": Alert.objects.select_related("mission", "place"),
    "report": Report.objects.select_related("mission", "place"),
}
VERSIONS: dict[str, Any] = {"alert_version": Alert, "report_version": Report}
TABLES: dict[str, Any] = {
    "held": AlertHeld.objects,
    "moment": AlertMoment.objects,
}

"""Harm checks and allegations of reprisal, as kinds of record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words, text, tick
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.look.days import date_format
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.records.pages import read_lines
from tutela_web.safeguards import queries, verbs
from tutela_web.safeguards.forms import NO_NAMES
from tutela_web.safeguards.models import HarmCheck, Reprisal
from tutela_web.safeguards.verbs import is_contact_paused, report_reprisal


def _offices(standing: Standing) -> QuerySet[DutyArea]:
    offices = areas_on(standing.mission, standing.on).filter(kind=DutyArea.Kind.FIELD_OFFICE)
    return offices.order_by("name")


def _areas(standing: Standing) -> QuerySet[DutyArea]:
    return DutyArea.objects.filter(mission=standing.mission).defer("boundary")


def _area_of(values: Mapping[str, FieldValue]) -> DutyArea | None:
    """The area a check belongs to: that of its place, else the one that was chosen."""
    place = values.get("place")
    area = place.area if isinstance(place, Place) and place.area_id else values.get("area")
    return area if isinstance(area, DutyArea) else None


def _check_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    refuse_closed_words(*(values.get(name) for name in ("what", "who", "precautions")))
    place = values.get("place")
    bound: dict[str, Any] = dict(values)
    if place is not None:
        bound["area"] = _area_of(values)
        least = max(int(values.get("classification") or 0), place.classification)  # type: ignore
        by.require_marking("checks", least)
        bound["classification"] = least
    return bound


def _watch_in_words(check: HarmCheck) -> str:
    """Until when is watched what comes of it, and whether somebody said what was seen."""
    if check.decision == HarmCheck.GoAhead.STOP:
        return str(_("nothing to watch: it did not go ahead"))
    if check.watch_until is None:
        return str(_("two weeks after the act"))
    until = date_format(check.watch_until, "j M Y")
    if check.watched_on is None:
        return str(_("%(day)s, nothing said yet") % {"day": until})
    seen = date_format(check.watched_on, "j M Y")
    return str(_("%(day)s, seen on %(seen)s") % {"day": until, "seen": seen})


def _went_ahead(check: HarmCheck) -> bool:
    """Whether there is, or will be, something to watch."""
    return check.decision != HarmCheck.GoAhead.STOP


def _keep_decided(
    record: HarmCheck, changes: Mapping[str, FieldValue], by: Standing
) -> dict[str, Any]:
    """What was decided on stays as it was: who decided has read exactly that."""
    if record.decision and set(changes) - {"watch_until", "classification"}:
        raise BadParameter(say("this was decided on as it stands"), next=say("write a new check"))
    return {}


def _check_page(standing: Standing, check: HarmCheck) -> dict[str, Any]:
    went = check.decision in (HarmCheck.GoAhead.GO, HarmCheck.GoAhead.CARE)
    told = queries.reprisals_for(standing) if standing.reads("reprisals") else None
    return {
        "unwatched": check.is_unwatched(standing.on),
        "panels": queries.panels_of(standing, check),
        "decide_form": DECIDE.form_for(standing)
        if not check.decision and standing.may(queries.DECIDE, area=check.area_id)
        else None,
        "watch_form": WATCH.form_for(standing)
        if went and standing.may(queries.CHECK, area=check.area_id)
        else None,
        "reprisals": None if told is None else told.filter(harm_check=check),
    }


HARM_CHECK = RecordKind(
    HarmCheck,
    name="check",
    room="safeguards",
    path="checks",
    reads="checks",
    act=queries.CHECK,
    rows=queries.checks_for,
    rules=_check_rules,
    amends=_keep_decided,
    acts=lambda values: (queries.CHECK, getattr(_area_of(values), "pk", None)),
    may_begin=lambda standing: standing.may_somewhere(queries.CHECK),
    titles=Titles(
        one=_("Harm check"),
        many=_("Harm checks"),
        about=_(
            "Before a release, a visit, a patrol or a meeting that could expose people: what was "
            "asked, who decided, and what was seen afterwards. An alert never waits for one."
        ),
        add=_("Write a harm check"),
        none=_("No harm check is on record. That does not mean that no act could expose people."),
        words=_("Groups and places only: do not name persons."),
    ),
    fields=(
        Field("kind", _("Kind of act")),
        Field("what", _("What is planned"), NO_NAMES),
        Field("on", _("Day")),
        Field("place", _("Place"), choices=places_by_name, linked=places_for, unknown=_("none")),
        Field(
            "area",
            _("Area"),
            says={None: _("the whole mission")},
            choices=_offices,
            linked=_areas,
        ),
        *(Field(name, label, unknown=_("not known")) for name, label in queries.ANSWERS),
        Field("who", _("Who could be exposed"), NO_NAMES, unknown=_("not known")),
        Field("precautions", _("Precautions"), lines=3, unknown=_("none")),
        Field("decision", _("Decision"), asked=False, unknown=_("not decided")),
        Field("decided_post", _("Decided by"), asked=False, unknown=_("not decided yet")),
        Field("decided_why", _("Reason"), asked=False, unknown=_("none given")),
        Field(
            "watch_until",
            _("Watched until"),
            unknown=_("two weeks after the act"),
            applies=_went_ahead,
        ),
        Field(
            "watched",
            _("What was seen afterwards"),
            asked=False,
            unknown=_("nothing said"),
            applies=_went_ahead,
        ),
        Field("watched_on", _("Seen on"), asked=False, applies=lambda check: bool(check.watched)),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("what", under=("kind",)),
        ListColumn("on"),
        ListColumn("place"),
        ListColumn("decision", under=("decided_post",), quiet=True),
        ListColumn("watch", label=_("Watched until"), told=_watch_in_words),
    ),
    filters=(
        ListFilter("kind", _("Kind of act")),
        ListFilter(
            "unwatched",
            _("Watch is over, nothing said"),
            control="tick",
            apply=lambda rows, value, standing: rows & queries.find_unwatched(standing),
        ),
    ),
    initial=lambda standing: {
        "classification": 1,
        "on": standing.on,
        "area": _offices(standing)
        .filter(pk__in=standing.authority.get(queries.CHECK) or ())
        .first(),
    },
    history=("decision", "decided_why", "watched"),
    warns=lambda check: not check.decision,
    page_beside=_check_page,
    page_template="safeguards/check.html",
)

DECIDE = Act(
    verbs.decide_check,
    on=HARM_CHECK,
    path="checks/<uuid:pk>/decide/",
    name="check_decide",
    form="decide_form",
    fields={
        "decision": choice(_("Decision"), [one for one in HarmCheck.GoAhead.choices if one[0]]),
        "why": few_words(_("Reason"), 300),
    },
)
WATCH = Act(
    verbs.watch_check,
    on=HARM_CHECK,
    path="checks/<uuid:pk>/watch/",
    name="check_watch",
    form="watch_form",
    fields={"words": text(_("What was seen afterwards"), 2000, NO_NAMES, rows=3)},
)


def _reprisal_page(standing: Standing, reprisal: Reprisal) -> dict[str, Any]:
    paused = is_contact_paused(standing, reprisal)
    return {
        "paused": paused,
        "resume_form": RESUME.form_for(standing)
        if paused and standing.may(queries.FOLLOW)
        else None,
    }


REPRISAL = RecordKind(
    Reprisal,
    name="reprisal",
    room="safeguards",
    path="reprisals",
    reads="reprisals",
    act=queries.FOLLOW,
    rows=queries.reprisals_for,
    list_read=read_lines,
    makes=lambda values, by: report_reprisal(values, by=by),
    titles=Titles(
        one=_("Allegation of reprisal"),
        many=_("Allegations of reprisal"),
        about=_(
            "People threatened or harmed for having spoken to us. Human rights alone reads them. "
            "Outgoing contact with the person pauses; what comes in is taken as ever."
        ),
        add=_("Record an allegation"),
        none=_("No allegation came in. That is not the same as no reprisal."),
    ),
    fields=(
        Field(
            "named",
            _("Contact or source, by pseudonym"),
            _("As on the record: C-0012 or S-0012. Outgoing contact pauses at once."),
            only="new",
            unknown=_("not said"),
        ),
        Field("words", _("What happened, or is feared"), lines=4, only="new"),
        Field("place_said", _("Where")),
        Field("danger_now", _("In danger now")),
        Field(
            "harm_check",
            _("After which act of ours"),
            choices=queries.checks_for,
            unknown=_("none, or not known"),
        ),
        Field("state", _("State"), only="edit"),
        Field(
            "measures",
            _("Measures agreed with the person"),
            lines=4,
            only="edit",
            unknown=_("none agreed yet"),
        ),
        Field("entered_at", _("Received"), asked=False),
        Field(
            "words_destroyed_on",
            _("Words destroyed on"),
            asked=False,
            applies=lambda reprisal: reprisal.words_destroyed_on is not None,
        ),
    ),
    columns=(
        ListColumn("entered_at", under=("named",)),
        ListColumn("state"),
        ListColumn("danger_now"),
        ListColumn("place_said"),
    ),
    filters=(ListFilter("state", _("State")),),
    initial=lambda standing: {},
    history=("state",),
    warns=lambda reprisal: reprisal.state == Reprisal.State.RECEIVED,
    page_beside=_reprisal_page,
    page_template="safeguards/reprisal.html",
)

RESUME = Act(
    verbs.resume_contact,
    on=REPRISAL,
    path="reprisals/<uuid:pk>/resume/",
    name="reprisal_resume",
    form="resume_form",
    fields={"safe": tick(_("The person was asked, by a way that is safe, and wants contact"))},
)

"""What waits for a post of crisis: lost consent, plans and steps that it owns, roads to look at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.base import clock
from tutela_web.crisis.consent.models import ConsentLoss
from tutela_web.crisis.consent.queries import losses_for, lost_over
from tutela_web.crisis.models import HostRelease
from tutela_web.crisis.plans.models import PhaseStep
from tutela_web.crisis.plans.queries import seen_plans
from tutela_web.crisis.routes.queries import ACT, routes_for
from tutela_web.look.days import date_format
from tutela_web.records.owed.rows import HomeRow, OwedKind, kept_by, label_of, owned_by, titles_held
from tutela_web.warning.board.queries import alerts_for


def consent_rows(standing: Standing) -> list[HomeRow]:
    """Which consent of the host state is lost, over what, since when; its clock for whose post it
    runs. Known to every reader of alerts. One query, and one where consent is lost."""
    lost = lost_over(standing, None)
    if not lost:
        return []
    own = losses_for(standing).filter(owned_by(standing, "owner_post"), ended_at=None)
    dues = dict(own.order_by().values_list("pk", "due_at"))
    now = clock.now(standing.mission)
    return [_row_of_loss(standing, loss, dues, now) for loss in lost]


def _row_of_loss(
    standing: Standing, loss: ConsentLoss, dues: dict[UUID, datetime | None], now: datetime
) -> HomeRow:
    own, due = loss.pk in dues, dues.get(loss.pk)
    code = standing.mission.code
    url = (
        reverse("crisis:consent_one", args=[code, loss.pk])
        if own
        else reverse("crisis:consent", args=[code])
    )
    where = gettext("an area") if loss.area_id else gettext("the whole mission")
    since = gettext("since %(day)s") % {"day": date_format(loss.since, "j M Y")}
    return HomeRow(
        str(loss.get_kind_display()),
        url,
        f"{where}, {since}" + (f" · {gettext('yours to take to headquarters')}" if own else ""),
        due,
        due is not None and due < now,
        grave=True,
    )


ADVISES, RELEASES = "advise_release", "release_hazard"


def _releases(standing: Standing) -> Iterable[OwedKind]:
    """Hazards asked to be passed to a host force, for whose word they wait."""
    seen = alerts_for(standing).order_by().values("pk")
    asked = HostRelease.objects.filter(alert__in=seen)
    states = ((ADVISES, HostRelease.State.ASKED), (RELEASES, HostRelease.State.ADVISED))
    for act, state in states:
        areas = standing.authority.get(act, frozenset())
        there = Q() if areas is EVERYWHERE else Q(alert__area__in=areas)
        yield OwedKind(
            asked.filter(there, state=state),
            _("Hazard to be passed to host forces"),
            "place__name",
            "crisis:decision",
            key="alert_id",
            at="until",
        )


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person: consent that was lost first, with the clock that runs."""
    yield OwedKind(
        losses_for(standing).filter(owned_by(standing, "owner_post"), ended_at=None),
        _("Consent of the host state is lost"),
        "kind",
        "crisis:consent_one",
        at="due_at",
        said=label_of(ConsentLoss, "kind"),
        panel="consent_lost",
        grave=True,
    )
    titles = titles_held(standing)
    yield OwedKind(
        seen_plans(standing).filter(owner__in=titles),
        _("Contingency plan"),
        "place__name",
        "crisis:plan",
        day="valid_until",
    )
    steps = PhaseStep.objects.filter(
        standing.sees_open("places", at="place__"), standing.sees("alerts")
    )
    yield OwedKind(
        steps.filter(owner__in=titles, done_on=None),
        _("Step of a phase"),
        "what",
        "crisis:phases_of",
        key="place_id",
        day="due_on",
    )
    yield from _releases(standing)
    yield OwedKind(
        routes_for(standing).filter(kept_by(standing, ACT, "review_on")),
        _("Security of a route, to look at again"),
        "name",
        "crisis:route",
        day="review_on",
    )

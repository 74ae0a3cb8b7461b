"""How far an installation is set up for its mission: each step by what is on record, never by a
flag that says done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.warning.ringing import REPEAT_SECONDS
from tutela_web.access.audit import trail
from tutela_web.access.models import AuditEntry, DutyArea, Holding, Mission, current
from tutela_web.access.policy import acts
from tutela_web.base import clock
from tutela_web.base.jobs import stopped_processes
from tutela_web.base.models import Beat
from tutela_web.base.upkeep.backup import BackupState, backup_state
from tutela_web.base.upkeep.encrypted import FEWEST, RecipientBroken
from tutela_web.channels.models import Gateway, Message
from tutela_web.places.models import Place
from tutela_web.warning.models import AlertMoment, AlertNotice


@dataclass(frozen=True)
class SetupFact:
    """One thing that must be so, and whether it is."""

    words: Any
    so: bool


@dataclass(frozen=True)
class SetupStep:
    """A step of setting up.

    key       what its page is called
    optional  whether a mission may leave it out for good: it is shown, and not counted as left
    """

    key: str
    title: Any
    facts: tuple[SetupFact, ...]
    optional: bool = False

    @property
    def missing(self) -> tuple[SetupFact, ...]:
        """What is not so yet."""
        return tuple(fact for fact in self.facts if not fact.so)

    @property
    def done(self) -> bool:
        return not self.missing


def setup_steps(mission: Mission) -> list[SetupStep]:
    """Every step in its order, as it stands on record now. It says that records are there, and
    nothing of what they hold: who looks after accounts reads none of them."""
    return [
        SetupStep(key, title, make(mission), optional=key == GATEWAY) for key, title, make in STEPS
    ]


def setup_left(mission: Mission) -> list[SetupStep]:
    """The steps that are not done and must be; none for a demonstration, whose mission is past."""
    if mission.is_demo:
        return []
    return [step for step in setup_steps(mission) if not (step.done or step.optional)]


def _mission(mission: Mission) -> tuple[SetupFact, ...]:
    return (SetupFact(_("The mission is on record."), True),)


def _chief(mission: Mission) -> tuple[SetupFact, ...]:
    able = _holders_of(mission, "grant_access")
    return (
        SetupFact(_("A Chief of Staff, or the Head of Mission, is seated."), able.exists()),
        SetupFact(
            _("This person has signed in."), able.filter(person__last_login__isnull=False).exists()
        ),
    )


def _people(mission: Mission) -> tuple[SetupFact, ...]:
    administrators = _holders_of(mission, "make_accounts").values("person").distinct().count()
    return (
        SetupFact(
            _("Somebody holds a post that warns."), _holders_of(mission, "issue_alert").exists()
        ),
        SetupFact(
            _("Somebody holds a post that decides on alerts."),
            _holders_of(mission, "decide_alert").exists(),
        ),
        SetupFact(
            _("Somebody holds a post that enters places."),
            _holders_of(mission, "edit_places").exists(),
        ),
        SetupFact(
            _("A custodian of the vault holds the post."),
            _holdings(mission).filter(post__role="custodian").exists(),
        ),
        SetupFact(_("Two people are administrators."), administrators >= FEWEST),
    )


def _areas(mission: Mission) -> tuple[SetupFact, ...]:
    drawn = DutyArea.objects.filter(mission=mission).exclude(boundary=None)
    on = clock.today(mission)
    held = drawn.filter(Q(ends__isnull=True) | Q(ends__gt=on))
    return (SetupFact(_("A duty area with its boundary is on record."), held.exists()),)


def _places(mission: Mission) -> tuple[SetupFact, ...]:
    places = Place.objects.filter(mission=mission, retired=False)
    return (
        SetupFact(_("Places are on record."), places.exists()),
        SetupFact(_("Places have their P-codes."), places.exclude(pcode="").exists()),
    )


def _gateway(mission: Mission) -> tuple[SetupFact, ...]:
    gateways = Gateway.objects.filter(mission_id=mission.pk, active=True)
    return (
        SetupFact(_("A gateway is set up, and not paused."), gateways.exists()),
        SetupFact(_("A text came in by it."), gateways.filter(heard_at__isnull=False).exists()),
    )


def _mail(mission: Mission) -> tuple[SetupFact, ...]:
    left = Message.objects.filter(
        mission_id=mission.pk,
        channel="mail",
        outgoing=True,
        state__in=(Message.State.SENT, Message.State.DELIVERED),
    )
    return (
        SetupFact(_("A mail server is set."), bool(settings.EMAIL_HOST)),
        SetupFact(
            _("The process that sends mails and texts runs."),
            not stopped_processes(Beat.Part.SENDERS),
        ),
        SetupFact(_("The mail server took a mail."), left.exists()),
    )


def _backup(mission: Mission) -> tuple[SetupFact, ...]:
    try:
        state = backup_state()
    except RecipientBroken:
        state = BackupState(0, None, None)
    tried = AuditEntry.objects.filter(chain=trail.HOUSE, act="try_backup")
    return (
        SetupFact(
            _("Backups are encrypted to the keys of two people."), state.recipients >= FEWEST
        ),
        SetupFact(_("A backup was made."), state.last_at is not None),
        SetupFact(_("A backup was tried: opened and read, and whole."), tried.exists()),
    )


def _alert(mission: Mission) -> tuple[SetupFact, ...]:
    alert_notices = AlertNotice.objects.filter(
        alert__mission=mission, alert__level__in=REPEAT_SECONDS
    )
    answered = AlertMoment.objects.filter(
        alert__mission=mission, name="acknowledged", inferred=False, by__isnull=False
    )
    return (
        SetupFact(
            _("The process that runs the clocks runs."), not stopped_processes(Beat.Part.ROUNDS)
        ),
        SetupFact(
            _("An alert that rings was raised, and people were told of it."), alert_notices.exists()
        ),
        SetupFact(_("Somebody acknowledged it."), answered.exists()),
    )


GATEWAY = "gateway"

STEPS: tuple[tuple[str, Any, Callable[[Mission], tuple[SetupFact, ...]]], ...] = (
    ("mission", _("Mission"), _mission),
    ("chief", _("Chief of Staff"), _chief),
    ("people", _("People and posts"), _people),
    ("areas", _("Duty areas"), _areas),
    ("places", _("Places"), _places),
    (GATEWAY, _("SMS gateway"), _gateway),
    ("mail", _("Mail"), _mail),
    ("backup", _("Backups"), _backup),
    ("alert", _("Test alert"), _alert),
)


def _holdings(mission: Mission) -> QuerySet[Holding]:
    return Holding.objects.filter(
        current(clock.today(mission)), post__mission=mission, person__is_active=True
    )


def _holders_of(mission: Mission, act: str) -> QuerySet[Holding]:
    """Who holds a post today that gives authority for an act."""
    return _holdings(mission).filter(post__role__in=acts()[act])


def may_do(mission: Mission, act: str) -> list[str]:
    """By name and post, who may do an act today."""
    _holders = (
        _holders_of(mission, act).select_related("person", "post").order_by("post__title", "order")
    )
    return [f"{holder.person} ({holder.post.title})" for holder in _holders]

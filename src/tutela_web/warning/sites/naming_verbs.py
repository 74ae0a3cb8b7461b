"""One threat that names several places: each has an alert of its own, with the same evidence.

A person names them, and each is opened at once: on a form, through the API, or where the place is
said in a text by the card, from a number that is known. Where a program reads the name of another
site in the words, or nobody knows the number, it opens nothing: who answers for that site is asked,
once, as of a place that was inferred.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import Q

from tutela.base.messages import say
from tutela.places.finder import Entry, Finder
from tutela.places.perimeter import REFUGE
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue, field_values
from tutela_web.places.finding import WhereFinder
from tutela_web.places.models import Place
from tutela_web.warning.alerts.verbs import AlertReport, raise_alert
from tutela_web.warning.inferred.verbs import Inferred, ask_about
from tutela_web.warning.inputs import WHERE, AlertInput, AlertOriginInput, alert_input
from tutela_web.warning.merging.verbs import propose
from tutela_web.warning.models import Alert, ThreadProposal
from tutela_web.warning.sites.models import NamedSite, threat_of

MOST_NAMED = 20
RULE = say("a threat that names this site")


@dataclass(frozen=True)
class Raised:
    """What was raised first: its fields, and the word it came by."""

    alert: Alert
    fields: AlertInput
    word: AlertReport
    marked: str = ""
    origin: AlertOriginInput | None = None


@transaction.atomic
def raise_at_others(first: Raised, named: Sequence[str], *, by: Standing) -> list[Alert]:
    """Raise an alert at each other place that one threat names, with the same words and level. A
    name that is on no list is a place in words: nothing is held back for it.

    Gives   the alerts, without the first; sent again, those that were raised before. None is
            proposed to be joined to another: they are different places.
    """
    threat, alerts = first.alert.pk, []
    tripwire = (first.origin or {}).get("tripwire")
    origin: AlertOriginInput = {"tripwire": tripwire} if tripwire else {}
    elsewhere = _but_where(first.fields)
    finder = WhereFinder(by.mission, by)
    for name in dict.fromkeys(named):
        meant = finder.find(name)
        place = meant.place
        if place is not None and place.pk == first.alert.place_id:
            continue
        there = alert_input({**elsewhere, "place_said": name, **meant.fields()})
        alert = raise_alert(
            there,
            mission=by.mission,
            by=by,
            level=first.alert.level,
            word=AlertReport(first.word.channel, first.word.known_at, first.word.said),
            id=uuid5(NAMESPACE_URL, f"{threat} {place.pk if place else name.casefold()}"),
            marked=first.marked,
            **origin,
        )
        propose(alert, (first.word.said or {}).get("words", ""))
        alerts.append(alert)
    if alerts:
        _put_together(threat, [first.alert, *alerts])
    return alerts


def _but_where(fields: AlertInput) -> dict[str, FieldValue]:
    return {name: value for name, value in field_values(fields).items() if name not in WHERE}


@transaction.atomic
def raise_at_sites(first: Raised, sites: Sequence[Place]) -> list[Alert]:
    """Raise an alert at each other site that a text by the card names from a number that is known,
    with the same words and level. Sent again, or said again by the same number, none is new."""
    elsewhere, threat = _but_where(first.fields), first.alert.pk
    word = replace(first.word, said={**(first.word.said or {}), "message": None})
    alerts = []
    for site in sites:
        if site.pk == first.alert.place_id:
            continue
        alert = raise_alert(
            alert_input({**elsewhere, "place": site, "place_said": site.name}),
            mission=first.alert.mission,
            by=None,
            level=first.alert.level,
            word=word,
            id=uuid5(NAMESPACE_URL, f"{threat} {site.pk}"),
            **(first.origin or {}),
        )
        propose(alert)
        alerts.append(alert)
    if alerts:
        _put_together(threat, [first.alert, *alerts])
    return alerts


def sites_of(mission: Mission) -> dict[str, Place]:
    """The sites of a mission by their ids, of whatever kind of place they are."""
    rows = Place.objects.filter(
        Q(kind__in=REFUGE) | Q(site_record__isnull=False), mission=mission, retired=False
    )
    with_area = rows.select_related("area").defer("area__boundary")
    return {str(place.pk): place for place in with_area.order_by("name", "pk")}


def finder_of_sites(sites: Mapping[str, Place]) -> Finder:
    """What finds sites in words, made once for many texts."""
    return Finder(Entry(key, (site.name, *site.aliases)) for key, site in sites.items())


def sites_in(words: str, sites: Mapping[str, Place], finder: Finder) -> list[Place]:
    """Of sites those whose whole names stand in words, in the order of the list."""
    return [sites[str(entry.key)] for entry in finder.named_in(words)]


def _put_together(threat: UUID, alerts: Sequence[Alert]) -> None:
    for alert in alerts:
        NamedSite.objects.get_or_create(
            alert=alert, defaults={"mission": alert.mission, "threat": threat}
        )
    ThreadProposal.objects.filter(alert__in=alerts, earlier__in=alerts).delete()


@transaction.atomic
def ask_about_named(alert: Alert, words: str) -> int:
    """Ask who answers for each other site that the words of an alert name; gives how many are
    asked about. Sites that the threat opened an alert for are not asked about again."""
    if not words.strip():
        return 0
    sites = sites_of(alert.mission)
    return ask_about_sites(alert, sites_in(words, sites, finder_of_sites(sites)))


def ask_about_sites(alert: Alert, named: Sequence[Place]) -> int:
    """Ask who answers for each of these sites, which the words of an alert name; how many."""
    if not named:
        return 0
    threat = threat_of(alert.pk) or alert.pk
    opened = {alert.place_id}
    opened |= set(NamedSite.objects.filter(threat=threat).values_list("alert__place", flat=True))
    evidence = (f"alert:{alert.pk}",)
    others = [site for site in named if site.pk not in opened]
    return ask_about(alert, [Inferred(site, str(RULE), evidence) for site in others])

"""How an alert follows the record that opened it: what is corrected there is corrected here.

An alert says what its incident said when the wire tripped. A place, an hour or an actor that is
corrected in the incident later is corrected on the alert too, as long as the alert still says what
the incident did: what a person wrote on the alert meanwhile stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.holding import hold
from tutela_web.base.values import FieldValue, field_values
from tutela_web.channels import webhooks
from tutela_web.incidents.models import Incident
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.warning.alerts.verbs import reseat, with_location
from tutela_web.warning.inputs import EDITABLE, WHERE
from tutela_web.warning.merging.verbs import speak_for_all
from tutela_web.warning.models import Alert
from tutela_web.warning.telling.addressees import FilledPosts
from tutela_web.warning.threads.joinings import hold_threads, root_of
from tutela_web.warning.threads.state import settle
from tutela_web.warning.tripwires.verbs import alerts_opened_by, told_by_incident

FOLLOWED = tuple(name for name in EDITABLE if name not in ("known_at", "note", "how_known"))


def follow_incident(before: Incident, after: Incident, by: Standing) -> None:
    """Carry the correction of an incident over to the alerts it opened; those it only became one
    more report of stay what they are."""
    by.require_ours(before, after)
    was, says = _values_told(before), _values_told(after)
    if all(was[name] == says[name] for name in FOLLOWED):
        return
    rests_on = f"incident:{after.pk}"
    for pk in alerts_opened_by(by.mission, [after.pk]):
        alert = Alert.objects.get(pk=pk)
        if rests_on in alert.evidence and not alert.words_closed:
            _follow(alert, was, says, by)


def _values_told(incident: Incident) -> dict[str, FieldValue]:
    """What an alert that this incident opens says, every field of it."""
    told = field_values(with_location(told_by_incident(incident), incident.mission))
    unsaid = Alert()
    blank: dict[str, FieldValue] = {name: getattr(unsaid, name) for name in FOLLOWED}
    return blank | {name: value for name, value in told.items() if name in blank}


@transaction.atomic
def _follow(
    alert: Alert, was: Mapping[str, FieldValue], says: Mapping[str, FieldValue], by: Standing
) -> None:
    hold_threads(alert.pk)
    held = hold(alert, "mission", "place", "area", "owner", "owner_post")
    own = {name: _own_value(held, name) for name in FOLLOWED}
    wanted = {
        name: says[name]
        for name in FOLLOWED
        if name not in WHERE and says[name] != was[name] and own[name] == was[name]
    }
    if any(says[name] != was[name] for name in WHERE) and all(
        own[name] == was[name] for name in ("place", "latitude", "longitude")
    ):
        wanted |= {name: says[name] for name in WHERE}
    if not wanted:
        return
    why = _("the incident it was opened by was corrected")
    kept_own = {n: v for n, v in held.own.items() if n.startswith("owner")}
    moved = bool(WHERE & wanted.keys())
    kept = records.edit(
        held,
        wanted | ({"own": kept_own} if moved else {}),
        version=held.version,
        by=by.person,
        reason=why,
    )
    around = FilledPosts(held.mission, clock.now(held.mission))
    reseat(kept, around, before=held, by=by)
    root = root_of(kept.pk)
    if moved and root != kept.pk:
        speak_for_all(Alert.objects.select_related("mission").get(pk=root), around, by=by, why=why)
    webhooks.tell(held.mission_id, "alert", root)
    settle(held.mission, {kept.pk, root})


def _own_value(alert: Alert, name: str) -> FieldValue:
    """What an alert says itself, where it has a place of one joined to it."""
    if name in ("place", "area") and f"{name}_id" in alert.own:
        key = alert.own[f"{name}_id"]
        rows = (Place if name == "place" else DutyArea).objects
        return rows.get(pk=UUID(key)) if key else None
    return alert.own.get(name, getattr(alert, name))  # type: ignore[no-any-return]

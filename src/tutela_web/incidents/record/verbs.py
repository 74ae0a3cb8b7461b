"""How incidents change: recorded, edited, verified, merged, linked to events; victims counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tutela.actors.identify import identify
from tutela.base.errors import TutelaError
from tutela.base.messages import say
from tutela.base.references import INCIDENT
from tutela.incidents.public_summary import title_of_harms
from tutela_web.access import numbers
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission, Person, Precision
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.ids import keyed_digest, new_id
from tutela_web.base.markings import Classification
from tutela_web.base.models import Batch
from tutela_web.base.values import FieldValue
from tutela_web.channels import webhooks
from tutela_web.incidents.closed import release_verbs
from tutela_web.incidents.closed.harms import (
    CLOSED,
    VERIFIERS,
    compartment_of,
    holds_office,
    part_harms,
    readable_compartments,
)
from tutela_web.incidents.inputs import CLASSED, EDITABLE, ClosedInput, IncidentInput
from tutela_web.incidents.lists import queries
from tutela_web.incidents.marking import marking_of
from tutela_web.incidents.models import (
    ClosedIncident,
    Compared,
    Event,
    Incident,
    IncidentLink,
    Receipt,
    Verification,
    Victims,
)
from tutela_web.incidents.record.own import in_summary, keep_own
from tutela_web.incidents.verification import verbs
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.records.versions.queries import versions_of
from tutela_web.records.versions.verbs import update_with_versions

FIGURES = (
    "killed_low",
    "killed",
    "killed_high",
    "civilians_killed",
    "injured",
    "abducted",
    "displaced",
)
ATTRIBUTION = ("perpetrator", "other_perpetrators", "attribution")
NEEDS_REASON = frozenset((*FIGURES, *ATTRIBUTION))
"""Fields whose change leaves a visible trail with a reason."""


FOLLOWERS: list[Callable[[Incident, Incident, Standing], None]] = []
"""What follows a correction, of rooms above: given the incident before and after, and by whom."""


@dataclass(frozen=True)
class Recorded:
    """What one form became: the part on the open list, the part in a compartment, or both."""

    incident: Incident | None
    closed: ClosedIncident | None


def actors_only(names: Iterable[str]) -> list[str]:
    """Names of perpetrators as anybody may read them: a people's name is never an actor's."""
    labels = (identify(name, own=True).label for name in names if name.strip())
    return list(dict.fromkeys(label for label in labels if label))


def record_incident(
    fields: IncidentInput,
    *,
    by: Standing,
    id: UUID | None = None,
    danger: str = "",
    part_of: Incident | None = None,
    event: Event | None = None,
    own: Mapping[str, FieldValue] | None = None,
) -> Recorded:
    """Record what happened. A harm of a compartment takes all words with it, out of the open list.

    What the open list is to say beside it is generalised and waits for the compartment's office
    (`release_verbs`); where the office itself records, it is told at once.

    Takes   fields of EDITABLE, no title where nobody wrote one; danger, of Danger, where the open
            list is to tell of a hazard; past, where harms of no compartment are among them;
            part_of, the open incident a closed part belongs to; event, the imported event it was
            made of; id, so that the same sent again is known as a resend; own, what was given in
            the mission's own fields, which a compartment takes as words of its summary.
    Raises  Denied without authority in the area, or for an id that something else was recorded
            under; TutelaError for harms of two compartments.
    """
    area = fields.get("area")
    by.require("record_incident", area=area.pk if area else None)
    if unknown := fields.keys() - set(EDITABLE):
        raise TypeError(f"no field of an incident: {sorted(unknown)}")
    id = id or new_id()
    sent = (by.mission, by.person, id, fields, danger, part_of, event)
    digest = keyed_digest("recording", *sent, *([dict(own)] if own else []))
    if (before := _received_before(digest)) is not None:
        return before
    # Asked before any compartment is: whoever knows the id of an open incident learns that alone.
    if Incident.objects.filter(pk=id).exists():
        raise Denied(say("this id is taken"), next=say("make a new id and send again"))
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(digest=digest)  # two resends at once: one waits
            recorded = _record(_with_own(fields, own, by), by, id, danger, part_of, event)
            if recorded.incident is not None and recorded.closed is None:
                keep_own(recorded.incident, own, by=by, new=True)
            receipt.incident, receipt.closed = recorded.incident, recorded.closed
            receipt.save()
            return recorded
    except IntegrityError:
        if (before := _received_before(digest)) is None:
            raise
        return before


def _with_own(
    fields: IncidentInput, own: Mapping[str, FieldValue] | None, by: Standing
) -> IncidentInput:
    """The fields, where a compartment takes them with what was given in own fields."""
    if not own or not part_harms(fields.get("harms") or [])[1]:
        return fields
    wanted = fields.copy()
    wanted["summary"] = "\n".join(filter(None, [wanted.get("summary"), in_summary(by, own)]))
    return wanted


def _received_before(digest: str) -> Recorded | None:
    """What the same sending became before."""
    before = Receipt.objects.select_related("incident", "closed").filter(digest=digest).first()
    return Recorded(before.incident, before.closed) if before else None


def _record(
    fields: IncidentInput,
    by: Standing,
    id: UUID,
    danger: str,
    part_of: Incident | None,
    event: Event | None,
) -> Recorded:
    values = fields.copy()
    values["other_perpetrators"] = actors_only(fields.get("other_perpetrators") or [])
    values["title"] = values.get("title") or title_of_harms(values.get("harms") or [])
    least = marking_of(values.get("place"), values.get("perpetrator"))
    if least > values.get("classification", Classification.CONFIDENTIAL):
        values["classification"] = least
    harms, closed = part_harms(values.get("harms") or [])
    if len(closed) > 1:
        raise TutelaError(
            say("these harms belong to two compartments"), next=say("record each by itself")
        )
    if not closed:
        number = numbers.next_number(Incident, by.mission)
        reference = numbers.give_reference(
            Incident,
            by.mission,
            values.get("area"),
            values.get("classification", Classification.CONFIDENTIAL),
            kind=INCIDENT,
        )
        incident = Incident(id=id, number=number, reference=reference, **values)
        incident = records.create(incident, mission=by.mission, by=by.person, resent=False)
        if event is not None:
            link_event(incident, event, by=by)
        return Recorded(incident, None)
    ((compartment, closed_harms),) = closed.items()
    part = _in_compartment(
        values | {"harms": closed_harms},
        compartment,
        open_part=part_of,
        mission=by.mission,
        by=by.person,
    )
    if part_of is None and (told := release_verbs.asked_of_office(harms, danger)):
        release_verbs.ask(part, harms=harms, danger=told, by=by)
    return Recorded(part.open_part, part)


def _in_compartment(
    given: IncidentInput,
    compartment: str,
    *,
    mission: Mission,
    by: Person | None,
    open_part: Incident | None = None,
) -> ClosedIncident:
    strictest = Classification.STRICTLY_CONFIDENTIAL
    marked = max(given.get("classification") or 0, strictest)
    number = numbers.next_number(ClosedIncident, mission, compartment=compartment)
    part = ClosedIncident(
        **given | {"classification": marked},
        compartment=compartment,
        number=number,
        open_part=open_part,
    )
    return records.create(part, mission=mission, by=by, resent=False)


@transaction.atomic
def keep_closed(
    fields: IncidentInput,
    harm: str,
    *,
    mission: Mission,
    by: Person | None,
    compartment: str = "",
) -> ClosedIncident:
    """Keep in its compartment what somebody said elsewhere of a closed harm; its office is told.

    Takes   fields of EDITABLE; by, None for what came through a gateway; compartment, where no harm
            is known yet, because whoever reported it was to ask no more.
    """
    values: IncidentInput = {
        "title": title_of_harms([harm] if harm else []),
        "harms": [harm] if harm else [],
        "event_from": clock.today(mission),
        "event_precision": Precision.DAY,
    }
    values |= fields
    kept_in = compartment_of(harm) or compartment
    part = _in_compartment(values, kept_in, mission=mission, by=by)
    release_verbs.tell_office(part, urgent=True)
    return part


def _may_record(record: Incident | ClosedIncident, by: Standing) -> bool:
    """Whether this person may record there: a reporter only what the reporter wrote."""
    if not by.may("record_incident", area=record.area_id):
        return False
    return by.roles != {"field_reporter"} or record.author_id == by.person.pk


def may_edit(incident: Incident, by: Standing) -> bool:
    """Whether this person may change the incident: who may record it, while it stands alone."""
    return incident.merged_into_id is None and _may_record(incident, by)


def _require_edit(incident: Incident, by: Standing) -> None:
    by.require("record_incident", area=incident.area_id, of=incident)
    if incident.merged_into_id:
        raise NotNow(
            say("this incident was merged into another"), next=say("split them, or edit the other")
        )
    if not may_edit(incident, by):
        raise Denied(
            say("somebody else recorded this"), next=say("tell the JOC what should change")
        )


@one_at_a_time(hold)
def edit_incident(
    incident: Incident,
    changes: IncidentInput,
    *,
    version: int,
    by: Standing,
    reason: str = "",
    own: Mapping[str, FieldValue] | None = None,
) -> Incident:
    """Change fields of an incident; figures and attribution only with a reason.

    It is never marked below the place and the actor it names, whatever was asked for; above the
    own clearance only by its author, who reads it whatever its marking.

    Takes   own, what was given in the mission's own fields.
    Raises  Conflict if somebody changed the same fields meanwhile; NotNow if merged; TutelaError
            without a reason where one is needed, or for a harm that belongs to a compartment.
    """
    _require_edit(incident, by)
    if incident.author_id != by.person.pk:
        by.require_marking("incidents", changes.get("classification", 0))
    if unknown := changes.keys() - set(EDITABLE):
        raise TypeError(f"not to be edited: {sorted(unknown)}")
    if changes.keys() & NEEDS_REASON and not reason.strip():
        raise TutelaError(
            say("a change of figures or attribution needs a reason"), next=say("say why")
        )
    if part_harms(set(changes.get("harms") or []) - set(incident.harms))[1]:
        raise TutelaError(
            say("this harm belongs to a compartment"), next=say("record it as a closed part")
        )
    wanted = changes.copy()
    if "area" in wanted:
        by.require("record_incident", area=wanted["area"].pk if wanted["area"] else None)
    if "other_perpetrators" in wanted:
        wanted["other_perpetrators"] = actors_only(wanted["other_perpetrators"])
    least = marking_of(
        wanted.get("place", incident.place), wanted.get("perpetrator", incident.perpetrator)
    )
    if least > wanted.get("classification", incident.classification):
        wanted["classification"] = least
    kept = records.edit(
        incident,
        wanted,
        version=version,
        by=by.person,
        reason=reason.strip(),
        seen=queries.incidents_for(by),
    )
    keep_own(kept, own, by=by, reason=reason.strip())
    for follow in FOLLOWERS:
        follow(incident, kept, by)
    return kept


@transaction.atomic
def follow_marking(named: Place | Actor, *, by: Person | None) -> int:
    """Raise the incidents that name a place or an actor to its marking; none is ever lowered.

    Gives   how many were raised.
    """
    names = {"place" if isinstance(named, Place) else "perpetrator": named}
    below = Incident.objects.select_for_update(of=("self",), no_key=True).filter(
        classification__lt=named.classification, **names
    )
    raised = list(below.order_by("pk"))
    for incident in raised:
        incident.classification, incident.version = named.classification, incident.version + 1
    if raised:
        update_with_versions(
            raised,
            ["classification", "version"],
            by=by,
            at=clock.now(named.mission),
            why=_("what it names was marked higher"),
        )
        webhooks.tell(named.mission_id, "incident", *(one.pk for one in raised))
        trail.record(
            "edit",
            mission=named.mission,
            by=by,
            kind="incident",
            fields=["classification"],
            number=len(raised),
        )
    return len(raised)


# --- verification

SET_BY_HUMAN_RIGHTS = frozenset(
    {Verification.VERIFIED, Verification.COULD_NOT_VERIFY, Verification.REFUTED}
)
_FINAL = frozenset({Verification.VERIFIED, Verification.REFUTED, Verification.WITHDRAWN})


def may_verify(incident: Incident, to: str, by: Standing) -> bool:
    """Whether this person's office may say this of the incident now. Nothing else waits for it."""
    area = incident.area_id
    if incident.merged_into_id or incident.verification == to:
        return False
    rights = by.may("verify_incident", area=area)
    if to == Verification.WITHDRAWN:
        return rights or (incident.author_id == by.person.pk and may_edit(incident, by))
    if to in SET_BY_HUMAN_RIGHTS:
        return rights
    if to == Verification.UNDER_VERIFICATION:
        recorder = by.may("record_incident", area=area)
        return rights or (recorder and incident.verification not in _FINAL)
    if to == Verification.CORROBORATED:
        undecided = {
            Verification.REPORTED,
            Verification.UNDER_VERIFICATION,
            Verification.COULD_NOT_VERIFY,
        }
        return by.may("confirm_incident", area=area) and incident.verification in undecided
    return False


@transaction.atomic
def set_verification(
    incident: Incident, to: str, *, reason: str, version: int, by: Standing
) -> Incident:
    """Say how far an incident is verified: each office what is its to say, with a reason.

    Human rights say verified, could not verify, refuted; the JOC says corroborated; whoever
    records may start a verification; human rights or the recorder withdraw for safety. Verified is
    said by two: of the first it is a proposal, and the incident is under verification.
    """
    by.require_ours(incident)
    if not reason.strip():
        raise TutelaError(say("a verification needs a reason"), next=say("say on what it rests"))
    if not may_verify(incident, to, by):
        raise Denied(
            say("your office does not set this for this incident"), next=say("ask human rights")
        )
    hold(incident)  # two at once: one waits
    if to == Verification.VERIFIED and not verbs.agree_verified(incident, reason=reason, by=by):
        to = Verification.UNDER_VERIFICATION
    elif to in SET_BY_HUMAN_RIGHTS or to == Verification.WITHDRAWN:
        verbs.end_proposals(incident, by=by)
    return records.edit(
        incident, {"verification": to}, version=version, by=by.person, reason=reason.strip()
    )


def may_verify_closed(part: ClosedIncident, by: Standing) -> bool:
    """Whether this person's office verifies that compartment, by a post, and reads it."""
    return holds_office(by, {VERIFIERS[part.compartment]}, part)


@transaction.atomic
def verify_closed(
    part: ClosedIncident, to: str, *, reason: str, version: int, by: Standing
) -> ClosedIncident:
    """As set_verification, in a compartment: only through its own mechanism."""
    by.require_ours(part)
    if not may_verify_closed(part, by):
        raise Denied(
            say("this compartment is verified by its own mechanism"), next=say("tell its adviser")
        )
    if not reason.strip():
        raise TutelaError(say("a verification needs a reason"), next=say("say on what it rests"))
    return records.edit(
        part, {"verification": to}, version=version, by=by.person, reason=reason.strip()
    )


def may_edit_closed(part: ClosedIncident, by: Standing) -> bool:
    """Whether this person may change a part in a compartment: who reads it there, and either may
    record it or is its verifying office."""
    if part.compartment not in readable_compartments(by):
        return False
    return _may_record(part, by) or may_verify_closed(part, by)


@transaction.atomic
def edit_closed(
    part: ClosedIncident, changes: ClosedInput, *, version: int, by: Standing, reason: str
) -> ClosedIncident:
    """As edit_incident, in a compartment: every change with a reason, and it stays closed. Only its
    verifying office says which grave violations and forms of sexual violence it is.

    Raises  Conflict if somebody changed the same fields meanwhile; Denied for who may not, or for
            an area that is not theirs; TutelaError without a reason, or for a harm of elsewhere.
    """
    by.require_ours(part)
    may = [may_edit_closed(part, by)]
    if unknown := changes.keys() - {*EDITABLE, *CLASSED}:
        raise TypeError(f"not to be edited: {sorted(unknown)}")
    if changes.keys() & set(CLASSED):
        may.append(may_verify_closed(part, by))
    if "area" in changes:
        office = may_verify_closed(part, by)
        area = changes["area"].pk if changes["area"] else None
        may.append(office or by.may("record_incident", area=area))
    if not all(may):
        raise Denied(say("no post you hold today gives this authority here"))
    if not reason.strip():
        raise TutelaError(say("a change in a compartment needs a reason"), next=say("say why"))
    foreign = set(changes.get("harms") or []) - set(part.harms) - set(CLOSED[part.compartment])
    if foreign:
        raise TutelaError(
            say("this harm does not belong to this compartment"), next=say("record it by itself")
        )
    wanted = changes.copy()
    if "other_perpetrators" in wanted:
        wanted["other_perpetrators"] = actors_only(wanted["other_perpetrators"])
    if "classification" in wanted:
        wanted["classification"] = Classification.STRICTLY_CONFIDENTIAL
    return records.edit(part, wanted, version=version, by=by.person, reason=reason.strip())


# --- events an incident rests on


@one_at_a_time(hold)
def link_event(incident: Incident, event: Event, *, by: Standing) -> IncidentLink:
    """Say that an incident rests on an imported event. One event belongs to one incident."""
    _require_edit(incident, by)
    by.require_ours(event)
    link = IncidentLink.objects.filter(
        mission=by.mission, source=event.source, source_id=event.source_id
    ).first()
    if link is not None and link.incident_id != incident.pk:
        raise NotNow(
            say("this event already belongs to another incident"), next=say("merge the two")
        )
    if link is None:
        link = IncidentLink.objects.create(
            mission=by.mission,
            incident=incident,
            source=event.source,
            source_id=event.source_id,
            linked_by_id=by.person.pk,
            linked_at=clock.now(by.mission),
        )
        trail.record(
            "link",
            mission=by.mission,
            by=by.person,
            kind="incident",
            subject=incident.pk,
            event=event.pk,
        )
    return link


@transaction.atomic
def unlink_event(link: IncidentLink, *, by: Standing) -> None:
    """Take an event off an incident."""
    by.require_ours(link)
    _require_edit(hold(link.incident), by)
    trail.record(
        "unlink",
        mission=by.mission,
        by=by.person,
        kind="incident",
        subject=link.incident_id,
        link=link.pk,
    )
    link.delete()


# --- several records of one incident


@one_at_a_time(hold)
def merge_incidents(
    kept: Incident,
    gone: Incident,
    *,
    taken: Iterable[str],
    versions: tuple[int, int],
    by: Standing,
    reason: str,
) -> Incident:
    """Make two incidents one. What was not taken stays in the history of the one merged away.

    Takes   kept and gone; taken, the fields whose value comes from the one merged away; versions,
            of both as the person saw them.
    Raises  Conflict if either was changed meanwhile; NotNow if one is merged already.
    """
    for incident in (kept, gone):
        by.require("merge_incidents", area=incident.area_id, of=incident)
    if kept.pk == gone.pk or kept.merged_into_id or gone.merged_into_id:
        raise NotNow(say("one of these is merged already"), next=say("open the list again"))
    if not reason.strip():
        raise TutelaError(say("a merge needs a reason"), next=say("say why they are one"))
    read = zip((kept, gone), versions, strict=True)
    for incident, version in sorted(read, key=lambda pair: pair[0].pk):  # nobody waits in a circle
        now = hold(incident)
        if now.version != version or now.merged_into_id:
            raise Conflict(
                say("somebody changed one of these meanwhile"),
                fields={},
                version=now.version,
                next=say("look at both again"),
            )
    changes = {name: getattr(gone, name) for name in taken if name in EDITABLE}
    if changes:  # words keep the marking they were written under
        changes["classification"] = max(kept.classification, gone.classification)
    result = records.edit(kept, changes, version=versions[0], by=by.person, reason=reason)
    records.edit(
        gone,
        {"merged_into": kept, "verification": Verification.DUPLICATE},
        version=versions[1],
        by=by.person,
        reason=reason,
    )
    moved = 0
    for link in IncidentLink.objects.filter(incident=gone):
        link.came_with_id = link.came_with_id or gone.pk
        link.incident = kept
        link.save()
        moved += 1
    trail.record(
        "merge",
        mission=by.mission,
        by=by.person,
        kind="incident",
        subject=kept.pk,
        gone=gone.pk,
        links=moved,
    )
    return result


@one_at_a_time(hold)
def part_incidents(gone: Incident, *, by: Standing, reason: str) -> Incident:
    """Undo a merge: the incident stands by itself again, with the events that came with it."""
    by.require("merge_incidents", area=gone.area_id, of=gone)
    kept = gone.merged_into
    if kept is None:
        raise NotNow(say("this incident is not merged"), next=say("open the list again"))
    before = versions_of(gone).holding(merged_into=None).newest()
    said = before.verification if before else Verification.REPORTED
    result = records.edit(
        gone,
        {"merged_into": None, "verification": said},
        version=gone.version,
        by=by.person,
        reason=reason.strip(),
    )
    origins = queries.merged_below(gone)
    moved = 0
    for link in IncidentLink.objects.filter(mission=by.mission, came_with_id__in=origins):
        link.incident = gone
        if link.came_with_id == gone.pk:
            link.came_with = None
        link.save()
        moved += 1
    trail.record(
        "part",
        mission=by.mission,
        by=by.person,
        kind="incident",
        subject=gone.pk,
        kept=kept.pk,
        links=moved,
    )
    return result


@transaction.atomic
def decide_doubles(
    pairs: Mapping[tuple[str, str], float | None],
    *,
    same: bool,
    by: Standing,
    of: Batch | None = None,
    decision: str = "",
) -> None:
    """Keep one decision of pairs of records that may be one event, and one line of the audit.

    Takes   by pair of ids how alike they are, where that is known; of, the file that brought them,
            with the decision as its page says it.
    """
    by.require("merge_incidents", area=None)
    moment = clock.now(by.mission)
    Compared.objects.bulk_create(
        [
            Compared(
                mission=by.mission,
                first=min(pair),
                second=max(pair),
                same=same,
                score=score,
                by_id=by.person.pk,
                at=moment,
            )
            for pair, score in pairs.items()
        ],
        update_conflicts=True,
        unique_fields=["mission", "first", "second"],
        update_fields=["same", "score", "by_id", "at"],
        batch_size=500,
    )
    trail.record(
        "decide_double",
        mission=by.mission,
        by=by.person,
        kind="batch" if of else "incident",
        subject=of.pk if of else None,
        pairs=len(pairs),
        decision=decision or ("same" if same else "apart"),
    )


# --- victims


@one_at_a_time(hold)
def count_victims(
    incident: Incident,
    rows: Sequence[tuple[str, str, str, int]],
    *,
    seen: int,
    by: Standing,
    reason: str,
) -> list[Victims]:
    """Replace the count of victims; earlier lines are ended, never erased.

    Takes   rows of (harm, sex, age, number); seen, the highest line the person saw, 0 for none.
    Raises  Conflict if somebody counted anew meanwhile; TutelaError without a reason.
    """
    _require_edit(incident, by)
    if any(row[0] in harms for row in rows for harms in CLOSED.values()):
        raise TutelaError(
            say("victims of this harm are counted in its compartment"), next=say("tell its adviser")
        )
    lines = list(Victims.objects.filter(incident=incident).order_by("pk"))
    if max((line.pk for line in lines), default=0) != seen:
        raise Conflict(
            say("somebody else counted these victims in the meantime"),
            fields={},
            version=incident.version,
            next=say("look at the new count"),
        )
    current = [line for line in lines if line.ended_at is None]
    if current and not reason.strip():
        raise TutelaError(say("a change of figures needs a reason"), next=say("say why"))
    at = clock.now(by.mission)
    for line in current:
        line.ended_at = at
        line.save(update_fields=["ended_at"])
    counts = [
        Victims.objects.create(
            incident=incident,
            harm=harm,
            sex=sex,
            age=age,
            number=number,
            entered_at=at,
            entered_by_id=by.person.pk,
            reason=reason.strip()[:100],
        )
        for harm, sex, age, number in rows
    ]
    trail.record(
        "count_victims",
        mission=by.mission,
        by=by.person,
        kind="incident",
        subject=incident.pk,
        lines=len(counts),
    )
    return counts

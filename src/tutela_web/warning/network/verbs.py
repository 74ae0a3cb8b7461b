"""How the community alert network changes: contacts, their tests, and what is owed to them.

Who a contact is goes to the vault and nowhere else. Nothing is ever sent to a contact by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.access.vault.models import OpeningPurpose, Subject
from tutela_web.access.vault.verbs import open_for_duty, require_contact_open, seal
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.ids import new_id
from tutela_web.base.values import FieldValue
from tutela_web.channels import outbox
from tutela_web.records import verbs as records
from tutela_web.warning.alerts.verbs import reach_state, record_contact_heard
from tutela_web.warning.inputs import ContactInput
from tutela_web.warning.models import Alert, NetworkContact, Owed, Silence
from tutela_web.warning.network.queries import contacts_for, silent_of
from tutela_web.warning.telling.addressees import FilledPosts

EDITABLE = tuple(ContactInput.__annotations__)


@transaction.atomic
def add_contact(
    fields: ContactInput, identity: Mapping[str, str], *, by: Standing, id: UUID | None = None
) -> NetworkContact:
    """Add a contact: the identity is sealed, the record keeps a pseudonym.

    Takes   fields of EDITABLE; identity, "person" and "phone".
    Raises  Denied; BadParameter unless consent, a source-risk check, the channel the person chose
            and the partner asked first are said: setting a warning up must expose nobody.
    """
    place = fields.get("place")
    area = fields.get("area") or (place.area if place else None)
    by.require("keep_network", area=area.pk if area else None)
    _require_safe(fields)
    if unknown := fields.keys() - set(EDITABLE):
        raise TypeError(f"no field of a contact: {sorted(unknown)}")
    said = {name: words.strip() for name, words in identity.items() if words.strip()}
    if not said.get("phone") and "sms" in (fields.get("channels") or []):
        raise BadParameter(say("a sender of text messages needs a number"), next=say("write it"))
    searchable = {"phone"} & said.keys()
    subject = seal(by.mission, said or {"person": "-"}, searchable=searchable, by=by)
    number = Subject.objects.values_list("number", flat=True).get(pk=subject)
    values: ContactInput = {
        "classification": 1,
        "source_risk_on": clock.today(by.mission),
        **fields,
    }
    contact = NetworkContact(
        id=id or new_id(),
        subject=subject,
        pseudonym=f"C-{number:04}",
        confirmed_on=clock.today(by.mission),
        known_at=clock.now(by.mission),
        **values,
    )
    contact.area = area
    return records.create(contact, mission=by.mission, by=by.person)


def _require_safe(fields: ContactInput) -> None:
    """Refuse a contact of whom it was not asked whether contact is wanted and safe."""
    if fields.get("consent") is not True:
        raise BadParameter(
            say("this person has not agreed to be a contact"),
            next=say("ask first; without consent take the call, but do not record a contact"),
        )
    if not fields.get("source_risk"):
        raise BadParameter(
            say("nobody has asked whether contact would expose this person"),
            next=say("make the source-risk check"),
        )
    if not (fields.get("introduced_by") or "").strip():
        raise BadParameter(
            say("which trusted partner was asked first is not said"),
            next=say("name the partner, or write that there is none"),
        )


@transaction.atomic
def edit_contact(
    contact: NetworkContact,
    changes: Mapping[str, FieldValue],
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> NetworkContact:
    """Change what is kept of a contact; consent withdrawn or contact stopped retires it.

    Raises  Denied; Conflict.
    """
    by.require("keep_network", area=contact.area_id, of=contact)
    if unknown := changes.keys() - set(EDITABLE) - {"retired"}:
        raise TypeError(f"not to be edited: {sorted(unknown)}")
    wanted = dict(changes)
    if wanted.get("consent") is False or wanted.get("source_risk") == "stop":
        wanted["retired"] = True
    return records.edit(
        contact, wanted, version=version, by=by.person, reason=reason, seen=contacts_for(by)
    )


@one_at_a_time(hold)
def record_test(contact: NetworkContact, *, answered: bool, by: Standing) -> NetworkContact:
    """Keep that a contact was tested or called in routine today, and whether it answered."""
    by.require("keep_network", area=contact.area_id, of=contact)
    if contact.retired:
        raise NotNow(say("this contact is retired"), next=say("contact nobody who has stopped"))
    require_contact_open(by.mission, contact.subject)
    today = clock.today(by.mission)
    if contact.has_lapsed(today):
        raise NotNow(
            say("this contact lapsed: nobody asked the person for ninety days"),
            next=say("ask in person whether it goes on, and confirm it"),
        )
    kept = records.edit(
        contact,
        {"last_test_on": today, "last_test_answered": answered},
        version=contact.version,
        by=by.person,
    )
    if answered:
        record_contact_heard(kept.pk, clock.now(by.mission))
    return kept


@one_at_a_time(hold)
def confirm_contact(contact: NetworkContact, *, asked: bool, by: Standing) -> NetworkContact:
    """Keep that the person was asked today, and wants to go on being a contact.

    Raises  Denied; NotNow where contact has stopped or is paused; BadParameter where nobody asked.
    """
    by.require("keep_network", area=contact.area_id, of=contact)
    if contact.retired:
        raise NotNow(say("this contact is retired"), next=say("contact nobody who has stopped"))
    require_contact_open(by.mission, contact.subject)
    if not asked:
        raise BadParameter(
            say("the person was not asked"), next=say("ask in person, where it is safe")
        )
    changes: dict[str, FieldValue] = {"confirmed_on": clock.today(by.mission)}
    return records.edit(contact, changes, version=contact.version, by=by.person)


# --- silence


@transaction.atomic
def listen(mission: Mission) -> int:
    """Sound the alarm for communities that fell silent, once each; end it where one was heard.

    Tells the head of the field office and the duty officers; gives how many fell silent now.
    """
    now = clock.now(mission)
    quiet = {s.place.pk: s for s in silent_of(NetworkContact.objects.filter(mission=mission), now)}
    known = Silence.objects.filter(mission=mission, ended_at=None)
    known.exclude(place__in=list(quiet)).update(ended_at=now)
    answered = Silence.objects.filter(mission=mission, ended_by__isnull=False)
    there = set(known.values_list("place", flat=True)) | {
        place
        for place, heard, ended in answered.values_list("place", "heard_at", "ended_at")
        if place in quiet
        and quiet[place].heard_at == heard
        and ended is not None
        and ended > now - AGAIN
    }
    new = [one for pk, one in quiet.items() if pk not in there]
    if not new:
        return 0
    around = FilledPosts(mission, now)
    for one in new:
        filled = around.holders_by_role(
            Alert(mission=mission, place=one.place, area=one.place.area)
        )
        people = {n.person.pk for role in ALARMED for n in filled.get(role, ())}
        silence = Silence.objects.create(
            mission=mission, place=one.place, heard_at=one.heard_at, since=now, told=len(people)
        )
        for person in people:
            outbox.send(
                mission.pk,
                "mail",
                "person",
                person,
                "open_tutela",
                about_kind="silence",
                about_id=silence.pk,
            )
        trail.record(
            "alarm", mission=mission, by=None, kind="silence", subject=silence.pk, told=len(people)
        )
    return len(new)


AGAIN = timedelta(days=7)
"""So long what a person found is enough; a community still silent then alarms again."""

ALARMED = ("head_of_field_office", "joc_duty_officer")


@transaction.atomic
def answer_silence(silence: Silence, *, by: Standing, found: str) -> Silence:
    """Say what was found where a community fell silent. It stays silent until one is heard."""
    by.require("keep_network", area=silence.place.area_id, of=silence.place)
    if not found.strip():
        raise BadParameter(say("what was found is not said"), next=say("write it in a line"))
    silence.ended_at, silence.ended_by = clock.now(by.mission), by.person
    silence.found = found[:300]
    silence.save()
    trail.record(
        "answer_silence", mission=by.mission, by=by.person, kind="silence", subject=silence.pk
    )
    return silence


# --- what is owed


@transaction.atomic
def settle_owed(
    owed: Owed,
    state: str,
    *,
    by: Standing,
    channel: str = "",
    why: str = "",
    source_risk_checked: bool = False,
) -> Owed:
    """Say that what was owed is given, unsafe to give, or not owed. A person does it, never the
    machine, and never before the delay the contact needs.

    Takes   source_risk_checked, that "would this expose the source?" was asked now.
    Raises  Denied; NotNow before the delay is over or where contact has stopped; BadParameter
            without the check, or without a reason where nothing was given.
    """
    by.require("answer_community", area=owed.alert.area_id, of=owed.alert)
    held = hold(owed)
    if held.state != Owed.State.OWED:
        raise NotNow(say("this was settled already"), next=say("nothing needs doing"))
    now, contact = clock.now(by.mission), owed.report.contact
    if state == Owed.State.GIVEN:
        require_contact_open(by.mission, contact.subject if contact else owed.report.sealed)
        if held.not_before and now < held.not_before:
            raise NotNow(
                say("it is too early: a handset may be searched"),
                next=say("wait for the time that was agreed"),
            )
        if contact and (contact.source_risk == "stop" or contact.retired):
            raise NotNow(
                say("contact with this person has stopped"), next=say("settle it as unsafe")
            )
        if not source_risk_checked:
            raise BadParameter(
                say("whether this exposes the source was not asked"), next=say("ask, then say so")
            )
    elif state not in (Owed.State.UNSAFE, Owed.State.NOT_OWED):
        raise BadParameter(say("there is no such end"))
    elif not why.strip():
        raise BadParameter(say("nothing is given without a reason"), next=say("say why"))
    held.state, held.channel, held.why = state, channel or held.channel, why[:300]
    held.done_at, held.done_by = now, by.person
    held.save()
    trail.record(
        "settle_owed",
        mission=by.mission,
        by=by.person,
        kind="owed",
        subject=held.pk,
        alert=str(held.alert_id),
        state=state,
        what=held.what,
    )
    left = Owed.objects.filter(alert=held.alert, what=Owed.Duty.FEEDBACK, state=Owed.State.OWED)
    if held.what == Owed.Duty.FEEDBACK and not left.exists():
        reach_state(held.alert, "feedback", by=by)
    return held


def number_to_call(owed: Owed, *, by: Standing) -> str:
    """The number somebody on duty calls back, opened for this task alone; a line in the audit.

    Gives   the number; empty where none is kept.
    Raises  Denied; NotNow once it is settled.
    """
    by.require("answer_community", area=owed.alert.area_id, of=owed.alert)
    if owed.state != Owed.State.OWED:
        raise NotNow(say("this was settled already"))
    contact = owed.report.contact
    subject = contact.subject if contact else owed.report.sealed
    if subject is None:
        raise Denied(say("no number is stored for this report"))
    return open_for_duty(subject, "phone", by=by, why=OpeningPurpose.FEEDBACK)

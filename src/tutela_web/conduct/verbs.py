"""How a report of misconduct is received, sealed, reminded of, confirmed and erased."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tutela.base.errors import TutelaError
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Answered, DutyArea, Holding, Mission, current
from tutela_web.access.policy import Standing
from tutela_web.access.vault.verbs import destroy
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, hold_name
from tutela_web.base.judging import Verdict, judge
from tutela_web.base.models import Batch
from tutela_web.base.values import FieldValue
from tutela_web.base.writes import AT_ONCE, AtOnce
from tutela_web.channels import outbox
from tutela_web.conduct.models import (
    ConductOffice,
    MisconductReceipt,
    SealedItem,
    WhoseOffice,
)
from tutela_web.conduct.queries import ACT, holders, office_of

KIND = "misconductreceipt"
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of a receipt's number: none that is taken for another when it is read out."""
REMINDS_EACH = timedelta(hours=24)


class NeverKept(TutelaError):
    """The words tell of misconduct by personnel: they are not kept, and go elsewhere."""

    code = "misconduct.never_kept"


class MayTell(TutelaError):
    """The words may tell of misconduct by personnel: a person is asked before they are kept."""

    code = "misconduct.unsure"


def refuse_misconduct_told(values: Iterable[FieldValue], *, asks: bool = False) -> bool:
    """Refuse, before anything is kept, what a program sends with words of misconduct.

    Takes   values, all that was sent; asks, whether words that only may tell of it are refused as
            well, because the form on the page asks and nothing urgent waits for them.
    Gives   whether the words may tell of it, where they are not refused.
    Raises  NeverKept, MayTell: they say where it goes instead and repeat nothing.
    """
    texts: list[str] = []
    for value in values:
        parts = value if isinstance(value, (list, tuple)) else [value]
        texts += [part for part in parts if isinstance(part, str)]
    verdict = judge(texts)
    if verdict is Verdict.UNSURE and asks:
        raise MayTell(
            say(
                "this may tell of misconduct by UN or aid personnel, and a program cannot be asked"
            ),
            next=say("record it on the page, which asks who did it"),
        )
    if verdict is Verdict.TELLS:
        raise NeverKept(
            say("this reports misconduct by UN or aid personnel, which is never stored here"),
            next=say(
                "read /misconduct of this mission for help, contacts and a receipt; a danger that"
                " goes on is an alert without who does it"
            ),
        )
    return verdict is Verdict.UNSURE


@dataclass(frozen=True)
class Material:
    """What had come in already, to be sealed; batch_id, the file it was taken from; whose, the
    office that it belongs to."""

    kind: str
    content: bytes
    batch_id: UUID | None = None
    whose: str = WhoseOffice.UN


@transaction.atomic
def receive(
    mission: Mission,
    door: str,
    *,
    by: Standing | None,
    id: UUID | None = None,
    material: Material | None = None,
    area: DutyArea | None = None,
    writes: AtOnce = AT_ONCE,
) -> MisconductReceipt:
    """Give a receipt for a report of misconduct, and tell Conduct and Discipline to look.

    Takes   by, None for what a gateway brought; id, of the form, so that a form sent twice gives
            one receipt; material, what had come in and is sealed; area, of the office that
            received it, where it is not the reporter's own.
    Gives   the receipt. The trail says that there was one, and not by whom.
    """
    if by is not None:
        by.require_ours()
    reporter = by.person if by else None
    if id is not None:
        hold_name(id)
    if id is not None and (
        before := MisconductReceipt.objects.filter(
            pk=id, mission=mission, reporter=reporter
        ).first()
    ):
        return before
    taken = id is None or MisconductReceipt.objects.filter(pk=id).exists()
    receipt = MisconductReceipt(
        mission=mission,
        number=_draw_number(),
        reporter=reporter,
        on=clock.today(mission),
        area=area or (_area_of(by) if by else None),
        door=door,
        whose=material.whose if material else WhoseOffice.UN,
        reminded_at=real_now(),
        **({} if taken else {"id": id}),
    )
    receipt.save(force_insert=True)
    if material is not None:
        office = office_of(mission, material.whose)
        _seal(receipt, material, office).save(force_insert=True)
    trail.record("receive", mission=mission, kind=KIND, subject=receipt.pk)
    remind_holders(mission, writes)
    return receipt


def _draw_number() -> str:
    drawn = "".join(secrets.choice(LETTERS) for _n in range(8))
    return f"CD-{drawn[:4]}-{drawn[4:]}"


def _area_of(by: Standing) -> DutyArea | None:
    holdings = Holding.objects.filter(
        current(by.on), post__mission=by.mission, person=by.person, post__area__isnull=False
    )
    first = holdings.select_related("post__area").order_by("order", "pk").first()
    return first.post.area if first else None


def _seal(
    receipt: MisconductReceipt, material: Material, office: ConductOffice | None
) -> SealedItem:
    from tutela_web.base.upkeep import encrypted  # with age, which a start does without

    item = SealedItem(receipt=receipt, kind=material.kind, batch_id=material.batch_id)
    item.own_key = None
    if office and office.public_key:
        key = item.public_key = office.public_key
    else:
        item.own_key, key = encrypted.make_identity()
    item.ciphertext = encrypted.encrypt_bytes(material.content, [key])
    return item


def remind_holders(mission: Mission, writes: AtOnce = AT_ONCE, *, act: str = ACT) -> None:
    """A mail to each holder that says "Open Tutela", and not what it is about."""
    to: list[outbox.To] = [("mail", "person", holder.pk) for holder in holders(mission, act)]
    outbox.send_all(mission.pk, to, about_kind="receipt", writes=writes)


def remind() -> int:
    """Remind Conduct and Discipline of every receipt that was not confirmed, once a day and mission
    however many there are; gives how many missions."""
    before = real_now() - REMINDS_EACH
    due = MisconductReceipt.objects.filter(confirmed_at=None, reminded_at__lte=before)
    missions = list(Mission.objects.filter(pk__in=due.values("mission")))
    for mission in missions:
        with transaction.atomic():
            if due.filter(mission=mission).update(reminded_at=real_now()):
                remind_holders(mission)
    return len(missions)


# --- Conduct and Discipline


@transaction.atomic
def set_office(
    fields: Mapping[str, str], *, by: Standing, whose: str = WhoseOffice.UN
) -> ConductOffice:
    """Say how an office is reached, and give the public key of age that what comes in for it is
    sealed to. What waits in the vault is sealed to the key at once.

    Takes   contact, telephone, mail, victim_help, public_key; what is left out stays. whose, the
            office: Conduct and Discipline keeps also that of the focal point of aid organisations,
            hands over what is sealed to it, and cannot open that.
    Raises  Denied; RecipientBroken for what is no public key.
    """
    from tutela_web.base.upkeep import encrypted  # with age, which a start does without

    by.require(ACT)
    key = fields.get("public_key", "").strip()
    if key:
        encrypted.check_recipient(key)
    office = office_of(by.mission, whose) or ConductOffice(mission=by.mission, whose=whose)
    new_key = bool(key) and key != office.public_key
    for name in ("contact", "telephone", "mail", "victim_help"):
        if name in fields:
            setattr(office, name, fields[name].strip())
    if new_key:
        office.public_key, office.key_at = key, real_now()
    office.changed_at, office.changed_by = real_now(), by.person
    office.save()
    sealed = _seal_to_key(by.mission, whose, key) if new_key else 0
    trail.record(
        "edit",
        mission=by.mission,
        by=by.person,
        kind="conductoffice",
        subject=office.pk,
        key=new_key,
    )
    if sealed:
        trail.record("seal", mission=by.mission, by=by.person, kind=KIND, number=sealed)
    return office


def _seal_to_key(mission: Mission, whose: str, key: str) -> int:
    """Seal to the office's key what lay in the vault for want of one, and destroy its own keys."""
    from tutela_web.base.upkeep import encrypted  # with age, which a start does without

    items = SealedItem.objects.select_for_update(no_key=True).filter(
        receipt__mission=mission, receipt__whose=whose, public_key=""
    )
    waiting = list(items)
    for item in waiting:
        item.ciphertext = encrypted.encrypt_bytes(
            encrypted.decrypt_bytes(bytes(item.ciphertext), str(item.own_key)), [key]
        )
        item.public_key, item.own_key = key, None
        item.save()
        destroy_on_commit(item.pk)
    return len(waiting)


def destroy_on_commit(pk: UUID) -> None:
    """Destroy the key of sealed words once their erasure is kept."""
    transaction.on_commit(lambda: destroy(pk))


@transaction.atomic
def take_sealed(receipt: MisconductReceipt, *, by: Standing) -> bytes:
    """The sealed item of a receipt, to be opened off this machine with the office's private key.

    Raises  Denied; NotNow where there is none, or no key it could be sealed to.
    """
    by.require(ACT, of=receipt)
    item = SealedItem.objects.select_for_update(no_key=True).filter(receipt=receipt).first()
    if item is None:
        raise NotNow(say("nothing is sealed under this receipt"), next=say("confirm the receipt"))
    if not item.public_key:
        raise NotNow(
            say("your office gave no key it could be sealed to"), next=say("give the public key")
        )
    item.taken_at = real_now()
    item.save(update_fields=["taken_at"])
    trail.record("export", mission=by.mission, by=by.person, kind=KIND, subject=receipt.pk)
    return bytes(item.ciphertext)


@transaction.atomic
def confirm(receipt: MisconductReceipt, *, by: Standing) -> MisconductReceipt:
    """Confirm that Conduct and Discipline has it: what was sealed is erased here, and with it what
    could tell that file or request again.

    Raises  Denied; NotNow where it was confirmed, or what is sealed was not taken yet.
    """
    by.require(ACT, of=receipt)
    now = hold(receipt)
    if now.confirmed_at:
        raise NotNow(say("this receipt was confirmed before"), next=say("nothing needs doing"))
    item = SealedItem.objects.filter(receipt=now).first()
    if item is not None:
        if item.taken_at is None:
            raise NotNow(
                say("what is sealed would be erased, and nobody has taken it yet"),
                next=say("download it and open it with your private key first"),
            )
        _erase(item)
    now.confirmed_at, now.confirmed_by = real_now(), by.person
    now.save(update_fields=["confirmed_at", "confirmed_by"])
    trail.record(
        "confirm",
        mission=by.mission,
        by=by.person,
        kind=KIND,
        subject=now.pk,
        erased=item is not None,
    )
    return now


def _erase(item: SealedItem) -> None:
    pk, batch_id = item.pk, item.batch_id
    item.delete()
    destroy_on_commit(pk)
    if batch_id:
        # The digest of a file proves to whoever has it that it was this one.
        Batch.objects.filter(pk=batch_id).update(file_sha256="")
        Answered.objects.filter(record_id=str(batch_id)).delete()

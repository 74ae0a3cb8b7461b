"""How the vault is read without opening anything: numbers, dates, who asked; and keyed search."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tutela_web.access.models import Holding, Mission, Person, current
from tutela_web.access.policy import Standing
from tutela_web.access.vault.keyring import ring
from tutela_web.access.vault.models import (
    BreakGlass,
    Consent,
    ConsentPurpose,
    ContactPause,
    DestructionHold,
    KeyedHash,
    Subject,
    SubjectKey,
)
from tutela_web.access.vault.sealing import digest, hash_key
from tutela_web.base import clock


def keeps(by: Standing) -> bool:
    """Whether somebody is a custodian: reads every identity of the mission."""
    return by.reads_everywhere("identities")


def subjects_for(by: Standing) -> QuerySet[Subject]:
    """The subjects somebody may know of: all for the custodian, else those they collected."""
    subjects = Subject.objects.filter(mission_id=by.mission.pk)
    if not keeps(by):
        subjects = subjects.filter(collected_by_id=by.person.pk) if by else subjects.none()
    return subjects.order_by("review_on", "number")


def due(by: Standing) -> QuerySet[Subject]:
    """The subjects whose review date has come: kept on for a purpose, or erased."""
    today = clock.today(by.mission)
    return subjects_for(by).filter(review_on__lte=today, erased_at__isnull=True)


def glasses_for(by: Standing) -> QuerySet[BreakGlass]:
    """The break-glass requests somebody may know of: approvers all, askers their own."""
    glasses = BreakGlass.objects.filter(mission_id=by.mission.pk)
    if not by.may("approve_vault"):
        glasses = glasses.filter(asked_by_id=by.person.pk)
    return glasses.order_by("-asked_at")


def live_glass(by: Standing, subject: UUID, *, at: datetime) -> BreakGlass | None:
    """The approved request that opens this one subject to this person at this moment."""
    return BreakGlass.objects.filter(
        mission_id=by.mission.pk,
        subject=subject,
        asked_by_id=by.person.pk,
        approved_at__lte=at,
        opens_until__gt=at,
    ).first()


def erased_subjects(subjects: Iterable[UUID]) -> set[UUID]:
    """Those whose key is destroyed or missing: whatever the main database says, they are erased."""
    asked = set(subjects)
    keys = SubjectKey.objects.filter(subject__in=asked, wrapped__isnull=False)
    return asked - set(keys.values_list("subject", flat=True))


def find(field: str, value: str, mission: Mission) -> list[UUID]:
    """The subjects whose sealed field equals a value, by keyed hash; nothing is opened."""
    return find_each(field, [value], mission)[value]


def find_each(field: str, values: Iterable[str], mission: Mission) -> dict[str, list[UUID]]:
    """As `find`, of many values at once.

    Searches under every key at hand, so that it finds people while a rotation runs.
    """
    subject_ids: dict[str, set[UUID]] = {value: set() for value in values}
    of: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kek, secret in ring().keys.items():
        key = hash_key(secret)
        for value in subject_ids:
            of[kek, digest(key, mission.pk, field, value)].append(value)
    rows = KeyedHash.objects.filter(field=field, digest__in={hashed for _kek, hashed in of})
    for kek, hashed, subject in rows.values_list("kek", "digest", "subject"):
        for value in of.get((kek, hashed), ()):
            subject_ids[value].add(subject)
    return {value: sorted(subjects) for value, subjects in subject_ids.items()}


def hash_of(field: str, value: str, mission: Mission) -> str:
    """The keyed hash of a value under the current key: for ledgers, which hold no addresses."""
    keys = ring()
    return digest(hash_key(keys.key(keys.current)), mission.pk, field, value)


def custodians(mission: Mission) -> list[Person]:
    """Who keeps the vault of a mission today, by post."""
    holdings = Holding.objects.filter(
        current(clock.today(mission)), post__mission=mission, post__role="custodian"
    )
    return [h.person for h in holdings.select_related("person").order_by("order", "starts")]


# --- what the person said, and what protects them


def paused_subjects(mission: Mission, subjects: Iterable[UUID | None]) -> set[UUID]:
    """Those of these subjects with whom outgoing contact is paused. One query."""
    rows = ContactPause.objects.filter(
        mission_id=mission.pk,
        subject__in={subject for subject in subjects if subject},
        ended_at=None,
    )
    return set(rows.values_list("subject", flat=True))


def is_paused(mission: Mission, subject: UUID | None) -> bool:
    """Whether outgoing contact with this subject is paused."""
    return subject is not None and bool(paused_subjects(mission, [subject]))


def consents_of(
    mission: Mission, subjects: Iterable[UUID] | None
) -> dict[UUID, dict[str, Consent]]:
    """What each subject said last of each purpose. One query.

    Takes   subjects, None for all of the mission.
    """
    said: dict[UUID, dict[str, Consent]] = defaultdict(dict)
    rows = Consent.objects.filter(mission_id=mission.pk)
    rows = rows if subjects is None else rows.filter(subject__in=set(subjects))
    for row in rows.order_by("kept_at", "pk"):
        said[row.subject][row.purpose] = row
    return said


def agreed_purposes(said: dict[str, Consent]) -> set[str]:
    """The purposes that somebody agrees to today: what was never asked is not among them."""
    return {name for name, row in said.items() if row.agreed and row.withdrawn_on is None}


LEAVING = (ConsentPurpose.PUBLIC, ConsentPurpose.PARTNER)
"""Purposes by which something leaves the mission, the widest first."""


def widest_consent(said: dict[UUID, dict[str, Consent]], subjects: Iterable[UUID]) -> str:
    """The widest purpose of LEAVING that every one of these subjects agreed to; empty where one
    did not, or nobody was asked.

    Takes   said, as `consents_of` gives it.
    """
    asked = set(subjects)
    for purpose in LEAVING:
        if asked and all(purpose in agreed_purposes(said.get(one, {})) for one in asked):
            return str(purpose)
    return ""


def live_holds(mission: Mission) -> QuerySet[DestructionHold]:
    """The holds of Legal Affairs that stand, the newest first."""
    return DestructionHold.objects.filter(mission_id=mission.pk, ended_at=None).order_by("-since")


def is_held(mission: Mission, subject: UUID | None) -> bool:
    """Whether Legal Affairs holds the destruction of this subject, or of everything."""
    return live_holds(mission).filter(Q(subject=None) | Q(subject=subject)).exists()


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is none.

    >>> months_after(date(2018, 8, 31), 6)
    datetime.date(2019, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

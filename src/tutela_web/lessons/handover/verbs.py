"""How a post is handed over: the file opens by itself at rotation, the predecessor adds a page, and
the successor signs that it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypedDict

from django.db import transaction

from tutela.base.messages import say
from tutela_web.access import numbers
from tutela_web.access.audit import trail
from tutela_web.access.models import Holding, Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.lessons.models import Interview, PostHandover
from tutela_web.lessons.queries import INTERVIEWED
from tutela_web.lessons.verbs import require_fit_words
from tutela_web.records import verbs as records


class HandoverPage(TypedDict, total=False):
    """What who leaves a post writes; what is not named stays as it was."""

    own_page: str
    protection: str
    protection_worked: str
    protection_remains: str
    joint_patrols: str
    introduced: str


AHEAD = timedelta(days=14)
"""So long before a successor begins the file is opened, so that the predecessor can write [P]."""

LATELY = timedelta(days=30)


def open_files_of_rotation(mission: Mission) -> int:
    """Open what a change of holder calls for: a file for each post that changes hands, an interview
    for each leader and commander who leaves. Gives how many were opened."""
    on = clock.today(mission)
    near = (on - LATELY, on + AHEAD)
    holdings = Holding.objects.filter(post__mission=mission, order=0).select_related("post")
    coming = [
        (holding, last)
        for holding in holdings.filter(starts__range=near).order_by("starts", "pk")
        if (last := _holder_before(holding)) is not None
    ]
    leaving = holdings.filter(ends__range=near, post__role__in=INTERVIEWED).order_by("ends", "pk")
    return sum(_open_handover(mission, *pair) for pair in coming) + sum(
        _open_interview(mission, holding) for holding in leaving
    )


def _holder_before(holding: Holding) -> Holding | None:
    """Who held the post before, if it was somebody else."""
    before = Holding.objects.filter(post=holding.post, order=0, starts__lt=holding.starts)
    return before.exclude(person=holding.person_id).order_by("-starts").first()


def _open_interview(mission: Mission, holding: Holding) -> bool:
    of: dict[str, FieldValue] = {"post": holding.post, "leaves_on": holding.ends}
    return _open_once(
        Interview, of, mission, lambda: {"number": numbers.next_number(Interview, mission)}
    )


def _open_handover(mission: Mission, holding: Holding, last: Holding) -> bool:
    of: dict[str, FieldValue] = {
        "post": holding.post,
        "giver": last.person,
        "taken_from": holding.starts,
    }
    return _open_once(PostHandover, of, mission, lambda: {"area_id": holding.post.area_id})


@transaction.atomic
def _open_once(
    model: type[Interview] | type[PostHandover],
    of: Mapping[str, FieldValue],
    mission: Mission,
    more: Callable[[], Mapping[str, FieldValue]],
) -> bool:
    """Open a Confidential record of a change of holder, unless it was opened before."""
    if model.objects.filter(**of).exists():
        return False
    record = model(
        **of,
        **more(),
        classification=Classification.CONFIDENTIAL,
        known_at=clock.now(mission),
    )
    records.create(record, mission=mission, by=None)
    return True


@one_at_a_time(hold)
def write_page(
    handover: PostHandover, written: HandoverPage, *, version: int, by: Standing
) -> PostHandover:
    """Write the predecessor's own page, and its section on protection; of a contingent, where both
    patrolled together and which contacts, by pseudonym, agreed to be introduced.

    Raises  Denied for anybody but the predecessor; BadParameter for names of persons; NotNow once
            the successor has read it.
    """
    by.require_ours(handover)
    if handover.giver_id != by.person.pk:
        raise Denied(say("only who hands the post over writes this page"))
    if handover.read_at is not None:
        raise NotNow(say("your successor has read the file"), next=say("tell them yourself"))
    words = {name: str(text).strip() for name, text in written.items()}
    require_fit_words(list(words.values()), by)
    changes: dict[str, FieldValue] = {**words, "written_at": clock.now(by.mission)}
    return records.edit(handover, changes, version=version, by=by.person)


@one_at_a_time(hold)
def sign_read(
    handover: PostHandover, incomplete_because: str = "", *, version: int, by: Standing
) -> PostHandover:
    """Sign that the file was read, by who holds the post now.

    Raises  Denied for anybody else; NotNow once it is signed, and for a file whose section on
            protection is not written unless it is said why it is signed without; BadParameter for
            names of persons.
    """
    by.require_ours(handover)
    holds = by.person.holdings.filter(post=handover.post_id, starts__lte=by.on)
    if handover.giver_id == by.person.pk or not holds.exclude(ends__lte=by.on).exists():
        raise Denied(say("only who holds the post now signs that it was read"))
    if handover.read_at is not None:
        raise NotNow(say("this file was signed as read already"))
    because = "" if handover.has_protection_section else incomplete_because.strip()
    if not handover.has_protection_section and not because:
        raise NotNow(
            say("the section on protection of civilians is not written"),
            next=say("ask your predecessor for it, or say why you sign without it"),
        )
    require_fit_words([because], by)
    changes: dict[str, FieldValue] = {
        "taker": by.person,
        "read_at": clock.now(by.mission),
        "incomplete_because": because,
    }
    kept = records.edit(handover, changes, version=version, by=by.person)
    trail.record(
        "sign_read", mission=by.mission, by=by.person, kind="posthandover", subject=handover.pk
    )
    return kept

"""What a person says of a row that may be an event known already, before its file is imported."""

from __future__ import annotations

from collections.abc import Collection, Container
from uuid import UUID

from django.db import transaction

from tutela.base.later import pl
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.models import Batch
from tutela_web.incidents.events.alike import pack_pairs, unpack_pairs
from tutela_web.incidents.events.queries import events_by_id, events_for
from tutela_web.incidents.imports.deciding import (
    choices,
    count_decided,
    decided_pairs,
    leads_back,
    left_for,
)
from tutela_web.incidents.imports.verbs import lock_batch
from tutela_web.incidents.models import ACT, AlikePairs, Double, PairDecision
from tutela_web.incidents.record.verbs import decide_doubles


def decide(double: Double, decision: str, *, by: Standing) -> None:
    """Keep what a person says of two records that may be one event; the import follows it.

    Raises  Denied; NotNow if it cannot be said of this pair, or if no record would remain.
    """
    by.require(ACT, of=double.batch)
    decide_many(double.batch, [double.handle], decision, by=by)


def decide_many(
    batch: Batch, doubles: Collection[UUID] | None, decision: str, *, by: Standing
) -> int:
    """Keep one choice for many pairs of a file; what cannot be said of a pair is left undecided.

    Takes   the handles of the pairs; None for all that nobody decided, alike ones too.
    Gives   of how many pairs it was said.
    Raises  Denied; NotNow if it can be said of none of them: why, where it was one.
    """
    by.require(ACT, of=batch)
    with transaction.atomic():
        now = lock_batch(batch, Batch.State.CHECKED)
        number = 0
        if doubles is None and decision != PairDecision.REPLACE:
            for alike in AlikePairs.objects.filter(batch=now, decision="").order_by("pk"):
                number += decide_alike(now, alike.handle, decision, by=by)
            now.refresh_from_db()
        asked = Double.objects.filter(batch=now).order_by("order")
        if doubles is None:
            asked = asked.filter(decision="")
        else:
            asked = asked.filter(pk__in=[Double.key_of_handle(double) for double in doubles])
        pairs_asked = list(asked)
        here = events_by_id(
            events_for(by), (pair.other for pair in pairs_asked if pair.other_line is None)
        )
        ids = {pair.pk for pair in pairs_asked}
        pairs = [pair for pair in decided_pairs(now) if pair.pk not in ids]
        moment = clock.now(by.mission)
        said, faults = [], []
        for pair in pairs_asked:
            before = pair.decision
            pair.decision = decision
            if fault := _why_not(pair, pairs, here):
                faults.append(fault)
                pair.decision = before
                if before:
                    pairs.append(pair)
                continue
            pair.decided_by_id, pair.decided_at = by.person.pk, moment
            pairs.append(pair)
            said.append(pair)
        if not said and number:
            return number
        if not said and len(faults) == 1:
            raise faults[0]
        if not said:
            raise NotNow(
                say("this cannot be said of any of these pairs"),
                next=say("choose pairs of the list"),
            )
        Double.objects.bulk_update(
            said, ["decision", "decided_by_id", "decided_at"], batch_size=500
        )
        _count_anew(now, pairs)
        decide_doubles(
            {(f"event:{pair.row}", f"event:{pair.other}"): pair.score for pair in said},
            by=by,
            same=decision != PairDecision.APART,
            of=now,
            decision=decision,
        )
    return number + len(said)


def decide_alike(batch: Batch, alike: UUID, decision: str, *, by: Standing) -> int:
    """Keep one choice for all pairs between a file and another that are not listed one by one.

    Pairs of which the other record is gone, or after which none would remain, wait on.

    Takes   alike, their handle; decision, the same (left out) or different (imported).
    Gives   of how many pairs it was said.
    Raises  Denied; NotNow if it can be said of none of them, or nothing alike is here any more.
    """
    by.require(ACT, of=batch)
    with transaction.atomic():
        now = lock_batch(batch, Batch.State.CHECKED)
        asked = AlikePairs.objects.filter(
            batch=now, pk__in=[AlikePairs.key_of_handle(alike)]
        ).first()
        if asked is None or decision not in (PairDecision.LEAVE_OUT, PairDecision.APART):
            raise NotNow(say("this cannot be said of these pairs"), next=say("open the list again"))
        pairs = unpack_pairs(asked)
        here = events_by_id(
            events_for(by), pairs.filter(pl.col("other_line").is_null())["other"].unique()
        )
        sayable = pl.col("other_line").is_not_null() | pl.col("other").is_in(list(here))
        if decision == PairDecision.LEAVE_OUT:
            stay = _leading_back(pairs, decided_pairs(now))
            sayable &= ~pl.concat_str("row", "other", separator="\n").is_in(stay)
        said, waiting = pairs.filter(sayable), pairs.filter(~sayable)
        if said.is_empty():
            raise NotNow(
                say("this cannot be said of any of these pairs"),
                next=say("choose pairs of the list"),
            )
        if not waiting.is_empty():
            AlikePairs.objects.create(
                batch=now, other=asked.other, number=waiting.height, packed=pack_pairs(waiting)
            )
        asked.number, asked.packed, asked.decision = said.height, pack_pairs(said), decision
        asked.decided_by_id, asked.decided_at = by.person.pk, clock.now(by.mission)
        asked.save()
        _count_anew(now, decided_pairs(now))
        trail.record(
            "decide_double",
            mission=by.mission,
            by=by.person,
            kind="batch",
            subject=now.pk,
            pairs=said.height,
            decision=decision,
            alike=True,
        )
    return said.height


def _leading_back(pairs: pl.DataFrame, decided: list[Double]) -> list[str]:
    """Of pairs of which the row is to be left out, those after which none of an event would remain.

    A row is left out for one record: of its other pairs nothing follows.
    """
    onward: dict[str, set[str]] = {}
    for gone, kept in left_for(decided):
        onward.setdefault(gone, set()).add(kept)
    back = []
    for row, other in pairs.select("row", "other").iter_rows():
        if row in onward:
            continue
        ahead, seen = [other], set()
        while ahead and row not in seen:
            at = ahead.pop()
            if at not in seen:
                seen.add(at)
                ahead += onward.get(at, ())
        if row in seen:
            back.append(f"{row}\n{other}")
        else:
            onward[row] = {other}
    return back


def _why_not(pair: Double, decided: list[Double], here: Container[str]) -> NotNow | None:
    """Why a decision cannot be said of a pair; None where it can.

    Takes   decided, the pairs decided otherwise; here, ids of events this person sees.
    """
    if pair.decision not in choices(pair.other_line):
        return NotNow(say("this cannot be said of these two"), next=say("open the list again"))
    if pair.other_line is None and pair.other not in here:
        return NotNow(
            say("the other record is not here any more"), next=say("check the file again")
        )
    if any(leads_back([*decided, pair], gone, kept) for gone, kept in left_for([pair])):
        return NotNow(
            say("then no record of this event would remain"),
            next=say("decide first which of them stays"),
        )
    return None


def _count_anew(batch: Batch, decided: list[Double]) -> None:
    """Keep how many rows the import would bring in, now that so much is decided."""
    for fate, number in count_decided(decided, batch.report["found"]).items():
        setattr(batch, fate, number)
    batch.save(update_fields=["new", "changed"])

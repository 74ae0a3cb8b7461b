"""Any suggested risk of an assessment, whether it is a row or lies among the packed columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from tutela.base.later import pl
from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.records.record_cache import NewestByKey
from tutela_web.risk.figures import KeptFactor
from tutela_web.risk.models import Assessment, PackedRisks, SuggestedRisk
from tutela_web.risk.packed.columns import fields_of, unpack

_PACKED: NewestByKey[bytes] = NewestByKey(most=3)


def packed_columns(assessment: Assessment, names: Sequence[str]) -> pl.DataFrame | None:
    """Some columns of the packed risks of an assessment; None where every risk is a row. No policy
    is asked."""
    packed = _file_of(assessment)
    return None if packed is None else unpack(packed, pl.lit(True), names)


def suggestions_at(
    standing: Standing,
    assessment: Assessment | None,
    places: Iterable[UUID | Place],
    *,
    also: Collection[str] = (),
) -> list[SuggestedRisk]:
    """All that an assessment suggests at some places, as far as the person may see them, in the
    suggested order; the evidence of a row is read when it is looked at. `also`, ids of others."""
    ids: set[UUID] = {place.pk if isinstance(place, Place) else place for place in places}
    keys = {UUID(key) for key in also}
    where = pl.col("place").is_in([pk.hex for pk in ids])
    if keys:
        where |= _has_key(keys)
    return _rows_and_packed(standing, assessment, Q(place__in=ids) | Q(pk__in=keys), where)


def suggestions_of(
    standing: Standing,
    assessment: Assessment | None,
    keys: Collection[UUID | str],
    *,
    evidence: bool = False,
) -> list[SuggestedRisk]:
    """The suggestions with these ids, as far as the person may see their places, in the suggested
    order; with `evidence`, where it is shown of each."""
    if not keys:
        return []
    ids = {key if isinstance(key, UUID) else UUID(key) for key in keys}
    rows = Q(pk__in=ids)
    return _rows_and_packed(
        standing, assessment, rows, _has_key(ids), most=len(ids), evidence=evidence
    )


def suggestion_of(
    standing: Standing, assessment: Assessment | None, place: UUID, actor: str, harm: str
) -> SuggestedRisk | None:
    """What an assessment suggests of a place, an actor and a harm; None where it says nothing, or
    the person may not see the place."""
    where = _is_line(place, actor, harm)
    wanted = Q(place=place, actor=actor, harm=harm)
    rows = _rows_and_packed(standing, assessment, wanted, where, most=1, evidence=True)
    return rows[0] if rows else None


def newest_suggestion(
    mission: UUID, compartment: str, place: UUID, actor: str, harm: str
) -> SuggestedRisk | None:
    """The newest that any assessment suggested of a place, an actor and a harm. No policy is asked:
    whoever proposes a value has been let in to the line."""
    of_score = {"mission": mission, "compartment": compartment}
    of_line = {"place": place, "actor": actor, "harm": harm}
    row = (
        SuggestedRisk.objects.filter(
            assessment__in=Assessment.objects.filter(**of_score), **of_line
        )
        .select_related("assessment")
        .order_by("-assessment__on", "-assessment__made_at")
        .first()
    )
    later = Assessment.objects.filter(**of_score, packed_risks__gt=0).defer("hotspots")
    later = later.order_by("-on", "-made_at")
    if row is not None:
        since = Q(on__gt=row.assessment.on)
        same_day = Q(on=row.assessment.on, made_at__gt=row.assessment.made_at)
        later = later.filter(since | same_day)
    for assessment in later:
        for fields in _unpack_fields(assessment, _is_line(place, actor, harm)):
            return SuggestedRisk(assessment=assessment, **fields)
    return row


def lines_suggested(
    assessment: Assessment, places: Collection[UUID]
) -> dict[tuple[UUID, str, str], SuggestedRisk]:
    """All that an assessment suggests at some places, by place, actor and harm. No policy is asked:
    the week it is kept in is everybody's who reads risks."""
    where = pl.col("place").is_in([pk.hex for pk in places])
    found = [SuggestedRisk(**fields) for fields in _unpack_fields(assessment, where)]
    rows = SuggestedRisk.objects.filter(assessment=assessment, place__in=places)
    return {(row.place_id, row.actor, row.harm): row for row in (*found, *rows.defer("evidence"))}


def line_of_suggestion(mission: UUID, key: UUID) -> SuggestedRisk | None:
    """The suggestion with this id in whatever assessment of a mission is kept, the newest first;
    None where it is in none. No policy is asked: the caller asks it."""
    of_mission = Assessment.objects.filter(mission=mission).defer("hotspots")
    row = SuggestedRisk.objects.filter(pk=key, assessment__in=of_mission)
    row = row.select_related("assessment").defer("evidence", "assessment__hotspots")
    if (found := row.first()) is not None:
        return found
    for assessment in of_mission.filter(packed_risks__gt=0).order_by("-made_at"):
        for fields in _unpack_fields(assessment, _has_key([key])):
            return SuggestedRisk(assessment=assessment, **fields)
    return None


def evidence_of_keys(keys: Collection[UUID]) -> dict[UUID, list[KeptFactor]]:
    """The evidence of suggestions by their ids, of whatever assessment; of packed ones without
    sentences. No policy is asked: the caller has asked it of the lines."""
    evidence = dict(SuggestedRisk.objects.filter(pk__in=keys).values_list("pk", "evidence"))
    packed = Assessment.objects.filter(packed_risks__gt=0).defer("hotspots").order_by("-made_at")
    left = set(keys) - evidence.keys()
    for assessment in packed if left else ():
        evidence |= {
            row["pk"]: row["evidence"] for row in _unpack_fields(assessment, _has_key(left))
        }
        left -= evidence.keys()
        if not left:
            break
    return evidence


def _rows_and_packed(
    standing: Standing,
    assessment: Assessment | None,
    wanted: Q,
    where: pl.Expr,
    *,
    most: int | None = None,
    evidence: bool = False,
) -> list[SuggestedRisk]:
    """Rows and packed risks alike; `most`, how many there can be, spares looking further."""
    if assessment is None:
        return []
    rows = SuggestedRisk.objects.filter(
        standing.sees("risks", at="place__", own=None), wanted, assessment=assessment
    ).select_related("place__area")
    rows = rows.defer("place__area__boundary", *(() if evidence else ("evidence",)))
    by_line = {(row.place_id, row.actor, row.harm): row for row in rows}
    if most is None or len(by_line) < most:
        for row in _packed_at_places_seen(standing, assessment, where):
            by_line.setdefault((row.place_id, row.actor, row.harm), row)
    return sorted(by_line.values(), key=lambda row: row.order)


def _packed_at_places_seen(
    standing: Standing, assessment: Assessment, where: pl.Expr
) -> Iterator[SuggestedRisk]:
    """The packed risks where something holds, at places the person may see."""
    wanted = _unpack_fields(assessment, where)
    if not wanted:
        return
    places = Place.objects.filter(
        standing.sees("risks", own=None), pk__in={fields["place_id"] for fields in wanted}
    )
    seen = places.select_related("area").defer("area__boundary").in_bulk()
    for fields in wanted:
        if (place := seen.get(fields["place_id"])) is not None:
            row = SuggestedRisk(assessment=assessment, **fields)
            row.place = place
            row._state.adding = False
            yield row


def _unpack_fields(assessment: Assessment, where: pl.Expr) -> list[dict[str, Any]]:
    packed = _file_of(assessment)
    return [] if packed is None else list(fields_of(unpack(packed, where)))


def _has_key(keys: Iterable[UUID]) -> pl.Expr:
    return pl.col("pk").is_in([key.bytes for key in keys])


def _is_line(place: UUID, actor: str, harm: str) -> pl.Expr:
    return (pl.col("place") == place.hex) & (pl.col("actor") == actor) & (pl.col("harm") == harm)


def _file_of(assessment: Assessment) -> bytes | None:
    """The file of an assessment, kept in this process."""
    if not assessment.packed_risks:
        return None

    def read() -> bytes:
        return bytes(PackedRisks.objects.get(pk=assessment.pk).table)

    return _PACKED.get(assessment.pk, assessment.packed_risks, read)

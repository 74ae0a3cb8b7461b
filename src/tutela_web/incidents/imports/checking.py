"""The dry run: what an import would do, told before anything is taken in."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q

from tutela.base.errors import BadParameter, Rejection, UnreadableFile
from tutela.base.later import pl
from tutela.base.messages import as_json
from tutela.base.tables import Table, shape_of
from tutela.incidents.compartments import open_to
from tutela.incidents.file_asked import main_table
from tutela.incidents.merge import propose_duplicates
from tutela.incidents.types import SCHEMA, TEXTS, Events
from tutela.incidents.written import has_own_tables
from tutela.places.gazetteer import Places
from tutela.places.types import Place as CorePlace
from tutela.risk.parameters import DEFAULT
from tutela.risk.record.ledger import ledger
from tutela.risk.tripwires import tripwires
from tutela_web.access.models import Mission
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.access.vault.files import (
    erase_stored,
    open_file,
    rewrite_file,
)
from tutela_web.base import clock, holding
from tutela_web.base.jobs import Progress, error_as_json
from tutela_web.base.models import Batch, RowError
from tutela_web.base.values import JsonValue
from tutela_web.incidents.events.alike import (
    PACKED,
    as_compared,
    as_doubles,
    pack_pairs,
    told_apart,
)
from tutela_web.incidents.events.queries import events_by_id, frame_from, in_force
from tutela_web.incidents.happened.unlisted import unlisted_in_file
from tutela_web.incidents.imports.asking import ASKED, keep_asked
from tutela_web.incidents.imports.compare import (
    CHANGED,
    HELD,
    NEW,
    SAME,
    changed_fields,
    compare,
)
from tutela_web.incidents.imports.deciding import (
    choices,
    count_decided,
    decided_pairs,
    facts_of,
    key_of_event,
)
from tutela_web.incidents.imports.holding import hold
from tutela_web.incidents.imports.matching import name_of, remember_regions, tables_matched
from tutela_web.incidents.imports.mending import (
    Corrections,
    corrections_of,
    mend_table,
    remember_corrections,
)
from tutela_web.incidents.imports.people_counted import (
    SaidInFile,
    people_of_file,
    said_in_tables,
)
from tutela_web.incidents.imports.reading import (
    FileAtHand,
    ImportedFile,
    as_told,
    is_harm_by_un_forces,
    is_withheld,
    keep_reading,
    kept_reading,
    mapping_of,
    not_read,
    open_apart,
    read_with,
    reads_hidden_sheets,
    regions_of,
    without_words,
)
from tutela_web.incidents.imports.rows_set_apart import set_apart
from tutela_web.incidents.imports.settling import (
    Settled,
    follow_choice,
    names_to_settle,
    settle,
    source_of,
)
from tutela_web.incidents.imports.withheld import erased_as_json, seal_rows, take_rows_out
from tutela_web.incidents.models import AlikePairs, Double, Event, HeldRow, NameToSettle
from tutela_web.places.finding import WhereFinder
from tutela_web.places.models import Place

DoubleTold: TypeAlias = dict[str, Any]
"""A pair of alike records, as its two keys, days, score and kilometres."""
MOST_LISTED = 500
"""Changes listed one by one; the rest are counted."""

MOST_PAIRS, MOST_OF_ONE = 2_000, 3
"""Likely doubles that are listed for a person to decide one by one, likeliest first: of a file, and
of one record. The others are settled as one by file."""

MOST_PACKED = 100_000
"""Of those others so many are looked at; the rest are counted."""

MOST_REASONS = 12
"""Reasons that are told with their number of rows."""


@dataclass(frozen=True)
class DryRun:
    """What a dry run found: the batch's state, its counts, its report, its refused rows, the pairs
    that may be one event, the rows that wait for a person, and the names that nobody settled."""

    state: str
    counts: dict[str, int]
    report: dict[str, Any]
    errors: list[RowError]
    doubles: list[Double]
    alike: list[AlikePairs] = field(default_factory=list)
    held: list[HeldRow] = field(default_factory=list)
    names: list[NameToSettle] = field(default_factory=list)


def check(batch: Batch, mission: Mission, progress: Progress) -> None:
    """Read a batch's file, compare it with what is here, and keep what a person must know.

    Rows that tell of misconduct by UN or aid personnel are sealed to Conduct and Discipline and
    taken out of the file: where that cannot be done the file is erased and the whole batch refused
    (rule g22). Rows that may tell of it are held apart before anybody reads them.
    """
    progress.tell(0, 4, "reading")
    with open_apart(batch, progress.check) as file:
        read = _read(batch, mission, file)
        tables, settled = read.tables, read.settled
        told = [r for one in settled.imported.reports for r in one.rejected if is_withheld(r)]
        withheld = [r for r in told if (r.sheet, r.row) not in read.mended]  # the file says so
        withheld += read.decided
        erased = False
        if withheld:
            left = _seal_withheld(batch, mission, tables, withheld)
            erased, tables = left is None, left or tables
        asked: dict[str, JsonValue] = {}
        if read.anew is None and not withheld:
            asked = {name: batch.report[name] for name in ASKED if name in batch.report}
        elif tables and not erased and not file.ended:
            file.keep_tables(tables)
            with contextlib.suppress(UnreadableFile):  # then its page has nothing to ask by
                asked = keep_asked(file, tables)
                remember_regions(file, mission)
            if read.anew is not None and not (told or withheld):  # else it may not be kept
                keep_reading(batch, read.anew)
        ended = erased or file.ended
        said = SaidInFile() if ended else said_in_tables(file, read.tables, withheld)
    progress.tell(1, 4, "comparing")
    checked = _check_rows(
        batch, mission, settled, progress, columns=asked, said=said, erased=erased
    )
    fetch_keys([*checked.held, *checked.names], make=True)
    with transaction.atomic():
        progress.hold()
        now = holding.hold(batch)
        if now.state not in (Batch.State.UPLOADED, Batch.State.CHECKED):
            return
        RowError.objects.filter(batch=now).delete()
        RowError.objects.bulk_create(checked.errors, batch_size=1_000)
        for refused in told:  # a mended row that may not be kept is as it came
            now.corrections.filter(sheet=refused.sheet or "", line=refused.row).delete()
        if erased:
            now.corrections.all().delete()
        Double.objects.filter(batch=now).delete()
        Double.objects.bulk_create(checked.doubles, batch_size=500)
        AlikePairs.objects.filter(batch=now).delete()
        AlikePairs.objects.bulk_create(checked.alike)
        HeldRow.objects.filter(batch=now).delete()
        HeldRow.objects.bulk_create(checked.held, batch_size=500)
        NameToSettle.objects.filter(batch=now).delete()
        NameToSettle.objects.bulk_create(checked.names, batch_size=500)
        last = now.corrections.aggregate(last=Max("pk"))["last"]
        now.state, now.report = checked.state, checked.report | {"corrected": last or 0}
        now.report |= {
            name: batch.report[name]
            for name in ("shape", "own", "saved_as")
            if name in batch.report
        }
        if found_by := name_of(batch):
            now.report["matched_by"] = found_by
        for name, count in checked.counts.items():
            setattr(now, name, count)
        now.has_open_rows = _has_open_rows(checked)
        now.save()
    if erased:
        Batch.objects.filter(pk=batch.pk).update(file="")
        erase_stored(batch.file.storage, str(batch.file.name), batch.pk)
        batch.file = ""


@dataclass(frozen=True)
class _FileRead:
    """What a dry run read: the tables of the file as they came, what people mended in them, the
    rows that were said to tell of misconduct, and what it says, settled.

    anew   what was read of it, where it was read anew; None where nothing that it is read by
           changed since the last dry run
    """

    tables: list[Table]
    mended: Corrections
    decided: list[Rejection]
    settled: Settled
    anew: ImportedFile | None


def _read(batch: Batch, mission: Mission, file: FileAtHand) -> _FileRead:
    """Read a file, or take what was read of it; one that no child could read to its end says
    why."""
    tables: list[Table] = []
    mended: Corrections = {}
    decided: list[Rejection] = []
    try:
        tables = tables_matched(file, mission)
        _note_source(batch, mission, tables, file)
        remember_corrections(batch, tables, source_of(batch))
        mended = corrections_of(batch)
        decided = set_apart(batch, mission, [mend_table(t, mended) for t in tables], file)
        kept = kept_reading(batch)
        imported = kept or read_with(file)
        settled = settle(imported, batch, mission)
        anew = None if kept else imported
        return _FileRead(tables, mended, decided, settled, anew)
    except (UnreadableFile, BadParameter) as fault:
        anew = not_read(file.path, fault)
        return _FileRead(tables, mended, decided, Settled(anew), anew)


def _note_source(batch: Batch, mission: Mission, tables: list[Table], file: FileAtHand) -> None:
    """Keep what tells the source of the file: what was settled and chosen of it before counts."""
    if not tables:
        return
    mapping = mapping_of(batch.mapping)
    own = file.ask(has_own_tables, tables, mapping)
    main = tables[file.ask(main_table, tables, mapping)]
    batch.report = batch.report | {"shape": shape_of(main.frame.columns), "own": own}
    follow_choice(batch, mission)


def _seal_withheld(
    batch: Batch, mission: Mission, tables: list[Table], withheld: list[Rejection]
) -> list[Table] | None:
    """Seal rows to Conduct and Discipline and take them out of the file: the tables that are left;
    None where that cannot be done surely."""
    seal_rows(batch, mission, tables, withheld)
    with open_file(batch) as path:
        gone = {(one.sheet or "", one.row) for one in withheld}
        hidden = reads_hidden_sheets(batch)
        left = take_rows_out(path, tables, gone, hidden=hidden, regions=regions_of(batch))
        if left is not None:
            rewrite_file(batch, path)
    return left


def _has_open_rows(checked: DryRun) -> bool:
    """Whether some row that was read lies in no compartment."""
    closed = sum(sum(n.values()) for n in checked.report.get("closed", {}).values())
    again = checked.report.get("again", 0)
    return "closed" in checked.report and checked.counts["accepted"] - again > closed


def _check_rows(
    batch: Batch,
    mission: Mission,
    settled: Settled,
    progress: Progress,
    *,
    columns: dict[str, JsonValue],
    said: SaidInFile,
    erased: bool,
) -> DryRun:
    imported = settled.imported
    rejected = [r for report in imported.reports for r in report.rejected]
    errors = [
        RowError(batch=batch, line=r.row, column=r.column[:120], said=as_told(r)) for r in rejected
    ]
    counts = {
        "rows": sum(r.rows for r in imported.reports),
        "accepted": sum(r.accepted for r in imported.reports),
        "refused": len(rejected),
        "new": 0,
        "changed": 0,
        "same": 0,
    }
    report: dict[str, Any] = {
        "sheets": [
            {
                "sheet": r.sheet,
                "format": r.format,
                "rows": r.rows,
                "accepted": r.accepted,
                "undated": r.undated,
                "unlocated": r.unlocated,
                "notes": [as_json(without_words(note)) for note in r.notes],
            }
            for r in imported.reports
        ],
        "vintage": [as_json(line) for line in imported.vintage],
        "reasons": _reasons_counted(errors),
        "misconduct": sum(map(is_withheld, rejected)),
        "harm_by_un_forces": sum(map(is_harm_by_un_forces, rejected)),
    }
    if erased:
        return DryRun(Batch.State.REFUSED, counts, report | {"error": erased_as_json()}, errors, [])
    broken = next((r.error for r in imported.reports if r.error), None)
    if broken is not None:
        return DryRun(
            Batch.State.UPLOADED,
            counts,
            report | {"error": error_as_json(broken)} | columns,
            errors,
            [],
        )
    compared, held = hold(imported.frame, compare(imported.frame, mission), batch, mission)
    come = imported.frame.filter(compared.fate != HELD)
    progress.tell(2, 4, "looking for doubles")
    counts |= {fate: int((compared.fate == fate).sum()) for fate in (NEW, CHANGED, SAME)}
    report |= columns | {
        "changes": changed_fields(imported.frame, compared, mission, MOST_LISTED),
        "places": _places(come, mission),
        "places_open": _places(come.filter(pl.col("compartment").is_null()), mission),
        "names": imported.identities.height,
        "closed": _closed_counts(imported.frame, compared.fate),
        "held": int((compared.fate == HELD).sum()),
        "again": counts["accepted"] - settled.left - imported.frame.height,
        "days": [str(imported.frame["date_start"].min()), str(imported.frame["date_end"].max())],
        "unlisted": unlisted_in_file(come, mission),
        "people": people_of_file(said, imported.frame, compared.fate),
        "found": {NEW: counts[NEW], CHANGED: counts[CHANGED]},
    }
    pairs, alike, doubles = _doubles(batch, imported, compared.fate, mission)
    decided = [pair for pair in pairs if pair.decision]
    decided += [pair for one in alike if one.decision for pair in as_doubles(one)]
    counts |= count_decided(decided, report["found"])
    progress.tell(3, 4, "looking for tripwires")
    report["tripwires"] = _tripwires(
        imported.frame.filter(~compared.fate.is_in([SAME, HELD])), mission
    )
    names = names_to_settle(settled, batch)
    return DryRun(Batch.State.CHECKED, counts, report | doubles, errors, pairs, alike, held, names)


def _reasons_counted(errors: list[RowError]) -> list[dict[str, Any]]:
    """The most frequent reasons for which rows are refused or left out, with how many each."""
    told = Counter(json.dumps(error.said["why"]) for error in errors)
    return [{"why": json.loads(why), "number": n} for why, n in told.most_common(MOST_REASONS)]


def _closed_counts(frame: pl.DataFrame, fate: pl.Series) -> dict[str, dict[str, int]]:
    """Events of each compartment by fate: for those who hold it, and left out for all others."""
    counted = frame.select("compartment", fate=fate).drop_nulls().group_by("compartment", "fate")
    told: dict[str, dict[str, int]] = {}
    for compartment, kind, number in counted.len().sort("compartment", "fate").rows():
        told.setdefault(compartment, {})[kind] = number
    return told


def _places(frame: pl.DataFrame, mission: Mission) -> dict[str, int]:
    """How exactly events are placed, and how many name a place of the mission."""
    located, precision = pl.col("latitude").is_not_null(), pl.col("place_precision")
    finder = WhereFinder(mission, only_places=True)
    names = frame["place"].value_counts().drop_nulls()
    named = sum(n for name, n in names.rows() if finder.has_place(name))
    counted = frame.select(
        exact=(located & (precision.fill_null(1) <= 2)).sum(),
        district=(located & (precision == 3)).sum(),
        wider=(located & (precision > 3)).sum(),
        none=(~located).sum(),
    ).row(0, named=True)
    return {**counted, "named": named}


def _doubles(
    batch: Batch, imported: ImportedFile, fate: pl.Series, mission: Mission
) -> tuple[list[Double], list[AlikePairs], dict[str, Any]]:
    """Pairs that may be one event, of which at least one stands in the file; and how many.

    Of each record the likeliest few are listed, the others packed by the file they are alike to.
    What was decided of a pair stays with it; what was found different elsewhere is not asked again.
    """
    ours = imported.frame.with_columns(fate=fate).filter(~fate.is_in([SAME, HELD]))
    settled = pl.col("side_a").list.len() > 0
    ours = ours.with_columns(side_a=pl.when(settled).then("side_a").otherwise("side_a_said"))
    if ours.is_empty() or ours["date_start"].null_count() == ours.height:
        return [], [], {"doubles_number": 0, "crowded": 0}
    first, last = ours["date_start"].min(), ours["date_end"].max()
    days = Q(date_end__gte=first - timedelta(7), date_start__lte=last + timedelta(7))  # type: ignore[operator]
    here = frame_from(in_force(Event, mission).filter(days))
    replaced = here.join(ours.select("source", "source_id"), on=["source", "source_id"], how="anti")
    by_book = {"this file": ours, "here before": replaced}
    books = [part.select("source", "source_id", book=pl.lit(n)) for n, part in by_book.items()]
    proposed, crowded = propose_duplicates(
        open_to(Events(pl.concat([ours.select(list(SCHEMA)), replaced]), texts=imported.texts)),
        books=pl.concat(books),
    )
    rows = {
        key: (line, fate) for key, line, fate in ours.select(key_of_event(), "line", "fate").rows()
    }
    before = {(pair.row, pair.other): pair for pair in decided_pairs(batch)}
    apart = told_apart(mission)
    listed: list[Double] = []
    others: list[tuple[DoubleTold, Double | None]] = []
    times: Counter[str] = Counter()
    number = 0
    for proposal in proposed.iter_rows(named=True):
        row, other = proposal["first"], proposal["second"]
        if row not in rows:
            row, other = other, row
        if row not in rows:
            continue
        earlier = before.get((row, other))
        if earlier is None and as_compared(row, other) in apart:
            continue
        number += 1
        line, told = rows[row]
        other_line, other_told = rows.get(other, (None, ""))
        if earlier and earlier.decision not in choices(other_line):
            earlier = None
        pair = {
            "row": row,
            "line": line,
            "fate": told,
            "other": other,
            "other_line": other_line,
            "other_fate": other_told,
            "score": round(proposal["score"], 2),
            "km": proposal["km"],
            "days": abs((proposal["second_day"] - proposal["first_day"]).days),
        }
        one_by_one = earlier is not None and earlier.pk is not None
        if not one_by_one and (
            len(listed) >= MOST_PAIRS or MOST_OF_ONE in (times[row], times[other])
        ):
            others.append((pair, earlier))
            continue
        times.update((row, other))
        listed.append(
            Double(
                batch=batch,
                order=len(listed),
                decision=earlier.decision if earlier else "",
                decided_by_id=earlier.decided_by_id if earlier else None,
                decided_at=earlier.decided_at if earlier else None,
                **pair,
            )
        )
    named = {key for double in listed for key in (double.row, double.other)}
    facts = facts_of(ours.filter(key_of_event().is_in(list(named))))
    for double in listed:
        double.facts, double.other_facts = facts[double.row], facts.get(double.other)
    alike = _packed_by_file(batch, others[:MOST_PACKED], mission)
    return listed, alike, {"doubles_number": number, "crowded": crowded}


def _packed_by_file(
    batch: Batch, pairs: list[tuple[DoubleTold, Double | None]], mission: Mission
) -> list[AlikePairs]:
    """The pairs by the file that brought the other record, the most first, those that wait apart
    from those of which something was said before.

    Takes   pairs, each with what was said of it.
    """
    here = {pair["other"] for pair, _said in pairs if pair["other_line"] is None}
    events = events_by_id(in_force(Event, mission).only("source", "source_id", "first_batch"), here)
    file_of = {key: event.first_batch_id for key, event in events.items()}
    alike: dict[tuple[UUID | None, str], tuple[list[DoubleTold], Double | None]] = {}
    for pair, said in pairs:
        if pair["other_line"] is None and pair["other"] not in file_of:
            continue
        file = file_of[pair["other"]] if pair["other_line"] is None else None
        alike.setdefault((file, said.decision if said else ""), ([], said))[0].append(pair)
    return [
        AlikePairs(
            batch=batch,
            other_id=file,
            number=len(some),
            packed=pack_pairs(pl.DataFrame(some, schema=PACKED)),
            decision=decision,
            decided_by_id=said.decided_by_id if said else None,
            decided_at=said.decided_at if said else None,
        )
        for (file, decision), (some, said) in sorted(
            alike.items(), key=lambda found: -len(found[1][0])
        )
    ]


def _tripwires(frame: pl.DataFrame, mission: Mission) -> list[dict[str, Any]]:
    """Tripwires that the file's events would fire at the mission's places, with their lines."""
    known = [
        CorePlace(str(pk), name, latitude, longitude)
        for pk, name, latitude, longitude in Place.objects.filter(
            mission=mission, retired=False, latitude__isnull=False, longitude__isnull=False
        ).values_list("pk", "name", "latitude", "longitude")
        if latitude is not None and longitude is not None
    ]
    if not known or frame.is_empty():
        return []
    record = ledger(
        Events(frame.select(list(SCHEMA)), texts=pl.DataFrame(schema=TEXTS)),
        on=clock.today(mission),
        parameters=DEFAULT,
    )
    lines = dict(frame.select(pl.concat_str("source", "source_id", separator=":"), "line").rows())
    fired: dict[str, set[int]] = {}
    for one in tripwires(record, Places.of(known)):
        fired.setdefault(str(one.rule), set()).update(lines[e] for e in one.events if e in lines)
    return [
        {"rule": rule, "lines": sorted(at)[:20], "number": len(at)}
        for rule, at in sorted(fired.items())
        if at
    ]

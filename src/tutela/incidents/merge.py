"""The same event in several files: what supersedes, and what a person should look at.

Within one source the newer edition of an event replaces the older. Across sources nothing is
merged here: pairs that may be one event are proposed, with reasons, for a person to decide.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from tutela.base.distances import chord, distance_km, unit_vectors
from tutela.base.later import Columns, Floats, Ints, np, pl
from tutela.incidents.compartments import closed_harms
from tutela.incidents.types import SCHEMA, Events

SUPERSEDED = Columns(
    lambda: {
        "source": pl.String,
        "source_id": pl.String,
        "kept_version": pl.String,
        "dropped_version": pl.String,
        "why": pl.String,  # older edition | slim extract | less complete | the same again
    }
)


def supersede(events: Events) -> tuple[Events, pl.DataFrame]:
    """Each event once: of several records of one source and id, the best edition.

    Takes   events of any sources, in any order.
    Gives   the events kept, in the order of their first record; and one line for each record
            dropped. A reviewed edition beats a candidate, a full record a slim one, a higher
            version a lower, a more complete record a less complete one. A slim record carries the
            source's second id only: it is the same event as the full one that carries it too, in
            the same year.
    """
    dropped = editions(events.frame)
    return leave_out(events, dropped), dropped.select(list(SUPERSEDED))


EDITIONS = Columns(lambda: {"row": pl.UInt32, "kept_row": pl.UInt32, **SUPERSEDED})


def editions(frame: pl.DataFrame) -> pl.DataFrame:
    """Each record that another record of its event replaces, by the rule of `supersede`.

    Takes   rows of SCHEMA, in any order; of equals the first is kept.
    Gives   one line for each record dropped: its row number, that of the record kept, and why.
    """
    if frame.is_empty():
        return pl.DataFrame(schema=EDITIONS)
    ranked = _rank_editions(_with_event_key(frame.with_row_index("row")))
    best = ranked.sort(
        "source", "key", *RANKS, "row", descending=[False, False, *[True] * len(RANKS), False]
    )
    first = pl.int_range(pl.len()).over("source", "key") == 0
    best = best.with_columns(
        first=first,
        kept_row=pl.col("row").first().over("source", "key"),
        kept_version=pl.col("source_version").first().over("source", "key"),
        kept_hash=pl.col("hash").first().over("source", "key"),
        kept_id=pl.col("source_id").first().over("source", "key"),
    )
    dropped = best.filter(~pl.col("first")).sort("row")
    return dropped.select(
        "row",
        "kept_row",
        "source",
        source_id="kept_id",
        kept_version="kept_version",
        dropped_version="source_version",
        why=pl.when(pl.col("hash") == pl.col("kept_hash"))
        .then(pl.lit("the same again"))
        .when(~pl.col("full"))
        .then(pl.lit("slim extract"))
        .when(pl.col("source_version").eq_missing(pl.col("kept_version")))
        .then(pl.lit("less complete"))
        .otherwise(pl.lit("older edition")),
    )


def leave_out(events: Events, dropped: pl.DataFrame) -> Events:
    """The events without those that `editions` dropped."""
    if dropped.is_empty():
        return events
    kept = without_rows(events.frame, dropped["row"])
    return _with_compartments(kept, events)


def without_rows(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """A table without the rows of these numbers, in its order."""
    keep = pl.Series([True]).new_from_index(0, frame.height).scatter(rows, False)
    return frame.filter(keep)


RANKS = ("closed", "reviewed", "full", "number", "filled")


def _with_event_key(frame: pl.DataFrame) -> pl.DataFrame:
    """`key`: the id under which all records of an event meet."""
    by_ref = (
        frame.filter(
            pl.col("source_ref").is_not_null() & (pl.col("source_ref") != pl.col("source_id"))
        )
        .group_by("source", "source_ref", "year")
        .agg(pl.col("source_id").unique())
        .filter(pl.col("source_id").list.len() == 1)  # a second id of two events settles nothing
        .select("source", "source_ref", "year", full_id=pl.col("source_id").list.first())
    )
    return frame.join(
        by_ref, on=["source", "source_ref", "year"], how="left", maintain_order="left"
    ).with_columns(
        key=pl.when(pl.col("source_id") == pl.col("source_ref"))
        .then(pl.coalesce("full_id", "source_id"))
        .otherwise("source_id")
    )


def _rank_editions(frame: pl.DataFrame) -> pl.DataFrame:
    version = pl.col("source_version")
    parts = version.str.extract_groups(r"(\d+)\.(\d+)(?:\.(\d+))?")
    number = (
        parts.struct[0].cast(pl.Int64) * 1_000_000
        + parts.struct[1].cast(pl.Int64) * 1_000
        + parts.struct[2].cast(pl.Int64).fill_null(0)
    ).fill_null(-1)
    facts = [name for name in SCHEMA if name != "source_version"]
    return frame.with_columns(
        # If any copy of an event sits in a compartment, the event does.
        closed=pl.col("harm").is_in(closed_harms()).fill_null(False),
        reviewed=~version.str.starts_with("candidate").fill_null(False),
        full=~version.str.ends_with("slim").fill_null(False),
        number=number,
        filled=pl.sum_horizontal(pl.col(name).is_not_null() for name in facts),
        hash=pl.struct(list(SCHEMA)).hash(),
    )


def _with_compartments(kept: pl.DataFrame, events: Events) -> Events:
    """The kept events with what the compartments hold of them, each line once."""
    ids = kept.select("source", "source_id")

    def of_kept(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.join(
            ids, on=["source", "source_id"], how="semi", maintain_order="left"
        ).unique(maintain_order=True)

    return Events(kept, of_kept(events.identities), of_kept(events.texts))


DUPLICATES = Columns(
    lambda: {
        "score": pl.Float64,
        "first": pl.String,
        "second": pl.String,
        "first_day": pl.Date,
        "second_day": pl.Date,
        "place": pl.String,
        "km": pl.Float64,
        "reasons": pl.List(pl.String),
    }
)

WINDOW_DAYS, WINDOW_KM = 2, 25.0
"""Records further apart in time or place are not compared."""

LIKELY, LIKELY_WITHIN = 0.75, 0.95
"""Pairs scored below are not proposed: from two sources, and from one, which has told its own
records apart already."""

OWN = "field"
"""The source of rows of offices that name none: not one teller, but as many as there are files."""

SAME_PLACE_KM = 2.0
"""Records of one day, one harm and within this of each other are of one place."""

WEIGHTS = {"time": 0.25, "space": 0.25, "actors": 0.2, "toll": 0.1, "words": 0.2}
"""[P] What each likeness weighs; one that cannot be told counts half."""

_LONGEST_DAYS, _COARSEST = 7, 3
_BATCH = 20_000

_TEXT, _NAMES, _NAME = 1_000, 20, 200
"""So much is compared: the first signs of a text, the first names of a side, the first signs of a
name. Likeness takes time by the square of a text, and memory by every pair."""


_FEW = 500
"""Of so many records all pairs are looked at: what looks at fewer takes longer to load."""

MOST_PAIRS = 1_000_000
"""Beyond so many neighbouring pairs, the most crowded days and places are not compared."""


def propose_duplicates(
    events: Events,
    *,
    window_days: int = WINDOW_DAYS,
    window_km: float = WINDOW_KM,
    books: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, int]:
    """Pairs of records that may be one event, likeliest first. Nothing is merged by machine.

    Takes   events of any sources. Compared are single events dated within a week and placed
            within a district: a record of a month or a province is like everything in it; books,
            of which file rows of OWN are: source, source_id and book; one file where none is given.
    Units   window_days in days between the records' spans, window_km between their points.
    Gives   score (0-1), both ids ("source:id"), days, place, km apart, and reasons in words;
            and how many records lay in crowds too dense to compare.
    Source  record linkage by blocking and weighted agreement, Fellegi & Sunter (1969), JASA
            64(328); the weights are ours.
    """
    frame = _comparable_columns(events, books)
    pairs, crowded = _near_pairs(frame, window_days, window_km)
    if pairs.is_empty():
        return pl.DataFrame(schema=DUPLICATES), crowded
    proposed = [
        _likely(_records_of_pairs(frame, part), window_days, window_km).select(
            pl.col(name).cast(kind) for name, kind in DUPLICATES.items()
        )
        for part in pairs.iter_slices(_BATCH)  # the words of all pairs at once would fill memory
    ]
    return (
        pl.concat(proposed).sort(["score", "first", "second"], descending=[True, False, False]),
        crowded,
    )


def _comparable_columns(events: Events, books: pl.DataFrame | None) -> pl.DataFrame:
    span = (pl.col("date_end") - pl.col("date_start")).dt.total_days()
    names = pl.col("side_a", "side_b").list.head(_NAMES)
    ids = ["source", "source_id"]
    frame = events.frame.lazy()
    if books is None:
        frame = frame.with_columns(book=pl.lit(""))
    else:
        frame = frame.join(books.lazy().unique(ids), on=ids, how="left", maintain_order="left")
    book = pl.when(pl.col("source") == OWN).then(pl.col("book").fill_null("")).otherwise(pl.lit(""))
    return (
        frame.with_columns(teller=pl.concat_str("source", book, separator="\x1f"))
        .filter(
            pl.col("grain") == "event",
            pl.col("latitude").is_not_null(),
            span <= _LONGEST_DAYS,
            pl.col("place_precision").fill_null(1) <= _COARSEST,
        )
        .select(
            "source",
            "source_id",
            "teller",
            "date_start",
            "date_end",
            "latitude",
            "longitude",
            "place",
            "side_a",
            "side_b",
            "deaths",
            "harm",
        )
        .join(
            events.texts.lazy().unique(["source", "source_id"], keep="first", maintain_order=True),
            on=["source", "source_id"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            names.list.eval(pl.element().str.slice(0, _NAME)),
            pl.col("place").str.slice(0, _NAME),
            pl.col("text").str.slice(0, _TEXT),
        )
        .with_columns(language=_language(pl.col("text")))
        .collect()
    )


_ARABIC = r"\p{Arabic}"
_COMMON_WORDS = {
    "fr": r"(?i)\b(le|la|les|des|du|une|et|dans|par|ont|sur|pres|près|aux|été|est|au|plus)\b",
    "en": r"(?i)\b(the|of|and|in|by|were|was|on|near|at|from|with|their|has|have|an|to)\b",
}
"""What tells French from English: words that stand in nearly every sentence."""


def _language(text: pl.Expr) -> pl.Expr:
    """The language of a text: ar, fr or en; null where its words do not tell."""
    french, english = (text.str.count_matches(_COMMON_WORDS[name]) for name in ("fr", "en"))
    return (
        pl.when(text.str.count_matches(_ARABIC) * 2 > text.str.len_chars())
        .then(pl.lit("ar"))
        .when((french >= 2) & (french > 2 * english))
        .then(pl.lit("fr"))
        .when((english >= 2) & (english > 2 * french))
        .then(pl.lit("en"))
    )


def _across_languages() -> pl.Expr:
    """Whether a pair tells of one place, day and harm in two languages; where the harm of one is
    not known, of one toll."""
    apart = pl.col("language") != pl.col("language_right")
    unknown = (pl.col("harm") == "unknown") | (pl.col("harm_right") == "unknown")
    one_toll = pl.col("deaths") == pl.col("deaths_right")
    harm = (pl.col("harm") == pl.col("harm_right")) | (unknown & one_toll)
    here = pl.col("km") <= SAME_PLACE_KM
    return (apart & harm & here & (pl.col("gap") == 0)).fill_null(False)


def _records_of_pairs(frame: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Both records of each pair in one row."""
    other = frame[pairs["second"]].rename(lambda name: f"{name}_right")
    return pl.concat([frame[pairs["first"]], other, pairs.select("km", "gap")], how="horizontal")


def _near_pairs(
    frame: pl.DataFrame, window_days: int, window_km: float
) -> tuple[pl.DataFrame, int]:
    """Pairs within both windows by their rows, found with a tree over points and days."""
    if frame.height < 2:
        return pl.DataFrame(), 0
    reach = chord(window_km)
    latitude, longitude = frame["latitude"].to_numpy(), frame["longitude"].to_numpy()
    start = frame["date_start"].cast(pl.Int32).to_numpy()
    end = frame["date_end"].cast(pl.Int32).to_numpy()
    # A week's record may begin as long before as it lasts: the tree looks that much further.
    look = window_days + _LONGEST_DAYS
    points = np.column_stack((unit_vectors(latitude, longitude), start * (reach / look)))
    apart = reach * math.sqrt(2)
    neighbours = _count_neighbours(points, apart)
    calm = np.ones(frame.height, dtype=bool)
    if neighbours.sum() > 2 * MOST_PAIRS:
        order = np.argsort(neighbours, kind="stable")
        calm[order[np.cumsum(neighbours[order]) > 2 * MOST_PAIRS]] = False
    at = np.flatnonzero(calm)
    first, second = (at[one] for one in _pairs_close(points[at], apart))
    km = distance_km(latitude[first], longitude[first], latitude[second], longitude[second])
    gap = np.maximum(0, np.maximum(start[first] - end[second], start[second] - end[first]))
    near = (km <= window_km) & (gap <= window_days)
    # Within one source only the same actors on the same day can reach the score it takes.
    source = frame["teller"].rank("dense").to_numpy()
    actors = frame.select(pl.struct("side_a", "side_b").hash()).to_series().to_numpy()
    same = source[first] == source[second]
    language = frame["language"].fill_null("").to_numpy()
    told_twice = language[first] != language[second]  # in two languages actors are named twice
    told_twice &= (language[first] != "") & (language[second] != "")
    near &= ~same | ((gap == 0) & (told_twice | (actors[first] == actors[second])))
    columns = {"first": first[near], "second": second[near], "km": km[near], "gap": gap[near]}
    return pl.DataFrame(columns), int(frame.height - calm.sum())


def _count_neighbours(points: Floats, apart: float) -> Ints:
    """How many points, itself among them, are at most so far from each."""
    if len(points) > _FEW:
        from scipy.spatial import cKDTree

        counts: Ints = cKDTree(points).query_ball_point(points, apart, return_length=True)
        return counts
    off = np.linalg.norm(points[:, None] - points, axis=2)
    return np.asarray((off <= apart).sum(axis=1))


def _pairs_close(points: Floats, apart: float) -> tuple[Ints, Ints]:
    """The pairs of points at most so far apart, each once."""
    if len(points) > _FEW:
        from scipy.spatial import cKDTree

        close = cKDTree(points).query_pairs(apart, output_type="ndarray")
        return close[:, 0], close[:, 1]
    first, second = np.triu_indices(len(points), 1)
    near = np.linalg.norm(points[first] - points[second], axis=1) <= apart
    return first[near], second[near]


def _likely(pairs: pl.DataFrame, window_days: int, window_km: float) -> pl.DataFrame:
    """The pairs that score high enough, with what made them."""
    from rapidfuzz import fuzz, process

    def actors(right: str) -> pl.Expr:
        both = pl.concat_list(
            pl.col(f"side_{letter}{right}").fill_null([]) for letter in "ab"
        ).list.unique()
        return both.list.set_difference(pl.lit(["unknown"]))

    def known(left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return left.is_not_null() & right.is_not_null()

    mine, other = pl.col("mine"), pl.col("other")
    dead, other_dead = pl.col("deaths"), pl.col("deaths_right")
    told = (mine.list.len() > 0) & (other.list.len() > 0)
    both_say = known(pl.col("text"), pl.col("text_right")) & ~_across_languages()
    same_source = pl.col("teller") == pl.col("teller_right")
    across = _across_languages()  # neither words nor names of actors can be compared then
    enough = pl.when(same_source & ~across).then(LIKELY_WITHIN).otherwise(LIKELY)

    def score(words: pl.Expr) -> pl.Expr:
        parts = {name: pl.col(name) for name in WEIGHTS} | {"words": words}
        return pl.sum_horizontal(parts[n].fill_null(0.5) * w for n, w in WEIGHTS.items())

    likes = (
        pairs.with_columns(mine=actors(""), other=actors("_right"))
        .with_columns(
            time=1 - pl.col("gap") / (window_days + 1),
            space=1 - pl.col("km") / window_km,
            actors=pl.when(told & ~across).then(
                mine.list.set_intersection(other).list.len() / mine.list.set_union(other).list.len()
            ),
            toll=pl.when(known(dead, other_dead)).then(
                (pl.min_horizontal(dead, other_dead) + 1)
                / (pl.max_horizontal(dead, other_dead) + 1)
            ),
        )
        .filter(score(pl.when(both_say).then(1.0)) >= enough)
    )
    # Texts are compared pair by pair in one pass of compiled code, where words may tip the scale.
    likeness = process.cpdist(
        likes["text"].fill_null("").to_list(),
        likes["text_right"].fill_null("").to_list(),
        scorer=fuzz.token_set_ratio,
    )
    likes = (
        likes.with_columns(
            words=pl.when(both_say).then(pl.Series(likeness.astype(np.float64)) / 100)
        )
        .with_columns(score=score(pl.col("words")))
        .filter(pl.col("score") >= enough)
    )
    source_key = pl.concat_str("source", "source_id", separator=":")
    two = pl.concat_str("source_right", "source_id_right", separator=":")
    return likes.with_columns(
        first=pl.min_horizontal(source_key, two),
        second=pl.max_horizontal(source_key, two),
        first_day=pl.when(source_key <= two).then("date_start").otherwise("date_start_right"),
        second_day=pl.when(source_key <= two).then("date_start_right").otherwise("date_start"),
        place=pl.coalesce("place", "place_right"),
        reasons=_reasons(),
    )


def _reasons() -> pl.Expr:
    """Why a pair is proposed, in words, the strongest kinds of likeness only."""

    def told(condition: pl.Expr, text: pl.Expr | str) -> pl.Expr:
        words = pl.lit(text) if isinstance(text, str) else text
        return pl.when(condition).then(words)

    gap, km = pl.col("gap"), pl.col("km")
    shared = pl.col("mine").list.set_intersection(pl.col("other")).list.sort()
    return pl.concat_list(
        told(gap == 0, "same day").fill_null(pl.format("{} days apart", gap)),
        told(km < 0.1, "same point").fill_null(pl.format("{} km apart", km.round(1))),
        told(shared.list.len() > 0, pl.format("same actors: {}", shared.list.join(", "))),
        told(pl.col("deaths") == pl.col("deaths_right"), pl.format("{} dead in both", "deaths")),
        told(pl.col("words") >= 0.8, "the texts are alike"),
        told(_across_languages(), "one place, day and harm told in two languages"),
    ).list.drop_nulls()


LARGER_TOLL = ("deaths", "deaths_low", "deaths_high", "civilian_deaths", "injured", "abducted")
"""Columns of which records counted once keep the larger."""

GATHERED = ("side_a", "side_b", "records")
"""Columns of lists of which records counted once keep all."""


def count_pairs_once(frame: pl.DataFrame, pairs: Collection[tuple[str, str]]) -> pl.DataFrame:
    """The records with those that may be one event counted once, until a person decides.

    Only records of one day, one harm and one place are counted together, and only where each of
    them may be each other: of A-B and B-C two remain. What stays has the larger toll of every
    column and the actors of all, so that no bad news is lost.

    Takes   rows of SCHEMA, or of those of its columns that are compared (source, source_id, harm,
            days, position) and whatever others; pairs of ids, each "source:its id".
    Gives   the rows, in their order, each group at its first record. A column `records` of lists,
            where there is one, then holds those of all.

    >>> from datetime import date
    >>> rows = [("a", date(2018, 1, 3), 2), ("b", date(2018, 1, 3), 5), ("c", date(2018, 1, 4), 1)]
    >>> frame = pl.DataFrame([dict.fromkeys(SCHEMA) | {
    ...     "source": source, "source_id": "1", "date_start": day, "date_end": day,
    ...     "harm": "killing", "deaths": deaths, "latitude": 6.0, "longitude": 31.0}
    ...     for source, day, deaths in rows], schema=SCHEMA)
    >>> count_pairs_once(frame, [("a:1", "b:1"), ("b:1", "c:1")])["deaths"].to_list()
    [5, 1]
    """
    ids = (frame["source"] + ":" + frame["source_id"]).to_list()
    wanted = {key for pair in pairs for key in pair}
    row_of = {key: row for row, key in enumerate(ids) if key in wanted}
    alike: dict[int, set[int]] = {}
    for one, other in pairs:
        first, second = row_of.get(one), row_of.get(other)
        if first is None or second is None or first == second:
            continue
        if _may_count_once(frame, first, second):
            alike.setdefault(first, set()).add(second)
            alike.setdefault(second, set()).add(first)
    groups: list[list[int]] = []
    for row in sorted(alike):
        group = next((rows for rows in groups if alike[row].issuperset(rows)), None)
        if group is None:
            groups.append([row])
        else:
            group.append(row)
    together = {row: rows[0] for rows in groups if len(rows) > 1 for row in rows}
    if not together:
        return frame
    keepers = set(together.values())
    grouped = frame.with_columns(
        _group=pl.Series([together.get(row, row) for row in range(frame.height)])
    )
    joined = grouped.filter(pl.col("_group").is_in(sorted(keepers)))
    tolls = joined.group_by("_group").agg(
        *(pl.col(name).max() for name in (*LARGER_TOLL, "reports") if name in frame.columns),
        *(
            pl.col(name).explode().drop_nulls().unique(maintain_order=True)
            for name in GATHERED
            if name in frame.columns
        ),
    )
    merged = joined.unique("_group", keep="first").drop(set(tolls.columns) - {"_group"})
    alone = grouped.filter(~pl.col("_group").is_in(sorted(keepers)))
    merged = merged.join(tolls, on="_group").select(alone.columns)
    return pl.concat([alone, merged]).sort("_group").select(frame.columns)


def _may_count_once(frame: pl.DataFrame, first: int, second: int) -> bool:
    """Whether two records say one day, one harm and one place."""
    this, other = frame.row(first, named=True), frame.row(second, named=True)
    if this["harm"] is None or this["date_start"] is None or this["latitude"] is None:
        return False
    if other["latitude"] is None or this["longitude"] is None or other["longitude"] is None:
        return False
    same = all(this[name] == other[name] for name in ("harm", "date_start", "date_end"))
    km = distance_km(
        np.array([this["latitude"]]),
        np.array([this["longitude"]]),
        np.array([other["latitude"]]),
        np.array([other["longitude"]]),
    )
    return same and bool(km[0] <= SAME_PLACE_KM)

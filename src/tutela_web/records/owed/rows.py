"""What waits for a person by their posts: each room says so of its own records, one reader gathers.

A room that keeps records with a due day, a clock or an owner declares in its `waiting.py` which of
them wait for somebody. First page, inbox, duty log and brief read the same rows, by one query.
Which field of which model is told of where stands in `clocks.csv`; a test walks every model.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    F,
    IntegerField,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.urls import reverse

from tutela_web.access.models import Post
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.base import clock

SOON = timedelta(days=14)
"""What no post owns waits for who keeps it from so long before its day. Our choice."""


@dataclass(frozen=True)
class HomeRow:
    """One thing that waits: what, where it is done, who or where it is about, by when.

    grave  whether it stands before everything else, as an alert does
    """

    words: str
    url: str
    beside: str = ""
    due: date | datetime | None = None
    late: bool = False
    invented: bool = False
    grave: bool = False

    @property
    def timed(self) -> bool:
        """Whether it is due at an hour, not on a day."""
        return isinstance(self.due, datetime)


@dataclass(frozen=True)
class OwedKind:
    """Records of one kind that wait for somebody, as the room that owns them says.

    rows   those that are open and theirs, of what they may read
    what   what it is that waits, in a few words
    words  the field that says which one; `said` puts the word of a choice into their language
    to     the page where it is done, by its name; `key` the field it is found by, "" for a list
    day    the field of the day it is due, or `at` that of the moment; neither: no day is set
    panel  the panel of a first page that tells the same, where it stands there
    """

    rows: QuerySet[Any]
    what: Any
    words: str
    to: str
    key: str = "pk"
    day: str = ""
    at: str = ""
    said: Callable[[str], Any] | None = None
    panel: str = ""
    grave: bool = False


Provider = Callable[[Standing], Iterable[OwedKind]]

PROVIDERS: dict[str, Provider] = {}
"""What waits for somebody, by the room that owns the records."""


def titles_held(standing: Standing) -> QuerySet[Post, Any]:
    """The titles of the posts this person holds, for records that name their owner in words."""
    return Post.objects.filter(pk__in=posts_held(standing)).values("title")


def owned_by(standing: Standing, field: str = "owner") -> Q:
    """Records whose field names a post that this person holds."""
    return Q(**{f"{field}__in": posts_held(standing)})


def kept_by(standing: Standing, act: str, day: str, *, area: str = "area") -> Q:
    """Records that no post owns, for who has the authority to see to them: those due soon.

    Takes   act, of the authority; day, the field of the day; area, the path to the duty area.
    """
    if act not in standing.authority:
        return Q(pk__in=[])
    soon = Q(**{f"{day}__lte": standing.on + SOON})
    areas = standing.authority[act]
    return soon if areas is EVERYWHERE else soon & Q(**{f"{area}__in": areas})


def owed_rows(standing: Standing, *, told: Collection[str] = ()) -> list[HomeRow]:
    """All that waits for this person, the grave first, then the late, then by day. One query.

    Takes   told, the panels that stand on the same page: what they tell is left out.
    """
    kinds = [
        owed
        for provider in PROVIDERS.values()
        for owed in provider(standing)
        if owed.panel not in told or not owed.panel
    ]
    now = clock.now(standing.mission)
    return sorted((_row(standing, kinds, now, row) for row in _find_rows(kinds)), key=_place)


def _find_rows(kinds: Sequence[OwedKind]) -> Iterable[Any]:
    """The rows of all kinds, in the columns they have in common."""
    parts = [_columns(number, kind) for number, kind in enumerate(kinds)]
    return parts[0].union(*parts[1:], all=True) if parts else ()


def _columns(number: int, kind: OwedKind) -> QuerySet[Any, Any]:
    """The columns of one kind; what lies in a compartment says no word: to read it is a line in
    the audit, and that is the matter of its page."""
    none = Value(None)
    fields = {field.name for field in kind.rows.model._meta.fields}
    words: Any = Cast(kind.words, TextField())
    if "compartment" in fields:
        words = Case(When(compartment="", then=words), default=Value(""), output_field=TextField())
    columns: QuerySet[Any, Any] = (
        kind.rows.order_by()
        .annotate(
            owed_kind=Value(number, output_field=IntegerField()),
            owed_words=words,
            owed_drawn=F("invented") if "invented" in fields else Value(False),
            owed_key=Cast(F(kind.key) if kind.key else Value(""), CharField(max_length=36)),
            owed_day=Cast(F(kind.day) if kind.day else none, DateField()),
            owed_at=Cast(F(kind.at) if kind.at else none, DateTimeField()),
        )
        .values_list("owed_kind", "owed_words", "owed_key", "owed_day", "owed_at", "owed_drawn")
    )
    return columns


def _row(
    standing: Standing,
    kinds: Sequence[OwedKind],
    now: datetime,
    row: tuple[int, str, str, date | None, datetime | None, bool],
) -> HomeRow:
    number, words, key, day, at, invented = row
    kind = kinds[number]
    due = at or day
    return HomeRow(
        str(kind.said(words) if kind.said and words else words or kind.what),
        reverse(kind.to, args=[standing.mission.code, *([_uuid(key)] if kind.key else [])]),
        str(kind.what),
        due,
        at < now if at else day is not None and day < standing.on,
        invented,
        kind.grave,
    )


def _uuid(key: str) -> str:
    return key if "-" in key else f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def _place(row: HomeRow) -> tuple[bool, bool, bool, float]:
    day = row.due.date() if isinstance(row.due, datetime) else row.due
    seconds = row.due.timestamp() % 86_400 / 86_400 if isinstance(row.due, datetime) else 0.0
    return not row.grave, not row.late, day is None, (day.toordinal() if day else 0) + seconds


def label_of(model: type[Model], field: str) -> Callable[[str], Any]:
    """How a word of a choice is said, for a field that holds one."""
    labels = dict(model._meta.get_field(field).flatchoices)  # type: ignore[union-attr]
    return lambda value: labels.get(value, value)


def models_told(standing: Standing) -> set[type[Model]]:
    """The models whose records some room tells of."""
    return {owed.rows.model for provider in PROVIDERS.values() for owed in provider(standing)}

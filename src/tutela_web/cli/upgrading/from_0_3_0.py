"""An install as 0.3.0 left it, brought over in one step: a later version deletes this module.

Its steps were written anew, and each record's versions lay in a table of their own. In one
transaction for each database the tables that are new are made, every version is laid in the table
it belongs to, what held them before goes, other tables are made to be what the models say, and the
words that 0.3.0 kept openly are closed. Killed meanwhile, the install is as it was.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.apps.registry import Apps
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tutela.base.wording.refuge import asks_refuge, sentences_of
from tutela_web.access import tables
from tutela_web.access.models import Holding, Post
from tutela_web.access.vault.fields import SealedField, SealedWords, sealed_fields
from tutela_web.access.vault.lost_writes import MENDED_BY
from tutela_web.base.history import STEPS_OF_0_3_0, steps_taken
from tutela_web.base.upkeep.schema import describe_schema
from tutela_web.deployment.allocation.models import Allocation
from tutela_web.deployment.options.models import GapOption
from tutela_web.partners.delegations.models import Delegation
from tutela_web.places.profile.models import (
    ClosedSentence,
    CommunityFact,
    CommunityRole,
    OfCommunity,
    OwnMeasure,
    PartnerAdvice,
)
from tutela_web.records.models import PostApproval, Record
from tutela_web.records.versions.models import WHY, Rewriting, Versioned, VersionRow, table_of
from tutela_web.records.versions.queries import versions_of
from tutela_web.records.versions.stored import AnyField, empty_value, kind_of, stored_value
from tutela_web.records.versions.verbs import Change, rewrite_versions
from tutela_web.reporting.models import OfficeFigure

CHUNK = 1000
EVERY = 10.0  # seconds between two lines
HISTORY = ("history_id", "history_date", WHY, "history_type", "history_user_id")
KEPT_BY_NUMBER = ("warning.alert", "warning.report")
"""Of which what was closed is kept by the number that a version had."""

LEAST = 5
"""Fewer than these are not told, of what an office counts."""

Tell = Callable[[str], None]


def stands_at_0_3_0(alias: str) -> bool:
    """Whether a database is exactly as 0.3.0 left it."""
    connection = connections[alias]
    if "django_migrations" not in connection.introspection.table_names():
        return False
    return steps_taken(MigrationLoader(connection)) == STEPS_OF_0_3_0


def bring_over(tell: Tell) -> None:
    """Bring both databases of an install of 0.3.0 to what this version makes; others are left.

    Takes   tell, to whom it says what it does, each ten seconds.
    """
    for alias in ("keys", "default"):
        if stands_at_0_3_0(alias):
            tell(f"{alias}: an install of 0.3.0 is brought over")
            _bring(alias, TimedTeller(tell))


class TimedTeller:
    """Says how far something is, once in ten seconds."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.told = time.monotonic()

    def __call__(self, words: str) -> None:
        if time.monotonic() - self.told >= EVERY:
            self.told = time.monotonic()
            self.tell(words)


def _bring(alias: str, progress: TimedTeller) -> None:
    connection = connections[alias]
    wanted = tables.schema_after(alias, MigrationLoader(None).graph.leaf_nodes())
    with connection.schema_editor() as editor:
        if alias == "default":
            for guards in tables.GUARDS:
                guards.drop(connection)  # they name tables that are made anew
        there = set(connection.introspection.table_names())
        ours = list(_models_of(alias, connection))
        for model in ours:
            if model._meta.db_table not in there:
                progress(f"{alias}: making {model._meta.db_table}")
                editor.create_model(model)
        for model in ours:
            if issubclass(model, Versioned):
                _lay_versions(model, connection, there, progress)
        _drop_old(connection, there)
        _reconcile(ours, editor, wanted, progress)
        if alias == "default":
            close_words()
            let_posts_confirm()
            confirm_own_delegations()
            for guards in tables.GUARDS:
                guards.create(connection)
        _write_steps(connection)


def _models_of(alias: str, connection: BaseDatabaseWrapper) -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        ours = model.__module__.startswith("tutela_web.")
        if (
            ours
            and router.allow_migrate_model(alias, model)
            and model._meta.can_migrate(connection)
        ):
            yield model


# --- versions


def _lay_versions(
    model: type[Versioned], connection: BaseDatabaseWrapper, there: set[str], progress: TimedTeller
) -> None:
    """Lay every version of a model's records where they belong, in the order they were written."""
    table = f"{model._meta.db_table}version"
    if table not in there:
        return
    old, fields = _old_model(model, table, connection)
    rows = old._default_manager.using(connection.alias).order_by("history_id")
    done = 0
    waiting = rows.iterator(chunk_size=CHUNK)
    while part := list(islice(waiting, CHUNK)):
        laid: dict[type[VersionRow], list[VersionRow]] = {}
        for row in part:
            version = _version_of(model, row, fields)
            laid.setdefault(type(version), []).append(version)
        for kind, versions in laid.items():
            kind._default_manager.using(connection.alias).bulk_create(versions, batch_size=500)
        done += len(part)
        progress(f"{connection.alias}: {done} versions of {table} are laid")


def _old_model(
    model: type[Versioned], table: str, connection: BaseDatabaseWrapper
) -> tuple[type[models.Model], list[tuple[AnyField, str]]]:
    """The table of versions as 0.3.0 had it, and of which fields of today it holds columns."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    columns = {column.name for column in described}
    attributes: dict[str, Any] = {
        "__module__": __name__,
        "Meta": type("Meta", (), {"db_table": table, "app_label": "old", "apps": Apps()}),
        "history_id": models.BigAutoField(primary_key=True),
        "history_date": models.DateTimeField(),
        "history_type": models.CharField(max_length=1),
        "history_user_id": models.UUIDField(null=True),
        WHY: SealedField(null=True) if sealed_fields(model) else models.CharField(null=True),
    }
    fields = []
    for field in model._meta.concrete_fields:
        if field.column in columns:
            attributes[f"f_{field.attname}"] = _plain(field)
            fields.append((field, f"f_{field.attname}"))
    return type(f"Old{model.__name__}", (models.Model,), attributes), fields


def _plain(of: AnyField) -> AnyField:
    """A field that reads a column as this field does, and refers to nothing."""
    field: Any = of
    while field.is_relation:
        field = field.target_field  # what a key holds
    if isinstance(field, models.AutoField | models.BigAutoField):
        plain: Any = models.BigIntegerField(null=True)
    else:
        plain = field.clone()
    plain.primary_key = plain._unique = False
    plain.null, plain.db_column = True, of.column
    plain.name = None
    return plain  # type: ignore[no-any-return]


def _version_of(
    model: type[Versioned], row: Any, fields: Iterable[tuple[AnyField, str]]
) -> VersionRow:
    values: dict[str, Any] = {}
    column = row.__dict__
    for field, name in fields:
        value = column[name]
        if isinstance(value, SealedWords):
            value = value.ciphertext
        stored = stored_value(field, value)
        if stored != empty_value(field):
            values[field.attname] = stored
    record = values.pop("id")
    if kind_of(model) in KEPT_BY_NUMBER:
        values["history_id"] = column["history_id"]
    why, sealed_why = column[WHY], None  # type: Any, bytes | None
    if isinstance(why, SealedWords):
        why, sealed_why = "", why.ciphertext
    return table_of(model, values.get("compartment", ""))(
        mission_id=values["mission_id"],
        kind=kind_of(model),
        record=record,
        number=values.get("version", 0),
        written_at=column["history_date"],
        written_by_id=column["history_user_id"],
        why=why or "",
        sealed_why=sealed_why,
        act=column["history_type"],
        classification=values.get("classification"),
        values=values,
    )


def _drop_old(connection: BaseDatabaseWrapper, there: set[str]) -> None:
    """Take away the tables that held versions before."""
    for model in apps.get_models():
        table = f"{model._meta.db_table}version"
        if issubclass(model, Versioned) and table in there:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}")


# --- tables that were there


def _reconcile(
    ours: Iterable[type[models.Model]],
    editor: BaseDatabaseSchemaEditor,
    wanted: frozenset[str],
    progress: TimedTeller,
) -> None:
    """Make tables that differ from what the models say be so."""
    connection = editor.connection
    is_there = frozenset(describe_schema(connection))
    gone = [line.split(" ", 2) for line in sorted(is_there - wanted)]
    differing = {
        line.split(" ", 1)[0] for line in wanted ^ is_there if line.split(" ", 2)[1] != "index"
    }
    for table, part, said in gone:
        if part == "index" and table not in differing:
            _drop_index(connection, said)
    for model in ours:
        table = model._meta.db_table
        if table in differing:
            progress(f"{connection.alias}: {table} is made as it is now")
            _add_columns(model, editor)
            if connection.vendor == "sqlite":
                editor._remake_table(model)  # type: ignore[attr-defined]
            else:
                _reconcile_on_postgres(model, editor, wanted)


def _drop_index(connection: BaseDatabaseWrapper, said: str) -> None:
    name = re.match(r"CREATE (?:UNIQUE )?INDEX \"?(\w+)", said)
    if name:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(name[1])}")


def _add_columns(model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> None:
    """Add the columns of fields that are new, with their defaults."""
    connection, table = editor.connection, model._meta.db_table
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
        columns = {column.name for column in described}
        for field in model._meta.local_concrete_fields:
            if field.column in columns:
                continue
            if connection.vendor == "postgresql":
                editor.add_field(model, field)
                continue
            kind, column = field.db_type(connection), quoted(str(field.column))
            cursor.execute(f"ALTER TABLE {quoted(table)} ADD COLUMN {column} {kind}")
            if not field.null:
                cursor.execute(
                    f"UPDATE {quoted(table)} SET {column} = %s",  # nosec B608 # names of ours
                    [editor.effective_default(field)],
                )


def _reconcile_on_postgres(
    model: type[models.Model], editor: BaseDatabaseSchemaEditor, wanted: frozenset[str]
) -> None:
    """What is left after the new columns: lengths, limits and indexes that changed."""
    connection, table = editor.connection, model._meta.db_table
    quoted = connection.ops.quote_name
    is_there = frozenset(describe_schema(connection))
    with connection.cursor() as cursor:
        gone = sorted(is_there - wanted, reverse=True)  # limits before the indexes that hold them
        for _table, part, said in (line.split(" ", 2) for line in gone):
            if _table != table:
                continue
            if part == "index":
                _drop_index(connection, said)
            elif part == "limit":
                name = said.split(" ", 1)[0]
                cursor.execute(f"ALTER TABLE {quoted(table)} DROP CONSTRAINT {quoted(name)}")
        columns = {field.column: field for field in model._meta.local_concrete_fields}
        for line in sorted(wanted - is_there):
            _table, part, said = line.split(" ", 2)
            if _table == table and part == "column":
                column = said.split(" ", 1)[0]
                kind = columns[column].db_type(connection)
                cursor.execute(f"ALTER TABLE {quoted(table)} ALTER {quoted(column)} TYPE {kind}")
    missing = {
        line.split(" ", 3)[2]
        for line in wanted - frozenset(describe_schema(connection))
        if line.startswith(f"{table} limit ")
    }
    for constraint in model._meta.constraints:
        if constraint.name in missing:
            editor.add_constraint(model, constraint)


# --- words that 0.3.0 kept openly

OPEN_WORDS: dict[type[Versioned], tuple[str, ...]] = {
    CommunityFact: ("says",),
    OwnMeasure: ("says", "who", "support"),
    CommunityRole: ("says", "eased_by", "withdrawn_why"),
    PartnerAdvice: ("advice", "changed"),
}


def close_words() -> None:
    """What a community told is closed: its sentences are sealed, each under a key of its own, and
    columns and versions that held them are blank. What a correction had left in versions is sealed
    as well, and is not shown as what was told. Nor does a small number that an office typed stay.
    """
    for model, fields in OPEN_WORDS.items():
        records: Any = model._default_manager.all()
        for record in records.iterator():
            for field in fields:
                _seal_words(record, field)
        blank = dict.fromkeys(fields, "")
        records.update(**blank)
        _rewrite(model, lambda _: dict(blank))  # noqa: B023 # called at once
    small = OfficeFigure.objects.filter(value__gt=0, value__lt=LEAST)
    small.update(value=None)
    _rewrite(
        OfficeFigure,
        lambda was: {"value": None} if was.value is not None and 0 < was.value < LEAST else {},
    )


def _rewrite(model: type[Versioned], change: Change) -> None:
    ids = list(model._default_manager.values_list("pk", flat=True))
    rewrite_versions(model, ids, change, why=Rewriting.Why.SEALED)


def _seal_words(record: OfCommunity, field: str) -> None:
    current = sentences_of(getattr(record, field) or "")
    older = [
        sentence
        for was in versions_of(record)
        for sentence in sentences_of(getattr(was, field) or "")
        if sentence not in current
    ]
    for number, sentence in enumerate([*current, *dict.fromkeys(older)]):
        ClosedSentence(
            mission_id=record.mission_id,
            area_id=record.area_id,
            author_id=record.author_id,
            place_id=record.place_id,
            record=record.pk,
            field=field,
            number=number,
            words=sentence,
            earlier=number >= len(current),
            hiding=None if asks_refuge(sentence) else False,
            known_at=record.known_at,
            entered_at=record.entered_at,
            language=record.language,
            classification=record.classification,
            compartment=record.compartment,
            invented=record.invented,
        ).save(force_insert=True)


# --- what one typed as another's approval is that post's to confirm


def let_posts_confirm() -> None:
    """Each approval that was typed waits for its post; one of a post its author held stands."""
    for effort in GapOption.objects.select_related("approved_by"):
        if effort.approved_by is not None and not _holds_post(effort.approved_by, effort.author_id):
            _wait(effort, "deployment.GapOption", effort.approved_by)
            GapOption.objects.filter(pk=effort.pk).update(approved_by=None, approved_on=None)
    for allocation in Allocation.objects.exclude(agreed_on=None):
        stands = []
        for title in allocation.agreed_by:
            post = Post.objects.filter(mission=allocation.mission_id, title=title).first()
            if post is None or _holds_post(post, allocation.author_id):
                stands.append(title)
            else:
                _wait(allocation, "deployment.Allocation", post)
        Allocation.objects.filter(pk=allocation.pk).update(agreed_by=stands)


def _holds_post(post: Post | UUID, person: UUID | None) -> bool:
    return Holding.objects.filter(post=post, person=person).exists()


def _wait(record: Record, kind: str, post: Post) -> None:
    PostApproval.objects.create(
        mission_id=record.mission_id,
        kind=kind,
        record=record.pk,
        post=post,
        channel=PostApproval.Channel.TYPED,
        heard_by_id=record.author_id,
        entered_at=timezone.now(),
        invented=record.invented,
    )


def confirm_own_delegations() -> None:
    """What who held the post wrote themselves stands; what another typed waits for the post."""
    for delegation in Delegation.objects.all():
        if _holds_post(delegation.given_by_id, delegation.author_id):
            Delegation.objects.filter(pk=delegation.pk).update(confirmed_on=delegation.starts)


# --- steps


def _write_steps(connection: BaseDatabaseWrapper) -> None:
    """The steps that lead to the tables of today, in the place of those of 0.3.0. The moment at
    which the install came to keep its locks stays (`lost_writes.MENDED_BY`)."""
    recorder = MigrationRecorder(connection)
    rooms = {room for room, _step in STEPS_OF_0_3_0}
    mended_at = recorder.migration_qs.get(app="base", name="0001_initial").applied
    recorder.migration_qs.filter(app__in=rooms).delete()
    for room, name in MigrationLoader(None).disk_migrations:
        if room in rooms:
            recorder.record_applied(room, name)
    mended = recorder.migration_qs.filter(app=MENDED_BY[0], name=MENDED_BY[1])
    mended.update(applied=mended_at)

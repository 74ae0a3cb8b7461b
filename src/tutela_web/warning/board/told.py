"""The database itself says that a mission's boards have news, to live servers on every machine.

Triggers on PostgreSQL: whoever writes, by whatever way, is heard, once what was written is kept.
What is said is the id of the mission and nothing more.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from django.db.models import Model

CHANNEL = "tutela_boards"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION tutela_tell_boards() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE mission uuid;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN RETURN NULL; END IF;
  IF TG_ARGV[0] = 'mission' THEN mission := NEW.mission_id;
  ELSE SELECT mission_id INTO mission FROM warning_alert WHERE id = NEW.alert_id; END IF;
  PERFORM pg_notify('{CHANNEL}', mission::text);
  RETURN NULL;
END $$"""  # nosec B608 # a word of ours


def shown_models() -> list[tuple[type[Model], str]]:
    """The records that boards show, with the field by which their mission is found."""
    named = {
        "warning": ("AlertNow", "AlertNotice", "CallBack", "Silence", "DeskSilence"),
        "crisis": ("Decision", "Tasking", "Outcome"),
    }
    models = []
    for room, names in named.items():
        for name in names:
            model = apps.get_model(room, name)
            by = {field.name for field in model._meta.get_fields()}
            models.append((model, "mission" if "mission" in by else "alert"))
    return models


def create() -> None:
    """Put the triggers in place, as they are now; nothing on SQLite, where boards ask."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        for model, by in shown_models():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(
                "CREATE OR REPLACE TRIGGER tutela_tell_boards AFTER INSERT OR UPDATE"
                f" ON {table} FOR EACH ROW EXECUTE FUNCTION tutela_tell_boards('{by}')"
            )

"""Keys live in their own database, so that its backups can be short-lived."""

from __future__ import annotations

from django.db.models import Model

KEY_MODELS = {"subjectkey", "keyedhash"}


class KeysApart:
    """Wrapped keys and keyed hashes go to the keys database, all else to the default one."""

    def _database_of(self, model: type[Model]) -> str:
        meta = model._meta
        apart = meta.app_label == "vault" and meta.model_name in KEY_MODELS
        return "keys" if apart else "default"

    def db_for_read(self, model: type[Model], **hints: Model | type[Model]) -> str:
        return self._database_of(model)

    def db_for_write(self, model: type[Model], **hints: Model | type[Model]) -> str:
        return self._database_of(model)

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Model | type[Model]
    ) -> bool:
        if app_label == "vault":
            return (db == "keys") == (model_name in KEY_MODELS)
        return db == "default"

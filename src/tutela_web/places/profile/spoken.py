"""Fields that a form and a page have and a table has not: what is in them is written elsewhere.

Words that a community told lie in sentences, each sealed under a key of its own. The record they
were told with has fields for them all the same, so that they are asked, judged and shown as any;
the column of such a field is always blank, in the table and in its versions.
"""

from __future__ import annotations

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from tutela_web.base.values import FieldValue


class SpokenWords(models.TextField):
    """Words of a record that its own table never holds: whatever is saved, the column is blank."""

    is_never_kept = True

    def get_db_prep_save(self, value: FieldValue, connection: BaseDatabaseWrapper) -> str:
        return ""


class AskedOnce(models.BooleanField):
    """An answer that is needed once and stands nowhere: whatever is saved, the column is NULL."""

    is_never_kept = True

    def get_db_prep_save(self, value: FieldValue, connection: BaseDatabaseWrapper) -> None:
        return None

"""Make the index of words anew, from the records."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.db import transaction

from tutela_web.base.models import SearchLine
from tutela_web.base.searching.search import index_model, searched_models


class Command(BaseCommand):
    help = "Make the index of words anew: after a restore, or when search misses what is there."

    def handle(self, *_: str, **__: str | int | bool | None) -> None:
        with transaction.atomic():
            SearchLine.objects.all().delete()
            for model in searched_models():
                self.stdout.write(f"{model._meta.model_name}: {index_model(model)}")

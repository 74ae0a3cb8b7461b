"""Write the steps that are missing, a field a line: choices are left out, nothing formats them."""

from __future__ import annotations

from django.core.management.commands import makemigrations

from tutela_web.records.management.steps import Autodetector


class Command(makemigrations.Command):
    """Django's own, with the steps of records."""

    autodetector = Autodetector

    def handle(self, *given: str, **options: str | bool | None) -> None:
        vars(makemigrations)["run_formatters"] = lambda *_args, **_named: None
        super().handle(*given, **options)

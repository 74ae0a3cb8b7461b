"""Take the steps that are missing: Django's own, which tells what changed as `makemigrations`."""

from __future__ import annotations

from django.core.management.commands import migrate

from tutela_web.records.management.steps import Autodetector


class Command(migrate.Command):
    """Django's own, with the steps of records."""

    autodetector = Autodetector

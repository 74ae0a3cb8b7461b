"""The nightly round: sessions and devices of people who stand for nothing any more end."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from tutela_web.access.people import verbs


class Command(BaseCommand):
    help = "End sessions and devices of all whose last post or role has ended"

    def handle(self, *_: str, **__: str | int | bool | None) -> None:
        self.stdout.write(f"{verbs.end_lapsed()} ended")

"""A one-time address for an account that nobody could ever sign in to: the first was lost."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tutela_web.access.models import Person
from tutela_web.access.people import verbs


class Command(BaseCommand):
    help = "Print an address at which the owner of a new account sets the password: first_link dana"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the sign-in name")

    def handle(self, *, username: str, **_: str | int | bool | None) -> None:
        person = Person.objects.filter(username=username.strip().lower()).first()
        if person is None:
            raise CommandError("There is no such account. Next: look its sign-in name up.")
        if not verbs.is_new(person):
            raise CommandError(
                "Somebody signed in with this account, or can. "
                "Next: an administrator asks for a link, and a second person decides."
            )
        self.stdout.write(settings.PUBLIC_URL.rstrip("/") + verbs.password_link(person, by=None))

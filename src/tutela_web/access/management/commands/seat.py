"""The first people of a mission: an account, a post, and a one-time link for the password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tutela.base.errors import TutelaError
from tutela_web.access.models import Mission, Person
from tutela_web.access.people import verbs


class Command(BaseCommand):
    help = "Seat somebody in a mission's new post: seat luma administrator dana 'Administrator'"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mission", help="the mission's code")
        parser.add_argument("role", help="administrator, chief_of_staff, head_of_mission")
        parser.add_argument("username", help="the sign-in name; made where it is new")
        parser.add_argument("title", help="the title of the post")
        parser.add_argument("--name", default="", help="the person's name, for a new account")

    def handle(self, *_: Any, **given: Any) -> None:
        mission = Mission.objects.filter(code=given["mission"].lower()).first()
        if mission is None:
            raise CommandError("There is no such mission. Next: look its code up.")
        username = given["username"].strip().lower()
        try:
            person = Person.objects.filter(username=username).first() or verbs.make_account(
                by=None, username=username, name=given["name"]
            )
            verbs.seat(person, mission=mission, role=given["role"], title=given["title"])
            if not person.has_usable_password():
                link = verbs.password_link(person, by=None)
                self.stdout.write(settings.PUBLIC_URL.rstrip("/") + link)
        except TutelaError as error:
            raise CommandError(str(error)) from None

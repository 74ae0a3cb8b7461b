"""Puts people beside the cast of a demonstration, each with a post and signed in: see people.py.

    TUTELA_DATA=FOLDER python -m benchmarks.people_made COUNT

Prints their sessions as one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date

from benchmarks.people import MISSION, ROLES


def main(count: int) -> list[str]:
    """Make so many people; gives the session of each."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tutela_web.settings"
    import django

    django.setup()
    from django.test import Client

    from tutela_web.access.models import DutyArea, Holding, Mission, Person, Post

    mission = Mission.objects.get(code=MISSION)
    areas = list(DutyArea.objects.filter(mission=mission))
    sessions = []
    for number in range(count):
        role = ROLES[number % len(ROLES)]
        area = areas[number % len(areas)] if role == "head_of_field_office" else None
        person = Person(username=f"crowd_{number}", needs_second_factor=False)
        person.set_unusable_password()
        person.save()
        post = Post.objects.create(
            mission=mission, role=role, title=f"Post of the crowd {number}", area=area
        )
        Holding.objects.create(post=post, person=person, starts=date(2018, 1, 1))
        browser = Client()
        browser.force_login(person, backend="tutela_web.access.sessions.backend.AccountBackend")
        sessions.append(browser.cookies["sessionid"].value)
    return sessions


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))) + "\n")

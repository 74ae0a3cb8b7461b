"""A mission of one's own: there is no page or command for this yet.

    python deploy/first_mission.py CODE NAME ISO3 TIME_ZONE
    python deploy/first_mission.py --ask-job      a worker does a job, awaited (for tries only)

The environment is that of the server: run it with /etc/tutela/tutela.env.
"""

from __future__ import annotations

import os
import sys
import time
from zoneinfo import ZoneInfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela_web.settings")


def found(code: str, name: str, iso3: str, time_zone: str) -> None:
    """Found a live mission; a code that is taken is refused."""
    from tutela_web.access import audit
    from tutela_web.access.models import Mission

    ZoneInfo(time_zone)  # refused now, not on the first page
    made = Mission(code=code, name=name, iso3=iso3.upper(), time_zone=time_zone)
    made.full_clean()
    made.save()
    audit.record("create", mission=made, kind="mission", subject=made.pk)
    say(f"{made.code}: {made.name}")


def ask_job() -> None:
    """Ask for an assessment of the first mission and wait until a worker has done it."""
    from tutela_web.access.models import Mission
    from tutela_web.base.jobs import ask
    from tutela_web.base.models import Job

    job = ask("assess", mission_id=Mission.objects.order_by("code")[0].pk)
    for _ in range(120):
        job.refresh_from_db()
        if job.state not in {Job.State.WAITING, Job.State.RUNNING}:
            say(f"{job.kind} {job.state}")
            sys.exit(0 if job.state == Job.State.DONE else 1)
        time.sleep(0.5)
    sys.exit("a minute passed")


def say(line: str) -> None:
    """One line to the terminal."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    words = sys.argv[1:]
    if words != ["--ask-job"] and len(words) != 4:
        sys.exit(__doc__)
    import django

    django.setup()
    ask_job() if words == ["--ask-job"] else found(*words)

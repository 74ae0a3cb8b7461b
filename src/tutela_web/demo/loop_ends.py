"""The two ends of the loop in the demonstration: reports from the field in, figures, lessons and
counts for partners out. All of it is invented and about invented places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Model

from tutela.monitoring.indicators import library
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.values import FieldValue
from tutela_web.intake.models import FieldReport
from tutela_web.intake.verbs import receive_report
from tutela_web.lessons.kinds import LESSON
from tutela_web.lessons.library_kinds import PRACTICE
from tutela_web.lessons.models import Debrief, Lesson
from tutela_web.lessons.verbs import open_by_hand, validate_lesson
from tutela_web.monitoring.measured.verbs import compute_values, take_from_library
from tutela_web.partners.partner.models import Partner
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record
from tutela_web.safeguards.verbs import AnsweredHarm
from tutela_web.sharing.models import SharePacket
from tutela_web.sharing.verbs import ask_packet, decide_packet

Who = Callable[[str], Standing]


@transaction.atomic
def add(mission: Mission, who: Who) -> None:
    """Add them once.

    Takes   who, the standing of an account by its last part.
    """
    if Debrief.objects.filter(mission=mission, invented=True).exists():
        return
    _report_from_the_field(mission, by=who("liaison"))
    _measure(mission, by=who("adviser"))
    _learn(mission, who)
    _share(mission, who)


def _report_from_the_field(mission: Mission, *, by: Standing) -> None:
    """What the community liaison assistant wrote on a telephone this morning."""
    places = {place.code: place for place in Place.objects.filter(mission=mission, invented=True)}
    when = (real_now() - timedelta(hours=2)).isoformat()
    told = (
        (
            "report",
            "invented-luma",
            3,
            {"what": "Riders camped by the mill; families sleep in the fields"},
        ),
        ("nothing_seen", "invented-tembel", 2, {"when": when, "how": "From the market, an hour"}),
        (
            "visit",
            "invented-osila camp",
            1,
            {"said": "Women ask for an escort to the firewood on Mondays and Thursdays"},
        ),
    )
    for kind, code, hours_ago, answers in told:
        received = receive_report(
            by,
            id=uuid4(),
            kind=kind,
            captured_at=real_now() - timedelta(hours=hours_ago),
            answers=answers,
            place=places[code],
            language="en",
        )
        _mark_invented(FieldReport.objects.get(pk=received.id))


def _measure(mission: Mission, *, by: Standing) -> None:
    """The indicators that the library marks to begin with, computed for their last periods."""
    seeded = [entry.key for entry in library() if entry.seeded]
    for definition in take_from_library(seeded, by=by):
        _mark_invented(definition)
    compute_values(mission, by=by.person)


def _learn(mission: Mission, who: Who) -> None:
    """A debrief, the lesson that came of it, and a practice."""
    chief, office = who("chief"), who("office")
    debrief = open_by_hand(
        "The convoy stood at the bridge for four hours",
        "The unit that was asked first may not move at night; nobody knew it.",
        place=Place.objects.get(mission=mission, code="invented-luma"),
        classification=1,
        by=chief,
    )
    said: dict[str, FieldValue] = {
        "title": "The reserve is asked by what it may do at that hour",
        "debrief": debrief,
        "known": "That the unit does not move at night stood in its caveats.",
        "decided": "A patrol at once.",
        "ordered": "The nearest company was tasked.",
        "done": "It answered after two hours that it could not.",
        "why": "The plan names one unit and no second.",
        "change": "Name the unit of the night and the one by day.",
        "thing": Lesson.ChangedItem.DIRECTIVE,
        "thing_said": "Standing order on the reserve",
    }
    lesson = create_record(LESSON, said, by=chief, invented=True)
    owner = office.person.holdings.get(post__mission=mission).post
    validate_lesson(lesson, owner, None, version=lesson.version, by=chief)
    practice = {
        "title": "Two gates, women and children first",
        "problem": "Crowds sheltering at a base overnight.",
        "technique": "A second gate with its own lane, water inside, a list by family.",
        "conditions": "Warning of two hours at least.",
        "tried_by": "Head of field office",
    }
    _mark_invented(debrief, create_record(PRACTICE, practice, by=chief, invented=True))


def _share(mission: Mission, who: Who) -> None:
    """Counts for a partner, drawn up by the adviser and approved by the Chief of Staff."""
    partner = Partner.objects.filter(mission=mission, invented=True).order_by("name").first()
    if partner is None:
        return
    today = clock.today(mission)
    last = today.replace(day=1) - timedelta(days=1)
    packet = ask_packet(
        {
            "partner": partner,
            "purpose": "Where schools may open again",
            "area": None,
            "since": (last - timedelta(days=150)).replace(day=1),
            "until": last,
            "hazards": False,
            "expires_on": today + timedelta(days=90),
            "classification": 1,
        },
        by=who("adviser"),
    )
    harm: AnsweredHarm = {
        "traced": "no",
        "drawn": "no",
        "reprisals": "",
        "precautions": "Counts alone, above five, by month.",
    }
    decide_packet(packet, approved=True, why="", harm=harm, version=packet.version, by=who("chief"))
    kept = SharePacket.objects.get(pk=packet.pk)
    _mark_invented(kept, *([kept.harm_check] if kept.harm_check else []))


def _mark_invented(*records: Model) -> None:
    """Mark what verbs made: they do not know that the demonstration asks."""
    for record in records:
        type(record)._default_manager.filter(pk=record.pk).update(invented=True)

"""What the invented mission made of its mandate: how it reads two paragraphs, what it asked of
headquarters, where planning spoke of protection or was silent, and which tasks others have too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from tutela_web.access.models import Mission, Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.mandate.models import MandatedTask, Paragraph, ParagraphReading, Resolution
from tutela_web.mandate.overlaps import verbs as overlap_verbs
from tutela_web.mandate.overlaps.kind import ENTITY_TASK
from tutela_web.mandate.planning import verbs as planning_verbs
from tutela_web.mandate.planning.kind import PIVOT
from tutela_web.mandate.planning.revision_kind import REVISION
from tutela_web.mandate.reading import verbs as reading_verbs
from tutela_web.records.kind_verbs import create_record

READINGS: tuple[tuple[str, str, str], ...] = (
    # paragraph, what the mission takes it to ask, on what that rests
    (
        "2 (a) (i)",
        "Any threat of violence to civilians, whoever makes it; it need not be imminent,"
        " and each alert is answered, by a refusal with its reason if nothing else.",
        "Cable of the department of peace operations of April; advice of legal affairs",
    ),
    (
        "4",
        "Where two tasks want the same unit, protection has it first; convoys wait.",
        "Code cable on priorities, May",
    ),
)

QUESTIONS: tuple[tuple[str, str, str, str], ...] = (
    # paragraph, what was asked, the answer, where headquarters gave it
    (
        "7",
        "Does the policy hold for the self-defence group the county arms?",
        "Yes, as soon as the county gives it orders or pay: treat it as a force of the state.",
        "Cable of legal affairs",
    ),
    (
        "3",
        "Do all necessary means reach a site that displaced people run themselves, outside the"
        " fence of Osila camp?",
        "",
        "",
    ),
)

STEPS: tuple[tuple[str, str, int, str, str, bool | None], ...] = (
    # kind, title, days ago, by which office, what it says of protection, civilians took part
    (
        "assessment",
        "Strategic assessment of Karuna",
        330,
        "Department of peace operations",
        "Names the road to the market and the mining road as where people die.",
        True,
    ),
    (
        "tam",
        "Technical assessment before the renewal",
        310,
        "Department of peace operations",
        "Asks for riverine units, and says which villages are out of reach without them.",
        True,
    ),
    (
        "military",
        "Concept of operations of the Force, second change",
        250,
        "Office of military affairs",
        "",
        False,
    ),
    (
        "police",
        "Concept of operations of the Police",
        240,
        "Police division",
        "Presence by night at Osila camp comes before static guards.",
        None,
    ),
    (
        "briefing",
        "Briefing of contributors before rotation",
        90,
        "Integrated operational team",
        "What the use of force for civilians asks of a company commander.",
        False,
    ),
)

REVISIONS: tuple[tuple[str, str, str, int, str, str], ...] = (
    # kind, title, whose, due in days, state, note
    ("conops", "Concept of operations of the Force", "force_commander", -40, "work", ""),
    ("budget", "Budget lines for night patrols", "chief_of_staff", 45, "open", ""),
    (
        "agreement",
        "Status of the mission in Karuna",
        "chief_of_staff",
        -100,
        "needless",
        "No article of it speaks of what changed.",
    ),
)

OTHERS: tuple[tuple[str, str, str, str, str, str], ...] = (
    # entity, kind of task, what, by what, the agreed division, else the question left open
    (
        "United Nations Children's Fund",
        "child_protection",
        "family tracing and care of children released by armed groups",
        "Its mandate; country plan",
        "The mission negotiates release and records violations; the Fund receives the "
        "child the same"
        " day and traces the family.",
        "",
    ),
    (
        "Office of the High Commissioner for Refugees",
        "camps",
        "coordination and management of sites of displaced people",
        "Lead of the Protection Cluster",
        "",
        "Who answers for the lanes between the fence and the new shelters after dark?",
    ),
    (
        "United Nations Population Fund",
        "sexual_violence",
        "clinic and referral of survivors at Osila camp",
        "Its mandate",
        "",
        "",
    ),
)


@transaction.atomic
def add(mission: Mission, who: Callable[[str], Standing]) -> None:
    """Write them once, on the resolution that holds.

    Takes   who, the standing of an account by its last part.
    """
    held = Resolution.objects.filter(mission=mission, invented=True, retired_on=None).first()
    if held is None or ParagraphReading.objects.filter(mission=mission).exists():
        return
    by, today = who("adviser"), clock.today(mission)
    posts = {post.role: post for post in Post.objects.filter(mission=mission).order_by("-pk")}
    _read(held, by=by)
    for kind, title, ago, office, poc, civilians in STEPS:
        create_record(
            PIVOT,
            {
                "kind": kind,
                "title": title,
                "on": today - timedelta(days=ago),
                "poc": poc,
                "written_by": office,
                "civilians": civilians,
                "classification": 1,
            },
            by=by,
            invented=True,
        )
    for kind, title, role, due, state, note in REVISIONS:
        reading = create_record(
            REVISION,
            {
                "kind": kind,
                "title": title,
                "owner": posts[role],
                "due": today + timedelta(days=due),
            },
            beside=held,
            by=by,
            invented=True,
        )
        if state != reading.state:
            planning_verbs.move_revision(reading, state, note, version=reading.version, by=by)
    _overlaps(mission, by=by)


def _read(held: Resolution, *, by: Standing) -> None:
    paragraphs: dict[str, Paragraph] = {one.number: one for one in held.paragraphs.all()}
    for number, words, source in READINGS:
        reading_verbs.read_paragraph(paragraphs[number], words, source, by=by)
    for number, words, answer, source in QUESTIONS:
        asked = reading_verbs.ask_headquarters(paragraphs[number], words, by=by)
        if answer:
            reading_verbs.record_answer(asked, answer, source, None, version=asked.version, by=by)


def _overlaps(mission: Mission, *, by: Standing) -> None:
    tasks = {
        task.kind: task
        for task in MandatedTask.objects.filter(mission=mission, state="confirmed")
        if task.holds(by.on)
    }
    for entity, kind, what, source, agreed, question in OTHERS:
        theirs = create_record(
            ENTITY_TASK,
            {"entity": entity, "kind": kind, "what": what, "source": source},
            by=by,
            invented=True,
        )
        if kind in tasks and (agreed or question):
            overlap_verbs.divide(tasks[kind], theirs, agreed=agreed, question=question, by=by)

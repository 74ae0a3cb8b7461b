"""How the invented strategy came into force: who was heard, what was left out and why, and what
moved since.

Its neighbour mission's is still being written, so that both are there to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.programme.objectives.queries import objective_list
from tutela_web.review.amber import verbs as review
from tutela_web.strategy.consulting import verbs as consult
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.endorsing import verbs as sign
from tutela_web.warning.network.place_facts import PlaceFact

Who = Callable[[str], Standing]

HEARD: tuple[tuple[str, str, str, int, int, int, str, str, str], ...] = (
    # class, who, method, days ago, women, men, what they said, taken up, in which section
    (
        "population",
        "Women who fetch water at Luma",
        "small group",
        41,
        14,
        0,
        "The patrol comes after we are back. Come before dawn.",
        "taken",
        "C",
    ),
    (
        "host",
        "County commissioner and police of the county",
        "meeting",
        38,
        2,
        7,
        "Soldiers are late because pay is late; do not write it as will.",
        "partly",
        "G",
    ),
    (
        "protection actors",
        "Protection Cluster and its groups",
        "meeting",
        36,
        9,
        6,
        "Do not share figures under five for a village.",
        "taken",
        "D",
    ),
    (
        "mission",
        "Force, Police, Human Rights, Civil Affairs, mission support",
        "meeting",
        33,
        8,
        15,
        "Two platoons cannot patrol the mining road daily.",
        "taken",
        "F",
    ),
    (
        "headquarters",
        "Departments of peace operations and legal affairs",
        "writing",
        30,
        0,
        0,
        "Say what is beyond the mission in plain words.",
        "taken",
        "F",
    ),
    (
        "council",
        "Members of the Council, by the Head of Mission",
        "meeting",
        26,
        0,
        0,
        "Report whether means suffice every ninety days.",
        "taken",
        "J",
    ),
    (
        "contributors",
        "Contributors of troops and police",
        "meeting",
        24,
        3,
        11,
        "Leave to drive at night is asked of capitals case by case.",
        "not",
        "",
    ),
)

STEPS: tuple[tuple[str, str, str, str], ...] = (
    # step, with whom, answer, note
    (
        "parameters",
        "Integrated Operational Team",
        "",
        "One strategy for all components; risks to villages on the mining road first.",
    ),
    ("sent_task_force", "Integrated Mission Task Force", "", ""),
    (
        "answered_task_force",
        "Integrated Mission Task Force",
        "agreed with changes",
        "Say what is beyond the mission in plain words: done in F and I.",
    ),
    ("sent_legal", "Office of Legal Affairs", "", ""),
    ("answered_legal", "Office of Legal Affairs", "agreed", ""),
)

ASKED: dict[str, tuple[tuple[str, ...], str]] = {
    # who within the class, on which sections
    "population": (("women", "displaced", "womens-groups"), "BCE"),
    "host": (("host-security", "host-local"), "BG"),
    "protection actors": ((), "BDH"),
    "mission": (("military", "police", "civilian", "support"), "CFG"),
    "headquarters": (("iot", "imtf", "ola"), "AF"),
    "council": ((), "J"),
    "contributors": ((), "F"),
}


@transaction.atomic
def add(mission: Mission, who: Who) -> None:
    """Bring the invented strategy into force once; then one thing it rests on moves.

    Takes   who, the standing of an account by its last part.
    """
    strategy = Strategy.objects.filter(mission=mission, invented=True).first()
    if strategy is None or not strategy.writable:
        return
    adviser, leader = who("adviser"), who("hom")
    _plant_consultations(strategy, by=adviser)
    consult.waive(
        strategy,
        "Talks on the release of hostages stand where a meeting would harm them.",
        stakeholder="armed groups",
        by=leader,
    )
    for aim in objective_list(leader).unmeasured:
        consult.waive(
            strategy,
            "Its indicator is agreed with the country team in January.",
            objective=aim,
            by=leader,
        )
    for row in completeness(leader, strategy).unmet:
        if row.state.thin and row.state.covers:
            consult.waive(
                strategy,
                "The lines and plans of the other priority risks follow in the next quarter.",
                element=row.state.element.key,
                by=leader,
            )
    warning = strategy.sections.get(letter="E")
    luma = Place.objects.filter(mission=mission, name="Luma").first()
    cited = review.cite_fact(
        warning,
        "Luma has no telephone",
        "Visit of the field office to Luma",
        place=luma,
        says={PlaceFact.TELEPHONE: False},
        by=adviser,
    )
    for step, with_whom, answer, note in STEPS:
        said: sign.DraftEventInput = {
            "step": step,
            "who": with_whom,
            "answer": answer,
            "note": note,
        }
        sign.record_step(strategy, said, by=adviser)
    sign.endorse(strategy, {"note": "Read with the heads of all components."}, by=leader)
    country_team: sign.DraftEventInput = {
        "step": "endorsed_country_team",
        "who": "United Nations country team",
        "answer": "agreed",
    }
    sign.record_step(strategy, country_team, by=who("country"))
    sign.put_in_force(strategy, {}, by=leader)
    review.mark_untrue(
        cited,
        "A mast was switched on above the market: people call from Luma now.",
        version=cited.version,
        by=adviser,
    )


def _plant_consultations(strategy: Strategy, *, by: Standing) -> None:
    today = clock.today(by.mission)
    for stakeholder, whom, method, ago, women, men, says, taken, section in HEARD:
        day = today - timedelta(days=ago)
        parties, sections = ASKED[stakeholder]
        fields: consult.PlannedConsultationInput = {
            "stakeholder": stakeholder,
            "who": whom,
            "method": method,
            "planned_on": day,
            "noticed_on": day - timedelta(days=7),
            "safe": True,
            "apart": True,
            "safe_why": "Asked beforehand; at a place and an hour they chose.",
            "parties": list(parties),
            "sections": sections,
        }
        planned = consult.plan_consultation(strategy, fields, by=by)
        counted = {"female 18-59": women, "male 18-59": men}
        held = consult.hold_consultation(
            planned, {"held_on": day, "attendance": counted}, version=planned.version, by=by
        )
        voice = "women" if women and not men else ""
        view = consult.note_view(held, {"says": says, "voice": voice}, by=by)
        why = "" if taken == "taken" else "What we saw ourselves stands beside what they said."
        consult.answer_view(
            view, {"taken": taken, "section": section, "why": why}, version=view.version, by=by
        )

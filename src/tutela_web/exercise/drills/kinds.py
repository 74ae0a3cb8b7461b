"""A drill as a kind of record, and what is done with one."""

from __future__ import annotations

from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Person
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.exercise.drills import verbs
from tutela_web.exercise.drills.forms import (
    DrillScriptForm,
    GiveForm,
    JudgeExpectationForm,
    ObserverNoteForm,
    PaceForm,
    PlayerForm,
)
from tutela_web.exercise.drills.models import Drill, DrillSeat
from tutela_web.exercise.drills.queries import (
    ACT,
    KIND,
    ROSTER,
    OnLiveDuty,
    course_of,
    drills_for,
    in_words,
    live_duties,
    may_conduct,
    may_observe,
    people_offered,
    script_of,
    seat_of,
)
from tutela_web.exercise.scenarios.models import Scenario
from tutela_web.exercise.scenarios.queries import open_scenarios, scenarios_for
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.records.acts import Act, LinkField
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles


class DrillInput(TypedDict, total=False):
    """The fields of a drill that its rules ask."""

    title: str
    conductor: Person
    scenario: Scenario | None
    classification: int


def _drill_rules(values: DrillInput, by: Standing) -> DrillInput:
    refuse_closed_words(values.get("title"))
    scenario = values.get("scenario")
    marking = max(values.get("classification", 0), scenario.classification if scenario else 0)
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


def _nowhere_in_an_exercise(values: DrillInput, by: Standing) -> dict[str, Any]:
    if by.mission.is_exercise:
        raise NotNow(
            gettext("this is an exercise already"),
            next=gettext("prepare another in the live mission"),
        )
    return {}


def _began(drill: Drill) -> Any:
    return drill.began_at


def _beside_drill(standing: Standing, drill: Drill) -> dict[str, Any]:
    """What the page of a drill shows beside its facts: of the script nothing to who plays."""
    now = clock.now(standing.mission)
    script = script_of(drill)
    conducts, observes = may_conduct(drill, standing), may_observe(drill, standing)
    seats = list(DrillSeat.objects.filter(drill=drill).select_related("person", "relieved_by"))
    players = [seat for seat in seats if seat.part == DrillSeat.Part.PLAYER]
    roles = {role.code: in_words(role.label) for role in script.roles} if script else {}
    prepared = drill.state == Drill.State.PREPARED
    duties = {duty.seat.pk: duty for duty in live_duties(drill, players)} if prepared else {}
    return {
        "conducts": conducts,
        "observes": observes,
        "script_title": in_words(script.title) if script else "",
        "script_about": in_words(script.about) if script and observes else "",
        "minute": drill.minute(now) if drill.began_at else None,
        "players": [(seat, roles.get(seat.role_code, ""), duties.get(seat.pk)) for seat in players],
        "observers": [seat for seat in seats if seat.part == DrillSeat.Part.OBSERVER],
        "course": course_of(drill, script, now) if script and observes else None,
        "my_seat": seat_of(drill, standing),
        "there": clock.now(drill.exercise) if drill.exercise and drill.is_on else None,
        "script_form": SCRIPT.form_for(standing, record=drill) if conducts and prepared else None,
        "player_form": PLAYER.form_for(standing, record=drill)
        if conducts and prepared and script
        else None,
        "observer_form": OBSERVER.form_for(standing) if conducts and not drill.is_over else None,
        "relieve_form": RELIEVE.form_for(standing) if conducts and prepared else None,
        "may_relieve": {pk for pk, duty in duties.items() if _may_relieve(standing, duty)},
        "pace_form": PACE.form_for(standing, record=drill)
        if conducts and not drill.is_over
        else None,
        "note_form": NOTE.form_for(standing) if observes and drill.began_at else None,
    }


def _may_relieve(standing: Standing, duty: OnLiveDuty) -> bool:
    """Whether this person may name on the roster who takes over all that a player stands for."""
    posts = [turn.post for turn in duty.turns]
    return bool(posts) and all(standing.may(ROSTER, area=post.area_id) for post in posts)


DRILL = RecordKind(
    Drill,
    name="drill",
    room="exercise",
    path="drills",
    reads=KIND,
    act=ACT,
    rows=drills_for,
    rules=_drill_rules,
    takes=_nowhere_in_an_exercise,
    titles=Titles(
        one=_("Drill"),
        many=_("Drills"),
        add=_("Prepare a drill"),
        none=_("No drill was prepared."),
        about=_(
            "An exercise in the real screens, in a mission of its own: nothing leaves it, and "
            "nothing of it stands here but that it took place."
        ),
    ),
    fields=(
        Field("title", _("Title")),
        Field("conductor", _("Conductor"), choices=people_offered),
        Field(
            "scenario",
            _("Scenario"),
            choices=open_scenarios,
            linked=scenarios_for,
            page="exercise:scenario",
            unknown=_("none"),
        ),
        Field(
            "begins_at",
            _("Hour in the exercise at its start"),
            _("Optional. The clock of the exercise begins there."),
            unknown=_("the hour it is started"),
        ),
        Field("state", _("State"), asked=False, tones={"running": "ok", "stopped": "danger"}),
        Field("speed", _("Speed"), asked=False),
        Field("began_at", _("Began at"), asked=False, applies=lambda drill: drill.began_at),
        Field("ended_at", _("Ended at"), asked=False, applies=lambda drill: drill.ended_at),
        Field("ended_by", _("Ended by"), asked=False, applies=lambda drill: drill.ended_at),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("title"),
        ListColumn("state"),
        ListColumn("conductor"),
        ListColumn("began", label=_("Began at"), told=_began, unknown=_("not yet")),
    ),
    filters=(ListFilter("state", _("State")),),
    initial=lambda standing: {"classification": 1, "conductor": standing.person.pk},
    history=("state", "speed", "by_hand"),
    page_beside=_beside_drill,
    page_template="exercise/drill.html",
    day=_began,
)


def _seats(standing: Standing, drill: Drill) -> QuerySet[DrillSeat]:
    return DrillSeat.objects.filter(drill=drill).select_related("person")


def _players(standing: Standing, drill: Drill) -> QuerySet[DrillSeat]:
    return _seats(standing, drill).filter(part=DrillSeat.Part.PLAYER)


SCRIPT = Act(
    verbs.take_script,
    on=DRILL,
    path="drills/<uuid:pk>/script/",
    name="drill_script",
    form="script_form",
    auto_id="script_%s",
    fields=DrillScriptForm,
    begins=lambda standing, drill: {"chosen": str(drill.scenario_id or "")},
    says=_("The script is chosen."),
)
PLAYER = Act(
    verbs.seat_player,
    on=DRILL,
    path="drills/<uuid:pk>/players/",
    name="drill_player",
    form="player_form",
    auto_id="player_%s",
    fields=PlayerForm,
    says=_("The player is named."),
)
OBSERVER = Act(
    verbs.seat_observer,
    on=DRILL,
    path="drills/<uuid:pk>/observers/",
    name="drill_observer",
    form="observer_form",
    auto_id="observer_%s",
    fields={"person": LinkField(_("Observer"), people_offered)},
    says=_("The observer is named."),
)
UNSEAT = Act(
    verbs.unseat,
    on=DRILL,
    path="drills/<uuid:pk>/seats/<uuid:seat>/out/",
    name="drill_unseat",
    of=_seats,
    beside=lambda standing, drill: drill,
    says=_("They take no part any more."),
)
RELIEVE = Act(
    verbs.relieve,
    on=DRILL,
    path="drills/<uuid:pk>/seats/<uuid:seat>/relieve/",
    name="drill_relieve",
    of=_players,
    beside=lambda standing, drill: drill,
    auto_id="relieve_%s",
    fields={"person": LinkField(_("Who relieves them"), people_offered)},
    says=_("The roster names who relieves them from now on."),
)
START = Act(
    verbs.start_drill,
    on=DRILL,
    path="drills/<uuid:pk>/start/",
    name="drill_start",
    says=_("The drill runs."),
)
PAUSE = Act(
    verbs.pause_drill,
    on=DRILL,
    path="drills/<uuid:pk>/pause/",
    name="drill_pause",
    says=_("The script is held."),
)
RESUME = Act(
    verbs.resume_drill,
    on=DRILL,
    path="drills/<uuid:pk>/resume/",
    name="drill_resume",
    says=_("The drill goes on."),
)
PACE = Act(
    verbs.set_pace,
    on=DRILL,
    path="drills/<uuid:pk>/pace/",
    name="drill_pace",
    form="pace_form",
    auto_id="pace_%s",
    fields=PaceForm,
    begins=lambda standing, drill: {"speed": drill.speed, "by_hand": drill.by_hand},
    says=_("The pace is set."),
)
GIVE = Act(
    verbs.give_inject,
    on=DRILL,
    path="drills/<uuid:pk>/injects/",
    name="drill_give",
    fields=GiveForm,
    says=_("It is delivered."),
)
NOTE = Act(
    verbs.write_note,
    on=DRILL,
    path="drills/<uuid:pk>/notes/",
    name="drill_note",
    form="note_form",
    auto_id="note_%s",
    fields=ObserverNoteForm,
    says=_("The note is kept."),
)
JUDGE = Act(
    verbs.judge,
    on=DRILL,
    path="drills/<uuid:pk>/judge/",
    name="drill_judge",
    fields=JudgeExpectationForm,
    says=_("It is recorded."),
)
END = Act(
    verbs.end_drill,
    on=DRILL,
    path="drills/<uuid:pk>/end/",
    name="drill_end",
    says=_("The drill is over."),
)

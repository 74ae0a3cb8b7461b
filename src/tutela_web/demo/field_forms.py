"""What the invented mission asks of the field by itself, four weeks of answers to it, and reports
in every state that the list of reports shows. Nobody in them exists, and all places are invented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Model

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base.clock import real_now
from tutela_web.base.values import FieldValue, JsonValue
from tutela_web.demo.weeks import MONDAYS, clock_at
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.intake.kind import FIELD_REPORT
from tutela_web.intake.models import FieldReport
from tutela_web.intake.settling_verbs import close_report, link_report
from tutela_web.intake.source_verbs import keep_consent
from tutela_web.intake.verbs import receive_report
from tutela_web.places.models import Place
from tutela_web.questionnaires.kind import FORM, FORM_QUESTION
from tutela_web.questionnaires.models import Questionnaire
from tutela_web.questionnaires.verbs import decide_form, submit_form
from tutela_web.records.kind_verbs import create_record, edit_record

Who = Callable[[str], Standing]

MARKET, SCHOOL = "market-watch", "school-watch"

MARKET_QUESTIONS: tuple[dict[str, FieldValue], ...] = (
    {
        "name": "market_open",
        "label": "Is the market open today?",
        "label_fr": "Le marché est-il ouvert aujourd’hui ?",
        "label_ar": "هل السوق مفتوح اليوم؟",
        "answer": "choice",
        "choices": "open: Open | Ouvert | مفتوح\n"
        "half: Half of the stalls | La moitié des étals | نصف المحال\n"
        "shut: Closed | Fermé | مغلق",
        "needed": True,
    },
    {
        "name": "who_stays_away",
        "label": "Who stays away?",
        "label_fr": "Qui n’y vient pas ?",
        "label_ar": "من لا يأتي؟",
        "answer": "many",
        "choices": "women: Women | Les femmes | النساء\n"
        "herders: Herders | Les éleveurs | الرعاة\n"
        "traders: Traders from outside | Les marchands d’ailleurs | تجار من الخارج\n"
        "nobody: Nobody | Personne | لا أحد",
    },
    {
        "name": "toll",
        "label": "Was a toll asked on the road to the market?",
        "label_fr": "Un péage a-t-il été exigé sur la route du marché ?",
        "label_ar": "هل طُلبت إتاوة على طريق السوق؟",
        "answer": "yesno",
    },
    {
        "name": "sorghum",
        "label": "Price of a bag of sorghum",
        "label_fr": "Prix d’un sac de sorgho",
        "label_ar": "سعر كيس الذرة الرفيعة",
        "answer": "number",
        "suppressed": False,
    },
    {
        "name": "afraid_of",
        "label": "What are people afraid of? No names of people.",
        "label_fr": "De quoi a-t-on peur ? Aucun nom de personne.",
        "label_ar": "ممَّ يخاف الناس؟ بلا أسماء أشخاص.",
        "answer": "words",
    },
    {
        "name": "trader_telephone",
        "label": "Telephone of a trader who agrees to be called",
        "label_fr": "Téléphone d’un marchand qui accepte d’être appelé",
        "label_ar": "هاتف تاجر يقبل الاتصال به",
        "answer": "words",
        "sealed": True,
    },
)

SCHOOL_QUESTIONS: tuple[dict[str, FieldValue], ...] = (
    {
        "name": "lessons_held",
        "label": "Are lessons held?",
        "label_fr": "Les cours ont-ils lieu ?",
        "label_ar": "هل تُعقد الدروس؟",
        "answer": "yesno",
        "needed": True,
    },
    {
        "name": "girls_away",
        "label": "How many girls no longer come to school?",
        "label_fr": "Combien de filles ne viennent plus à l’école ?",
        "label_ar": "كم عدد الفتيات اللواتي لم يعدن يأتين إلى المدرسة؟",
        "answer": "number",
        "closed_to": "mrm",
        "marking": 2,
    },
)


@transaction.atomic
def add(mission: Mission, who: Who) -> None:
    """Add them once.

    Takes   who, the standing of an account by its last part, as of the mission's clock.
    """
    if Questionnaire.objects.filter(mission=mission).exists():
        return
    with clock_at(mission, MONDAYS[0] - timedelta(days=5)):
        _form(
            MARKET,
            "Market watch (invented)",
            "The office knows each week which markets people keep away from, and where a patrol is "
            "wanted on market days. Asked until the end of the dry season.",
            MARKET_QUESTIONS,
            ("data_protection",),
            who,
        )
    with clock_at(mission, MONDAYS[-1]):
        _form(
            SCHOOL,
            "School watch (invented)",
            "Whether lessons are held, for the child protection adviser. Asked for three months.",
            SCHOOL_QUESTIONS,
            ("data_protection",),  # the child protection adviser has not decided: it is not asked
            who,
        )
    places = {one.code: one for one in Place.objects.filter(mission=mission, invented=True)}
    _answer_market_watch(mission, places, who)
    for told in TOLD:
        _tell(told, mission, places, who)
    _correct(mission, who)


def _form(
    code: str,
    title: str,
    purpose: str,
    questions: tuple[dict[str, FieldValue], ...],
    approved_by: tuple[str, ...],
    who: Who,
) -> None:
    """Make a form, send it for approval, and have some of its offices approve it."""
    adviser = who("adviser")
    questionnaire = create_record(
        FORM,
        {
            "code": code,
            "title": title,
            "purpose": purpose,
            "kind": "report",
            "with_base": False,
            "classification": 0,
        },
        by=adviser,
        invented=True,
    )
    for asked in questions:
        create_record(
            FORM_QUESTION,
            {"marking": 1, "suppressed": True} | asked,
            by=adviser,
            beside=questionnaire,
            invented=True,
        )
    version = submit_form(questionnaire, by=adviser)
    for office in approved_by:
        decide_form(version, office, approved=True, by=who("custodian"))


Answered = dict[str, JsonValue]

MARKET_DAYS: dict[str, tuple[Answered, ...]] = {
    "invented-luma": (
        {"market_open": "open", "who_stays_away": ["nobody"], "toll": False, "sorghum": 820},
        {"market_open": "open", "who_stays_away": ["herders"], "toll": False, "sorghum": 850},
        {"market_open": "half", "who_stays_away": ["women", "herders"], "toll": True},
        {
            "market_open": "shut",
            "who_stays_away": ["women", "traders", "herders"],
            "toll": True,
            "sorghum": 1150,
            "afraid_of": "That the village is burnt on a market day",
        },
    ),
    "invented-tembel": (
        {"market_open": "open", "who_stays_away": ["nobody"], "toll": False, "sorghum": 790},
        {"market_open": "open", "who_stays_away": ["traders"], "toll": True, "sorghum": 900},
        {"market_open": "half", "who_stays_away": ["traders"], "toll": True, "sorghum": 960},
        {"market_open": "half", "who_stays_away": ["traders", "women"], "toll": True},
    ),
    "invented-osila camp": (
        {"market_open": "open", "who_stays_away": ["nobody"], "toll": False, "sorghum": 700},
        {"market_open": "open", "who_stays_away": ["nobody"], "sorghum": 700},
        {"market_open": "open", "who_stays_away": ["herders"], "toll": False, "sorghum": 740},
        {
            "market_open": "open",
            "toll": False,
            "sorghum": 760,
            "afraid_of": "The way to the firewood, not the market",
        },
    ),
}
"""What was answered in each of the four weeks, by the place."""


def _answer_market_watch(mission: Mission, places: dict[str, Place], who: Who) -> None:
    """Two market days a week at each place: on the second, the answers of the first again. The
    office has read all but those of the last day."""
    days = [monday + timedelta(days=later) for monday in MONDAYS for later in (1, 4)]
    for number, day in enumerate(days):
        with clock_at(mission, day):
            for code, weeks in MARKET_DAYS.items():
                answers = weeks[number // 2]
                report = _receive(who("liaison"), "report", places[code], answers, form=MARKET)
                if day != days[-1]:
                    close_report(report, why="Read; counted with the others", by=who("office"))


@dataclass(frozen=True)
class ToldReport:
    """A report of the story: who sent it, of which day, and what became of it.

    day        of December 2018
    grade      reliability and credibility, "" where nobody graded it
    consent    what the source agreed to
    """

    sender: str
    kind: str
    place: str
    day: int
    answers: dict[str, JsonValue]
    grade: str = ""
    conditions: str = ""
    consent: tuple[str, ...] = ()
    tells_of: str = ""
    closed: str = ""
    hours: dict[str, int] = field(default_factory=dict)


TOLD = (
    ToldReport(
        "unit",
        "patrol",
        "invented-luma",
        19,
        {
            "task": "Be seen at the market of Luma from its opening to noon",
            "route": "Acacia, the ford, Luma, and back by the ridge",
            "reached": "Luma; the mill",
            "not_reached": "The northern wells: the ford rose behind us",
            "met": ["women", "elders", "traders"],
            "women_met": True,
            "interpreter": True,
            "observed": "Half of the stalls closed; the women go home before noon",
        },
        grade="B2",
        hours={"left": 5, "returned": 13},
    ),
    ToldReport(
        "liaison",
        "report",
        "invented-tembel",
        27,
        {
            "what": "Armed men ask a toll of every cart at the new checkpoint",
            "who": "Men of Group Kestrel (invented), of traders",
            "known_by": "told_by_witness",
            "source_name": "Invented, a trader",
            "source_reach": "At the mill on market days; never by telephone",
        },
        grade="C3",
        conditions="others",
        consent=("internal", "partner"),
        tells_of="Goods taken at a checkpoint",
    ),
    ToldReport(
        "liaison",
        "report",
        "invented-luma",
        28,
        {
            "what": "A teacher says that the headman is told what to answer us",
            "known_by": "heard",
            "source_name": "Invented, a teacher",
        },
        grade="D4",
        conditions="coached",
    ),
    ToldReport(
        "liaison",
        "perimeter",
        "invented-osila camp",
        29,
        {
            "defect": "fence",
            "sector": "North, by the water point",
            "people_pass": True,  # nosec B105 # whether people pass there
            "what": "Cut since Thursday night; children use it as a way to the firewood",
        },
    ),
    ToldReport(
        "liaison",
        "report",
        "invented-tembel",
        21,
        {"what": "Shots were heard in the night", "known_by": "heard", "going_on": False},
        grade="E5",
        closed="A wedding: the elders of both sides say so",
    ),
)


def _tell(told: ToldReport, mission: Mission, places: dict[str, Place], who: Who) -> None:
    """Send one report on its day, and settle it as it was settled."""
    with clock_at(mission, date(2018, 12, told.day)):
        answers = dict(told.answers)
        for name, hour in told.hours.items():
            answers[name] = f"2018-12-{told.day - 1:02}T{hour:02}:00"
        report = _receive(who(told.sender), told.kind, places[told.place], answers)
        office = who("office")
        if told.grade or told.conditions:
            graded: dict[str, FieldValue] = {
                "reliability": told.grade[:1],
                "credibility": told.grade[1:],
                "conditions": told.conditions,
            }
            report = edit_record(FIELD_REPORT, report, graded, version=report.version, by=office)
        for purpose in told.consent:
            keep_consent(report, purpose=purpose, said="agreed", said_on=office.on, by=office)
        if told.closed:
            close_report(report, why=told.closed, by=office)
    if told.tells_of:
        office = who("office")
        incident = incidents_for(office).filter(title=told.tells_of, invented=True).first()
        if incident is not None:
            link_report(report, incident, by=office)


def _correct(mission: Mission, who: Who) -> None:
    """The liaison assistant corrects what was said of the fence: a report beside the first."""
    first = FieldReport.objects.filter(mission=mission, kind="perimeter", invented=True).first()
    if first is None or first.place is None:
        return
    with clock_at(mission, date(2018, 12, 30)):
        _receive(
            who("liaison"),
            "perimeter",
            first.place,
            {
                "defect": "fence",
                "sector": "East, by the clinic",
                "people_pass": True,  # nosec B105 # whether people pass there
            },
            corrects=first,
        )


def _receive(
    by: Standing,
    kind: str,
    place: Place,
    answers: dict[str, JsonValue],
    *,
    form: str = "",
    corrects: FieldReport | None = None,
) -> FieldReport:
    """Take one report in, by the door of every report, and mark it."""
    received = receive_report(
        by,
        id=uuid4(),
        kind=kind,
        captured_at=real_now() - timedelta(minutes=20),
        answers=answers,
        place=place,
        form=form,
        corrects=corrects.pk if corrects is not None else None,
    )
    report = FieldReport.objects.get(pk=received.id)
    mark_invented(report)
    report.refresh_from_db()
    return report


def mark_invented(*records: Model) -> None:
    """Mark what verbs made: they do not know that the demonstration asks."""
    for record in records:
        type(record)._default_manager.filter(pk=record.pk).update(invented=True)

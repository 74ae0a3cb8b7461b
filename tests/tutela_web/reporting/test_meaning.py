"""What each sentence of a report says, recounted elsewhere: on a page, or from the tables.

MEANINGS is the register of sentences: each with what recounts it. A sentence that stands in no line
of it fails the first test; one that says another number than its page does fails the second.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client

from tests.stories.telling import part
from tests.tutela_web import make
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.crisis.month import december
from tests.tutela_web.outreach.story import exchange_at, point_of
from tutela.reporting import sentences
from tutela.reporting.figures import figures_from_data
from tutela.reporting.products import MANDATORY, NARRATIVE, products
from tutela_web.access.policy import standing_of
from tutela_web.crisis.metrics.queries import FiguresPeriod, measure_period
from tutela_web.crisis.models import Tasking, TaskingAnswer
from tutela_web.deployment.gap.kinds import NEED
from tutela_web.engagements.asks.models import Ask
from tutela_web.incidents.models import Incident
from tutela_web.outreach.dialogue.models import CommunityExchange, RaisedPoint
from tutela_web.outreach.dialogue.verbs import tell_back
from tutela_web.outreach.disputes.kinds import DISPUTE
from tutela_web.outreach.messages.message_kind import MESSAGE, PART
from tutela_web.outreach.messages.models import MessageTelling
from tutela_web.outreach.messages.plan_kind import TELLING
from tutela_web.outreach.messages.verbs import release_message, withdraw_message
from tutela_web.outreach.rumours.kinds import RUMOUR
from tutela_web.outreach.rumours.models import Rumour
from tutela_web.places.models import Place
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.reporting.drafting.verbs import WantedEdition, open_report
from tutela_web.reporting.filling import assessment as fills_assessment
from tutela_web.reporting.filling import plans as fills_plans
from tutela_web.reporting.filling import response as fills_response
from tutela_web.reporting.filling import section_fill
from tutela_web.reporting.filling.fill_job import fill_edition
from tutela_web.reporting.papers.evidence import kind_named
from tutela_web.risk.models import Risk
from tutela_web.warning.models import Alert

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

FIRST, LAST = date(2018, 12, 1), make.TODAY


@dataclass(frozen=True)
class Said:
    """A sentence of a draft: what it says by name, its records, and who looks it up."""

    words: str
    named: dict[str, str]
    refs: list[list[str]]
    cast: Cast
    client: Client
    pages: dict[str, str]

    def page(self, path: str) -> str:
        """A page as it reads, asked for once: nothing changes while sentences are recounted."""
        if path not in self.pages:
            answer = self.client.get(f"/m/luma/{path}")
            assert answer.status_code == 200, path
            self.pages[path] = answer.content.decode()
        return self.pages[path]


Recount = Callable[[Said], int | None]
"""Gives the number that `n` must be; None where it looked for itself."""


# --- from the tables, by nobody's query


def alerts_of_days() -> QuerySet[Alert]:
    return Alert.objects.filter(known_at__date__range=(FIRST, LAST), merged_into=None)


def own_incidents() -> list[Incident]:
    return list(Incident.objects.filter(merged_into=None, event_from__range=(FIRST, LAST)))


def attacks() -> list[Incident]:
    """Those of them that are harm, and no sign that comes before it."""
    return [one for one in own_incidents() if "mass flight" not in one.harms]


def measured(said: Said, measure: str, *wanted: str) -> int:
    """What the page of early warning measures of the same days."""
    standing = standing_of(said.cast["chief_of_staff"], said.cast.mission)
    rows = measure_period(standing, FiguresPeriod(FIRST, LAST)).rows
    return sum(one in wanted for one in rows.filter(measure=measure)["answer"])


def killed(said: Said) -> int:
    """The dead of attacks of the standing that is said."""
    verified = said.named["standing"] == "verified"
    return sum(one.killed or 0 for one in attacks() if (one.verification == "verified") is verified)


def of_group(said: Said) -> int:
    """The attacks of one harm, or of one area: both are told in the same form."""
    group = said.named.get("harm") or said.named["area"]
    nowhere = "In no area of a field office"
    areas = [one.area.name if one.area else nowhere for one in attacks()]
    if group in areas:
        return areas.count(group)
    harm = group.lower().replace("harm not stated", "")
    return sum((one.harms or [""])[0] == harm for one in attacks())


def taskings(*, arrived: bool | None = None) -> int:
    rows = Tasking.objects.filter(entered_at__date__range=(FIRST, LAST))
    return rows.count() if arrived is None else rows.exclude(arrived_at=None).count()


def tasking_answers(*wanted: str) -> int:
    return TaskingAnswer.objects.filter(answer__in=wanted).count()


# --- on pages


def overdue_on_board(said: Said) -> int:
    return part(said.page("joc/"), "clocks").count("overdue")


def risks_without_activity(said: Said) -> int:
    risks = Risk.objects.filter(status="adopted")
    assert int(said.named["all"]) == risks.count()
    return sum(not one.lines.exclude(status="stopped").exists() for one in risks)


def places_that_say(said: Said, *wanted: str) -> int:
    """Of how many priority risks the page of the place says one of these."""
    risks = Risk.objects.filter(status="adopted")
    pages = [said.page(f"places/{one.place_id}/") for one in risks]
    return sum(any(words in page for words in wanted) for page in pages)


def reached_late(said: Said) -> int:
    return places_that_say(said, "No able unit comes within", "No unit is able", "By day only: by")


def reach_unknown(said: Said) -> int:
    """Of a place whose position nobody knows, its page tells of no way there at all."""
    nowhere = Risk.objects.filter(status="adopted", place__latitude=None).count()
    return nowhere + places_that_say(
        said, "Whether an able unit comes within", "whether an able unit comes"
    )


def owed_on_page(said: Said) -> int:
    """As many as stand on the page of what is owed, the oldest at the end of the period."""
    oldest = RaisedPoint.objects.filter(state="owed").earliest("exchange__held_on")
    assert int(said.named["days"]) == (LAST - oldest.exchange.held_on).days
    return part(said.page("outreach/owed/"), "owed").count("/outreach/points/")


def late_on_page(said: Said) -> int:
    page = said.page("outreach/owed/")
    return page.split('id="owed"')[1].split("</section>")[0].count('class="danger"')


def places_told(_said: Said) -> int:
    rows = MessageTelling.objects.filter(told_on__range=(FIRST, LAST))
    return len(set(rows.values_list("place", flat=True)) - {None})


def places_not_told(said: Said) -> int:
    """As the page of who was told counts them."""
    page = " ".join(said.page("outreach/messages/plan/").split())
    told, of = re.search(r"(\d+) of (\d+) places you may read were told something", page).groups()  # type: ignore[union-attr]
    return int(of) - int(told)


def rumours_heard(said: Said) -> int:
    rows = Rumour.objects.filter(heard_on__range=(FIRST, LAST), same_as=None)
    answered = rows.filter(answers__on__lte=LAST).distinct().count()
    assert said.named["answered"] == str(answered)
    return rows.count()


def silent_areas(said: Said) -> int:
    heard = {one.area_id for one in own_incidents()}
    heard |= set(alerts_of_days().values_list("area", flat=True))
    return sum(one.pk not in heard for one in (said.cast.north, said.cast.south))


def on_its_page(said: Said) -> None:
    """A hotspot's paragraph tells what the page of its place lists, and what is planned there."""
    [pk] = [ref for kind, ref in said.refs if kind == "place"]
    place = Place.objects.get(pk=pk)
    page = said.page(f"places/{place.pk}/")
    assert said.words.startswith(place.name) and place.name in page
    lines = [ref for kind, ref in said.refs if kind == "line"]
    if "What we do" in said.words:
        assert ("no activity in the matrix" in said.words) is (not lines)
        assert re.search(r"(comes? |able unit)[^.]*\.", said.words)
    near = [one for one in Incident.objects.filter(place=place) if one in attacks()]
    told = re.search(r"(\d+) attacks? on civilians within 25 km", said.words)
    assert (int(told[1]) if told else 0) >= len(near)
    dead = re.search(r"(\d+) (?:person|people) killed", said.words)
    assert (int(dead[1]) if dead else 0) >= sum(one.killed or 0 for one in near)
    if place.population:
        assert f"{place.population} people live there" in said.words, "people are never rounded"


def in_its_record(said: Said) -> None:
    """The records it rests on open for who reads the report whole."""
    assert said.refs, said.words
    for kind, ref in said.refs:
        rows = kind_named(kind).rows(standing_of(said.cast["chief_of_staff"], said.cast.mission))
        assert rows.filter(pk=ref).exists(), (said.words, kind)


def as_many_records(said: Said) -> int:
    """It counts the records it rests on, each of which opens."""
    in_its_record(said)
    return len({tuple(one) for one in said.refs})


def as_written(_said: Said) -> None:
    """Words of people, or what another test recounts: nothing is counted."""


def none_of_it(said: Said) -> None:
    """That none is on record rests on nothing: `agreement` holds it against the figures."""
    assert not said.refs


def no_alert(_said: Said) -> None:
    assert not alerts_of_days().exists()


def no_attack(_said: Said) -> None:
    assert not attacks()


def no_tasking(_said: Said) -> None:
    assert not taskings()


MEANINGS: dict[str, Recount] = {
    # what happened
    "{n} incident was recorded in the period.": lambda said: len(attacks()),
    "No incident was recorded. That is not to say that none took place.": no_attack,
    "{harm}: {n} incident.": of_group,
    "{area}: {n} incident.": of_group,
    "{n} person was killed ({standing}).": killed,
    "{n} incident does not say how many were killed.": lambda said: sum(
        one.killed is None for one in attacks()
    ),
    "The day of {n} incident is not known.": as_many_records,
    "{n} incident of an earlier period was reported after its cut-off.": as_many_records,
    "{when} in {place} {n} person was killed ({standing}).": lambda said: (
        Incident.objects.get(pk=said.refs[0][1]).killed
    ),
    "{when} in {place}: {harm}; {n} person was displaced ({standing}).": (
        lambda said: Incident.objects.get(pk=said.refs[0][1]).displaced
    ),
    "{when} in {place}: {harm} ({standing}).": in_its_record,
    "{when} in {place}: {harm}, nobody killed ({standing}).": in_its_record,
    "{when} in {place}: {harm} ({standing}); how many were killed is not known.": in_its_record,
    "A base lay {km:.0f} km away.": as_written,
    "The mission had been warned.": as_written,
    "How near a base {n} incident took place is not known.": lambda said: sum(
        one.latitude is None and (one.place is None or one.place.latitude is None)
        for one in attacks()
    ),
    "{n} incident, graded {grade}.": as_many_records,
    "{n} incident may be published without names: all its sources agreed.": as_many_records,
    "{n} incident may be shared with the partner named: all its sources agreed.": as_many_records,
    "{n} incident is for the mission only: its sources agreed to no more, or were not asked.": (
        as_many_records
    ),
    "Of {n} area no alert and no harm is on record: {names}. Silence is not calm.": silent_areas,
    # alerts and their answers
    "{n} alert was opened.": lambda said: alerts_of_days().count(),
    "Of these {n} is closed.": lambda said: alerts_of_days().filter(now__open=False).count(),
    "No alert of the period is on record.": no_alert,
    "{n} open alert is past a deadline now, whenever it was raised.": overdue_on_board,
    "{when} an alert was raised for {place} ({level}); it is open.": in_its_record,
    "{n} more alert of imminent or ongoing harm is open.": as_many_records,
    "{n} alert that called for a response had none.": lambda said: measured(said, "response", "no"),
    "The mission responded to {n} alert.": lambda said: measured(said, "response", "yes"),
    "Whether the mission responded to {n} alert that called for it is not known.": (
        lambda said: measured(said, "response", "unknown")
    ),
    "The host state acted in time on {n} alert.": lambda said: measured(said, "host", "in time"),
    "{when} the alert for {place} ({level}): {steps}.": in_its_record,
    "{when} the alert for {place} ({level}) had no response.": in_its_record,
    "{n} tasking was given.": lambda said: taskings(),
    "Of these {n} arrived.": lambda said: taskings(arrived=True),
    "No tasking of the period is on record. What else was done is for its office to say.": (
        no_tasking
    ),
    "{n} tasking arrived.": lambda said: taskings(arrived=True),
    "{n} tasking was not carried out.": lambda said: tasking_answers(
        "refused", "delayed", "failed", "turned"
    ),
    "{n} tasking has neither arrived nor failed.": as_many_records,
    "The next update follows {when}.": as_written,
    # what is hard to say
    "None is on record for the period. What was not reported is not counted.": none_of_it,
    "{when} {unit} invoked a caveat at {place}: {why}.": in_its_record,
    "{when} {unit} refused a tasking at {place}: {why}.": in_its_record,
    "{when} {unit} was delayed on a tasking at {place}: {why}.": in_its_record,
    "{when} {unit} could not carry out a tasking at {place}: {why}.": in_its_record,
    "{when} {unit} turned back from a tasking at {place}: {why}.": in_its_record,
    "{when} movement was denied at {place}: {why}.": in_its_record,
    "Movement was denied {n} time.": as_many_records,
    "{n} caveat was invoked.": as_many_records,
    "{n} tasking was refused.": lambda said: tasking_answers("refused"),
    "{n} tasking was delayed, failed or turned back.": lambda said: tasking_answers(
        "delayed", "failed", "turned"
    ),
    # risks, what lacks, what lies ahead
    "{n} of {all} priority risks has no activity in the matrix": risks_without_activity,
    "For {n} of {all} priority risks no able unit comes within {hours} hours by day, by night, or "
    "at either time": reached_late,
    "Whether an able unit comes within {hours} hours is not known for {n} of {all} priority "
    "risks": reach_unknown,
    "{place}, {harm}: rose from {before:.0f} to {now:.0f} of 100.": in_its_record,
    "{place}, {harm}: rose from {before:.0f} to {now:.0f} of 100; {why}.": in_its_record,
    "{place}, {harm}: fell from {before:.0f} to {now:.0f} of 100.": in_its_record,
    "{place}, {harm}: fell from {before:.0f} to {now:.0f} of 100; {why}.": in_its_record,
    "{place}, {harm}: new on the register at {now:.0f} of 100.": in_its_record,
    "{place}, {harm}: new on the register at {now:.0f} of 100; {why}.": in_its_record,
    "{place}, {harm}: now {now:.0f} of 100; it had no value before.": in_its_record,
    "{place}, {harm}: now {now} within 30 days, as suggested.": in_its_record,
    "{place}, {harm}: stands at {now} within 30 days, as suggested.": in_its_record,
    "{place}, {harm}: rose from {before} to {now} within 30 days, as suggested.": in_its_record,
    "{place}, {harm}: fell from {before} to {now} within 30 days, as suggested.": in_its_record,
    "{n} more risk moved.": as_many_records,
    "The risk of {harm} rose at {n} place.": as_many_records,
    "The risk of {harm} fell at {n} place.": as_many_records,
    "The risk of {harm} is new on the register at {n} place.": as_many_records,
    "{place}: by the calibrated forecast a chance of {share:.0%} of violence against civilians "
    "within {n} day.": as_written,
    "Tier %(tier)s: %(n)s activity, %(done)s done, %(over)s past its day.": as_many_records,
    "%(place)s: only a response is planned against %(harm)s, nothing that prevents it.": (
        in_its_record
    ),
    "Accepted as not answered until %(day)s: %(what)s": in_its_record,
    "Against %(n)s risk only a response is planned, nothing that prevents it.": as_many_records,
    "%(n)s risk is accepted as not answered.": as_many_records,
    "%(objective)s has no indicator: progress cannot be told.": in_its_record,
    "{n} indicator has no value of this period: {names}.": as_written,
    # what communities said, were told and wait for
    "{n} exchange with a community was held in the period.": lambda said: (
        CommunityExchange.objects.filter(held_on__range=(FIRST, LAST)).count()
    ),
    "No exchange with a community is on record for the period.": none_of_it,
    "{n} request, warning or question of communities was answered.": as_many_records,
    "{n} was refused, and they were told why.": as_many_records,
    "{n} was found unsafe to answer.": as_many_records,
    "{n} request, warning or question of communities waits for an answer, the oldest for {days} "
    "days.": owed_on_page,
    "{n} of them is past its day.": late_on_page,
    # what people were told, what is said among them and what they dispute
    "People at {n} place were told what the mission says.": places_told,
    "It was told {n} time to authorities or others.": as_many_records,
    "Nobody is on record as told what the mission says in the period.": none_of_it,
    "{n} place where people live is not known to have been told anything.": places_not_told,
    "{n} message was withdrawn.": as_many_records,
    "{n} of those who were told what was withdrawn is not known to have been told so.": (
        as_many_records
    ),
    "{n} rumour was heard in the period, with an answer on record to {answered}.": rumours_heard,
    "{n} dispute between communities is not settled; the season of {near} runs or is near.": (
        as_many_records
    ),
    "{n} of {all} needs of agreed risks is not met in time: {day} by day, {night} by night.": (
        as_many_records
    ),
    "Whether {n} of {all} needs of agreed risks is met in time is not known.": as_many_records,
    # what is asked, and when
    "Asked of {office}: {words}": in_its_record,
    "Asked of {office} on {day}, without an answer: {words}": in_its_record,
    "Nothing on record waits for a decision of the reader.": none_of_it,
    "%(whom)s refused what the mission asked for: %(what)s": in_its_record,
    "%(n)s request to others has no answer.": lambda said: Ask.objects.filter(
        answered_on=None
    ).count(),
    "{day}: {duty}.": as_written,
    "%(when)s: meeting, %(forum)s.": in_its_record,
    "%(when)s: %(what)s (%(who)s).": in_its_record,
    "No meeting and no action is due in the days ahead.": none_of_it,
    "{what}: {names}.": as_written,
    "If asked: {label}. {value}.": as_written,
    "If asked: {label}. {value}, {standing}; nothing is added to it.": as_written,
    "If asked: {label}. No number is given.": as_written,
    "If asked: {label}. It is not known.": as_written,
}
"""Each sentence, by its words for one, with what recounts it."""

PIECES = {
    "an incident whose harm is not stated",
    "harm not stated",
    "In no area of a field office",
    "On {day}",
    "On a day not known",
    "Sent nothing",
    "Sent it after the cut-off",
    "Nothing to report",
    "a unit",
    "no reason on record",
    "warned late",
    "nobody warned",
    "acknowledged late",
    "not acknowledged",
    "decided late",
    "not decided",
    "{what}: {names}",
    "this part stays inside: it names units and reasons",
    "use what tells the effect only",
}
"""Words within sentences, and of refusals."""

FILLS: tuple[ModuleType, ...] = (section_fill, fills_assessment, fills_plans, fills_response)


def constants_of(call: ast.Call) -> list[str]:
    return [one.value for one in call.args if isinstance(one, ast.Constant)]


def called(node: ast.AST, *names: str) -> Iterator[ast.Call]:
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            name = getattr(one.func, "id", getattr(one.func, "attr", ""))
            if name in names:
                yield one


def templates() -> dict[str, tuple[str, ...]]:
    """Every sentence that code can suggest: by its words for one, those for one and for many."""
    found: dict[str, tuple[str, ...]] = {}
    for call in called(ast.parse(inspect.getsource(sentences)), "say", "say_n"):
        if words := [one for one in constants_of(call) if isinstance(one, str)]:
            found[words[0]] = tuple(words)
    for module in FILLS:
        for suggested in called(ast.parse(inspect.getsource(module)), "suggest"):
            for call in called(suggested, "_", "ngettext"):
                words = [one for one in constants_of(call) if isinstance(one, str)]
                found[words[0]] = tuple(words)
    return found


def as_pattern(template: str) -> re.Pattern[str]:
    """A template as what it says, its parts by name."""
    pieces = re.split(r"(\{\w+(?::[^}]*)?\}|%\(\w+\)s)", template)
    said = []
    for piece in pieces:
        name = re.match(r"\{(\w+)|%\((\w+)\)s", piece)
        if name is None:
            said.append(re.escape(piece))
        else:
            called_so = name[1] or name[2]
            what = r"[\d,]+" if called_so == "n" else ".+?"
            said.append(f"(?P<{called_so}>{what})")
    return re.compile("".join(said))


def test_every_sentence_a_report_can_build_says_what_recounts_it() -> None:
    built = set(templates())
    assert built - set(MEANINGS) - PIECES == set(), "without what recounts them"
    assert set(MEANINGS) - built == set(), "in no code any more"


def _world() -> Cast:
    """A month of alerts answered, refused and silent; attacks, a flight, an incident told late; a
    risk that is answered by a response alone, one that nobody planned for; things asked for."""
    cast = assemble()
    mission = cast.mission
    december(cast)
    muta = make.place(mission, "Muta", area=cast.north, population=2417)
    boma = make.place(mission, "Boma", area=cast.south, latitude=None, longitude=None)
    far = make.place(mission, "Far Ford", area=cast.north, latitude=9.9, longitude=33.9)
    day = date(2018, 12, 20)
    for fields in (
        {"place": muta, "killed": 7},
        {"place": muta, "killed": None},
        {"place": boma, "killed": 2, "harms": ["looting"], "latitude": None, "longitude": None},
        {"place": None, "killed": 1, "area": None, "harms": []},
        {"place": muta, "harms": ["mass flight"], "displaced": 1550, "killed": None},
    ):
        make.incident(mission, "Told", **{"area": cast.north, "event_from": day} | fields)
    risks = [make.risk(mission, place, by=cast.amina) for place in (muta, boma, far)]
    adviser = standing_of(cast.adviser, mission)
    line: Any = {"risk": risks[0], "activity": "interposition", "phase": "response"}
    make_lines([line | {"classification": 0}], by=adviser)
    for of, what in (("headquarters", "two vehicles"), ("council", "a stronger mandate")):
        ask = Ask(of=of, kind="assets", what=what, asked_on=day, classification=0, place=muta)
        records.create(ask, mission=mission, by=cast.amina)
    for ago in (40, 20):
        heard = exchange_at(cast, muta, ago=ago)
        asked = [point_of(cast, heard, due=heard.held_on + timedelta(days=7)) for _n in range(2)]
        said = "A patrol goes with you on Fridays"
        tell_back(
            asked[0],
            "answered",
            said,
            channel="visit",
            exposes_nobody=True,
            version=1,
            by=adviser,
        )
    _told_and_heard(cast, muta)
    return cast


def _told_and_heard(cast: Cast, muta: Place) -> None:
    """A warning told at a place and to an office and withdrawn, a rumour in the open, a dispute."""
    adviser = standing_of(cast.adviser, cast.mission)
    head = standing_of(cast["head_of_mission"], cast.mission)
    words = {"title": "Keep off the ford", "kind": "urgent", "audience": "communities"}
    words |= {"languages": ["en"], "channels": ["meeting"], "classification": 0}
    warning = create_record(MESSAGE, words, by=adviser)
    create_record(PART, {"kind": "more", "words_en": "Mines"}, beside=warning, by=adviser)
    warning = release_message(warning, LAST, version=warning.version, by=head)
    told = {"version_told": "en", "channel": "meeting", "told_on": adviser.on, "classification": 0}
    for whom in ({"place": muta}, {"whom": "District office"}):
        row = told | whom | {"audience": "communities"}
        create_record(TELLING, row, beside=warning, by=adviser)
    withdraw_message(warning, "The mines are cleared", version=warning.version, by=head)
    said = {"what": "They come back on market day", "about": "danger", "place": muta}
    said |= {"heard_on": adviser.on, "classification": 0}
    create_record(RUMOUR, said, by=adviser)
    about = {"name": "Water at the ford", "parties": ["herders", "farmers"], "over": "water"}
    create_record(DISPUTE, about | {"place": muta, "classification": 0}, by=adviser)
    takes = {"effects": ["deter"], "within_minutes": 60, "place": muta, "classification": 0}
    create_record(NEED, takes, by=adviser)


@pytest.fixture(scope=once_a_file)
def world(build_once: Callable[[Any], Any]) -> Cast:
    made: Cast = build_once(_world)
    return made


NOT_HERE = {"flash"}
"""Reports about one alert: their own stories tell of them."""


def test_each_sentence_is_recounted_where_its_records_are(world: Cast, sign_in: Any) -> None:
    """Of every report inside: no sentence says what another page denies, and none is unknown."""
    adviser = standing_of(world.adviser, world.mission)
    client = sign_in(world["chief_of_staff"])
    patterns = [
        (as_pattern(words), one)
        for one, many in templates().items()
        if one in MEANINGS
        for words in many
    ]
    recounted, numbers, pages, filled = set(), 0, dict[str, str](), set[str]()
    for key, product in products().items():
        spoken = {one.source for one in product.sections if one.kind in (NARRATIVE, MANDATORY)}
        if product.outside or key in NOT_HERE or spoken <= filled:
            continue  # its sentences were recounted in another report
        filled |= spoken
        wanted = WantedEdition(key, LAST, first=FIRST, last=LAST)
        edition = fill_edition(open_report(wanted, by=adviser, now=False), by=world.adviser)
        figures = {one.key: one for one in figures_from_data(edition.figures)}
        for report_part in edition.parts.all():
            for one in report_part.suggested:
                said, found = one["words"], False
                if "What happened:" in said and "Who:" in said:
                    on_its_page(Said(said, {}, one["refs"], world, client, pages))
                    recounted.add("a hotspot")
                    continue
                for pattern, template in patterns:
                    if match := pattern.match(said):
                        found = True
                        told = Said(said, match.groupdict(), one["refs"], world, client, pages)
                        number = MEANINGS[template](told)
                        if number is not None:
                            assert int(told.named["n"].replace(",", "")) == number, (key, said)
                            numbers += 1
                        recounted.add(template)
                        break
                assert found or report_part.key in ("decisions", "obstacles"), (key, said)
        assert figures or product.layout in ("minutes", "trends", "input"), key
    assert "a hotspot" in recounted
    assert len(recounted) >= 25 and numbers >= 60, (len(recounted), numbers)

"""A strategy through its year, each step on its page: who drafts, who is heard, who signs, who has
it, and what its matrix holds. Invented names throughout.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.stories.telling import Telling, part
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.strategy.endorsed import waive_all
from tutela.strategy.elements import by_key
from tutela_web.access.vault import keyring
from tutela_web.fora.forum.models import Forum
from tutela_web.mandate.models import Paragraph
from tutela_web.partners.roles.models import RoleLine
from tutela_web.programme.efforts.models import PlanItem
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.objectives.models import LinkedPlan, Objective
from tutela_web.strategy.consulting.models import Consultation, StakeholderView
from tutela_web.strategy.disseminating.models import Recipient
from tutela_web.strategy.edition.models import Section, Strategy

MANDATE = """\
Resolution 8001 (2018)
Adopted by the Security Council at its 8200th meeting, on 3 June 2018
The Security Council,
1. Decides that UNMIKA shall protect civilians under imminent threat of physical violence;
"""
OPENED = {
    "title": "Protection in Luma",
    "concept": "Concept of 2015",
    "ahead_why": "The Council asks for it within thirty days.",
}
ADVISER, DRAFTER, CHIEF, HEAD = "poc_adviser", "drafter", "chief_of_staff", "head_of_mission"


@pytest.fixture
def tell(cast: Cast, sign_in: Callable[[Any], Any]) -> Telling:
    keyring.make_first()
    return Telling(cast, sign_in)


def opened(tell: Telling) -> str:
    """The drafter opens a strategy; gives where its pages begin."""
    tell.fill(DRAFTER, "strategy/drafts/", **OPENED)
    return f"strategy/drafts/{Strategy.objects.get().pk}/"


def test_a_strategy_is_owed_planned_in_time_and_short(tell: Telling) -> None:
    cast = tell.cast
    make.risk(cast.mission, make.place(cast.mission, "Luma"), by=cast.adviser)
    tell.fill(ADVISER, "mandate/new/", words=MANDATE)
    page = tell.page(DRAFTER, "strategy/drafts/")
    assert "overdue" in page and "nobody named" in page and "S/RES/8001 (2018)" in page
    home = opened(tell)

    # Senior leaders name who drives it and who drafts, for reasons; the working group has seats.
    tell.fill(ADVISER, "fora/new/", name="Drafting group", kind="planning")
    said = {
        "leader": tell.post_of(HEAD),
        "office": tell.post_of(DRAFTER),
        "office_why": "It knows the matter; every component trusts it.",
        "begins": "2018-10-05",
    }
    tell.fill(CHIEF, f"{home}plan/", forum=Forum.objects.get(), **said)
    page = tell.page("boris", f"{home}plan/")
    assert "day 87 of" in page and "every component trusts it" in page
    assert "chief of staff" in part(page, "drafts") and "31 Dec 2018" in part(page, "drafts")
    assert "no seat in the working group: civilian, military, police, support" in page.lower()
    tell.fill(
        CHIEF, f"{home}plan/", to="/seats/", part="military", post=tell.post_of("force_commander")
    )
    tell.fill(CHIEF, f"{home}plan/", to="/seats/", part="partner", organisation="Lifeline")
    page = tell.page("boris", f"{home}plan/")
    assert "no seat in the working group: civilian, police, support" in page.lower()
    assert "Lifeline" in page and "late" in page
    assert "head of mission" in tell.page(DRAFTER, "strategy/drafts/")

    # Those to be heard are told early; three months must hold them all.
    tell.fill(
        DRAFTER,
        f"{home}consultation/population/new/",
        who="Women of the camp",
        parties=["women"],
        sections=["B"],
        method="small group",
        noticed_on="2018-12-31",
        planned_on="2019-04-01",
    )
    board = tell.page("boris", f"{home}consultation/")
    assert "were told after drafting began on 5 October 2018" in board
    assert "1 Apr 2019" in board
    assert "the time left cannot hold" in tell.page("boris", f"{home}plan/")

    # The parameters were settled with headquarters before; leaders' deeds stand in their log.
    tell.fill(
        DRAFTER,
        f"{home}endorsement/",
        do="step",
        step="parameters",
        on="2018-10-01",
        who="Integrated Operational Team",
        note="Two areas first",
    )
    page = tell.page("boris", f"{home}endorsement/")
    assert "Integrated Operational Team" in page and "Two areas first" in page
    page = tell.page(DRAFTER, f"{home}leadership/")
    assert "named who drives it" in page and "31 Dec 2018" in page
    tell.wait(days=31)
    page = tell.page(DRAFTER, f"{home}leadership/")
    assert "No leader decided or reviewed anything for 31 days." in page

    # Section A says in short what it serves, in paragraphs that are in force.
    one = next(p for p in Paragraph.objects.all() if p.number == "1")
    tell.press(ADVISER, f"mandate/paragraphs/{one.pk}/judge/", poc="yes", version=str(one.version))
    first = Section.objects.get(letter="A")
    at = f"strategy/drafts/sections/{first.pk}/"
    tell.fill(DRAFTER, at, text="It serves paragraphs 1 and 9 of S/RES/8001 (2018).")
    assert "not in force" in tell.page(DRAFTER, at)
    tell.fill(DRAFTER, at, text="It serves paragraph 1 of S/RES/8001 (2018).")
    assert "cites what is in force" in tell.page("boris", f"{home}elements/")

    # Short, and each paragraph tied to a place, an activity or who does it.
    section = Section.objects.get(letter="C")
    tell.fill(
        DRAFTER,
        f"strategy/drafts/sections/{section.pk}/",
        text="We patrol Luma.\n\nPeace is good." + " Words." * 901,
    )
    page = tell.page(DRAFTER, f"{home}length/")
    assert "over the limit" in page and "Peace is good" in page


def planned(tell: Telling, home: str, stakeholder: str, **said: Any) -> Consultation:
    """The drafter plans a consultation of one class; gives it."""
    said = {"sections": ["A", "C"], "method": "meeting"} | said
    if stakeholder == "population":
        said |= {"safe": "True", "safe_why": "At the office, by day."}
    tell.fill(DRAFTER, f"{home}consultation/{stakeholder}/new/", **said)
    return Consultation.objects.latest("entered_at")


def test_the_eight_classes_are_heard_left_out_or_missing_and_each_view_is_answered(
    tell: Telling,
) -> None:
    home = opened(tell)
    plan = {
        "leader": tell.post_of(HEAD),
        "office": tell.post_of(DRAFTER),
        "office_why": "Trusted",
        "begins": "2018-10-01",
    }
    tell.fill(CHIEF, f"{home}plan/", **plan)
    board = f"{home}consultation/"
    assert "8 of the eight classes are not heard" in tell.page("boris", board)

    # The host: security alone does not do, and late is told; how far it is involved is approved.
    host = planned(tell, home, "host", who="Ministry of Interior", parties=["host-security"])
    shown = part(tell.page("boris", board), "host")
    assert "Only police and army are asked" in shown and "Not met yet" in shown
    tell.fill(
        DRAFTER,
        f"strategy/drafts/consultations/{host.pk}/",
        to="/held/",
        held_on="2018-12-31",
        **{"male 18-59": "8"},
    )
    guidance = f"{home}guidance/"
    page = tell.page("boris", guidance)
    assert "31 Dec 2018" in part(page, "host") and "after the first full draft" in page
    tell.fill(HEAD, guidance, do="depth", depth="consulted", why="It wants to; its police are few")
    shown = part(tell.page("boris", guidance), "host")
    assert "its police are few" in shown and "head of mission" in shown

    # What nobody said of a consultation stands as a gap of it.
    planned(tell, home, "headquarters", who="The team at headquarters", sections=[], method="")
    shown = part(tell.page("boris", board), "headquarters")
    for gap in ("Nobody said who takes part", "Nobody said on which sections", "Nobody said how"):
        assert gap in shown, gap

    # The population: by sex and age; groups not met are named. Each view has its answer.
    people = planned(
        tell,
        home,
        "population",
        who="Women and elders of Luma",
        parties=["women", "traditional", "religious"],
        noticed_on="2018-12-01",
        partner="Lifeline",
        partner_on="2018-11-30",
    )
    at = f"strategy/drafts/consultations/{people.pk}/"
    tell.fill(
        DRAFTER,
        at,
        to="/held/",
        held_on="2018-12-20",
        **{"female 18-59": "20", "female 60+": "9", "male 60+": "8"},
    )
    shown = part(tell.page("boris", board), "population")
    for name in ("Children", "Minorities", "Human rights organisations", "Women's groups"):
        assert name.replace("'", "&#x27;") in shown or name in shown, name
    page = tell.page("boris", at)
    assert "37" in page and "Lifeline" in page and "small group" not in page
    tell.fill(DRAFTER, at, to="/views/", says="Patrol the wood path at dawn.", voice="women")
    view = StakeholderView.objects.get()
    answer = f"/views/{view.pk}/"
    tell.fill(DRAFTER, at, to=answer, taken="partly", section="C", why="Twice a week")
    page = tell.page("boris", at)
    assert "Patrol the wood path" in page and "Twice a week" in page

    # Who speaks for others is told apart from those at risk.
    planned(tell, home, "population", who="Chiefs of Adok", parties=["traditional"])
    shown = part(tell.page("boris", board), "population")
    flag = "Those who speak for others are asked, and nobody of those at risk."
    assert shown.count(flag) == 1 and flag in shown.split("Chiefs of Adok")[1]
    assert "Traditional authorities" in tell.page("boris", at)

    # The mission's components, UN bodies and NGOs; armed groups and the Council, in writing.
    ours = planned(tell, home, "mission", who="Heads of component", parties=["military", "police"])
    held = {"held_on": "2018-12-21", "male 18-59": "9", "female 18-59": "7"}
    tell.fill(DRAFTER, f"strategy/drafts/consultations/{ours.pk}/", to="/held/", **held)
    shown = part(tell.page("boris", board), "mission")
    assert "Mission support" in shown and "Military component" not in shown.split("Not met")[1]
    planned(tell, home, "protection-actors", who="Protection Cluster", parties=["cluster"])
    shown = part(tell.page("boris", board), "protection-actors")
    assert "NGOs engaged in protection" in shown.split("Not met")[1]
    for stakeholder, why in (
        ("armed groups", "Engaged on obligations only, not on the text"),
        ("council", "Headquarters briefs it"),
    ):
        who = HEAD if stakeholder == "armed groups" else CHIEF  # the Head of Mission alone
        tell.press(who, f"{home}waive/", stakeholder=stakeholder, why=why)
        ident = stakeholder.replace(" ", "-")
        shown = part(tell.page("boris", board), ident)
        assert "left out" in shown and why in shown and who.replace("_", " ") in shown
    assert "no consultation" in tell.page(DRAFTER, home), "its page begins with who is not heard"

    # Guidance on the mandate and on contributors apart; countries briefed; what is done together.
    for about in ("mandate", "contributors"):
        tell.fill(DRAFTER, guidance, do="ask", about=about, asked=f"How far, on {about}?")
    page = tell.fill(DRAFTER, guidance, to="/guidance/", words="As far as the camps")
    assert "As far as the camps" in part(page, "guidance-mandate")
    assert "not received" in part(page, "guidance-contributors")
    for country in ("Karuna", "Osila"):
        tell.fill(DRAFTER, guidance, do="country", country=country)
    page = tell.fill(
        DRAFTER,
        guidance,
        to="/briefings/",
        mandate="All means",
        risks="Raids on the road",
        conveyed_on="2018-12-30",
        acknowledged_on="2018-12-31",
    )
    shown = part(page, "contributors")
    assert "1 country is not briefed" in shown and "Raids on the road" in shown
    assert "acknowledged 31 Dec 2018" in shown
    tell.fill(DRAFTER, guidance, do="joint", what="Safe conditions for aid", with_whom="Cluster")
    page = tell.page("boris", guidance)
    assert "Safe conditions for aid" in page and "no line does it" in page


def test_the_head_of_mission_endorses_one_exact_text_and_each_component_reads_it_back(
    tell: Telling,
) -> None:
    home = opened(tell)
    steps, sections = f"{home}endorsement/", "strategy/drafts/sections/"
    first = Section.objects.get(letter="A")
    purpose = "All staff comply once the Head of Mission has signed."
    tell.fill(DRAFTER, f"{sections}{first.pk}/", text=purpose)
    page = tell.page(HEAD, steps)
    assert "I endorse it" not in page and "matrix" in page.lower()
    assert tell.by(HEAD).post(f"/m/luma/{steps}", {"do": "endorse"}).status_code == 400

    # Who says that it is met cites the sentence: whoever strikes it takes that back.
    comply = by_key()["A.compliance"].title
    tell.press(DRAFTER, f"{sections}{first.pk}/mark/", element="A.compliance", quote=purpose)
    assert comply not in part(tell.page(HEAD, steps), "missing")
    tell.fill(DRAFTER, f"{sections}{first.pk}/", text="We protect the people of Luma.")
    assert comply in part(tell.page(HEAD, steps), "missing")
    tell.fill(DRAFTER, f"{sections}{first.pk}/", text=purpose)
    tell.press(DRAFTER, f"{sections}{first.pk}/mark/", element="A.compliance", quote=purpose)

    # What the Framework asks and is not there is left out in writing, with who said so and why.
    tell.press(HEAD, f"{home}waive/", element="A.isf", why="None here.")
    assert "None here." in tell.page(DRAFTER, f"{home}elements/")
    waive_all(tell.cast, Strategy.objects.get())

    # To the task force and to Legal Affairs, their views; both officers beside named plans.
    for step, said in (
        ("sent_task_force", {}),
        ("answered_task_force", {"answer": "agreed", "note": "Clear"}),
        ("sent_legal", {}),
        ("answered_legal", {"answer": "agreed with changes", "note": "Cite paragraph 1"}),
    ):
        tell.fill(DRAFTER, steps, do="step", step=step, **said)
    page = tell.page("boris", steps)
    assert "Cite paragraph 1" in page and "Integrated Mission Task Force" in page
    tell.fill(
        DRAFTER,
        steps,
        do="check",
        officer="planning",
        document="Mission concept",
        conflicts="Dates of phase 2",
    )
    tell.fill(CHIEF, steps, do="check", officer="chief", document="Budget of the year")
    page = tell.page("boris", steps)
    assert "Dates of phase 2" in page and "Budget of the year" in page

    # One exact text is endorsed, and no word of it changes after.
    tell.fill(HEAD, f"{home}signed/", do="endorse", note="With my thanks")
    made = Strategy.objects.get()
    assert made.state == "endorsed"
    changed = tell.by(DRAFTER).post(
        f"/m/luma/{sections}{first.pk}/", {"text": "Another.", "version": "2"}
    )
    assert changed.status_code in (400, 403, 409)
    page = tell.page("boris", steps)
    step = made.steps.get(step="endorsed_head")
    assert step.digest[:12] in page and "head of mission" in page
    assert "not recorded" in page, "the country team has not endorsed it"
    tell.fill("country_team", steps, do="step", step="endorsed_country_team", answer="agreed")
    tell.fill(HEAD, steps, do="force")
    page = tell.page("boris", home)
    assert "31 Dec 2018" in page and "30 Dec 2019" in page, "one year"

    # Who receives it: components read their part back, the cluster has it or is overdue.
    give = f"{home}dissemination/"
    decided = {"political": "low", "operational": "low", "why": "They act on it"}
    tell.fill(ADVISER, give, who="Police", kind="component", gives="full", **decided)
    page = tell.page("boris", give)
    assert "Protection Cluster" in page and "Police" in page
    tell.fill(
        ADVISER,
        give,
        who="Ministry of Interior",
        kind="host",
        political="high",
        operational="high",
        gives="summary",
        why="It names units",
    )
    police = Recipient.objects.get(who="Police")
    at = f"strategy/drafts/recipients/{police.pk}/"
    tell.fill(ADVISER, at, do="send")
    tell.wait(days=15)
    assert "1 receipt is overdue" in tell.page("boris", give)
    tell.fill(
        ADVISER, at, do="receive", received_by="Police planning", read_back="Nights at the market"
    )
    tell.fill(ADVISER, at, do="note", coherence="Nights are not covered yet")
    page = tell.page("boris", at)
    assert "Nights at the market" in page and "Nights are not covered yet" in page
    assert "receipt is overdue" not in tell.page("boris", give)
    assert "It names units" in tell.page("boris", give)

    # Ninety days before its year is over a review is due; after it, it has ended.
    tell.wait(days=275)
    assert "review is due" in tell.page("boris", home).lower()
    tell.wait(days=80)
    assert "it ended on" in tell.page("boris", home).lower()


def line(tell: Telling, risk: Any, **said: Any) -> MatrixLine:
    tell.fill(ADVISER, "strategy/matrix/new/", **{"risk": risk, "activity": "day_patrol"} | said)
    return MatrixLine.objects.latest("entered_at")


def test_each_priority_risk_is_answered_by_lines_somebody_leads_and_the_check_says_what_lacks(
    tell: Telling,
) -> None:
    cast = tell.cast
    luma = make.place(cast.mission, "Luma", area=cast.north)
    risk = make.risk(cast.mission, luma, by=cast.adviser)
    adok = make.place(cast.mission, "Adok", latitude=8.19, longitude=30.31)
    bare = make.risk(cast.mission, adok, by=cast.adviser)
    matrix = "strategy/matrix/"
    assert "risk" in tell.refused(ADVISER, f"{matrix}new/", activity="day_patrol").lower()
    when = {"place": luma, "starts": "2018-11-01", "ends": "2019-02-01"}
    patrol = line(tell, risk, lead="Force", part="military", tiers=["2"], phase="response", **when)
    at = f"{matrix}{patrol.pk}/"
    page = tell.page("boris", at)
    assert "Luma" in page and "not yet" in part(page, "lead") and "1 Nov 2018" in page
    assert f"/m/luma/risks/{risk.pk}/" in page, "the risk that justifies it"
    check = tell.page("boris", f"{matrix}check/")
    for flag in (
        "Only one kind of component answers it",
        "No unarmed measure answers it",
        "Nothing prevents or pre-empts it",
        "Not everybody named has agreed",
    ):
        assert flag.lower() in check.lower(), flag
    page = tell.fill("force_commander", at, to="/accept/")
    assert "not yet" not in part(page, "lead") and "31 Dec 2018" in part(page, "lead")

    talks = line(
        tell,
        risk,
        activity="local_mediation",
        lead="Civil Affairs",
        part="civilian",
        tiers=["1", "3"],
        phase="prevention",
        starts="2019-01-10",
        joint="True",
        support="OCHA",
        place=luma,
    )
    line(tell, risk, lead="UNHCR", tiers=["2"], phase="prevention", joint="True", **when)
    check = tell.page("boris", f"{matrix}check/")
    assert "1 thing done twice" in check and "Only one kind" not in check
    assert patrol.code in part(check, "double") and "67 % of its lines" in check
    assert "Adok" in part(check, "answers") and "no line" in part(check, "answers")
    quarters = part(check, "over-time")
    assert "Oct 2018" in quarters and "Apr 2019" in quarters
    shown = tell.page("boris", f"{matrix}?phase=prevention")
    assert talks.code in shown and patrol.code not in shown
    shown = tell.page("boris", f"{matrix}?joint=yes")
    assert talks.code in shown and patrol.code not in shown, "what is done with others"
    assert patrol.code in tell.page("boris", f"{matrix}?joint=unknown")
    shown = tell.page("boris", f"{matrix}?lead=Civil+Affairs")
    assert talks.code in shown and patrol.code not in shown, "a component's work-plan"
    page = tell.page("boris", f"{matrix}{talks.pk}/")
    assert "OCHA" in page and "not confirmed" in page
    assert f"risk={bare.pk}" in tell.page(ADVISER, matrix), "a priority risk without a line"

    # Section G names who protects; each role stands beside the lines it leads.
    for name in ("Force", "Reserve"):
        tell.fill(
            DRAFTER, "roles/new/", who="force", name=name, what="protects", says="Patrols the roads"
        )
    force = RoleLine.objects.get(name="Force")
    chain = f"strategy/chain/link/line/{patrol.pk}/"
    tell.press(ADVISER, chain, kind="role", to=str(force.pk))
    page = tell.page("boris", "strategy/roles-and-lines/")
    assert "1 role without a line" in page and "2 lines without a role" in page
    assert force.code in page and patrol.code in page

    # A line draws on the mission's plan and concept of operations, under an outcome.
    planned = "strategy/planned/"
    for kind, title, under in (
        ("outcome", "Families reach water unharmed", ""),
        ("operation", "Operation Ford", "Families reach water unharmed"),
        ("task", "Dawn patrols", "Operation Ford"),
    ):  # of the force; the budget stands beside
        above = {"under": PlanItem.objects.get(title=under)} if under else {}
        tell.fill(ADVISER, f"{planned}new/", paper="force", kind=kind, title=title, **above)
    task = PlanItem.objects.get(title="Dawn patrols")
    tell.fill(ADVISER, f"{planned}new/", paper="budget", kind="line", title="Fuel of the sector")
    fuel = PlanItem.objects.get(paper="budget")
    tell.press(ADVISER, chain, kind="planned", to=str(fuel.pk))
    tell.press(ADVISER, chain, kind="planned", to=str(task.pk))
    page = tell.page("boris", planned)
    assert "no resource is named for this task" in page.lower() and patrol.code in page
    assert "2 lines draw on nothing recorded here" in page
    page = tell.page("boris", at)
    assert "Dawn patrols" in page and "Fuel of the sector" in page


@pytest.mark.postgresql
def test_objectives_stand_beside_the_plans_of_others(tell: Telling) -> None:
    risk = make.risk(tell.cast.mission, make.place(tell.cast.mission, "Luma"), by=tell.cast.adviser)
    for words, term, tier, aim in (
        ("Water is fetched unharmed", "immediate", "2", "Talks on grazing"),
        ("Roads are safe", "medium", "3", ""),
    ):
        tell.fill(
            ADVISER,
            "strategy/objectives/new/",
            words=words,
            term=term,
            tiers=[tier],
            aim=aim,
            risks=[str(risk.pk)],
        )
    water = Objective.objects.get(words__startswith="Water")
    page = tell.page("boris", f"strategy/objectives/{water.pk}/")
    assert "Talks on grazing" in page, "the political aim it serves"

    tell.fill(DRAFTER, "strategy/drafts/", title="Protection in Luma")
    section = Section.objects.get(letter="A")
    page = tell.page(DRAFTER, f"strategy/drafts/sections/{section.pk}/")
    assert "Water is fetched unharmed (political aim: Talks on grazing)" in page

    # The host government's own priorities, and the framework's roles, one by one beside ours.
    for kind, title in (("host", "National plan"), ("isf", "Strategic Framework")):
        tell.fill(DRAFTER, "strategy/linked-plans/new/", kind=kind, title=title, whose="Governor")
    host, isf = (LinkedPlan.objects.get(kind=kind) for kind in ("host", "isf"))
    at = f"strategy/linked-plans/{host.pk}/"
    tell.fill(
        DRAFTER, at, to="/match/", about="priority", theirs="Wells", fit="shared", objective=water
    )
    tell.fill(DRAFTER, at, to="/match/", about="priority", theirs="Arms", fit="unmatched")
    page = tell.page("boris", at)
    assert "1 priority of theirs" in page and "Roads are safe" in page and "Wells" in page
    at = f"strategy/linked-plans/{isf.pk}/"
    role = {"about": "role", "theirs": "UNHCR leads on sites", "ours": "The Police lead"}
    tell.fill(DRAFTER, at, to="/match/", fit="conflicts", **role)
    page = tell.page("boris", at)
    assert "1 conflict nobody resolved" in page and "The Police lead" in page
    tell.fill(
        DRAFTER,
        at,
        to="/match/",
        about="role",
        theirs="UNICEF traces families",
        ours="The mission refers",
        fit="conflicts",
        resolution="Inside: UNICEF",
    )
    page = tell.page("boris", at)
    assert "Inside: UNICEF" in page and "1 conflict nobody resolved" in page

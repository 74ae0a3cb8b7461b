"""How the mission works with others through a quarter, each step on its page: the groups that meet,
partners and what is agreed with them, what leaders raise. Invented names throughout.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.stories.telling import Telling, part
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.filled import words_of
from tutela_web.access.models import AuditEntry, Post
from tutela_web.engagements.asks.models import Ask
from tutela_web.fora.forum.models import Forum, ForumDecision, Meeting
from tutela_web.partners.arrangements.models import Arrangement, Party
from tutela_web.partners.exchanges.models import Exchange
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.roles.models import HostNote
from tutela_web.partners.sides.models import ProtectionActor
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.strategy.edition.models import Section

WHO = "poc_adviser"


@pytest.fixture
def tell(cast: Cast, sign_in: Callable[[Any], Any]) -> Telling:
    return Telling(cast, sign_in)


def set_up(tell: Telling, name: str, kind: str, **said: Any) -> Forum:
    """The POC adviser sets a forum up on its page."""
    tell.fill(WHO, "fora/new/", name=name, kind=kind, **said)
    return Forum.objects.get(name=name)


def meet(tell: Telling, forum: Forum, at: str, *, who: str = WHO, **came: Any) -> Meeting:
    """A meeting is called; and held, where it is said who came."""
    tell.fill(who, f"fora/{forum.pk}/call/", starts_at=at)
    made = Meeting.objects.filter(forum=forum).latest("entered_at")
    if came:
        tell.fill(who, f"fora/meetings/{made.pk}/", to="/hold/", **came)
    return made


def test_the_groups_above_and_below_meet_decide_direct_and_report(tell: Telling) -> None:
    cast, north = tell.cast, tell.cast.north
    luma = make.place(cast.mission, "Luma", area=north)
    risk = make.risk(cast.mission, luma, by=cast.adviser)
    unit = tell.unit("Ferry Company", make.base(cast.mission, area=north))
    make.post(cast.mission, "police_commander", title="Police Commissioner")
    alert = tell.log(
        "joc_duty_officer", place=str(luma.pk), place_said="Luma", level="imminent", act="a march"
    )
    head, office = tell.post_of("head_of_mission"), tell.post_of("head_of_field_office")
    above = set_up(tell, "SMG-P", "senior", level="headquarters", chair=head, rhythm_days="14")
    below = set_up(
        tell,
        "POC group North",
        "local",
        level="local",
        area=north,
        chair=office,
        reports_to=above,
    )
    leaders = set_up(tell, "Leaders on protection", "leaders", rhythm_days="14", chair=head)

    # Seats: each post filled or vacant; a guest decides nothing. The body below mirrors it.
    seats = f"fora/{above.pk}/"
    vacant = Post.objects.get(title="Police Commissioner")
    tell.fill(WHO, seats, to="/members/", post=tell.post_of("force_commander"), component="Force")
    tell.fill(WHO, seats, to="/members/", post=vacant, component="Police")
    tell.fill(WHO, seats, to="/members/", organisation="OCHA", guest="on")
    page = tell.page("boris", seats)
    shown = part(page, "seats")
    assert "Police Commissioner" in shown and shown.count("vacant") == 1
    assert "OCHA" in shown and "guest" in shown and "other organisation" in shown
    assert "POC group North" in page, "who reports to it"
    tell.fill(WHO, f"fora/{below.pk}/", to="/members/", post=office, component="Civil Affairs")
    page = tell.page("boris", f"fora/{below.pk}/")
    assert "SMG-P" in page and "head of field office" in page and "Civil Affairs" in page
    fora = tell.page("boris", "fora/")
    assert "head of mission" in part(fora, "fora") and "none recorded" in part(fora, "map")

    # The agenda fills itself; each critical risk asks for a political step.
    first = meet(tell, above, "2018-12-30T09:00")
    at = f"fora/meetings/{first.pk}/"
    page = tell.page("boris", at)
    assert "Luma" in part(page, "agenda") and str(alert) in part(page, "agenda")
    assert "No political step was decided with these critical risks" in page
    ferry = {"what": "Reopen the ferry before the convoy", "authority": "Head of Mission"}
    assert "required" in tell.refused(WHO, at, to="/decision/", what="Reopen the ferry").lower()
    page = tell.fill(
        WHO,
        at,
        to="/decision/",
        risk=risk,
        political="on",
        weighed="Electoral support waits: people cannot",
        directs=below,
        **ferry,
    )
    assert "No political step was decided" not in page
    shown = part(page, "decisions")
    assert "Ranked against: Electoral support waits" in shown and "political step" in shown
    assert "no answer yet" in shown
    decision = ForumDecision.objects.get()
    assert decision.directs == below
    kept_as = AuditEntry.objects.filter(subject_id=str(decision.pk)).values_list("kind", flat=True)
    assert set(kept_as) == {"forumdecision"}  # an alert's is a "decision"

    # What is directed stands below until it is answered there.
    page = tell.fill("head_of_field_office", f"fora/{below.pk}/", to="/directions/", answer="Runs")
    assert "Directed from above" not in page
    assert "POC group North: Runs" in part(tell.page("boris", at), "decisions")

    # Other mandated tasks claim the units protection is tasked with.
    tell.fill(
        "sector_operations",
        f"alerts/{alert.pk}/decision/",
        to="/task/",
        option="day_patrol",
        standard="deter_by_presence",
        unit=unit,
    )
    local = meet(tell, below, "2019-01-02T09:00", who="head_of_field_office")
    page = tell.fill(
        "head_of_field_office",
        f"fora/meetings/{local.pk}/",
        to="/claim/",
        unit=unit,
        what="Escorts the electoral convoy",
    )
    shown = part(page, "claims")
    assert (
        "requested twice" in shown and "electoral convoy" in shown and "day patrol" in shown.lower()
    )

    # The report upward: five headings beside what live records say; what it seeks lands above.
    report = f"fora/{below.pk}/report/"
    assert "Actions since the last report" in tell.page("head_of_field_office", report)
    page = tell.fill(
        "head_of_field_office", report, progress="The ferry runs", decisions_sought="A second boat"
    )
    assert "3 headings empty" in page and "decisions sought wait above" in page
    following = meet(tell, above, "2019-01-03T09:00")
    shown = part(tell.page("boris", f"fora/meetings/{following.pk}/"), "agenda")
    assert "Decision sought by POC group North" in shown and "A second boat" in shown

    # Leaders consult one another: who came, what was decided, and later than its rhythm asks.
    talk = meet(
        tell,
        leaders,
        "2018-12-10T09:00",
        present="Force Commander; Police Commissioner; Head of Mission",
        women="1",
        men="2",
    )
    tell.fill(
        WHO, f"fora/meetings/{talk.pk}/", to="/decision/", what="Share posts", authority="HoM"
    )
    page = tell.page("boris", f"fora/meetings/{talk.pk}/")
    assert "Police Commissioner" in part(page, "present") and "Share posts" in page
    assert "7 days later than its rhythm asks" in tell.page("boris", f"fora/{leaders.pk}/")
    assert "7 days later than its rhythm asks" in tell.page("boris", "fora/")
    for path in ("fora/", seats, at):
        assert tell.by("chen").get(f"/m/luma/{path}").status_code == 404


def test_the_planning_group_reads_the_draft_and_keeps_its_positions(tell: Telling) -> None:
    forum = set_up(tell, "Integrated planning group", "planning")
    met = meet(tell, forum, "2018-12-28T09:00", present="Chief of Staff; UNHCR", women="2", men="2")
    at = f"fora/meetings/{met.pk}/"
    tell.fill(WHO, at, to="/paper/", title="Draft strategy", reference="version 3")
    said = "Section D is too short."
    tell.fill(WHO, at, to="/passed/", kind="position", office="UNHCR", says=said)
    tell.fill(WHO, at, to="/action/", what="Lengthen section D", due="2019-01-10")
    page = tell.page("boris", at)
    assert "Draft strategy" in part(page, "papers") and "version 3" in part(page, "papers")
    assert said in part(page, "passed") and "UNHCR" in part(page, "passed")
    assert "Lengthen section D" in part(page, "raised")


def partner(tell: Telling, name: str, kind: str, **said: Any) -> Partner:
    tell.fill(WHO, "partners/new/", name=name, kind=kind, **said)
    return Partner.objects.get(name=name)


def arranged(tell: Telling, name: str, kind: str, **said: Any) -> Arrangement:
    tell.fill(WHO, "arrangements/new/", name=name, kind=kind, **({"says": "As agreed"} | said))
    return Arrangement.objects.get(name=name)


def test_partners_are_asked_for_what_they_accept_and_reached_by_a_known_way(tell: Telling) -> None:
    cast = tell.cast
    cluster = set_up(tell, "Cluster North", "cluster", area=cast.north, rhythm_days="30")
    governor = set_up(
        tell,
        "Channel to the governor",
        "host",
        level="regional",
        chair_said="Deputy Governor",
        rhythm_days="30",
    )
    meet(tell, governor, "2018-12-20T09:00", present="Deputy Governor; Head of Office")
    unhcr = partner(
        tell,
        "UNHCR",
        "un",
        contact="protection officer",
        channel="a call each week",
        forum=cluster,
        depth="joint",
    )
    medics = partner(tell, "Medics of the River", "ngo", depth="consulted")
    shut = partner(tell, "Lone Watch", "ngo", depth="none", contact="desk", channel="letters only")

    # Who lacks a contact point or a way of working stands first; section H by partner.
    page = tell.page("boris", "partners/")
    listed = part(page, "partners")
    assert listed.index("Medics of the River") < listed.index("UNHCR")
    assert "no contact point" in tell.page("boris", f"partners/{medics.pk}/")
    page = tell.page("boris", f"partners/{unhcr.pk}/")
    for words in ("protection officer", "a call each week", "Cluster North"):
        assert words in page, words
    outside = part(tell.page("boris", "partners/?kind=ngo"), "partners")
    assert "Lone Watch" in outside and "desk" in outside and "UNHCR" not in outside

    # Channels to host authorities, level by level.
    shown = part(tell.page("boris", "partners/"), "host")
    assert "Deputy Governor" in shown and "at least every 30 days" in shown
    assert "last met 20 Dec 2018" in shown and shown.count("no channel recorded") == 2

    # Nobody is asked for more contact than they accept.
    seat = f"fora/{cluster.pk}/"
    assert "so much contact" in tell.refused(WHO, seat, to="/members/", organisation=medics.name)
    tell.fill(WHO, seat, to="/members/", organisation=medics.name, guest="on")
    tell.refused(WHO, seat, to="/members/", organisation=shut.name, guest="on")
    assert "It accepts no contact" in tell.page("boris", f"partners/{shut.pk}/")
    assert "attends as a guest" in tell.page("boris", f"partners/{medics.pk}/")

    # An integration arrangement, and the fora that result from it.
    one = arranged(tell, "Integration directive", "integration", agreed_on="2018-06-01")
    result = set_up(tell, "Joint protection group", "other", rests_on=one)
    page = tell.page("boris", f"arrangements/{one.pk}/")
    assert result.name in page and "1 Jun 2018" in page

    # Roles are cleared up where protection is coordinated already; a forum of its own is warned of.
    roles = arranged(tell, "Who escorts", "roles", forum=cluster)
    assert "was made for this" not in tell.page("boris", f"arrangements/{roles.pk}/")
    roles = arranged(tell, "Who registers", "roles", parallel="on")
    assert "A forum of its own was made" in tell.page("boris", f"arrangements/{roles.pk}/")

    # What the host does and the mission does before violence rises; areas without it are named.
    arranged(
        tell,
        "Who does what in Luma",
        "host",
        area=cast.north,
        agreed_on="2018-11-01",
        next_on="2019-02-01",
    )
    page = tell.page("boris", "arrangements/")
    assert f"none for {cast.south.name}" in words_of(page.encode())
    assert "1 Nov 2018" in page and "1 Feb 2019" in page


def test_close_work_separation_and_the_emergency_sheet_stand_by_area(tell: Telling) -> None:
    cast = tell.cast
    luma = make.place(cast.mission, "Luma", area=cast.north)
    medics = partner(tell, "Medics of the River", "ngo", depth="consulted")
    make.risk(cast.mission, luma, by=cast.adviser)
    arranged(tell, "Camp of Adok", "close", contact="Civil-military officer", says="Ask first")
    arranged(tell, "Clinic of Luma", "separation", place=luma)
    page = tell.page("boris", "arrangements/?kind=close")
    assert "Camp of Adok" in page and "Civil-military officer" in page
    assert "Clinic of Luma" in tell.page("boris", "arrangements/?kind=separation")

    sheet = arranged(tell, "Emergency contacts North", "contacts", area=cast.north)
    at = f"arrangements/{sheet.pk}/"
    tell.fill(WHO, at, to="/parties/", partner=medics, part="Runs the clinic", line="HF 5")
    of = Party.objects.get(arrangement=sheet)
    tell.fill(WHO, at, to=f"{of.pk}/call/", why="test", at="2018-12-30T10:00", reached="on")
    shown = part(tell.page("boris", at), "parties")
    assert "Runs the clinic" in shown and "HF 5" in shown and "30 Dec 2018" in shown
    kept = tell.page("boris", f"{at}sheet.html")
    assert "HF 5" in kept and "src=" not in kept, "it opens without a line to anywhere"

    # A crisis: the screen warns of the place of others, says whom to call; who answered is kept.
    alert = tell.log(
        "joc_duty_officer", place=str(luma.pk), place_said="Luma", level="imminent", act="a march"
    )
    page = tell.page(WHO, f"alerts/{alert.pk}/decision/")
    assert "Area of separation" in page and "Emergency contacts North" in page
    page = tell.fill(
        WHO,
        at,
        to=f"{of.pk}/call/",
        why="crisis",
        at="2018-12-31T08:30",
        reached="on",
        answer="The clinic moves its patients.",
        alert=alert,
    )
    shown = part(page, "calls")
    assert str(alert) in shown and "The clinic moves its patients." in shown


def test_others_read_a_risk_their_way_and_what_they_offer_for_a_gap_is_kept(tell: Telling) -> None:
    cast = tell.cast
    luma = make.place(cast.mission, "Luma", area=cast.north)
    risk = make.risk(cast.mission, luma, by=cast.adviser)
    silent = make.risk(cast.mission, make.place(cast.mission, "Adok"), by=cast.adviser)
    host = set_up(tell, "Channel to the governor", "host", level="regional")
    cluster = set_up(tell, "Cluster North", "cluster", area=cast.north)
    ocha = partner(tell, "OCHA", "un", depth="joint", conduit="on")
    medics = partner(tell, "Medics of the River", "ngo", refused_on="2018-12-01")
    with_host = meet(tell, host, "2018-12-20T09:00", present="Governor; Head of Office")
    with_cluster = meet(tell, cluster, "2018-12-21T09:00", present="OCHA")
    at = f"fora/meetings/{with_cluster.pk}/"

    page = tell.page("boris", f"others/risks/{risk.pk}/")
    assert page.count("not asked") == 2
    reading = {"kind": "reading", "risk": risk}
    tell.fill(
        WHO,
        f"fora/meetings/{with_host.pk}/",
        to="/passed/",
        office="Governor's office",
        level="1",
        says="Thieves, no more.",
        **reading,
    )
    tell.fill(WHO, at, to="/passed/", partner=ocha, level="3", says="As you say.", **reading)
    page = tell.page("boris", f"others/risks/{risk.pk}/")
    assert "difference: lower" in page and "agree" in page and "Thieves, no more." in page
    assert "difference: lower" in tell.page("boris", "others/")

    # The mission's presence at the cluster, place by place, and points each way.
    assert "not attended" in part(tell.page("boris", "others/clusters/"), "clusters")
    second = meet(tell, cluster, "2018-12-22T09:00", present="OCHA; poc adviser")
    at = f"fora/meetings/{second.pk}/"
    tell.fill(WHO, at, to="/passed/", kind="taken", says="The road is open.")
    tell.fill(WHO, at, to="/passed/", kind="brought", partner=ocha, says="Wells are dry.")
    shown = part(tell.page("boris", "others/clusters/"), "clusters")
    assert "Cluster North 2 1 1 1" in shown

    # What comes through a conduit names nobody else; a refusal costs nothing.
    heard = {"kind": "through", "says": "Families left the islands."}
    assert "conduit" in tell.refused(WHO, at, to="/passed/", partner=medics, **heard)
    refused = tell.refused(WHO, at, to="/passed/", partner=ocha, office="Medics", **heard)
    assert "only the conduit" in refused
    assert "Families left" in tell.fill(WHO, at, to="/passed/", partner=ocha, **heard)
    page = tell.page("boris", f"partners/{medics.pk}/")
    assert "It declined to share information" in page and "It is not pressed" in page

    # Gaps raised with partners, and who offered or declined.
    asked = {"to": "/passed/", "partner": ocha}
    tell.fill(WHO, at, kind="offered", says="Two boats.", gap="No boat on the river", **asked)
    tell.fill(WHO, at, kind="declined", says="None to spare.", gap="No radio at Luma", **asked)
    assert Exchange.objects.filter(meeting=second).count() == 5
    page = tell.page("boris", "others/gaps/")
    assert "Two boats." in page and "nobody offered anything" in page and "Cluster North" in page

    # What leaders raised with whom; a critical risk nobody raised stands atop.
    page = tell.page("boris", "others/leaders/")
    assert "never raised politically" in page and f"/risks/{risk.pk}/" in page
    tell.fill(
        WHO,
        f"engagements/new/?risk={risk.pk}",
        kind="demarche",
        channel="call",
        met_by=tell.post_of("head_of_mission"),
        office="Governor of Luma",
        message="Keep the road open.",
    )
    page = tell.page("boris", "others/leaders/")
    atop = page.split("never raised politically")[1].split('id="post-')[0]
    assert f"/risks/{silent.pk}/" in atop and f"/risks/{risk.pk}/" not in atop
    assert "Governor of Luma" in page

    # The record with a partner runs from the first talks; a silence of months is a gap in it.
    governor = partner(tell, "Governor of Luma", "host", began_on="2018-03-01")
    shown = part(tell.page("boris", f"partners/{governor.pk}/"), "record")
    assert "first talks" in shown and "no contact recorded" in shown and "gap" in shown


def test_the_host_and_the_council_are_told_asked_and_answer(tell: Telling) -> None:
    cast = tell.cast
    luma = make.place(cast.mission, "Luma", area=cast.north)
    risk = make.risk(cast.mission, luma, by=cast.adviser)
    army = make.actor(cast.mission, "Army of Luma", type="host_military")
    tell.fill(
        WHO,
        "host/new/",
        institution="Police of the North",
        side="weakness",
        of="ability",
        what="No car runs.",
        evidence="Joint visit to all posts.",
        seen_on="2018-12-20",
    )
    page = tell.page("boris", "host/")
    assert "No car runs." in page and "20 Dec 2018" in page
    assert "nobody has looked" in page, "of its will"
    assert "withheld: nobody cleared" in tell.page(WHO, "host/version/")
    note = HostNote.objects.get()
    assert "Joint visit to all posts." in tell.page("boris", f"host/{note.pk}/")
    tell.fill("head_of_mission", f"host/{note.pk}/", to="/clear/", words="It needs cars")
    page = tell.page(WHO, "host/version/")
    assert "It needs cars" in page and "No car runs" not in page and "withheld" not in page

    tell.fill(
        WHO,
        "engagements/new/",
        kind="demarche",
        channel="meeting",
        met_by=tell.post_of("head_of_mission"),
        actor=army,
        message="Spare the market.",
        obligations="on",
        consequences=["support"],
        support_named="Fuel for the garrison",
        reply="They will inquire.",
    )
    shown = part(tell.page("boris", "host/"), "conveyed")
    for words in (
        "31 Dec 2018",
        "Army of Luma",
        "head of mission",
        "its obligations",
        "Fuel for the garrison",
        "They will inquire.",
    ):
        assert words in shown, words

    # Backing asked of the Council, a gap laid before it: to whom, what, how long, what came of it.
    ask = {"of": "council", "of_whom": "Fifth Committee", "risk": risk}
    ago = str(make.TODAY - timedelta(days=21))
    tell.fill(
        WHO,
        "asks/new/",
        kind="money",
        what="Two boats",
        gap="Nobody reaches the islands",
        asked_on=ago,
        due="2018-12-20",
        **ask,
    )
    page = tell.page("boris", "asks/")
    assert "Fifth Committee" in page and "Nobody reaches the islands" in page
    assert "past due, no answer" in page and "10 Dec 2018" in page
    boats = {"of": "contributor", "of_whom": "Karuna", "gap": "Nobody reaches the islands"}
    tell.fill(WHO, "asks/new/", kind="assets", what="A riverine unit", **boats)
    one = Ask.objects.get(kind="assets")
    tell.fill(WHO, f"asks/{one.pk}/", to="/answer/", answer="part", said="One boat came in May.")
    page = tell.page("boris", f"asks/{one.pk}/")
    for words in ("Karuna", "A riverine unit", "Nobody reaches the islands", "One boat came"):
        assert words in page, words
    tell.fill(WHO, "asks/new/", kind="backing", what="A word to the neighbours", **ask)
    here = f"asks/{Ask.objects.get(kind='backing').pk}/"
    assert "no answer yet" in tell.page("boris", here)
    tell.fill(WHO, here, to="/answer/", answer="granted", said="Said so; the border opened.")
    assert "the border opened" in tell.page("boris", here)


def test_aid_stays_distinct_and_an_operation_looks_at_reprisals(tell: Telling) -> None:
    luma = make.place(tell.cast.mission, "Luma", area=tell.cast.north)
    tell.fill(WHO, "space/new/", kind="operation", what="Cordon of Adok")
    here = f"space/{SpaceCheck.objects.get().pk}/"
    assert "What reprisals civilians could suffer" in tell.page("boris", here)
    tell.fill(
        WHO,
        here,
        to="/answers/",
        inform="Routes only, through OCHA",
        apart="The clinic",
        reprisals="Against those who were seen with a patrol",
    )
    tell.fill(WHO, here, to="/sites/", place=luma, watched_by=tell.post_of("head_of_field_office"))
    page = tell.page("boris", here)
    assert "Not answered" not in page and "Against those who were seen" in page
    assert "Luma" in part(page, "sites") and "head of field office" in part(page, "sites")


def test_a_group_is_told_what_binds_it_and_what_it_intends_is_on_its_page(tell: Telling) -> None:
    cast = tell.cast
    told, silent = (make.actor(cast.mission, f"Group {name}") for name in ("Kestrel", "Umber"))
    note = {"evidence": "Patrol report of 1 December", "certainty": "probable"}
    for group, about, says in (
        (told, "intent", "It wants the market for itself."),
        (told, "threat", "It burns villages."),
        (told, "protects", "It guards the water point."),
        (silent, "holds", "The east bank."),
    ):
        tell.fill("analyst", f"actors/{group.pk}/assess/", about=about, says=says, **note)
    contact = {
        "kind": "message",
        "channel": "third",
        "actor": told,
        "met_by": tell.post_of("head_of_mission"),
        "message": "Those who order it will be named.",
        "obligations": "on",
        "consequences": ["prosecution"],
        "safety": "Route cleared by the sector",
        "reply": "They heard it out.",
    }
    assert "ask the Head of Mission" in tell.refused(WHO, "engagements/new/", **contact)
    day = str(make.TODAY)
    tell.fill(
        "head_of_mission",
        "engagements/authorisations/new/",
        actor=told,
        purpose="Their duties",
        starts=day,
        ends=day,
    )
    balance = tell.page("boris", "engagements/balance/")
    assert "Group Kestrel" in part(balance, "never-told")
    tell.fill(WHO, "engagements/new/", **contact)
    page = tell.page("boris", f"actors/{told.pk}/")
    for ident, words in (
        ("about-intent", "It wants the market for itself."),
        ("about-threat", "It burns villages."),
        ("about-protects", "It guards the water point."),
    ):
        shown = part(page, ident)
        assert words in shown and "Patrol report" in shown and "31 Dec 2018" in shown
    shown = part(page, "contact")
    for words in (
        "31 Dec 2018",
        "through a third party",
        "head of mission",
        "its obligations",
        "held to account",
        "Those who order it will be named.",
        "Route cleared by the sector",
        "They heard it out.",
    ):
        assert words in shown, words
    for kind in ("faction", "ally", "rival", "patron"):
        tell.fill(
            "analyst",
            f"actors/{told.pk}/link/",
            kind=kind,
            other=silent,
            evidence=f"Seen as {kind}",
            starts="2018-03-01",
        )
    tell.fill("analyst", f"actors/{told.pk}/assess/", about="incentive", says="Cattle tax", **note)
    page = tell.page("boris", f"actors/{told.pk}/")
    shown = part(page, "relations")
    for kind in ("Faction of", "Ally of", "Rival of", "Patron of"):
        assert kind in shown, kind
    assert "Seen as patron" in shown and shown.count("1 Mar 2018") == 4
    assert "Cattle tax" in part(page, "about-incentive")
    balance = tell.page("boris", "engagements/balance/")
    assert "Group Kestrel" not in part(balance, "never-told")
    assert "Group Umber" in part(balance, "never-told")
    assert "The east bank." in part(balance, "holding")


def test_section_g_says_who_protects_who_does_what_and_what_is_not_settled(tell: Telling) -> None:
    north = tell.cast.north
    for said in (
        {
            "kind": "parallel",
            "name": "Regional Brigade",
            "mandate": "Regional council, 2016",
            "presence": "Two posts",
            "capacity": "One battalion",
            "role": "It holds the border.",
            "relation": "Liaison each week",
            "overlap": "Both patrol the eastern road.",
        },
        {"kind": "mission", "name": "The mission", "distinct": "It may use force."},
    ):
        tell.fill(WHO, "roles/actors/new/", area=north, **said)
    at = f"roles/actors/?area={north.code}"
    page = tell.page("boris", at)
    for words in ("Regional council, 2016", "Two posts", "One battalion", "It may use force."):
        assert words in page, words
    assert "Both patrol the eastern road." in part(page, "open")
    assert "no division agreed" in page and page.count("nobody recorded: not known") == 4
    force = ProtectionActor.objects.get(kind="parallel")
    tell.fill(
        WHO,
        f"roles/actors/{force.pk}/edit/",
        division="They the border, we the towns.",
        agreed_on="2018-12-20",
        settled_on="2018-12-20",
    )
    assert "Not settled" not in tell.page("boris", at)
    page = tell.page("boris", f"roles/actors/{force.pk}/")
    assert "They the border, we the towns." in page and "Liaison each week" in page

    # The posts of section G, and who does what with partners: agreed, contested, not yet discussed.
    team = set_up(tell, "Country team", "other")
    patrols = {"what": "protects", "says": "As its mandate asks"}
    for who, said in (
        ("political", {"reports": "Rights and child-protection staff"}),
        ("humanitarian", {"forum": team}),
        ("un", {"name": "UNHCR", "contested": "Who leads at the sites"}),
        ("un", {"name": "UNICEF"}),
        ("un", {"name": "UNFPA", "agreed_on": "2018-12-01"}),
    ):
        tell.fill("drafter", "roles/new/", who=who, **patrols | said)
    page = tell.page("boris", "roles/")
    for words in ("Rights and child-protection staff", "Country team", "contested", "UNICEF"):
        assert words in page, words
    assert "not yet discussed" in page and "1 Dec 2018" in page

    # A new strategy begins with them.
    tell.fill("drafter", "strategy/drafts/", title="Protection in Luma")
    section = Section.objects.get(letter="G")
    page = tell.page("drafter", f"strategy/drafts/sections/{section.pk}/")
    assert "Regional Brigade" in page or "It may use force." in page

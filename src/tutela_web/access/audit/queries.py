"""How the trail is read: whether it is whole, and who read and exported what.

Every member of the mission may read who did what: by post and kind. Which record it was is shown
to those who may see such records anyway; who the person was, to those who keep people. That
something was written into a compartment, and how much lies there, is not told outside it: readers
get neither the numbers of lines, whose gaps would count what is hidden, nor totals, nor the head,
which changes with each hidden line. The auditor gets all three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext, gettext_lazy

from tutela.base.terms import Term, terms
from tutela_web.access.audit import seal
from tutela_web.access.audit import trail as audit
from tutela_web.access.audit.archived import newest_archive
from tutela_web.access.audit.trail import ChainFault, ChainVerdict, hash_of
from tutela_web.access.models import AuditEntry, AuditHead, Holding, Mission, Person, RoleGrant
from tutela_web.access.policy import Standing, roles
from tutela_web.base.clock import read_moment, real_now
from tutela_web.base.models import Batch, told_of
from tutela_web.base.upkeep.backup import Heads
from tutela_web.base.values import JsonValue

PER_PAGE = 50
CHECKED_AT_ONCE = 5000
"""How many new lines a page verifies; what is beyond waits for `tutela audit verify`."""

READING = ("read", "open", "search", "preview")
LEAVING = ("export", "share", "send")
DOORS = ("sign_in", "locked_out", "open_refused", "end_access", "end_device", "make_device")

KINDS = {
    # kind of line -> its words, and the kind of the policy whose readers may see the record's id
    "incident": (gettext_lazy("incident"), "incidents"),
    "event": (gettext_lazy("event"), "events"),
    "events": (gettext_lazy("events"), "events"),
    "batch": (gettext_lazy("import"), "batches"),
    "place": (gettext_lazy("place"), "places"),
    "drill": (gettext_lazy("drill"), "exercises"),
    "risk": (gettext_lazy("risk"), "risks"),
    "hotspot": (gettext_lazy("hotspot"), "risks"),
    "week": (gettext_lazy("week"), "risks"),
    "agreedorder": (gettext_lazy("order of hotspots"), "risks"),
    "hotspotcorrection": (gettext_lazy("correction of a hotspot"), "risks"),
    "assessment": (gettext_lazy("assessment"), "risks"),
    "assessmentrule": (gettext_lazy("retention of assessments"), None),
    "actor": (gettext_lazy("actor"), "actors"),
    "base": (gettext_lazy("base"), "bases"),
    "basesupport": (gettext_lazy("support of a base"), None),
    "crisisreserve": (gettext_lazy("crisis reserve"), None),
    "person": (gettext_lazy("person"), "people"),
    "survey": (gettext_lazy("survey"), "outreach"),
    "surveyitem": (gettext_lazy("question of a survey"), "outreach"),
    "post": (gettext_lazy("post"), "people"),
    "device": (gettext_lazy("device"), None),
    "handset": (gettext_lazy("field telephone"), None),
    "questionnaire": (gettext_lazy("form of the mission"), "forms"),
    "formquestion": (gettext_lazy("question of a form"), "forms"),
    "formversion": (gettext_lazy("version of a form"), "forms"),
    "ownfield": (gettext_lazy("own field"), "forms"),
    "fieldedition": (gettext_lazy("version of an own field"), "forms"),
    "field-reports": (gettext_lazy("reports from the field"), "reports"),
    "formserver": (gettext_lazy("server of forms"), None),
    "formlink": (gettext_lazy("linked form"), None),
    "closedanswers": (gettext_lazy("answers of a compartment"), None),
    "field_settings": (gettext_lazy("settings of the field app"), None),
    "reportmedia": (gettext_lazy("photo or voice note of a report"), None),
    "identity": (gettext_lazy("identity"), "identities"),
    "break_glass": (gettext_lazy("break-glass"), None),
    "alert": (gettext_lazy("alert"), "alerts"),
    "report": (gettext_lazy("report"), None),
    "decision": (gettext_lazy("decision"), None),
    "forumdecision": (gettext_lazy("decision of a meeting"), None),
    "tasking": (gettext_lazy("tasking"), None),
    "outcome": (gettext_lazy("outcome"), None),
    "release": (gettext_lazy("release to a host force"), None),
    "networkcontact": (gettext_lazy("contact"), "network"),
    "owed": (gettext_lazy("answer due"), None),
    "news": (gettext_lazy("news for subscribers"), None),
    "silence": (gettext_lazy("silent community"), None),
    "callback": (gettext_lazy("call back"), None),
    "clock": (gettext_lazy("clocks"), None),
    "gateway": (gettext_lazy("gateway"), None),
    "push_service": (gettext_lazy("web push"), None),
    "push_device": (gettext_lazy("browser"), None),
    "caveat": (gettext_lazy("caveat"), None),
    "ladderstep": (gettext_lazy("step of a ladder"), "mandates"),
    "scenarioanswer": (gettext_lazy("answer to a scenario"), None),
    "policeauthority": (gettext_lazy("authority of a police unit to use force"), "bases"),
    "routesecurity": (gettext_lazy("security of a route"), "bases"),
    "routeescort": (gettext_lazy("escort on a route"), "bases"),
    "refusal": (gettext_lazy("refusal of a tasking"), None),
    "moverequest": (gettext_lazy("move that is requested"), None),
    "drawdown": (gettext_lazy("drawdown"), None),
    "covergap": (gettext_lazy("what loses cover"), None),
    "caveatfinding": (gettext_lazy("finding on a refusal"), None),
    "contributor": (gettext_lazy("contributor"), "means"),
    "requirement": (gettext_lazy("requirement of units"), "means"),
    "requirementline": (gettext_lazy("line of a requirement"), "means"),
    "requirementdispatch": (gettext_lazy("requirement sent to a contributor"), "means"),
    "contributorpromise": (gettext_lazy("demand of an agreement"), None),
    "unitcheck": (gettext_lazy("check of a unit"), None),
    "trainingsession": (gettext_lazy("training of a unit"), None),
    "courseset": (gettext_lazy("course set for a unit"), None),
    "leadertraining": (gettext_lazy("training of a leader"), "strategy"),
    "policerole": (gettext_lazy("role of a police unit"), None),
    "taskingrefusal": (gettext_lazy("refusal of a tasking"), None),
    "hrddpfile": (gettext_lazy("due-diligence file"), None),
    "reach": (gettext_lazy("reach"), None),
    "deniedmovement": (gettext_lazy("denied movement"), None),
    "contingencyplan": (gettext_lazy("contingency plan"), None),
    "strategy": (gettext_lazy("strategy"), "drafts"),
    "frozenstrategy": (gettext_lazy("saved text of a strategy"), None),
    "recipient": (gettext_lazy("recipient of a strategy"), None),
    "redactedcopy": (gettext_lazy("copy of a strategy for others"), None),
    "strategystep": (gettext_lazy("step of a strategy"), None),
    "section": (gettext_lazy("section of a strategy"), None),
    "sectionsummary": (gettext_lazy("summary of a section"), None),
    "paperlayout": (gettext_lazy("layout of a paper"), None),
    "prefillacceptance": (gettext_lazy("prefilled text accepted"), None),
    "sectiontranslation": (gettext_lazy("section in another language"), None),
    "sectioncomment": (gettext_lazy("comment on a section"), None),
    "setaside": (gettext_lazy("text set aside"), None),
    "elementmark": (gettext_lazy("element answered"), None),
    "placephase": (gettext_lazy("phase of a place"), None),
    "phasestep": (gettext_lazy("step of a phase"), None),
    "rhythm": (gettext_lazy("rhythm of a place"), None),
    "rhythmdone": (gettext_lazy("presence at a place"), None),
    "harmreference": (gettext_lazy("harm by mission or supported forces"), None),
    "consentloss": (gettext_lazy("loss of the host's consent"), None),
    "timeline": (gettext_lazy("timeline"), None),
    "clocks": (gettext_lazy("clocks of an alert"), None),
    "response_report": (gettext_lazy("report on the response"), None),
    "signing_key": (gettext_lazy("signing key"), None),
    "travelsettings": (gettext_lazy("travel times"), None),
    "groundlayer": (gettext_lazy("roads and ground"), None),
    "conductoffice": (gettext_lazy("contacts and key of Conduct and Discipline"), None),
    "misconductreceipt": (gettext_lazy("receipt of Conduct and Discipline"), None),
    "unsurecase": (gettext_lazy("what may tell of misconduct"), None),
    "job": (gettext_lazy("background task"), None),
    "key": (gettext_lazy("key of the vault"), None),
    "platform": (gettext_lazy("platform"), None),
    "mission": (gettext_lazy("mission"), None),
    "member": (gettext_lazy("member of a forum"), None),
    "party": (gettext_lazy("party to an arrangement"), None),
    "holding": (gettext_lazy("holder of a post"), None),
    "feed": (gettext_lazy("public feed"), None),
    "message": (gettext_lazy("message"), None),
    "webhook": (gettext_lazy("webhook"), None),
    "listening": (gettext_lazy("subscription"), None),
    "desk_silence": (gettext_lazy("silence of a desk"), None),
    "brief": (gettext_lazy("one-page brief"), None),
    "violation": (gettext_lazy("violation or abuse"), "violations"),
    "violationstep": (gettext_lazy("step towards an answer"), "violations"),
    "statusfinding": (gettext_lazy("finding of direct participation"), "violations"),
    "commandlink": (gettext_lazy("who commanded"), None),
    "actionplan": (gettext_lazy("action plan"), "violations"),
    "actionplanstep": (gettext_lazy("step of an action plan"), "violations"),
    "hostinvestigation": (gettext_lazy("investigation by the host"), "violations"),
    "investigationstep": (gettext_lazy("step of an investigation"), "violations"),
    "justicehelp": (gettext_lazy("help towards justice"), None),
    "justicework": (gettext_lazy("work of justice"), "violations"),
    "survivorreferral": (gettext_lazy("referral of a survivor"), None),
    "harmcheck": (gettext_lazy("harm check"), "checks"),
    "reprisal": (gettext_lazy("allegation of reprisal"), None),
    "destruction_hold": (gettext_lazy("hold on destruction"), "retention"),
    "retention_rule": (gettext_lazy("rule of retention"), "retention"),
    "retained_words": (gettext_lazy("words that were reviewed"), "retention"),
    "opensite": (gettext_lazy("site open to reprisals"), None),
    "travel_surface": (gettext_lazy("travel times"), None),
    "closedevent": (gettext_lazy("event of a compartment"), None),
    "closedincident": (gettext_lazy("incident of a compartment"), None),
    "communityfact": (gettext_lazy("what is known of a community"), "outreach"),
    "ownmeasure": (gettext_lazy("own protection of a community"), "outreach"),
    "communityneed": (gettext_lazy("need of a community"), "outreach"),
    "communityrole": (gettext_lazy("part a community could take"), "outreach"),
    "partneradvice": (gettext_lazy("advice before contact"), "outreach"),
    "closedfact": (gettext_lazy("closed fact of a community"), None),
    "recordclass": (gettext_lazy("class of record"), None),
}

_CASES = frozenset({"crsv", "mrm", "detention", "source", "hrddp"})
APART = {
    "closedevent": _CASES,
    "closedincident": _CASES,
    "eventidentity": frozenset({"group_identity"}),
    "unitreadiness": frozenset({"capacity"}),
    "caveat": frozenset({"capacity"}),
    "scenarioanswer": frozenset({"capacity"}),
    "refusal": frozenset({"capacity"}),
    "moverequest": frozenset({"capacity"}),
    "drawdown": frozenset({"capacity"}),
    "covergap": frozenset({"capacity"}),
    "caveatfinding": frozenset({"capacity"}),
    "contributorpromise": frozenset({"capacity"}),
    "unitcheck": frozenset({"capacity"}),
    "trainingsession": frozenset({"capacity"}),
    "courseset": frozenset({"capacity"}),
    "policerole": frozenset({"capacity"}),
    "taskingrefusal": frozenset({"capacity"}),
    "hrddpfile": frozenset({"hrddp"}),
    "harmreference": frozenset({"hrddp"}),
    "reach": frozenset({"capacity"}),
    "reprisal": frozenset(),
    "commandlink": frozenset({"hrddp"}),
    "closedanswers": _CASES | {"group_identity", "hrddp"},
    "reportmedia": frozenset({"source"}),
    "misconductreceipt": frozenset(),  # no compartment opens it: the auditor alone reads the line
    "unsurecase": frozenset(),
    "closedfact": frozenset(),  # nor does one open what an attacker would want of a community
    "closedsentence": frozenset(),
    "refugeanswer": frozenset(),  # nor that an alert said where people hide
    "escortask": frozenset(),  # nor that a unit was told a stretch and hours of its way
}
"""Kinds of line that tell, by being there, that something lies in a compartment; the compartments
any of which opens them."""

ACTS = {
    "read": gettext_lazy("read"),
    "open": gettext_lazy("opened"),
    "open_refused": gettext_lazy("was refused"),
    "try_given": gettext_lazy("tried a role on a class of record: given"),
    "try_refused": gettext_lazy("tried a role on a class of record: refused"),
    "search": gettext_lazy("searched"),
    "choose_script": gettext_lazy("chose the script of a drill"),
    "seat_player": gettext_lazy("named a player of a drill"),
    "seat_observer": gettext_lazy("named an observer of a drill"),
    "unseat": gettext_lazy("took somebody out of a drill"),
    "relieve": gettext_lazy("named who relieves a player of live duty"),
    "start_drill": gettext_lazy("started a drill"),
    "pause_drill": gettext_lazy("held a drill"),
    "resume_drill": gettext_lazy("let a drill go on"),
    "pace_drill": gettext_lazy("set the pace of a drill"),
    "end_drill": gettext_lazy("ended a drill"),
    "no_duff": gettext_lazy("stopped a drill for a real event"),
    "set_up_handset": gettext_lazy("set up a field telephone"),
    "order_wipe": gettext_lazy("ordered a field telephone to be wiped"),
    "wipe_handset": gettext_lazy("was told that a field telephone was wiped"),
    "expect_check_in": gettext_lazy("asked to be missed if not heard of by a time"),
    "check_in": gettext_lazy("checked in"),
    "miss_check_in": gettext_lazy("told of a check-in that was missed"),
    "end_check_in": gettext_lazy("said that somebody who missed a check-in was heard of"),
    "ask_media": gettext_lazy("asked for photos and voice notes in the field app"),
    "agree_media": gettext_lazy("agreed to photos and voice notes in the field app"),
    "refuse_media": gettext_lazy("refused photos and voice notes in the field app"),
    "take_back_media": gettext_lazy("took back a request for photos and voice notes"),
    "end_media": gettext_lazy("switched photos and voice notes off in the field app"),
    "take_bundle": gettext_lazy("took in a file of reports"),
    "release_report": gettext_lazy("released a report"),
    "submit_form": gettext_lazy("sent a form of the mission for approval"),
    "approve_form": gettext_lazy("approved a form of the mission"),
    "refuse_form": gettext_lazy("refused a form of the mission"),
    "withdraw_form": gettext_lazy("withdrew a form of the mission"),
    "count_answers": gettext_lazy("counted the answers to"),
    "make_form_server": gettext_lazy("named a server of forms"),
    "change_form_server": gettext_lazy("changed a server of forms"),
    "link_form": gettext_lazy("linked a form of another system"),
    "map_form": gettext_lazy("chose which question of a linked form is which"),
    "renew_form_secret": gettext_lazy("created the secret of a linked form"),
    "pause_form_link": gettext_lazy("paused a linked form"),
    "resume_form_link": gettext_lazy("resumed a linked form"),
    "pull_forms": gettext_lazy("took what was new of a linked form"),
    "export": gettext_lazy("exported"),
    "create": gettext_lazy("made"),
    "edit": gettext_lazy("edited"),
    "lift_contact_pause": gettext_lazy("let the mission call them again"),
    "open_second": gettext_lazy("opened with the second PIN"),
    "pause_contact": gettext_lazy("paused outgoing contact"),
    "merge": gettext_lazy("merged"),
    "seal": gettext_lazy("sealed"),
    "receive": gettext_lazy("received"),
    "confirm": gettext_lazy("confirmed"),
    "dismiss": gettext_lazy("said that it does not fit"),
    "sign_read": gettext_lazy("signed as read"),
    "erase": gettext_lazy("erased"),
    "forget": gettext_lazy("removed when its time was over"),
    "ask": gettext_lazy("asked for"),
    "approve": gettext_lazy("approved"),
    "archive": gettext_lazy("archived a month of"),
    "refuse": gettext_lazy("refused"),
    "sign_in_failed": gettext_lazy("failed to sign in"),
    "locked_out": gettext_lazy("was locked out"),
    "prune": gettext_lazy("removed when nothing rested on it"),
    "adopt": gettext_lazy("adopted"),
    "agree": gettext_lazy("agreed"),
    "correct": gettext_lazy("corrected"),
    "fire": gettext_lazy("found that a trigger fired"),
    "advise": gettext_lazy("advised on"),
    "alarm": gettext_lazy("alarmed by silence"),
    "answer": gettext_lazy("answered"),
    "answer_silence": gettext_lazy("answered a silence alarm"),
    "apply_file": gettext_lazy("applied a file"),
    "ask_release": gettext_lazy("asked for the release"),
    "assess": gettext_lazy("assessed"),
    "backup": gettext_lazy("backed up"),
    "cancel_job": gettext_lazy("cancelled"),
    "choose_hidden_sheets": gettext_lazy("chose hidden sheets"),
    "confirm_batch": gettext_lazy("asked to import"),
    "correct_row": gettext_lazy("corrected a row"),
    "count_victims": gettext_lazy("counted victims"),
    "decide_double": gettext_lazy("decided on duplicates"),
    "decide_held": gettext_lazy("decided on held rows"),
    "settle_names": gettext_lazy("settled names of a file"),
    "forget_names": gettext_lazy("took back what names of a file mean"),
    "choose_kind_of_file": gettext_lazy("chose whose log a file is"),
    "fix_row": gettext_lazy("fixed what was read of a row"),
    "decide_release": gettext_lazy("decided on the release"),
    "discard_batch": gettext_lazy("discarded"),
    "dissent": gettext_lazy("recorded a dissent"),
    "drop": gettext_lazy("dropped"),
    "end_access": gettext_lazy("ended access"),
    "end_device": gettext_lazy("ended a device"),
    "exercise": gettext_lazy("recorded an exercise"),
    "freeze": gettext_lazy("froze"),
    "join": gettext_lazy("merged"),
    "keep": gettext_lazy("saved"),
    "keep_apart": gettext_lazy("kept separate"),
    "keep_clocks": gettext_lazy("set the clocks"),
    "link": gettext_lazy("linked"),
    "listen": gettext_lazy("subscribed"),
    "make_device": gettext_lazy("added a device"),
    "make_mission": gettext_lazy("created a mission"),
    "make_signing_key": gettext_lazy("created a signing key"),
    "moderate": gettext_lazy("moderated"),
    "move": gettext_lazy("moved"),
    "part": gettext_lazy("split"),
    "place_events": gettext_lazy("placed events in areas"),
    "preview": gettext_lazy("previewed"),
    "publish_batch": gettext_lazy("imported"),
    "read_file": gettext_lazy("read the file"),
    "release": gettext_lazy("released"),
    "renew": gettext_lazy("renewed"),
    "restore": gettext_lazy("restored from a backup"),
    "take_over": gettext_lazy("took over a database of before 0.2.0"),
    "try_backup": gettext_lazy("opened a backup and read it"),
    "rotate": gettext_lazy("renewed the key of"),
    "say_able": gettext_lazy("reported able"),
    "seat": gettext_lazy("seated"),
    "send": gettext_lazy("sent"),
    "send_again": gettext_lazy("sent again"),
    "send_held": gettext_lazy("sent held messages"),
    "settle_call": gettext_lazy("settled a call back"),
    "settle_owed": gettext_lazy("recorded feedback"),
    "share": gettext_lazy("shared"),
    "sign_in": gettext_lazy("signed in"),
    "step": gettext_lazy("reached a deadline of"),
    "take": gettext_lazy("took"),
    "turn_off": gettext_lazy("turned off"),
    "turn_on": gettext_lazy("turned on"),
    "undo_batch": gettext_lazy("undid"),
    "unlink": gettext_lazy("unlinked"),
    "unlisten": gettext_lazy("unsubscribed"),
    "add_browser": gettext_lazy("switched a browser on"),
    "remove_browser": gettext_lazy("removed a browser"),
    "silence_desk": gettext_lazy("kept a desk silent"),
    "let_desk_sound": gettext_lazy("let a desk sound again"),
    "upload": gettext_lazy("uploaded"),
    "upload_batch": gettext_lazy("uploaded"),
    "consent": gettext_lazy("recorded the consent of"),
    "hold": gettext_lazy("held"),
    "end_hold": gettext_lazy("ended the hold on"),
    "withdraw": gettext_lazy("withdrew"),
    "replace_survey_place": gettext_lazy("replaced a place drawn in"),
    "release_unapproved": gettext_lazy("released without approval"),
    "keep_survey_answers": gettext_lazy("took answers of"),
    "clock_back": gettext_lazy("found the server's clock set back"),
}


def verify_chains(
    chain: str | None = None, heads: Heads | None = None, *, every_line: bool = True
) -> list[ChainVerdict]:
    """Every chain walked from its first line, or one; what a backup knew must be there too.

    Takes   every_line, also those of archived months; else only their files against their digests.
    """
    kept = heads or {}
    asked = [chain] if chain else sorted({*audit.chains(), *kept})
    return [
        _checked_against_backup(audit.verify(each, every_line=every_line), kept.get(each))
        for each in asked
    ]


def _checked_against_backup(
    chain_verdict: ChainVerdict, kept: Sequence[int | str] | None
) -> ChainVerdict:
    """What was found, or that the head a backup kept is no line of it."""
    if kept is None or kept[0] == 0 or chain_verdict.broken:
        return chain_verdict
    there = audit.is_line(str(kept[1]), chain=chain_verdict.chain, number=int(kept[0]))
    return chain_verdict if there else replace(chain_verdict, fault=ChainFault.BACKUP)


def holds(head: str, chain: str | None = None) -> bool:
    """Whether a head written down earlier is still a line of the chain, or of any."""
    return audit.is_line(head, chain=chain)


CLOCK_SHOWN = timedelta(days=7)
"""How long a clock set back is shown: one that stood a year ahead by mistake is not, for a year."""


def clock_behind() -> datetime | None:
    """The latest time of any entry, where the clock stands behind it and that is news."""
    latest, now = audit.latest_entry(), real_now()
    if latest is None or latest - now <= audit.CLOCK_SLACK:
        return None
    marks = AuditEntry.objects.filter(act=audit.CLOCK_BACK, detail__latest=latest.isoformat())
    first = marks.order_by("pk").values_list("at", flat=True).first()
    return latest if first is None or abs(now - first) < CLOCK_SHOWN else None


@dataclass(frozen=True)
class ChainCheck:
    """How far the chain was found whole, and when; behind, the lines not looked at yet."""

    lines: int
    hash: str
    at: datetime | None
    broken_at: int | None = None
    behind: int = 0


def check_new_lines(mission: Mission) -> ChainCheck:
    """Verify what was added since somebody last looked, and say how far the chain is whole.

    Goes on from where it was whole before, or from the last line of an archived month;
    `tutela audit verify` walks it from its first line.
    """
    chain = str(mission.pk)
    place = f"audit:{chain}"
    lines, before, at = cache.get(place) or (0, "", None)
    newest = newest_archive(chain)
    if newest is not None and lines < newest.last:  # the command looks at the file
        lines, before = newest.last, newest.hash
    head = AuditHead.objects.filter(chain=chain).first()
    last = head.number if head else 0
    fresh = AuditEntry.objects.filter(chain=chain, number__gt=lines).order_by("number")
    began = lines
    for entry in fresh[:CHECKED_AT_ONCE]:
        if entry.number != lines + 1 or entry.before != before or entry.hash != hash_of(entry):
            return ChainCheck(lines, before, at, broken_at=lines + 1)
        lines, before = entry.number, entry.hash
    forged = head is not None and not seal.seal_is_valid(head)
    if lines > last:  # written since the head was read, if it went with them
        head = AuditHead.objects.filter(chain=chain).first()
        last = head.number if head else 0
    if forged or lines > last or (lines == last and head and before != head.hash):
        return ChainCheck(lines, before, at, broken_at=last + 1)
    if lines > began:
        at = real_now()
        cache.set(place, (lines, before, at), timeout=None)
    return ChainCheck(lines, before, at, behind=last - lines)


@dataclass(frozen=True)
class TrailLine:
    """One line as one reader may see it."""

    number: int | None
    at: datetime
    who: str
    act: Any
    kind: Any
    count: int | None
    record: str
    detail: str


@dataclass(frozen=True)
class Leaf:
    """One page of the trail, newest first, and where its neighbours begin."""

    lines: list[TrailLine]
    older: Mark | None
    newer: Mark | None


@dataclass(frozen=True)
class Mark:
    """Where a page ends: a moment, and how many lines of that moment stand on this side of it.

    A line's number would be shorter, and would tell how many lines are hidden between two pages.
    """

    at: datetime
    passed: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.passed}"

    @classmethod
    def read(cls, said: str) -> Mark:
        """Raises ValueError for what is no mark."""
        at, _tilde, passed = said.partition("~")
        mark = cls(read_moment(at), int(passed))
        if mark.at.tzinfo is None or not 0 <= mark.passed < 2**31:
            raise ValueError(said)
        return mark


def sees_all(by: Standing) -> bool:
    """Whether somebody audits: every id, every person, no content."""
    return by.reads_everywhere("audit")


def names_people(by: Standing) -> bool:
    """Whether somebody is told names, not posts alone."""
    return sees_all(by) or by.reads_everywhere("people")


def _shut(by: Standing) -> list[str]:
    """Kinds of line that would tell a reader of a compartment that is not theirs."""
    return [kind for kind, names in APART.items() if not by.compartments & names]


def kind_in_words(kind: str) -> str:
    """What a line tells of: our words, else the term that the model is called by.

    >>> kind_in_words("reviewtrigger"), kind_in_words("citedfact")
    ('review trigger', 'cited fact')
    """
    if kind in KINDS:
        return str(KINDS[kind][0])
    named = _terms_by_model().get(kind)
    if named is None:
        return kind.replace("_", " ")
    language = (get_language() or "en").split("-")[0]
    return getattr(named, language) if language in ("fr", "ar") else named.term.lower()


@lru_cache
def _terms_by_model() -> dict[str, Term]:
    return {term.held_by.rsplit(".", 1)[-1].lower(): term for term in terms() if term.held_by}


def kinds_for(by: Standing) -> dict[str, Any]:
    """What a reader may ask the trail for by kind: the kind, its word."""
    shut = () if sees_all(by) else _shut(by)
    return {kind: words for kind, (words, _policy) in KINDS.items() if kind not in shut}


def trail(
    by: Standing,
    *,
    what: str = "",
    kind: str = "",
    mine: bool = False,
    since: date | None = None,
    until: date | None = None,
    before: Mark | None = None,
    after: Mark | None = None,
) -> Leaf:
    """One page of the mission's trail; dates are civil dates of the mission, in real time.

    Takes   before, the mark below which the page lies; or after, above which.
    """
    entries = AuditEntry.objects.filter(chain=str(by.mission.pk)).filter(_acts_about(what))
    if not sees_all(by):
        entries = entries.filter(_told_to(by))
    if kind:
        entries = entries.filter(kind=kind)
    if mine:
        entries = entries.filter(person_id=by.person.pk)
    entries = _lines_between(entries, by.mission, since, until)
    if after is not None:
        above = entries.filter(at__gte=after.at).order_by("at", "number")
        rows = list(above[after.passed : after.passed + PER_PAGE + 1])
        more_above, more_below = len(rows) > PER_PAGE, bool(rows)
        rows = rows[:PER_PAGE][::-1]
    else:
        passed = before.passed if before else 0
        below = entries.filter(at__lte=before.at) if before else entries
        rows = list(below.order_by("-at", "-number")[passed : passed + PER_PAGE + 1])
        more_above, more_below = bool(rows and before), len(rows) > PER_PAGE
        rows = rows[:PER_PAGE]
    older = newer = None
    if more_below:
        last = rows[-1]
        same = entries.filter(at=last.at, number__gte=last.number)
        older = Mark(last.at, same.count())
    if more_above:
        first = rows[0]
        same = entries.filter(at=first.at, number__lte=first.number)
        newer = Mark(first.at, same.count())
    return Leaf(_readable_lines(rows, by), older, newer)


def _told_to(by: Standing) -> Q:
    """The lines a reader is told of: none that says, by being there, what lies in a compartment
    that is not theirs; what they did themselves they know."""
    theirs = ["", *sorted(by.compartments)]
    elsewhere = Q(detail__has_key="compartment") & ~Q(detail__compartment__in=theirs)
    files = Batch.objects.filter(mission_id=by.mission.pk, kind="events")
    shut = files.exclude(told_of(by.compartments)).values_list("pk", flat=True)
    unknown = Q(kind="batch", subject_id__in=[str(pk) for pk in shut])
    return (~Q(kind__in=_shut(by)) & ~elsewhere & ~unknown) | Q(person_id=by.person.pk)


def _acts_about(what: str) -> Q:
    def starting(words: Iterable[str]) -> Q:
        condition = Q()
        for word in words:
            condition |= Q(act__startswith=word)
        return condition

    refused = Q(act="open_refused")
    groups = {
        "": Q(),
        "read": starting(READING) & ~refused,
        "export": starting(LEAVING),
        "door": starting(DOORS),
        "change": ~starting(READING + LEAVING + DOORS),
    }
    return groups[what]


def _lines_between(
    entries: QuerySet[AuditEntry], mission: Mission, since: date | None, until: date | None
) -> QuerySet[AuditEntry]:
    zone = ZoneInfo(mission.time_zone)
    if since:
        entries = entries.filter(at__gte=datetime.combine(since, time(), zone))
    if until:
        entries = entries.filter(at__lt=datetime.combine(until + timedelta(days=1), time(), zone))
    return entries


def _readable_lines(rows: list[AuditEntry], by: Standing) -> list[TrailLine]:
    people = {row.person_id for row in rows if row.person_id}
    posts = _posts(people, by.mission)
    names = {}
    if names_people(by):
        names = {p.pk: str(p) for p in Person.objects.filter(pk__in=people)}
    return [_line(row, by, posts, names) for row in rows]


def _line(
    row: AuditEntry,
    by: Standing,
    posts: Mapping[UUID, list[tuple[date, date | None, str]]],
    names: Mapping[UUID, str],
) -> TrailLine:
    words, policy_kind = KINDS.get(row.kind) or (kind_in_words(row.kind), None)
    may = sees_all(by) or (policy_kind is not None and by.reads_everywhere(policy_kind))
    told = sees_all(by) or row.kind not in APART
    counts = [row.detail.get(name) for name in ("number", "rows", "count")] if told else []
    return TrailLine(
        number=row.number if sees_all(by) else None,
        at=row.at,
        who=_who_acted(row, by, posts, names),
        act=ACTS.get(row.act, row.act.replace("_", " ")),
        kind=words,
        count=next((n for n in counts if isinstance(n, int)), None),
        record=row.subject_id if may else "",
        detail=_detail(row.detail) if sees_all(by) else "",
    )


def _who_acted(
    row: AuditEntry,
    by: Standing,
    posts: Mapping[UUID, list[tuple[date, date | None, str]]],
    names: Mapping[UUID, str],
) -> str:
    if row.person_id is None:
        return gettext("the platform itself")
    on = (row.at + by.mission.clock_shift).astimezone(ZoneInfo(by.mission.time_zone)).date()
    held = [
        title
        for starts, ends, title in posts.get(row.person_id, ())
        if starts <= on and (ends is None or on < ends)
    ]
    post = ", ".join(dict.fromkeys(held)) or gettext("somebody without a post that day")
    name = names.get(row.person_id)
    return f"{name} ({post})" if name else post


def _posts(people: set[UUID], mission: Mission) -> dict[UUID, list[tuple[date, date | None, str]]]:
    """What each person held, when: posts by their titles, then roles."""
    held_posts: dict[UUID, list[tuple[date, date | None, str]]] = {}
    holdings = Holding.objects.filter(post__mission=mission, person__in=people).select_related(
        "post"
    )
    for holding in holdings.order_by("order", "starts"):
        row = (holding.starts, holding.ends, holding.post.title)
        held_posts.setdefault(holding.person_id, []).append(row)
    given = RoleGrant.objects.filter(mission=mission, person__in=people).order_by("starts")
    for grant in given:
        label = roles()[grant.role].label if grant.role in roles() else grant.role
        held_posts.setdefault(grant.person_id, []).append((grant.starts, grant.ends, label))
    return held_posts


def _detail(detail: Mapping[str, JsonValue]) -> str:
    """Ids, counts and words of fixed lists, as the trail keeps them."""

    def said(value: JsonValue) -> str:
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    return "; ".join(f"{name} {said(value)}" for name, value in sorted(detail.items()))

"""How a report is drafted, handed in, cleared, released, received and corrected.

Clearance is a signed chain on one exact text: its digest stands in each signature, and a text that
is changed begins the chain anew. What was released never changes; a correction is a new edition
that says what changed and why.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.text import slugify

from tutela.base.errors import BadParameter
from tutela.base.messages import day_said, join, say, term
from tutela.monitoring.indicators import closed_periods
from tutela.reporting.calendar import contributors_of, period_told
from tutela.reporting.edited import Data, check_for_outside, product_as_data, read_product
from tutela.reporting.products import (
    CONTRIBUTORS,
    EVENT,
    NARRATIVE,
    Product,
    offices,
    products,
)
from tutela.sharing.packet import require_whole_months, whole_months_within
from tutela_web.access.audit import trail
from tutela_web.access.models import Compartment, Person
from tutela_web.access.policy import Standing
from tutela_web.base import clock, jobs
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.base.holding import hold, hold_name, one_at_a_time
from tutela_web.base.models import Job
from tutela_web.base.values import FieldValue
from tutela_web.capacity.readiness_models import Contributor
from tutela_web.conduct.verbs import refuse_misconduct_told
from tutela_web.crisis.papers.signing import PaperValue, signer
from tutela_web.incidents.closed.harms import harm_named, refuse_closed_words
from tutela_web.look.translate import in_page_language, with_label
from tutela_web.programme.measures.models import ReportDuty
from tutela_web.programme.measures.verbs import ReleasedReport, answer_duties, record_release
from tutela_web.records import verbs as records
from tutela_web.reporting.editions.editor import EDITOR, require_draft, require_writer
from tutela_web.reporting.editions.queries import (
    CLEARS,
    CONTRIBUTES,
    DISSENTS,
    DRAFTS,
    EDITS,
    carried_over,
    drafts,
    ended_products,
    holds_office,
    previous_edition,
    product_of,
    require_drafter,
    standing_suggestions,
    waiting_sentences,
)
from tutela_web.reporting.filling.fill_job import join_sentences
from tutela_web.reporting.filling.view import CLOSED_SOURCES, marking_of
from tutela_web.reporting.models import (
    MissionProduct,
    OfficeContribution,
    PartComment,
    ReportAsk,
    ReportEdition,
    ReportPart,
    ReportReceipt,
    ReportSignature,
)
from tutela_web.warning.models import Alert

FLASH = "flash"
"""The layout of the report that is of one alert."""

DRAFT_JOB = "draft_report"
"""The kind of job that fills an edition."""

take_part = EDITOR.take
leave_part = EDITOR.leave
decide_comment = EDITOR.decide
settle_aside = EDITOR.settle_aside

State = ReportEdition.State


# --- drafting


@dataclass(frozen=True)
class WantedEdition:
    """What edition is asked for: of a product due on a day, of a period, about an alert, for one
    contributor."""

    product: str
    due: date
    first: date | None = None
    last: date | None = None
    about: Alert | None = None
    language: str = ""
    contributor: Contributor | None = None


def open_report(asked: WantedEdition, *, by: Standing, now: bool = True) -> ReportEdition:
    """Open an edition of a product and have it filled by the worker.

    Takes   now, whether the worker is asked; a command fills it itself.
    Raises  Denied; BadParameter for an unknown product, or a period the wrong way round; NotNow
            where an edition for that day is open or released.
    """
    by.require(DRAFTS)
    by.require_ours(asked.about, asked.contributor)
    product = product_of(by.mission, asked.product)
    refuse_second_flash(product)
    if asked.contributor is not None and product.audience != CONTRIBUTORS:
        raise BadParameter(
            say("this report is for no single contributor"),
            where="contributor",
            next=say("leave the country blank, or choose a briefing to contributors"),
        )
    with transaction.atomic():
        report = _open(product, asked, by)
        if now:
            _ask_to_fill(report, by)
    return report


def open_unkept(asked: WantedEdition, by: Standing) -> ReportEdition:
    """Open an edition for who keeps nothing: within a transaction that is undone."""
    product = product_of(by.mission, asked.product)
    refuse_second_flash(product)
    return _open(product, asked, by)


def is_of_one_alert(product: Product) -> bool:
    """Whether a product is issued from its alert and nowhere else: the flash report."""
    return product.layout == FLASH


def refuse_second_flash(product: Product) -> None:
    """Refuse to draft what is issued from its alert: two flash reports would tell of one event.

    Raises  BadParameter for the flash report.
    """
    if is_of_one_alert(product):
        raise BadParameter(
            say("a flash report is issued from its alert"),
            where="about",
            next=say("choose the alert: its page has the flash report, with what is known"),
        )


def _author(by: Standing) -> Person | None:
    return by.person if by.roles else None


def _open(product: Product, asked: WantedEdition, by: Standing) -> ReportEdition:
    mission = by.mission
    at = clock.now(mission)
    told = period_told(product, asked.due)
    first = asked.first or (told.first if told else asked.due - timedelta(days=30))
    last = asked.last or (told.last if told else asked.due)
    if last < first:
        raise BadParameter(say("the last day lies before the first"), where="last")
    if first > clock.today(mission):
        raise BadParameter(
            say(
                "the days it would tell of, {first} to {last}, lie ahead",
                first=day_said(first),
                last=day_said(last),
            ),
            where="due",
            next=say("draft it when they have begun, or give the days it tells of"),
        )
    if product.outside and (told is None or (first, last) != (told.first, told.last)):
        first, last = _whole_months(first, last, clock.today(mission), asked=bool(asked.last))
    if product.due.rule == EVENT:
        due_at = at + timedelta(hours=product.due.number)
        cut_off = at
    else:
        hour = product.cut_offs.get("joc")
        wall = time(23, 59) if hour is None else time(hour)
        due_at = clock.moment_of(asked.due, wall, mission)
        cut_off = due_at
    about = asked.about.pk if asked.about else ""
    country = asked.contributor
    of_country = country.pk if country else ""
    hold_name("an edition", mission.pk, product.key, due_at.timestamp(), about, of_country)
    same = ReportEdition.objects.filter(
        mission=mission,
        product=product.key,
        due_at=due_at,
        corrects=None,
        about=asked.about,
        contributor=country,
    )
    if same.exclude(state=State.DROPPED).exists():
        raise NotNow(
            say("an edition for this day was begun already"), next=say("go on with that one")
        )
    marking = marking_of(product)
    if by.roles:
        by.require_marking("products", marking)
    language = asked.language or product.language
    report = records.create(
        ReportEdition(
            product=product.key,
            data=product_as_data(product),
            title=_title(product, language, country),
            contributor=country,
            first=first,
            last=last,
            cut_off=cut_off,
            due_at=due_at,
            about=asked.about,
            post=by.as_said,
            open_to=_readers(product),
            classification=marking,
            language=language,
            known_at=at,
        ),
        mission=mission,
        by=_author(by),
    )
    _add_parts(report, product, by)
    _add_contributions(report, product, by)
    return report


def _whole_months(first: date, last: date, today: date, *, asked: bool) -> tuple[date, date]:
    """The period of what goes outside: two editions a day apart would tell what happened that day.

    Takes   asked, whether a person gave the days: theirs are not changed without a word.
    """
    if asked:
        said = say("what goes outside counts whole months that are over")
        require_whole_months(first, last, today, where="last", refusal=said)
    whole = whole_months_within(first, last, today)
    if whole is None:
        before = closed_periods(30, min(last, today), 1)[0]
        return before.first, before.last
    return whole


def _readers(product: Product) -> str:
    """The roles that read an edition whole before its release."""
    named = [offices()[office].role for office in (product.office, *product.clearance)]
    roles = dict.fromkeys([*filter(None, named), "chief_of_staff", "head_of_mission"])
    return f" {' '.join(roles)} "


def _title(product: Product, language: str, country: Contributor | None) -> str:
    with translation.override(language):
        title = in_page_language(term(product.title))
        return (with_label(title, country.name) if country else title)[:240]


def _add_parts(report: ReportEdition, product: Product, by: Standing) -> None:
    before = previous_edition(report.mission, report.product, report.cut_off)
    earlier = (
        {
            part.key: part
            for part in ReportPart.objects.filter(report=before, compartment="")
            if part.text.strip()
        }
        if before
        else {}
    )
    parts = []
    for position, section in enumerate(product.sections):
        closed = section.source in CLOSED_SOURCES
        part = ReportPart(
            report=report,
            key=section.key,
            position=position,
            office=product.office_of(section),
            classification=report.classification,
            compartment=Compartment.CAPACITY if closed else Compartment.NONE,
            language=report.language,
            known_at=clock.now(report.mission),
        )
        last = earlier.get(section.key)
        if section.kind == NARRATIVE and not section.source and last is not None and before:
            part.carried_from, part.carried_text = before.last, last.text
            part.text = last.text
        parts.append(part)
    records.create_many(parts, mission=by.mission, by=_author(by))


def _add_contributions(report: ReportEdition, product: Product, by: Standing) -> None:
    due = report.due_at or report.cut_off
    plan = {step.step: step.days_before for step in product.back_plan}
    hour = product.cut_offs.get("field_office")
    zone = ZoneInfo(report.mission.time_zone)
    day = due.astimezone(zone).date() - timedelta(days=plan.get("contributions", 0))
    kept = hour is None and not plan
    owed_by = due if kept else clock.moment_of(day, time(hour or 23), report.mission)
    rows = [
        OfficeContribution(
            report=report,
            office=office,
            due_at=owed_by,
            classification=report.classification,
            language=report.language,
            known_at=clock.now(report.mission),
        )
        for office in contributors_of(product)
    ]
    records.create_many(rows, mission=by.mission, by=_author(by))


def _ask_to_fill(report: ReportEdition, by: Standing) -> Job:
    return jobs.ask(
        DRAFT_JOB, mission_id=report.mission_id, by_id=by.person.pk, subject_id=report.pk
    )


def filling_job(report: ReportEdition) -> Job | None:
    """The last job that filled an edition, or fills it."""
    return Job.objects.filter(kind=DRAFT_JOB, subject_id=report.pk).order_by("-pk").first()


@transaction.atomic
def fill_again(report: ReportEdition, *, by: Standing) -> Job:
    """Have an edition filled again from the records as they are known now.

    Raises  Denied; NotNow once it is in clearance or released.
    """
    require_drafter(by, report)
    now = _hold(report)
    if now.state not in (State.FILLING, State.DRAFT):
        require_draft(now)
    return _ask_to_fill(now, by)


def stop_filling(report: ReportEdition, *, by: Standing) -> None:
    """Stop the worker that fills an edition: it stands as it stood before.

    Raises  Denied.
    """
    require_drafter(by, report)
    job = filling_job(report)
    if job is not None:
        jobs.cancel(job)


@transaction.atomic
def drop_report(report: ReportEdition, *, by: Standing) -> ReportEdition:
    """Give up an edition that was not released.

    Raises  Denied; NotNow once it is released.
    """
    require_drafter(by, report)
    now = _hold(report)
    if now.state == State.RELEASED:
        raise NotNow(say("it is released"), next=say("correct it by a new edition"))
    return records.edit(now, {"state": State.DROPPED}, version=now.version, by=by.person)


# --- what people write in the parts


def save_part(
    part: ReportPart,
    words: str,
    *,
    version: int,
    by: Standing,
    reason: str = "",
    holds: bool = False,
    general: bool = False,
) -> ReportPart:
    """Save the words of a part, as the editor of texts does.

    Takes   general, whether who writes says that no single case can be recognised in words that
            name a harm of a compartment: it is asked once and stands with the part.
    Raises  as `Editor.save`; BadParameter for such words where nobody said so, and for misconduct.
    """
    require_writer(part, by)
    standing = {*part.text.splitlines(), *(one["words"] for one in part.suggested)}
    fresh = [line for line in words.splitlines() if line not in standing]
    _require_general(part, fresh, general=general)
    # In no transaction around both: what cannot be saved is set aside, and stays so.
    saved = EDITOR.save(part, words, version=version, by=by, reason=reason, holds=holds)
    if general and not saved.general_by:
        changes: dict[str, FieldValue] = {"general_by": by.as_said}
        saved = records.edit(saved, changes, version=saved.version, by=by.person)
    return saved


def comment(part: ReportPart, fields: Mapping[str, FieldValue], *, by: Standing) -> PartComment:
    """Say something of a part, or suggest other words, as the editor of texts does.

    Raises  as `Editor.comment`; BadParameter for words that `save_part` refuses.
    """
    said = [str(fields.get(name) or "") for name in ("body", "proposed")]
    _require_general(part, said, general=False)
    return EDITOR.comment(part, fields, by=by)


def _require_general(part: ReportPart, words: Sequence[str], *, general: bool) -> None:
    """Refuse words of misconduct, and those of a compartment that may tell of a single case."""
    if part.compartment or not any(map(str.strip, words)):
        return
    refuse_misconduct_told(words)
    if not (general or part.general_by) and harm_named(*words):
        raise BadParameter(
            say("this names a harm that is kept in a compartment"),
            next=say(
                "leave out what tells of a case; if no place, day or person can be recognised, say "
                "so below the text and save the section again"
            ),
        )


# --- what people say of the parts


@transaction.atomic
def accept_part(part: ReportPart, *, version: int, by: Standing) -> ReportPart:
    """Accept the suggested sentences of a part, or its text carried over, as they were read.

    Raises  Denied; NotNow where nothing waits, it was changed since it was read, or it is no draft.
    """
    require_writer(part, by)
    now = EDITOR.lock_text(part)
    require_draft(now.report)
    if now.version != version:
        raise NotNow(say("the section was changed since you read it"), next=say("read it again"))
    if not waiting_sentences(now) and not carried_over(now):
        raise NotNow(say("nothing waits to be accepted here"))
    changes: dict[str, FieldValue] = {
        "accepted": "\n".join(standing_suggestions(now)),
        "accepted_by": by.as_said,
        "accepted_on": clock.today(by.mission),
    }
    return records.edit(now, changes, version=now.version, by=by.person)


@transaction.atomic
def leave_part_out(part: ReportPart, why: str, *, by: Standing) -> ReportPart:
    """Leave a part out of the report, for a reason that its file keeps.

    Raises  Denied; BadParameter without a reason, for a mandatory part one of some words; NotNow.
    """
    require_writer(part, by)
    now = EDITOR.lock_text(part)
    require_draft(now.report)
    words = why.strip()
    refuse_closed_words(words, where="why")
    if not words or (now.made_as.mandatory and len(words.split()) < 3):
        raise BadParameter(
            say("this part is left out only with a reason"), next=say("write it in a sentence")
        )
    changes: dict[str, FieldValue] = {"left_out_why": words, "left_out_by": by.as_said}
    return records.edit(now, changes, version=now.version, by=by.person)


@transaction.atomic
def put_part_back(part: ReportPart, *, by: Standing) -> ReportPart:
    """Put a part back that was left out; its reason stays in its history.

    Raises  Denied; NotNow.
    """
    require_writer(part, by)
    now = EDITOR.lock_text(part)
    require_draft(now.report)
    changes: dict[str, FieldValue] = {"left_out_why": "", "left_out_by": ""}
    return records.edit(now, changes, version=now.version, by=by.person)


@transaction.atomic
def hand_in(
    contribution: OfficeContribution, *, nil: bool = False, note: str = "", by: Standing
) -> OfficeContribution:
    """Say that an office has handed in its part, or has nothing to tell; who drafts the report
    sets it down for an office that called, and the post stands beside it.

    Raises  Denied for another office, unless one drafts this report; NotNow once it is no draft.
    """
    by.require_ours(contribution)
    if not drafts(by, contribution.report):
        if not by.may_somewhere(CONTRIBUTES):
            by.require(CONTRIBUTES)
        if not holds_office(by, contribution.office):
            raise Denied(
                "no post you hold today speaks for this office",
                next="ask the office that owes the part",
            )
    refuse_closed_words(note, where="note")
    report = _hold(contribution.report)
    if report.state not in (State.FILLING, State.DRAFT):
        require_draft(report)
    state = OfficeContribution.State.NIL if nil else OfficeContribution.State.HANDED_IN
    changes: dict[str, FieldValue] = {
        "state": state,
        "at": clock.now(by.mission),
        "post": by.as_said,
        "note": note.strip()[:300],
    }
    now = OfficeContribution.objects.get(pk=contribution.pk)
    return records.edit(now, changes, version=now.version, by=by.person)


# --- clearance


def digest_of(report: ReportEdition) -> str:
    """By what one exact text is known: every part of it, with what the records gave, and the
    figures."""
    parts = ReportPart.objects.filter(report=report).order_by("position")
    whole: dict[str, Any] = {
        "product": report.product,
        "first": report.first.isoformat(),
        "last": report.last.isoformat(),
        "edition": report.edition,
        "correction": report.correction,
        "figures": report.figures,
        "parts": [
            [part.key, part.text.replace("\r\n", "\n"), part.filled, bool(part.left_out)]
            for part in parts
        ],
    }
    asked = ReportAsk.objects.filter(report=report).order_by("entered_at", "pk")
    if asks := list(asked.select_related("of")):
        whole["asks"] = [[ask.what, ask.of.title, str(ask.due or "")] for ask in asks]
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def lacking(report: ReportEdition) -> list[str]:
    """Why an edition cannot go to clearance, as sentences: what waits to be accepted, mandatory
    parts that are blank, figures older than the cut-off."""
    said: list[str] = []
    product = report.made_as
    parts = list(ReportPart.objects.filter(report=report).order_by("position"))
    waiting = [
        part
        for part in parts
        if not part.left_out and (waiting_sentences(part) or carried_over(part))
    ]
    if waiting:
        names = join(", ", [term(product.section(one.key).heading) for one in waiting])
        said.append(say("sentences wait to be accepted or rewritten: {parts}", parts=names))
    blank = [
        part
        for part in parts
        if product.section(part.key).mandatory
        and not part.left_out
        and not part.text.strip()
        and not part.filled.get("table")
        and not part.filled.get("figures")
        and product.section(part.key).source not in OF_REPORT
    ]
    if blank:
        names = join(", ", [term(product.section(one.key).heading) for one in blank])
        said.append(
            say("parts that may be left out only with a reason are blank: {parts}", parts=names)
        )
    if product.audience in TOLD_SHORTFALLS:
        left = [part for part in parts if _leaves_shortfalls_out(part)]
        if left:
            names = join(", ", [term(product.section(part.key).heading) for part in left])
            said.append(
                say(
                    "what the mission lacks is left out: {parts}; a report to those who give it its"
                    " mandate and its means says it",
                    parts=names,
                )
            )
    now = clock.now(report.mission)
    if report.filled_at is None or (report.filled_at < report.cut_off <= now):
        said.append(say("its figures are older than the cut-off: fill it again"))
    return said


TOLD_SHORTFALLS = frozenset({"council", CONTRIBUTORS})
"""Audiences whose reports are not cleared while what the mission lacks is left out."""

SHORTFALLS = frozenset({"gaps_effect", "means_by_effect"})
"""Sources of the parts that say what the mission lacks."""


def _leaves_shortfalls_out(part: ReportPart) -> bool:
    """Whether a part that the records fill with what the mission lacks does not say it."""
    if part.made_as.source not in SHORTFALLS:
        return False
    known = bool(part.suggested) or bool(part.filled.get("table", {}).get("rows"))
    silent = bool(part.suggested) and not part.text.strip()
    return known and (part.left_out or silent)


OF_REPORT = frozenset({"nil_and_late_returns", "figure_table"})
"""Sources that are made of the edition itself whenever it is shown."""


@transaction.atomic
def begin_clearance(report: ReportEdition, *, by: Standing) -> ReportEdition:
    """Give an edition to its chain: its text stands from now.

    Raises  Denied; NotNow where it is no draft, or with what it lacks.
    """
    require_drafter(by, report)
    now = _hold(report)
    require_draft(now)
    if missing := lacking(now):
        raise NotNow(
            say("it cannot go to clearance: {what}", what=join("; ", missing)),
            next=say("put these right first"),
        )
    changes: dict[str, FieldValue] = {"state": State.CLEARING, "digest": digest_of(now)}
    return records.edit(now, changes, version=now.version, by=by.person)


def round_of(report: ReportEdition) -> int:
    """Which time the chain is gone through: one more than it was sent back."""
    back = ReportSignature.objects.filter(
        report=report, answer=ReportSignature.Answer.SENT_BACK
    ).count()
    return back + 1


def next_step(report: ReportEdition) -> int | None:
    """The step of the chain that is next, from zero; None outside clearance."""
    if report.state != State.CLEARING:
        return None
    cleared = ReportSignature.objects.filter(
        report=report, round=round_of(report), answer=ReportSignature.Answer.CLEARED
    ).count()
    return cleared


@dataclass(frozen=True)
class StepAnswer:
    """The answer of a step: cleared or sent back with a reason; a dissent goes into the file."""

    clears: bool
    digest: str
    why: str = ""
    dissent: str = ""


@transaction.atomic
def clear_report(report: ReportEdition, answered: StepAnswer, *, by: Standing) -> ReportEdition:
    """Sign the next step of the chain on the text as it was read, or send it back; the last
    signature releases it.

    Raises  Denied for who does not act for the office of the step, or drafted or signed it already;
            NotNow outside clearance; Conflict if the text is not the one that was read;
            BadParameter for sending back without a reason.
    """
    by.require(CLEARS, of=report)
    now = _hold(report)
    step = next_step(now)
    if step is None:
        raise NotNow(say("it is not in clearance"), next=say("read how it stands"))
    office = now.made_as.clearance[step]
    if not holds_office(by, office):
        raise Denied(
            "another office signs next", next="wait until this step has come to your office"
        )
    _require_other_hand(now, by)
    changed = answered.clears and digest_of(now) != now.digest  # it can always be sent back
    if answered.digest != now.digest or changed:
        raise Conflict(
            say("the text is not the one you read"),
            fields={},
            version=now.version,
            next=say("read it again before you sign"),
        )
    if not answered.clears and not answered.why.strip():
        raise BadParameter(say("a reason is needed to send it back"), where="why")
    _sign(now, step, office, answered, by)
    if not answered.clears:
        back: dict[str, FieldValue] = {"state": State.DRAFT, "digest": ""}
        return records.edit(now, back, version=now.version, by=by.person)
    if step + 1 < len(now.made_as.clearance):
        return now
    return _release(now, by)


def _require_other_hand(report: ReportEdition, by: Standing) -> None:
    """One person signs once, and never what they themselves opened: unless no other holds it."""
    signed = ReportSignature.objects.filter(
        report=report,
        round=round_of(report),
        person=by.person,
        answer=ReportSignature.Answer.CLEARED,
    )
    spoken_for = {one.office for one in signed}
    own = {office for office in spoken_for if _has_role(office)}
    if own:
        raise Denied("you signed an earlier step of this chain", next="let another hand sign")
    if report.author_id == by.person.pk and len(report.made_as.clearance) > 1:
        raise Denied("you drafted it", next="let another hand sign")


def _has_role(office: str) -> bool:
    return office in offices() and bool(offices()[office].role)


def _sign(
    report: ReportEdition, step: int, office: str, answered: StepAnswer, by: Standing
) -> ReportSignature:
    at = clock.now(by.mission)
    paper: dict[str, PaperValue] = {
        "mission": by.mission.code,
        "report": str(report.pk),
        "edition": report.edition,
        "digest": report.digest,
        "office": office,
        "post": by.as_said,
        "answer": "cleared" if answered.clears else "sent_back",
        "at": at.isoformat(),
    }
    return records.create(
        ReportSignature(
            report=report,
            round=round_of(report),
            step=step,
            office=office,
            answer=ReportSignature.Answer.CLEARED
            if answered.clears
            else ReportSignature.Answer.SENT_BACK,
            post=by.as_said,
            person=by.person,
            at=at,
            digest=report.digest,
            signed=signer().sign(paper).decode(),
            why=answered.why.strip(),
            dissent=answered.dissent.strip(),
            classification=report.classification,
            known_at=at,
        ),
        mission=by.mission,
        by=by.person,
    )


def _release(report: ReportEdition, by: Standing) -> ReportEdition:
    number = report.corrects.number if report.corrects else None
    if number is None:
        same = ReportEdition.objects.filter(mission=report.mission, product=report.product)
        number = (same.aggregate(last=Max("number"))["last"] or 0) + 1
    changes: dict[str, FieldValue] = {
        "state": State.RELEASED,
        "number": number,
        "released_at": clock.now(by.mission),
        "released_by": by.as_said,
    }
    released = records.edit(report, changes, version=report.version, by=by.person)
    if report.corrects is None:
        file = f"{report.product}-{by.mission.code}-{number}-{report.edition}"
        reference = f"{report.title} ({file})"
        due = report.due_at.astimezone(ZoneInfo(by.mission.time_zone)) if report.due_at else None
        served = ReleasedReport(
            report.product,
            reference,
            report.pk,
            due.date() if due else None,
            report.contributor_id,
        )
        record_release(served, on=clock.today(by.mission), by=by)
    trail.record(
        "release_report",
        mission=by.mission,
        by=by.person,
        kind="reportedition",
        subject=report.pk,
        edition=report.edition,
    )
    return released


@transaction.atomic
def print_dissent(report: ReportEdition, *, printed: bool, by: Standing) -> ReportEdition:
    """Decide that dissent of the chain is printed in the report, or that it stays in the clearance
    file and on the cover note.

    Raises  Denied for all but the Head of Mission; NotNow once it is released.
    """
    by.require(DISSENTS, of=report)
    now = _hold(report)
    if now.state in (State.RELEASED, State.DROPPED):
        raise NotNow(say("it is released"), next=say("correct it by a new edition"))
    changes: dict[str, FieldValue] = {
        "prints_dissent": printed,
        "dissent_by": by.as_said if printed else "",
    }
    return records.edit(now, changes, version=now.version, by=by.person)


# --- after release


@one_at_a_time(hold)
def give_report(report: ReportEdition, addressee: str, *, by: Standing) -> ReportReceipt:
    """Record that a released edition was given to somebody.

    Raises  Denied; BadParameter without an addressee or for one that has it; NotNow before release.
    """
    require_drafter(by, report)
    _require_released(report)
    name = addressee.strip()[:160]
    if not name:
        raise BadParameter(say("nobody is named"), where="addressee")
    if ReportReceipt.objects.filter(report=report, addressee=name).exists():
        raise BadParameter(say("it was given to them already"), where="addressee")
    at = clock.now(by.mission)
    return records.create(
        ReportReceipt(
            report=report,
            addressee=name,
            sent_at=at,
            sent_by=by.as_said,
            classification=report.classification,
            known_at=at,
        ),
        mission=by.mission,
        by=by.person,
    )


@one_at_a_time(hold)
def receive_report(report: ReportEdition, *, by: Standing) -> ReportReceipt:
    """Confirm that the own post received a released edition.

    Raises  NotNow before release.
    """
    by.require_ours(report)
    _require_released(report)
    at = clock.now(by.mission)
    report_receipt = ReportReceipt.objects.filter(report=report, addressee=by.as_said).first()
    got: dict[str, Any] = {"received_at": at, "received_by": by.as_said}
    if report_receipt is not None:
        return records.edit(report_receipt, got, version=report_receipt.version, by=by.person)
    return records.create(
        ReportReceipt(
            report=report,
            addressee=by.as_said,
            sent_at=report.released_at or at,
            sent_by=report.released_by,
            classification=report.classification,
            known_at=at,
            **got,
        ),
        mission=by.mission,
        by=by.person,
    )


@transaction.atomic
def record_receipt(receipt: ReportReceipt, *, by: Standing) -> ReportReceipt:
    """Record that an addressee said it received an edition.

    Raises  Denied.
    """
    by.require_ours(receipt)
    require_drafter(by, receipt.report)
    changes: dict[str, FieldValue] = {
        "received_at": clock.now(by.mission),
        "received_by": by.as_said,
    }
    now = ReportReceipt.objects.get(pk=receipt.pk)
    return records.edit(now, changes, version=now.version, by=by.person)


def _require_released(report: ReportEdition) -> None:
    if report.state != State.RELEASED:
        raise NotNow(say("it is not released"), next=say("clear it first"))


@one_at_a_time(hold)
def correct_report(report: ReportEdition, why: str, *, by: Standing) -> ReportEdition:
    """Begin a corrigendum: a new edition of the same days, with the text as it was released, its
    figures counted anew.

    Raises  Denied; BadParameter without a reason; NotNow unless it is released and not corrected.
    """
    require_drafter(by, report)
    _require_released(report)
    if not why.strip():
        raise BadParameter(
            say("a correction says what changed and why"), where="why", next=say("write it")
        )
    if ReportEdition.objects.filter(corrects=report).exclude(state=State.DROPPED).exists():
        raise NotNow(say("it is being corrected already"), next=say("go on with that edition"))
    at = clock.now(by.mission)
    edition = records.create(
        ReportEdition(
            product=report.product,
            data=report.data,
            title=report.title,
            first=report.first,
            last=report.last,
            cut_off=report.cut_off,
            about=report.about,
            contributor=report.contributor,
            edition=report.edition + 1,
            corrects=report,
            correction=why.strip(),
            post=by.as_said,
            open_to=report.open_to,
            classification=report.classification,
            language=report.language,
            known_at=at,
        ),
        mission=by.mission,
        by=by.person,
    )
    copied = [_copy_part(part, edition) for part in ReportPart.objects.filter(report=report)]
    records.create_many(copied, mission=by.mission, by=by.person)
    returns = [
        _copy_return(office_contribution, edition)
        for office_contribution in OfficeContribution.objects.filter(report=report)
    ]
    records.create_many(returns, mission=by.mission, by=by.person)
    _ask_to_fill(edition, by)
    return edition


def _copy_part(part: ReportPart, edition: ReportEdition) -> ReportPart:
    """A part of the corrected edition for the new one: words nobody rewrote are made anew."""
    written = part.text != join_sentences(part.suggested)
    return ReportPart(
        report=edition,
        key=part.key,
        position=part.position,
        office=part.office,
        text=part.text if written else "",
        accepted=part.accepted if written else "",
        accepted_by=part.accepted_by if written else "",
        accepted_on=part.accepted_on if written else None,
        left_out_why=part.left_out_why,
        left_out_by=part.left_out_by,
        classification=part.classification,
        compartment=part.compartment,
        language=part.language,
        known_at=edition.known_at,
    )


def _copy_return(contribution: OfficeContribution, edition: ReportEdition) -> OfficeContribution:
    """What an office gave to the corrected edition, as it stood: the new one says it again."""
    return OfficeContribution(
        report=edition,
        office=contribution.office,
        due_at=contribution.due_at,
        state=contribution.state,
        at=contribution.at,
        post=contribution.post,
        note=contribution.note,
        classification=contribution.classification,
        language=contribution.language,
        known_at=edition.known_at,
    )


def _hold(report: ReportEdition) -> ReportEdition:
    """The edition as it stands, held until the change is made: one after the other."""
    return hold(report, "mission")


# --- products


@transaction.atomic
def save_product(
    key: str,
    changes: Mapping[str, Data],
    duties: Collection[ReportDuty] | None = None,
    *,
    by: Standing,
) -> MissionProduct:
    """Keep a product as this mission makes it, begun from the shipped one or its own.

    Takes   changes, fields as `product_as_data` names them; duties, of the strategy's reporting
            duties all that its release answers, or None where they stay as they are.
    Raises  Denied; BadParameter with what may not be.
    """
    by.require(EDITS)
    data = product_as_data(product_of(by.mission, key)) | dict(changes)
    return _keep_product(read_product(data), duties, by)


@transaction.atomic
def new_product(
    data: Mapping[str, Data], duties: Collection[ReportDuty] | None = None, *, by: Standing
) -> MissionProduct:
    """Keep a product of the mission's own, begun from nothing; its key is made of its title.

    Takes   data, fields as `product_as_data` names them, without a key; duties, as `save_product`.
    Raises  Denied; BadParameter with what may not be.
    """
    by.require(EDITS)
    title = data.get("title")
    stem = slugify(title if isinstance(title, str) else "").replace("-", "_")[:36] or "own"
    taken = {"new", *products()} | set(
        MissionProduct.objects.filter(mission=by.mission).values_list("key", flat=True)
    )
    keys = itertools.chain([stem], (f"{stem}_{n}" for n in itertools.count(2)))
    key = next(key for key in keys if key not in taken)
    return _keep_product(read_product({**data, "key": key}), duties, by)


@transaction.atomic
def end_product(key: str, why: str, *, by: Standing) -> MissionProduct:
    """Make a report no more: none of it is due, and no edition of it is begun. What was released
    stays as it is; an edition that was begun may still be released, and is owed by nobody.

    Raises  Denied; BadParameter without a reason, or for a report the mission does not make.
    """
    by.require(EDITS)
    product = product_of(by.mission, key)
    if not why.strip():
        raise BadParameter(say("a report is ended with a reason"), where="why", next=say("say why"))
    kept = _save_made(product, by)
    begun = ReportEdition.objects.filter(
        mission=by.mission,
        product=key,
        due_at__isnull=False,
        state__in=(State.FILLING, State.DRAFT, State.CLEARING),
    )
    for report in begun.select_for_update(of=("self",), no_key=True):
        records.edit(report, {"due_at": None}, version=report.version, by=by.person)
    ended: dict[str, FieldValue] = {
        "ended_on": clock.today(by.mission),
        "ended_why": why.strip(),
        "ended_by": by.as_said,
        "due_from": None,
    }
    return records.edit(kept, ended, version=kept.version, by=by.person)


@transaction.atomic
def resume_product(key: str, *, by: Standing) -> MissionProduct:
    """Make a report again that was ended: it is due from today.

    Raises  Denied; NotNow where it was not ended.
    """
    by.require(EDITS)
    ended_product = (
        ended_products(by.mission)
        .select_for_update(of=("self",), no_key=True)
        .filter(key=key)
        .first()
    )
    if ended_product is None:
        raise NotNow(say("the mission makes this report"))
    again: dict[str, FieldValue] = {
        "ended_on": None,
        "ended_why": "",
        "ended_by": "",
        "due_from": clock.today(by.mission),
    }
    return records.edit(ended_product, again, version=ended_product.version, by=by.person)


def _keep_product(
    product: Product, duties: Collection[ReportDuty] | None, by: Standing
) -> MissionProduct:
    check_for_outside(product)
    if duties is not None:
        answer_duties(product.key, duties, by=by)
    return _save_made(product, by)


def _save_made(product: Product, by: Standing) -> MissionProduct:
    """Keep a product as it is made from now on, the shipped one as the mission's own copy."""
    mission_product = MissionProduct.objects.filter(mission=by.mission, key=product.key).first()
    values: dict[str, FieldValue] = {
        "data": product_as_data(product),
        "title": product.title,
        "ended_on": None,
    }
    if mission_product is not None:
        return records.edit(mission_product, values, version=mission_product.version, by=by.person)
    row = MissionProduct(
        key=product.key, classification=0, known_at=clock.now(by.mission), **values
    )
    return records.create(row, mission=by.mission, by=by.person)

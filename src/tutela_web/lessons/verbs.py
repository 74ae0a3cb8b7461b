"""How a debrief is handed in, a formal review decided and held, and a lesson brought to an end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction

from tutela.base.documents.words_reader import pages_of_file
from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.lessons.stages import may_lead_review
from tutela.lessons.triggers import REVIEW_DAYS
from tutela.places.persons import names_in
from tutela_web.access.audit import trail
from tutela_web.access.models import Person, Post
from tutela_web.access.people.queries import people_of
from tutela_web.access.policy import Standing, operator_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.judging import tells_misconduct
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import harm_named
from tutela_web.lessons.models import (
    Debrief,
    FormalReview,
    InvitedPartner,
    Lesson,
    LibraryPaper,
    OfferDismissed,
    OpenedBy,
    Practice,
    PracticeUse,
)
from tutela_web.lessons.opening import Sighting, open_debrief
from tutela_web.lessons.queries import (
    DECIDES,
    KEEPS,
    VALIDATES,
    chain_of,
    known_names,
    people_who_may_lead,
    readers_of_lessons,
    version_of_thing,
)
from tutela_web.partners.partner.models import Partner
from tutela_web.places.models import Place
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.records import verbs as records
from tutela_web.records.models import Record
from tutela_web.warning.models import Alert


def require_fit_words(texts: Iterable[str | None], by: Standing, *, of_a_case: bool = True) -> None:
    """Raise BadParameter for words that name a person, or tell of misconduct by personnel.

    Takes   of_a_case, whether they tell of what happened somewhere: then they name no harm of a
            compartment either. What works in general may, such as escorts against rape.
    """
    said = [text for text in texts if text]
    if not said:
        return
    people = known_names(people_of(by.mission, on=by.on))
    if any(names_in(text, people) for text in said):
        raise BadParameter(
            say("this names a person: findings speak of posts and offices"),
            next=say("write the post instead, as “the duty officer”"),
        )
    if tells_misconduct(said):
        raise BadParameter(
            say("this may tell of misconduct by personnel, which is not discussed here"),
            next=say("report it on the page Report misconduct; leave it out here"),
        )
    if of_a_case and harm_named(*said):
        raise BadParameter(
            say("this names a harm that is kept in a compartment"),
            next=say(
                "write “harm to civilians” here; what works against it in general is a practice "
                "of the library"
            ),
        )


def require_not_paused(debrief: Debrief | None) -> None:
    """Raise NotNow while an inquiry is open about what a debrief is of, which is held: none is
    opened meanwhile."""
    if debrief is not None and hold(debrief).sealed:
        raise NotNow(
            say("an inquiry is open: interviews and findings pause"),
            next=say("wait until the inquiry has ended"),
        )


def _hold_review(review: FormalReview) -> FormalReview:
    """As it stands now, held; the debrief it is of before it."""
    hold(review.debrief)
    return hold(review)


def _hold_lesson(lesson: Lesson) -> Lesson:
    """As it stands now, held; the debrief it came of before it."""
    if lesson.debrief is not None:
        hold(lesson.debrief)
    return hold(lesson)


@transaction.atomic
def open_by_hand(
    title: str,
    why: str,
    *,
    alert: Alert | None = None,
    place: Place | None = None,
    on: date | None = None,
    classification: int,
    by: Standing,
) -> Debrief:
    """Open a debrief of an event no rule has called for.

    Takes   alert, that it is of, or the place and day.
    Gives   the debrief: the one that is open of the same event, where there is one.
    Raises  Denied; BadParameter without a reason, for a day ahead, or for a name of a person.
    """
    area = (alert.area if alert else None) or (place.area if place else None)
    by.require(KEEPS, area=area.pk if area else None, of=alert or place)
    by.require_marking("alerts", classification)
    if not why.strip():
        raise BadParameter(say("this needs a reason"), where="why", next=say("say why"))
    require_fit_words([title, why], by)
    now = clock.now(by.mission)
    occurred = (alert.known_at or alert.entered_at) if alert else now
    if alert is None and on is not None:
        if on > by.on:
            raise BadParameter(say("the day lies ahead"), next=say("put the day right"))
        occurred = now - (by.on - on)
    sighting = Sighting(
        OpenedBy.HAND,
        f"hand:{uuid4()}",
        occurred,
        alert=alert,
        place=place,
        area=area,
        title=title.strip(),
        words=why.strip()[:300],
        classification=classification,
    )
    debrief, _is_new = open_debrief(by.mission, sighting, by=by)
    return debrief


@one_at_a_time(hold)
def hand_in(debrief: Debrief, *, version: int, by: Standing) -> Debrief:
    """Hand in the page of a debrief: what happened is written, and support to staff was thought of.

    Raises  Denied; BadParameter while one of both is blank; NotNow once it was, or while an
            inquiry is open.
    """
    by.require(KEEPS, area=debrief.area_id, of=debrief)
    require_not_paused(debrief)
    if debrief.handed_in_at is not None:
        raise NotNow(say("this debrief was handed in already"))
    if not debrief.happened.strip() or not debrief.support.strip():
        raise BadParameter(
            say("what happened, or what support was offered to staff, is not written yet"),
            next=say("write both, then hand it in"),
        )
    changes: dict[str, FieldValue] = {
        "handed_in_at": clock.now(by.mission),
        "handed_in_post": by.as_said,
    }
    return records.edit(debrief, changes, version=version, by=by.person)


@one_at_a_time(hold)
def decide_formal_review(
    debrief: Debrief,
    *,
    held: bool,
    reason: str,
    leader: Person | None = None,
    by: Standing,
) -> FormalReview:
    """Decide whether a formal after-action review is held, and who leads it.

    Raises  Denied without the act decide_review, or for who is of the chain concerned;
            BadParameter without a reason, without a leader, or for one of that chain; NotNow once
            it was decided, or while an inquiry is open.
    """
    by.require(DECIDES, of=debrief)
    require_not_paused(debrief)
    if FormalReview.objects.filter(debrief=debrief).exists():
        raise NotNow(say("a formal review was decided on already"))
    if not reason.strip():
        raise BadParameter(say("this needs a reason"), where="reason", next=say("say why"))
    require_fit_words([reason], by)
    concerned = {str(pk) for pk in chain_of(debrief, operator_of(by.mission))}
    if not may_lead_review(str(by.person.pk), concerned):
        raise BadParameter(
            say("you are of the chain that this debrief is about"),
            next=say("have the Head of Mission or the Chief of Staff decide, who is not"),
        )
    if held and leader is None:
        raise BadParameter(say("a review needs somebody who leads it"), where="leader")
    if held and leader is not None:
        if not people_who_may_lead(by).filter(pk=leader.pk).exists():
            raise BadParameter(
                say("this person holds no post here today that reads lessons"), where="leader"
            )
        if not may_lead_review(str(leader.pk), concerned):
            raise BadParameter(
                say("the leader is of the chain that the review is about"),
                where="leader",
                next=say("name somebody outside it"),
            )
    post = leader.holdings.filter(post__mission=by.mission).first() if held and leader else None
    review = FormalReview(
        debrief=debrief,
        held=held,
        reason=reason.strip(),
        decided_post=by.as_said,
        decided_at=clock.now(by.mission),
        leader=leader if held else None,
        leader_post=post.post.title if post else "",
        due=by.on + timedelta(days=REVIEW_DAYS) if held else None,
        area=debrief.area,
        classification=debrief.classification,
        known_at=clock.now(by.mission),
    )
    return records.create(review, mission=by.mission, by=by.person)


@one_at_a_time(_hold_review)
def report_review(
    review: FormalReview, report: str, *, no_partner_why: str = "", version: int, by: Standing
) -> FormalReview:
    """Hand in the report of a formal review, by who leads it.

    Raises  Denied for anybody else; BadParameter without words, with a name of a person, or where
            no partner was invited and nobody says why; NotNow while an inquiry is open.
    """
    by.require_ours(review)
    if review.leader_id != by.person.pk:
        by.require(DECIDES)
        raise BadParameter(say("the report is handed in by who leads the review"))
    require_not_paused(review.debrief)
    if not report.strip():
        raise BadParameter(say("a report has words"), where="report", next=say("write it"))
    require_fit_words([report, no_partner_why], by)
    if not review.invited.exists() and not no_partner_why.strip():
        raise BadParameter(
            say("no protection partner was invited"),
            where="no_partner_why",
            next=say("invite one, or say why none was"),
        )
    changes: dict[str, FieldValue] = {
        "report": report.strip(),
        "reported_at": clock.now(by.mission),
        "no_partner_why": no_partner_why.strip(),
    }
    return records.edit(review, changes, version=version, by=by.person)


@one_at_a_time(_hold_review)
def invite_partner(review: FormalReview, partner: Partner, *, by: Standing) -> InvitedPartner:
    """Set down that a protection partner is invited to a review.

    Raises  Denied for who neither leads nor decides it; NotNow where it is invited already.
    """
    _require_leads(review, by)
    by.require_ours(partner)
    if InvitedPartner.objects.filter(review=review, partner=partner).exists():
        raise NotNow(say("this partner is invited already"))
    part = InvitedPartner(
        review=review,
        partner=partner,
        invited_on=by.on,
        area=review.area,
        classification=review.classification,
        known_at=clock.now(by.mission),
    )
    return records.create(part, mission=by.mission, by=by.person)


@transaction.atomic
def record_partner(invited: InvitedPartner, *, came: bool, gave: str, by: Standing) -> None:
    """Set down whether an invited partner came, and what they gave."""
    _require_leads(invited.review, by)
    require_fit_words([gave], by)
    changes: dict[str, FieldValue] = {"came": came, "gave": gave.strip()}
    records.edit(invited, changes, version=invited.version, by=by.person)


def _require_leads(review: FormalReview, by: Standing) -> None:
    if review.leader_id != by.person.pk:
        by.require(DECIDES)
    by.require_ours(review)
    require_not_paused(review.debrief)


@one_at_a_time(_hold_review)
def clear_copy(review: FormalReview, words: str, *, version: int, by: Standing) -> FormalReview:
    """Clear what invited partners see of a review: these words and nothing else.

    Raises  Denied; BadParameter without words or with a name; NotNow before the report.
    """
    by.require(DECIDES, of=review)
    require_not_paused(review.debrief)
    if review.reported_at is None:
        raise NotNow(say("the report is not handed in yet"))
    if not words.strip():
        raise BadParameter(say("a cleared copy has words"), where="words", next=say("write them"))
    require_fit_words([words], by)
    changes: dict[str, FieldValue] = {
        "cleared_copy": words.strip(),
        "cleared_at": clock.now(by.mission),
        "cleared_post": by.as_said,
    }
    return records.edit(review, changes, version=version, by=by.person)


@one_at_a_time(hold)
def open_inquiry(debrief: Debrief, reference: str, *, version: int, by: Standing) -> Debrief:
    """Say that an inquiry was opened: interviews pause and the timeline is sealed.

    Takes   reference, of the inquiry in its own office: nothing of it is kept here.
    Raises  Denied; NotNow where one is open.
    """
    by.require(DECIDES, of=debrief)
    require_not_paused(debrief)
    changes: dict[str, FieldValue] = {
        "inquiry_at": clock.now(by.mission),
        "inquiry_reference": reference.strip()[:80],
        "inquiry_ended_at": None,
    }
    return records.edit(debrief, changes, version=version, by=by.person)


@one_at_a_time(hold)
def end_inquiry(debrief: Debrief, *, version: int, by: Standing) -> Debrief:
    """Say that the inquiry has ended: the debrief goes on, its timeline as it was frozen."""
    by.require(DECIDES, of=debrief)
    if not debrief.sealed:
        raise NotNow(say("no inquiry is open"))
    changes: dict[str, FieldValue] = {"inquiry_ended_at": clock.now(by.mission)}
    return records.edit(debrief, changes, version=version, by=by.person)


# --- lessons


@one_at_a_time(_hold_lesson)
def validate_lesson(
    lesson: Lesson, owner: Post | None, due: date | None, *, version: int, by: Standing
) -> Lesson:
    """Validate a finding as senior management, and name the post that owns what must change.

    Raises  Denied; BadParameter where it does not say what must change, without an owner, or for
            a day past; NotNow once it was, or while an inquiry is open.
    """
    by.require(VALIDATES, of=lesson)
    require_not_paused(lesson.debrief)
    if lesson.stage != Lesson.Stage.OBSERVED:
        raise NotNow(say("this finding was validated already"))
    if not lesson.change.strip() or not lesson.thing:
        raise BadParameter(
            say("it does not say which thing must change, and how"),
            next=say("have it written, then validate"),
        )
    if owner is None:
        raise BadParameter(say("a lesson needs an owner"), where="owner", next=say("choose a post"))
    by.require_ours(owner)
    if owner.role not in readers_of_lessons():
        raise BadParameter(
            say("this post does not read lessons"), where="owner", next=say("choose another post")
        )
    if due is not None and due < by.on:
        raise BadParameter(say("this day is past"), where="due", next=say("give a day to come"))
    changes: dict[str, FieldValue] = {
        "stage": Lesson.Stage.VALIDATED,
        "owner": owner,
        "due": due,
        "validated_post": by.as_said,
        "validated_at": clock.now(by.mission),
        "version_before": version_of_thing(lesson),
    }
    return records.edit(lesson, changes, version=version, by=by.person)


@one_at_a_time(hold)
def link_change(
    lesson: Lesson, said: str, on: date | None, *, version: int, by: Standing
) -> Lesson:
    """Link the new version of the thing that had to change.

    Takes   said and on, the reference and day of a document kept elsewhere; a plan or a line of the
            matrix shows its own version.
    Raises  Denied for who neither keeps lessons nor holds the owner's post; BadParameter while the
            linked plan or line is as it was, or without a reference; NotNow at another stage.
    """
    _require_owner(lesson, by)
    if lesson.stage != Lesson.Stage.VALIDATED:
        raise NotNow(say("a lesson is changed after it was validated, and before it is tried"))
    after = version_of_thing(lesson)
    if after is not None and after <= (lesson.version_before or 0):
        raise BadParameter(
            say("the plan or line linked has not changed since the lesson was validated"),
            next=say("change it first, then link it"),
        )
    if after is None and (not said.strip() or on is None):
        raise BadParameter(
            say("the new version is not named"), next=say("give its reference and its day")
        )
    if on is not None and on > by.on:
        raise BadParameter(say("the day lies ahead"), next=say("put the day right"))
    changes: dict[str, FieldValue] = {
        "stage": Lesson.Stage.IMPLEMENTED,
        "version_after": after,
        "changed_said": said.strip()[:200],
        "changed_on": on or by.on,
    }
    return records.edit(lesson, changes, version=version, by=by.person)


@one_at_a_time(hold)
def mark_tried(lesson: Lesson, tried: str, on: date, *, version: int, by: Standing) -> Lesson:
    """Say that what was changed is tried, and what was seen: then the lesson is learned.

    Raises  Denied; BadParameter without words or for a day ahead; NotNow before it is changed.
    """
    _require_owner(lesson, by)
    if lesson.stage != Lesson.Stage.IMPLEMENTED:
        raise NotNow(
            say("nothing was changed yet that could be tried"), next=say("link the new version")
        )
    if not tried.strip():
        raise BadParameter(say("say what was seen when it was tried"), where="tried")
    if on > by.on:
        raise BadParameter(say("the day lies ahead"), where="on", next=say("put the day right"))
    require_fit_words([tried], by)
    changes: dict[str, FieldValue] = {
        "stage": Lesson.Stage.LEARNED,
        "tried": tried.strip(),
        "tried_on": on,
    }
    return records.edit(lesson, changes, version=version, by=by.person)


def holds_owner(lesson: Lesson, by: Standing) -> bool:
    """Whether somebody holds the post that owns a lesson today."""
    holdings = by.person.holdings.filter(post=lesson.owner_id, starts__lte=by.on)
    return lesson.owner_id is not None and holdings.exclude(ends__lte=by.on).exists()


def _require_owner(lesson: Lesson, by: Standing) -> None:
    by.require_ours(lesson)
    if not holds_owner(lesson, by):
        by.require(KEEPS, area=lesson.area_id)


# --- practices, offers and the library


@transaction.atomic
def check_fit(practice: Practice, words: str, *, version: int, by: Standing) -> Practice:
    """Set down whether a practice of another mission fits here, and under which conditions.

    Raises  Denied; BadParameter without words.
    """
    by.require(KEEPS, area=practice.area_id, of=practice)
    if not words.strip():
        raise BadParameter(
            say("this needs words"), where="words", next=say("say what differs here")
        )
    require_fit_words([words], by)
    changes: dict[str, FieldValue] = {
        "fits_here": words.strip(),
        "fits_checked_on": by.on,
        "fits_checked_post": by.as_said,
    }
    return records.edit(practice, changes, version=version, by=by.person)


@one_at_a_time(hold)
def use_practice(
    practice: Practice, line: MatrixLine, adapted: str, *, by: Standing
) -> PracticeUse:
    """Take a practice into a line of the matrix.

    Raises  Denied without the act that keeps the matrix; NotNow for a practice of another mission
            that nobody checked against the local context, or one the line has.
    """
    by.require_ours(practice)
    by.require("keep_matrix", area=line.area_id, of=line)
    if not practice.may_be_used:
        raise NotNow(
            say("this practice is of another mission and was not checked against what holds here"),
            next=say("write the check on its page first"),
        )
    if PracticeUse.objects.filter(practice=practice, line=line).exists():
        raise NotNow(say("this line has the practice already"))
    use = PracticeUse(
        practice=practice,
        line=line,
        adapted=adapted.strip(),
        area=line.area,
        classification=max(practice.classification, line.classification),
        known_at=clock.now(by.mission),
    )
    return records.create(use, mission=by.mission, by=by.person)


@transaction.atomic
def dismiss_offer(
    about: Record, offered: Lesson | Practice, why: str, *, by: Standing
) -> OfferDismissed:
    """Say that a lesson or practice offered beside a record does not fit it, and why.

    Raises  Denied for who holds no post; BadParameter without a reason.
    """
    by.require_ours(about, offered)
    if not by.titles:
        raise Denied(say("no post you hold today gives this authority here"))
    if not why.strip():
        raise BadParameter(say("this needs a reason"), where="why", next=say("say why"))
    dismissed, _is_new = OfferDismissed.objects.get_or_create(
        about=about.pk,
        offered=offered.pk,
        defaults={
            "mission": by.mission,
            "why": why.strip()[:300],
            "by": by.person,
            "post": by.as_said,
            "at": clock.now(by.mission),
        },
    )
    trail.record(
        "dismiss", mission=by.mission, by=by.person, kind="lesson_offer", subject=dismissed.pk
    )
    return dismissed


@transaction.atomic
def add_paper(
    title: str,
    kind: str,
    *,
    issuer: str = "",
    on: date | None = None,
    about: str = "",
    data: bytes,
    file_name: str,
    classification: int,
    by: Standing,
) -> LibraryPaper:
    """Put a paper into the library, with its words page by page.

    Takes   data, a PDF, DOCX or plain text: it is read in a child process with limits, and only its
            words are kept.
    Raises  Denied; BadParameter for a marking above the own clearance; UnreadableFile.
    """
    by.require(KEEPS)
    by.require_marking("lessons", classification)
    form, pages = pages_of_file(data, file_name)
    paper = LibraryPaper(
        title=title.strip(),
        kind=kind,
        issuer=issuer.strip(),
        on=on,
        about=about.strip(),
        words="\f".join(pages),
        form=form,
        classification=classification,
        known_at=clock.now(by.mission),
    )
    return records.create(paper, mission=by.mission, by=by.person)

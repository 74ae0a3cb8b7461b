"""How what the mission writes itself, a form or a field of its records, comes into use: sent as it
stands, decided by each office it concerns, replaced by a later version, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Max, QuerySet

from tutela.base.errors import BadParameter
from tutela.base.messages import Sentence, say
from tutela.intake.own_fields import FieldData, digest_of_field, offices_of_field
from tutela.intake.own_questions import OFFICES, QuestionData, digest_of, offices_for
from tutela_web.access.audit import trail
from tutela_web.access.people.queries import people_of
from tutela_web.access.policy import Standing, standings_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.look.translate import say_in_page_language
from tutela_web.questionnaires.models import (
    FieldDecision,
    FieldEdition,
    FormDecision,
    FormVersion,
    OwnField,
    Questionnaire,
)
from tutela_web.questionnaires.queries import ACT, APPROVES, KIND, asked_of

State = FormVersion.State
VersionT = TypeVar("VersionT", FormVersion, FieldEdition)
Draft = Questionnaire | OwnField
Content = Mapping[str, str | bool | list[QuestionData] | FieldData]
"""What a version keeps of what it is a version of: its fields by name."""


@dataclass(frozen=True, eq=False)
class Approval(Generic[VersionT]):
    """What differs between what is approved: its links, and the words of what is refused.

    link         the name of a version's link to what it is a version of
    offices      who approves a version
    unchanged    that nothing changed since it was last sent
    unread       that an office that must approve it may not read it; mark_lower, what to do then
    unconcerned  that it does not concern an office
    unused       that no version is in use
    """

    link: str
    version: type[VersionT]
    decision: type[Any]
    offices: Callable[[VersionT], tuple[str, ...]]
    unchanged: Sentence
    unread: Sentence
    mark_lower: Sentence
    unconcerned: Sentence
    unused: Sentence

    def versions(self, draft: Draft) -> QuerySet[VersionT]:
        """The versions of what is held, the newest first."""
        rows: QuerySet[Any] = self.version._default_manager.filter(**{self.link: draft})
        return rows.order_by("-number")

    def send(
        self, draft: Draft, offices: Iterable[str], content: Content, *, by: Standing
    ) -> VersionT:
        """Keep a version that waits for approval, in place of one that waits.

        Takes   draft, held; content, what the version keeps, its digest among it.
        Raises  BadParameter where an office may not read it; NotNow where nothing changed.
        """
        versions = self.versions(draft)
        last = versions.first()
        if is_as_sent(last, content):
            raise NotNow(self.unchanged, next=say("change it first"))
        self._require_approvers_who_read(draft, offices, by)
        for waiting in versions.filter(state=State.SUBMITTED):
            end_version(waiting, State.REPLACED, "", by=by)
        highest = versions.aggregate(highest=Max("number"))["highest"] or 0
        version = self.version(
            mission=by.mission,
            number=highest + 1,
            submitted_by=by.person,
            submitted_at=clock.now(by.mission),
            **{self.link: draft},
            **content,
        )
        version.save(force_insert=True)
        log_version("submit_form", version, by=by)
        return version

    def _require_approvers_who_read(
        self, draft: Draft, offices: Iterable[str], by: Standing
    ) -> None:
        """Raise BadParameter where those who hold an office may not read it: it would wait for a
        decision that nobody can take."""
        standings = standings_of(people_of(by.mission, on=by.on), by.mission).values()
        for office in offices:
            seated = [standing for standing in standings if standing.may(APPROVES[office])]
            if seated and not any(standing.sees_one(KIND, draft) for standing in seated):
                where = str(FormDecision.Office(office).label)
                raise BadParameter(self.unread, where=where, next=self.mark_lower)

    def decide(
        self, version: VersionT, office: str, *, approved: bool, why: str, by: Standing
    ) -> VersionT:
        """Approve a version for one office, or refuse it; in use once all approved it.

        Raises  Denied without the act of the office, and for who sent it; BadParameter for an
                office that is not asked, or a refusal without its reason; NotNow where it is
                settled.
        """
        if office not in OFFICES:
            raise BadParameter(say("there is no such office"), where="office")
        by.require(APPROVES[office], of=version)
        hold(getattr(version, self.link))  # who sends or withdraws a version holds it first too
        decided = hold(version, self.link)
        offices = self.offices(decided)
        if office not in offices:
            raise BadParameter(self.unconcerned, where="office")
        if decided.submitted_by_id == by.person.pk:
            who = say("ask who holds the post too")
            raise Denied(say("nobody approves what they sent themselves"), next=who)
        decisions = self.decision._default_manager.filter(version=decided)
        if decided.state != State.SUBMITTED or decisions.filter(office=office).exists():
            raise NotNow(say("this was decided already"), next=say("look at the page again"))
        why = why.strip()[:300]
        if not approved and not why:
            raise BadParameter(say("a refusal has its reason"), where="why", next=say("write it"))
        at = clock.now(by.mission)
        self.decision(
            version=decided, office=office, approved=approved, why=why, by=by.person, at=at
        ).save(force_insert=True)
        log_version("approve_form" if approved else "refuse_form", decided, by=by, office=office)
        if not approved:
            end_version(decided, State.REFUSED, why, by=by)
        elif decisions.filter(approved=True).count() == len(offices):
            for earlier in self.versions(getattr(decided, self.link)).filter(state=State.APPROVED):
                end_version(earlier, State.REPLACED, "", by=by)
            decided.state, decided.approved_at = State.APPROVED, at
            decided.save(update_fields=["state", "approved_at"])
        return decided

    def withdraw(self, draft: Draft, *, why: str, by: Standing) -> None:
        """End the version in use and the one that waits.

        Raises  Denied; BadParameter without a reason; NotNow where there is none of either.
        """
        if not may_withdraw(by):
            by.require(ACT)
        by.require_ours(draft)
        why = why.strip()[:300]
        if not why:
            raise BadParameter(
                say("a withdrawal has its reason"), where="why", next=say("write it")
            )
        hold(draft)
        rows = self.versions(draft).select_for_update(no_key=True)
        versions = list(rows.filter(state__in=(State.APPROVED, State.SUBMITTED)))
        if not versions:
            raise NotNow(self.unused, next=say("nothing needs doing"))
        for version in versions:
            end_version(version, State.WITHDRAWN, why, by=by)
            log_version("withdraw_form", version, by=by)

    def offices_waiting(self, standing: Standing, version: VersionT) -> list[str]:
        """The offices for which this person may decide on a version now: nobody does on their own.

        Takes   version, with its decisions fetched.
        """
        if version.state != State.SUBMITTED or version.submitted_by_id == standing.person.pk:
            return []
        return [
            office for office in self._offices_undecided(version) if standing.may(APPROVES[office])
        ]

    def waiting_for(
        self, standing: Standing, drafts: QuerySet[Questionnaire] | QuerySet[OwnField]
    ) -> list[VersionT]:
        """The versions that wait for an office of this person, of the drafts given; oldest first.
        Two queries."""
        rows: QuerySet[Any] = self.version._default_manager.filter(
            **{f"{self.link}__in": drafts.order_by()}, state=State.SUBMITTED
        )
        rows = rows.select_related(self.link).prefetch_related("decisions")
        return [row for row in rows.order_by("submitted_at") if self.offices_waiting(standing, row)]

    def decisions_in_words(self, version: VersionT) -> list[tuple[str, Any]]:
        """Each office that a version concerns, and what it decided; None while it has not."""
        decided = {decision.office: decision for decision in version.decisions.all()}
        return [
            (say_in_page_language(OFFICES[office]), decided.get(office))
            for office in self.offices(version)
        ]

    def offices_left(self, version: VersionT) -> str:
        """The offices that have not decided on a version, as a page calls them."""
        left = self._offices_undecided(version)
        return ", ".join(say_in_page_language(OFFICES[office]) for office in left)

    def decided_by(self, standing: Standing, version: VersionT | None) -> list[tuple[str, str]]:
        """The offices for which this person may decide now, as the page calls them."""
        offices = self.offices_waiting(standing, version) if version else []
        return [(office, say_in_page_language(OFFICES[office])) for office in offices]

    def _offices_undecided(self, version: VersionT) -> list[str]:
        decided = {decision.office for decision in version.decisions.all()}
        return [office for office in self.offices(version) if office not in decided]


FORMS = Approval(
    link="form",
    version=FormVersion,
    decision=FormDecision,
    offices=lambda version: offices_for(version.questions),
    unchanged=say("the form did not change since it was last sent"),
    unread=say("an office that must approve this form may not read it: it is marked too high"),
    mark_lower=say("mark the form lower"),
    unconcerned=say("this form does not concern that office"),
    unused=say("no version is in use"),
)
FIELDS = Approval(
    link="field",
    version=FieldEdition,
    decision=FieldDecision,
    offices=lambda version: offices_of_field(version.spec),
    unchanged=say("the field did not change since it was last sent"),
    unread=say("an office that must approve this field may not read it: it is marked too high"),
    mark_lower=say("mark the field lower"),
    unconcerned=say("this field does not concern that office"),
    unused=say("no version is in force"),
)


def content_of_form(form: Questionnaire) -> Content:
    """What a version of a form keeps, as it stands now."""
    questions = asked_of(form)
    told = [form.title, form.purpose, form.kind, str(form.with_base)]
    return {
        "title": form.title,
        "purpose": form.purpose,
        "kind": form.kind,
        "with_base": form.with_base,
        "questions": questions,
        "digest": digest_of(questions, told),
    }


def content_of_field(field: OwnField) -> Content:
    """What a version of a field keeps, as it stands now."""
    spec = field.as_data()
    told = {"stands_on": field.stands_on, "purpose": field.purpose}
    return {"spec": spec, "digest": digest_of_field(spec, told)}


def is_as_sent(last: FormVersion | FieldEdition | None, content: Content) -> bool:
    """Whether the newest version waits or is in use with exactly this: nothing is to be sent."""
    return (
        last is not None
        and last.digest == content["digest"]
        and last.state in (State.SUBMITTED, State.APPROVED)
    )


def may_withdraw(standing: Standing) -> bool:
    """Whether this person may take out of use what is in use."""
    return standing.may(ACT) or standing.may(APPROVES["data_protection"])


def end_version(version: FormVersion | FieldEdition, state: str, why: str, *, by: Standing) -> None:
    """Have a version be no longer in use, nor wait."""
    version.state, version.ended_at, version.ended_why = state, clock.now(by.mission), why
    version.save(update_fields=["state", "ended_at", "ended_why"])


def log_version(
    act: str, version: FormVersion | FieldEdition, *, by: Standing, office: str = ""
) -> None:
    """Write into the trail what was done with a version."""
    trail.record(
        act,
        mission=by.mission,
        by=by.person,
        kind=version._meta.model_name or "",
        subject=version.pk,
        number=version.number,
        office=office,
    )

"""How forms of other systems are linked, and how what they bring comes in: through the one door.

A submission is taken in the name of who linked the form, by `receive_report` alone: names go to
the vault, harms of a compartment to it, misconduct to Conduct and Discipline. What came before
changes nothing; an edited one is a correction beside the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from tutela.base.errors import BadParameter, TutelaError
from tutela.base.messages import as_json, say
from tutela.intake.questions import Sent
from tutela.intake.submissions import (
    LEFT,
    PLACE,
    POINT,
    Mapped,
    Submission,
    map_answers,
    suggest_targets,
)
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import jobs
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold
from tutela_web.base.ids import keyed_digest
from tutela_web.base.models import Job
from tutela_web.channels import addresses, proofs, unreachable_servers
from tutela_web.channels.models import Away
from tutela_web.intake.models import CameBy, FieldReport
from tutela_web.intake.queries import ACT as SENDS
from tutela_web.intake.verbs import receive_report
from tutela_web.places.finding import place_meant
from tutela_web.questionnaires.models import Questionnaire
from tutela_web.submissions import fetching
from tutela_web.submissions.models import FormLink, FormServer, TakenSubmission
from tutela_web.submissions.queries import (
    ACT,
    ASKS,
    PREVIEW,
    PULL,
    questions_asked,
    version_of,
)

State = TakenSubmission.State
MOST_PATHS = 300
SAMPLE = 20


@dataclass(frozen=True)
class ServerSettings:
    """What somebody types in of a server; a blank password keeps the one there is."""

    kind: str
    name: str
    url: str
    account: str = ""
    password: str = ""


@transaction.atomic
def make_server(server_settings: ServerSettings, *, by: Standing) -> FormServer:
    """Name a server of forms.

    Raises  Denied; BadParameter for an address that leads inside or is not safe.
    """
    by.require(ACT)
    addresses.require_possible(server_settings.url)
    if server_settings.kind not in FormServer.Kind.values:
        raise BadParameter(say("there is no such system"))
    server = FormServer(
        mission=by.mission,
        kind=server_settings.kind,
        name=server_settings.name.strip()[:80],
        url=server_settings.url,
        account=server_settings.account.strip()[:120],
        password=server_settings.password,
        made_by=by.person,
        made_at=real_now(),
    )
    server.save()
    _line("make_form_server", "formserver", server.pk, by)
    return server


@transaction.atomic
def change_server(
    server: FormServer, server_settings: ServerSettings, *, by: Standing
) -> FormServer:
    """Change where a server is, or our password there."""
    by.require(ACT, of=server)
    addresses.require_possible(server_settings.url)
    held = hold(server)
    if server_settings.url.rstrip("/") != held.url.rstrip("/") and not server_settings.password:
        raise BadParameter(  # else a password would go to whatever address somebody types in
            say("another address wants the password again"), next=say("type it in")
        )
    held.name, held.url, held.account = (
        server_settings.name,
        server_settings.url,
        server_settings.account,
    )
    if server_settings.password:
        held.password = server_settings.password
    held.save()
    unreachable_servers.note_answer(Away.Kind.FORMS, held.pk)
    _line("change_form_server", "formserver", held.pk, by)
    return held


@transaction.atomic
def link_form(
    *,
    title: str,
    system: str,
    uid: str,
    kind: str,
    form: Questionnaire | None,
    server: FormServer | None,
    by: Standing,
) -> FormLink:
    """Link a form of another system: its submissions come in by this person's name.

    Raises  Denied, also without the act of sending reports; BadParameter.
    """
    by.require(ACT)
    by.require(SENDS)
    by.require_ours(form, server)
    link = FormLink.objects.create(
        mission=by.mission,
        server=server,
        system=server.kind if server is not None else system,
        title=title.strip()[:120],
        uid=uid.strip()[:120],
        kind=form.kind if form is not None else kind,
        form=form,
        keeper=by.person,
        made_at=real_now(),
    )
    _line("link_form", "formlink", link.pk, by)
    return link


@transaction.atomic
def renew_link_secret(link: FormLink, *, by: Standing) -> str:
    """Another secret for what is pushed, told this once; the one before is good no more."""
    by.require(ACT, of=link)
    secret = proofs.new_secret()
    link.secret_hash = proofs.hash_secret(secret)
    link.save(update_fields=["secret_hash"])
    _line("renew_form_secret", "formlink", link.pk, by)
    return secret


@transaction.atomic
def turn_link(link: FormLink, *, active: bool, by: Standing) -> None:
    """Take what comes of a form again, or no more."""
    by.require(ACT, of=link)
    link.active = active
    link.save(update_fields=["active"])
    _line("resume_form_link" if active else "pause_form_link", "formlink", link.pk, by)


@transaction.atomic
def map_form(link: FormLink, targets: Mapping[str, str], *, by: Standing) -> FormLink:
    """Say which question of ours each question of the other form is. Who says so takes the link
    over: what comes from now on comes in their name.

    Raises  Denied; BadParameter for a question that is none of ours, or two that are the same.
    """
    by.require(ACT, of=link)
    by.require(SENDS)
    known = {question.name for question in questions_asked(link)} | {PLACE, POINT, LEFT}
    used = [target for target in targets.values() if target != LEFT]
    for path, target in targets.items():
        if target not in known or len(path) > 200:
            raise BadParameter(
                say("there is no such question"),
                where=path[:80],
                next=say("choose one of the list"),
            )
        if used.count(target) > 1:
            raise BadParameter(
                say("two questions lead to the same one"),
                where=path[:80],
                next=say("choose one of them"),
            )
    held = hold(link)
    held.targets = {path: target for path, target in list(targets.items())[:MOST_PATHS]}
    held.mapped_at, held.keeper = real_now(), by.person
    held.save(update_fields=["targets", "mapped_at", "keeper"])
    _line("map_form", "formlink", held.pk, by)
    return held


def _line(act: str, kind: str, subject: UUID, by: Standing) -> None:
    trail.record(act, mission=by.mission, by=by.person, kind=kind, subject=subject)


# --- asking the server, which is the worker's: how long it takes is the server's to say


def ask_to_preview(link: FormLink, *, by: Standing) -> Job:
    """Have the first submissions of a linked form looked at by the worker.

    Raises  Denied.
    """
    return _ask_worker(PREVIEW, link, by)


def ask_to_pull(link: FormLink, *, by: Standing) -> Job:
    """Have what is new of a linked form taken by the worker, now.

    Raises  Denied; NotNow for a form that nobody mapped, or whose keeper may send no reports.
    """
    by.require(ACT, of=link)
    _keeper_of(link)
    return _ask_worker(PULL, link, by)


def _ask_worker(kind: str, link: FormLink, by: Standing) -> Job:
    by.require(ACT, of=link)
    under_way = Job.objects.filter(kind=kind, subject_id=link.pk, state__in=jobs.IN_PROGRESS)
    return under_way.first() or jobs.ask(
        kind, mission_id=link.mission_id, by_id=by.person.pk, subject_id=link.pk
    )


def stop_asking(link: FormLink, *, by: Standing) -> None:
    """Stop what the worker does with a linked form: what came in stays.

    Raises  Denied.
    """
    by.require(ACT, of=link)
    for job in Job.objects.filter(kind__in=ASKS, subject_id=link.pk, state__in=jobs.IN_PROGRESS):
        jobs.cancel(job)


# --- preview


@dataclass(frozen=True)
class Preview:
    """What a mapping would take of the first submissions: counts and reasons, and never an answer.

    filled  path -> in how many of them it is answered
    """

    looked_at: int
    filled: dict[str, int]
    would_come: int
    refusals: list[str]
    attachments: int


def preview_link(link: FormLink, *, by: Standing) -> Preview:
    """Look at the first submissions of a linked form, and remember which questions it has.

    Raises  Denied; ServerFault where the server gives none.
    """
    by.require(ACT, of=link)
    items: list[Sent] = []
    for page in fetching.fetch_pages(link, most=1):
        items = page.rows[:SAMPLE]
    submissions = [fetching.read_submission(link, item) for item in items]
    filled: dict[str, int] = {}
    for submission in submissions:
        for path in submission.answers:
            filled[path] = filled.get(path, 0) + 1
    _remember_paths(link, list(filled))
    questions, refusals, come = questions_asked(link), [], 0
    for submission in submissions:
        try:
            map_answers(submission, link.targets, questions)
            come += 1
        except TutelaError as fault:
            refusals.append(fault.what)
    attached = sum(one.attachments for one in submissions)
    return Preview(len(items), filled, come, list(dict.fromkeys(refusals)), attached)


def _remember_paths(link: FormLink, paths: Sequence[str]) -> None:
    """Add questions that were not seen before, each with what it most likely is."""
    fresh = [path for path in paths if path not in link.paths]
    if not fresh:
        return
    with transaction.atomic():
        held = hold(link)
        held.paths = list(dict.fromkeys([*held.paths, *fresh]))[:MOST_PATHS]
        if held.mapped_at is None:
            held.targets = suggest_targets(held.paths, questions_asked(held))
        held.save(update_fields=["paths", "targets"])
    link.paths, link.targets = held.paths, held.targets


# --- what comes in


@dataclass
class PullResult:
    """How many submissions were received now, had come before, and were refused."""

    received: int = 0
    before: int = 0
    refused: int = 0

    @property
    def looked_at(self) -> int:
        """How many there were."""
        return self.received + self.before + self.refused


def pull_link(
    link: FormLink, *, by: Standing | None = None, tell: Callable[[int, int], None] | None = None
) -> PullResult:
    """Ask the server for the submissions of a linked form, and take what is new.

    Takes   by, who asks for it now; None for the hourly round. `tell` hears how many of how many
            were looked at.
    Raises  Denied; NotNow for a form that nobody mapped, or whose keeper may send no reports.
    """
    if by is not None:
        by.require(ACT, of=link)
    keeper = _keeper_of(link)
    result = PullResult()
    try:
        for page in fetching.fetch_pages(link):
            for item in page.rows:
                _take_item(link, item, keeper, result)
            if tell is not None:
                tell(result.looked_at, page.whole)
    except TutelaError as fault:
        FormLink.objects.filter(pk=link.pk).update(fault=as_json(fault.as_sentence()))
        raise
    FormLink.objects.filter(pk=link.pk).update(pulled_at=real_now(), fault=None)
    trail.record(
        "pull_forms",
        mission=link.mission,
        by=by.person if by is not None else None,
        kind="formlink",
        subject=link.pk,
        number=result.received,
    )
    return result


def _keeper_of(link: FormLink) -> Standing:
    """In whose name submissions come in.

    Raises  NotNow.
    """
    if not link.active or link.mapped_at is None:
        raise NotNow(
            say("nobody has said which question is which"), next=say("say it, and save it")
        )
    if link.form_id is not None and version_of(link) is None:
        raise NotNow(
            say("no version of the form here is approved"), next=say("have the form approved")
        )
    keeper = standing_of(link.keeper, link.mission)
    if not keeper.may_somewhere(SENDS):
        raise NotNow(
            say("who linked this form may send no reports any more"),
            next=say("save the questions again in your own name"),
        )
    return keeper


def _take_item(link: FormLink, item: Sent, keeper: Standing, result: PullResult) -> None:
    try:
        submission = fetching.read_submission(link, item)
    except BadParameter:
        result.refused += 1
        return
    taken = take_submission(link, submission, keeper=keeper)
    if taken is None:
        result.before += 1
    elif taken.state == State.REFUSED:
        result.refused += 1
    else:
        result.received += 1


def take_pushed(link: FormLink, item: Sent) -> None:
    """Take a submission that the other system pushed.

    Raises  NotNow where it cannot be taken yet: the other system keeps it, and sends it again.
    """
    submission = fetching.read_submission(link, item)
    _remember_paths(link, list(submission.answers))
    keeper = _keeper_of(link)
    take_submission(link, submission, keeper=keeper)
    FormLink.objects.filter(pk=link.pk).update(heard_at=real_now())


def take_submission(
    link: FormLink, submission: Submission, *, keeper: Standing
) -> TakenSubmission | None:
    """Take one submission through the door of every report; what came before gives None.

    A state whose answers were taken is known by its uuid. The same uuid with other answers, or a
    submission that its system says was edited, is a correction.
    """
    questions = questions_asked(link)
    try:
        mapped = map_answers(submission, link.targets, questions)
    except TutelaError as fault:
        return _refuse(link, submission, fault)
    digest = _digest_of(link, submission, mapped)
    uuid = submission.uuid
    known = link.taken.filter(uuid=uuid).first()
    if known is not None and known.state == State.RECEIVED:
        if known.digest == digest:
            return None
        uuid = f"{uuid}~{digest[:12]}"  # edited where it lies: the system made no other id of it
        if link.taken.filter(uuid=uuid, state=State.RECEIVED).exists():
            return None
    try:
        with transaction.atomic():
            return _receive(link, submission, uuid, digest, mapped, keeper)
    except IntegrityError:  # the same, pushed and pulled at once
        return None
    except TutelaError as fault:
        return _refuse(link, submission, fault)


def _digest_of(link: FormLink, submission: Submission, mapped: Mapped) -> str:
    said = sorted((name, str(value)) for name, value in mapped.answers.items())
    told = [[name, value] for name, value in said]
    return keyed_digest("submission", str(link.pk), submission.root, mapped.place_said, str(told))


def _receive(
    link: FormLink,
    submission: Submission,
    uuid: str,
    digest: str,
    mapped: Mapped,
    keeper: Standing,
) -> TakenSubmission:
    report_id = uuid5(link.pk, uuid)
    earlier = link.taken.filter(root=submission.root, state=State.RECEIVED).first()
    if earlier is None and submission.before:
        earlier = link.taken.filter(uuid=submission.before, state=State.RECEIVED).first()
    version = version_of(link)
    point = submission.point if POINT in link.targets.values() else None
    sent_at = submission.sent_at
    now = real_now()
    captured = sent_at or now
    if captured.tzinfo is None:  # Kobo says it in UTC, without saying so
        captured = captured.replace(tzinfo=UTC)
    receive_report(
        keeper,
        id=report_id,
        kind=link.kind,
        captured_at=captured,
        answers=mapped.answers,
        place=place_meant(keeper, mapped.place_said),
        place_said=mapped.place_said,
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        way=CameBy.FORM,
        form=str(version) if version is not None else "",
        language=keeper.person.language,
        corrects=_open_report(earlier),
    )
    taken, _new = TakenSubmission.objects.update_or_create(
        link=link,
        uuid=uuid,
        defaults={
            "root": earlier.root if earlier is not None else submission.root,
            "digest": digest,
            "report_id": report_id,
            "state": State.RECEIVED,
            "fault": None,
            "at": now,
        },
    )
    return taken


def _open_report(earlier: TakenSubmission | None) -> UUID | None:
    """The report that an earlier state made, where it made one; what went to a compartment or to
    Conduct and Discipline is named nowhere."""
    if earlier is None:
        return None
    rows = FieldReport.objects.filter(pk=earlier.report_id)
    return rows.values_list("pk", flat=True).first()


def _refuse(link: FormLink, submission: Submission, fault: TutelaError) -> TakenSubmission:
    """Keep that a submission could not be taken, and why: the question, never the answer."""
    told = fault.as_sentence()
    taken, _new = TakenSubmission.objects.update_or_create(
        link=link,
        uuid=submission.uuid,
        defaults={
            "root": submission.root,
            "digest": "",
            "report_id": uuid5(link.pk, submission.uuid),
            "state": State.REFUSED,
            "fault": as_json(told),
            "at": real_now(),
        },
    )
    return taken

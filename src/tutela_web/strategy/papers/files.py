"""The strategy as a file that may be taken away: PDF to sign, DOCX to edit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext, gettext_lazy, override

from tutela.base.documents import model as d
from tutela.base.documents.docx_reader import with_printed
from tutela.base.documents.layout import said_in
from tutela.strategy.document import Signature
from tutela.strategy.endorsement import STEPS
from tutela.strategy.text.edited import MARK
from tutela_web.access.audit import trail
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.crisis.metrics.report import make_paper
from tutela_web.crisis.papers.layouts import layout_of
from tutela_web.look.days import date_format
from tutela_web.look.translate import with_label, word
from tutela_web.strategy.consulting.paper import consultation_document
from tutela_web.strategy.content.snapshot import seen_part, snapshot
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.taking import digest_of_printed, taking_all, taking_open
from tutela_web.strategy.endorsing.models import FrozenStrategy, StrategyStep
from tutela_web.strategy.endorsing.queries import frozen_for, steps_for
from tutela_web.strategy.endorsing.signed import said_of_text
from tutela_web.strategy.papers.beside import beside_document
from tutela_web.strategy.papers.document import DOCUMENTS as PAPERS
from tutela_web.strategy.papers.document import on_paper, paper_of, said_on_paper

APART = {"consultation": consultation_document, "beside": beside_document}
"""Files of their own: who was heard on it; what of the mission's chapters no section holds."""

WHAT = (*PAPERS, *APART)
"""What may be made a file of."""


def content_of(standing: Standing, strategy: Strategy, *, closed: bool) -> tuple[Any, str]:
    """What a strategy says, as far as this person may take it away, and the digest signed for it.

    What is being written is read as it stands today; what was endorsed as it was frozen then.

    Takes   standing, already of what may be taken; closed, whether section F is wanted.
    Raises  Http404 if nothing of it was frozen that this person may take.
    """
    if strategy.writable:
        return snapshot(standing, strategy, closed=closed), ""
    holds = FrozenStrategy.Holds.WHOLE if closed else FrozenStrategy.Holds.OPEN
    rows = frozen_for(standing).filter(strategy=strategy, holds=holds)
    sealed = _endorsing_steps(standing, strategy).last()
    if sealed is not None:
        rows = rows.filter(digest=sealed.digest_whole if closed else sealed.digest)
    row = rows.order_by("-entered_at").first()
    if row is None:
        raise Http404
    return seen_part(standing, row.content), row.digest


def as_file(
    form: str,
    standing: Standing,
    strategy: Strategy,
    *,
    what: str = "strategy",
    closed: bool = False,
    language: str = "",
) -> tuple[bytes, str]:
    """A strategy, its summary, its matrix, its record of consultation or what is kept beside it; a
    line in the audit.

    Takes   form, pdf or docx; closed, with section F: only for who holds the compartment capacity;
            language, of the paper; of the strategy's own text if left blank.
    Gives   the file, and how the web names its form.
    Raises  Http404 if the person takes nothing away, or asks for what is closed to them.
    """
    if closed and not holds_readiness(standing):
        raise Http404
    open_to = taking_all(standing) if closed else taking_open(standing)
    with override(language or strategy.language):
        if what in APART:
            file, kind = make_paper(form, standing, APART[what](open_to, strategy))
        else:
            content, signed = content_of(open_to, strategy, closed=closed)
            steps = signatures(open_to, strategy, closed=closed)
            paper = paper_of(
                open_to,
                strategy,
                content,
                signed=signed,
                signatures=steps,
                signing=places_to_sign(open_to, strategy),
                said=said_of_text(open_to, strategy),
            )
            since = None if paper.draft else _endorsed_at(open_to, strategy)
            document = on_paper(open_to, paper, what)
            file, kind = make_paper(form, standing, document, final_since=since)
            if form == "docx" and paper.draft and what == "strategy":
                file = with_printed(file, MARK, digest_of_printed)
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person if standing.roles else None,
        kind=what,
        subject=strategy.pk,
        form=form,
        compartment=Compartment.CAPACITY.value if closed else "",
    )
    return file, kind


def words_printed(standing: Standing, strategy: Strategy) -> Iterator[list[str]]:
    """All that stands on the paper of a strategy in each language, as far as this person may take
    it away, without section F, and without what its layout adds.

    Raises  Http404 if the person takes nothing away.
    """
    open_to = taking_open(standing)
    content, signed = content_of(open_to, strategy, closed=False)
    said = said_of_text(open_to, strategy)
    for language, _name in settings.LANGUAGES:
        with override(language):
            paper = paper_of(open_to, strategy, content, signed=signed, said=said)
            yield list(said_in(said_on_paper(paper).blocks))


def _endorsed_at(standing: Standing, strategy: Strategy) -> datetime | None:
    """When its text became final; None of one that was not endorsed."""
    sealed = _endorsing_steps(standing, strategy).last()
    return sealed.entered_at if sealed is not None else None


def _endorsing_steps(standing: Standing, strategy: Strategy) -> QuerySet[StrategyStep]:
    return steps_for(standing).filter(strategy=strategy, step="endorsed_head")


OTHER_SIDE = {
    "answered_task_force": gettext_lazy("Integrated Mission Task Force"),
    "answered_legal": gettext_lazy("Legal Affairs"),
    "endorsed_country_team": gettext_lazy("United Nations country team"),
}
"""Whose word a step is, where nobody said which office: never that of who recorded it."""


def signatures(standing: Standing, strategy: Strategy, *, closed: bool) -> tuple[Signature, ...]:
    """Every step that was signed, as it stands on paper: who, what for, when, on which text."""
    steps = steps_for(standing).filter(strategy=strategy).exclude(digest="")
    return tuple(
        Signature(
            step.who or str(OTHER_SIDE.get(step.step, step.post)),
            with_label(word(STEPS[step.step]), step.get_answer_display())
            if step.answer
            else word(STEPS[step.step]),
            step.on,
            step.digest_whole if closed else step.digest,
        )
        for step in steps
    )


MEANS = {
    "endorsed_head": gettext_lazy("Endorsed for the mission"),
    "endorsed_country_team": gettext_lazy("Endorsed for the United Nations country team"),
}
"""What a signature below the text of a strategy means, by the step it is."""

WITH_CHANGES = {
    "endorsed_country_team": gettext_lazy(
        "Endorsed with reservations for the United Nations country team"
    ),
}
"""The same where they want something otherwise, which stands above the signature."""


def places_to_sign(standing: Standing, strategy: Strategy) -> list[d.Signing]:
    """Where a strategy is signed: by the Head of Mission and for the country team, with the day of
    what was recorded; the recorder's post never stands for another office."""
    steps = steps_for(standing).filter(strategy=strategy).select_related("author")
    last = {step.step: step for step in steps}
    offices = {
        "endorsed_head": layout_of(standing, "strategy").signatory,
        "endorsed_country_team": str(OTHER_SIDE["endorsed_country_team"]),
    }
    return [
        d.Signing(_meaning_of(step, last.get(step)), offices[step], _signature_of(last.get(step)))
        for step in MEANS
        if offices[step]
    ]


def _meaning_of(step: str, taken: StrategyStep | None) -> str:
    with_changes = taken is not None and taken.answer == StrategyStep.Answer.CHANGES
    return str(WITH_CHANGES.get(step, MEANS[step]) if with_changes else MEANS[step])


def _signature_of(step: StrategyStep | None) -> str:
    """By which post and whom it was signed, and when."""
    if step is None or step.answer == StrategyStep.Answer.NOT:
        return ""
    name = step.author.name if step.author else ""
    called_so = name.casefold() == step.post.casefold()  # an account may be called as its post
    who = step.post if called_so else ", ".join(filter(None, (step.post, name)))
    return gettext("Signed by %(who)s with the mission's key on %(day)s") % {
        "who": who,
        "day": date_format(step.on, "j F Y"),
    }

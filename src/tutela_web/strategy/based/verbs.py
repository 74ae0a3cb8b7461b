"""How an assessment is named as what section B rests on, and how it rests on it no longer."""

from __future__ import annotations

from typing import TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records import verbs as records
from tutela_web.risk.frozen.queries import assessments_for
from tutela_web.risk.models import Assessment
from tutela_web.strategy.based.models import RestsOn
from tutela_web.strategy.based.queries import LETTER
from tutela_web.strategy.edition.models import Section

ACT = "draft_strategy"


class BasisInput(TypedDict):
    """Which assessment, by which office it was issued, and what the section takes from it."""

    assessment: Assessment
    issued_by: str
    words: str


@transaction.atomic
def name_basis(section: Section, basis_input: BasisInput, *, by: Standing) -> RestsOn:
    """Name an assessment section B rests on; it is kept with its map as it stands.

    Raises  Denied; BadParameter beside another section, without an office, for words of a
            compartment, or for an assessment the person may not read; NotNow where the strategy is
            no draft any more, or names it.
    """
    by.require(ACT, of=section)
    if section.letter != LETTER:
        raise BadParameter(say("only section B rests on assessments"))
    if not basis_input["issued_by"].strip():
        raise BadParameter(
            say("an assessment is issued by an office"), where="issued_by", next=say("name it")
        )
    refuse_closed_words(basis_input["issued_by"], where="issued_by")
    refuse_closed_words(basis_input["words"], where="words")
    strategy, assessment = hold(section.strategy), basis_input["assessment"]
    if not assessments_for(by).filter(pk=assessment.pk).exists():
        raise BadParameter(say("there is no such assessment"), next=say("choose one of the list"))
    if not strategy.writable:
        raise NotNow(say("this text is no draft any more"), next=say("open a new edition"))
    if RestsOn.objects.filter(strategy=strategy, assessment=assessment, ended_on=None).exists():
        raise NotNow(say("this assessment is named already"), next=say("look at the list"))
    basis = RestsOn(
        strategy=strategy,
        assessment=assessment,
        issued_by=basis_input["issued_by"].strip()[:160],
        words=basis_input["words"].strip()[:300],
        named_by=post_acting(by, ACT),
        named_on=clock.today(by.mission),
        classification=max(strategy.classification, assessment.classification),
        known_at=clock.now(by.mission),
        invented=strategy.invented,
    )
    return records.create(basis, mission=by.mission, by=by.person)


@one_at_a_time(hold)
def end_basis(basis: RestsOn, *, version: int, by: Standing) -> RestsOn:
    """Say that the section rests on it no longer; the assessment stays.

    Raises  Denied; NotNow where the strategy is no draft any more; Conflict.
    """
    by.require(ACT, of=basis)
    if not basis.strategy.writable:
        raise NotNow(say("this text is no draft any more"), next=say("open a new edition"))
    changes = {"ended_on": clock.today(by.mission)}
    return records.edit(basis, changes, version=version, by=by.person)

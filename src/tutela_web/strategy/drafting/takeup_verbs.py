"""How an edition takes up the records that were there before it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold
from tutela_web.base.values import FieldValue
from tutela_web.records import verbs as records
from tutela_web.strategy.content.takeup import offered_records
from tutela_web.strategy.edition.models import Strategy, TakenUp
from tutela_web.strategy.edition.verbs import ACT


@transaction.atomic
def take_up(
    strategy: Strategy, answers: Mapping[tuple[str, UUID], bool], *, by: Standing
) -> list[TakenUp]:
    """Say which of the records before an edition it takes up, and which it leaves out; a later word
    takes the place of an earlier one, which stays in the history.

    Takes   answers, by kind and record whether it is taken up.
    Gives   what was said anew.
    Raises  Denied; NotNow once its text is no longer written; BadParameter for a record that is not
            offered to this person.
    """
    by.require(ACT, of=strategy)
    now = hold(strategy)  # two who answer at once
    if not now.writable:
        raise NotNow(
            say("the text of this edition is settled"), next=say("take it up in the next edition")
        )
    offered = {
        (offered_record.name, row.record.pk): row
        for offered_record in offered_records(by, now)
        for row in offered_record.rows
    }
    said: list[TakenUp] = []
    edited: list[TakenUp] = []
    post, today = post_acting(by, ACT), clock.today(by.mission)
    for key, taken in answers.items():
        row = offered.get(key)
        if row is None:
            raise BadParameter(
                say("this record is not offered to the edition"), next=say("open the page again")
            )
        if row.answer is None:
            said.append(
                TakenUp(
                    strategy=now,
                    kind=key[0],
                    record=key[1],
                    classification=row.record.classification,
                    compartment=row.record.compartment,
                    invented=now.invented,
                    known_at=clock.now(by.mission),
                    taken=taken,
                    post=post,
                    on=today,
                )
            )
        elif row.answer.taken != taken:
            word: dict[str, FieldValue] = {"taken": taken, "post": post, "on": today}
            version = row.answer.version
            edited.append(records.edit(row.answer, word, version=version, by=by.person))
    records.create_many(said, mission=by.mission, by=by.person)
    return said + edited

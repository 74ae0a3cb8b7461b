"""How a party reads or declines, and how the red team notes.

Nothing here opens a reading but the last answer: no verb moves its hour, and none shows a word of
it. The lines in the audit say that a party answered, never what.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.risk.joint import DOWN, SAME, UP
from tutela_web.access.audit import trail
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import OPEN_HARMS, refuse_closed_words
from tutela_web.records import verbs as records
from tutela_web.risk.readings.models import JointReading, PartyLine, PartyReading, ReadingParty
from tutela_web.risk.readings.queries import CONVENE, is_open, joint_readings_for

MOST_WORDS = 1000


class ReadingInput(TypedDict):
    """What a party reads: a line a place it has something to say of, and its dissent."""

    lines: Sequence[PartyLine]
    dissent: str


def ask_parties(reading: JointReading, by: Standing) -> None:
    """Ask each post that was named for its party."""
    by.require_ours(reading)
    PartyReading.objects.bulk_create(
        PartyReading(reading=reading, party=party, post=post)
        for party in ReadingParty
        if (post := reading.post_of(party)) is not None
    )


@transaction.atomic
def write_reading(
    reading: JointReading, party: ReadingParty, written: ReadingInput, *, by: Standing
) -> PartyReading:
    """Write what a party reads; the last of those asked opens it for all.

    It may be written anew while the reading is blind. Once it is open, what was written in time
    stands; who had not answered may still, and it is marked.

    Raises  Denied unless a post asked is held; NotNow for what stands already in an open reading;
            BadParameter for a place it is not about, words of a compartment, or nothing said.
    """
    row, now_of = _own_row(reading, party, by)
    lines = [_sound_line(now_of, line) for line in written["lines"]]
    dissent = written["dissent"].strip()[:MOST_WORDS]
    refuse_closed_words(dissent, where="dissent")
    if not lines and not dissent:
        raise BadParameter(
            say("nothing is said of any place"),
            next=say("say of one place whether it rises, falls or stays, or decline"),
        )
    return _keep(row, now_of, PartyReading.State.ANSWERED, lines, dissent, by=by)


@transaction.atomic
def decline_reading(reading: JointReading, party: ReadingParty, *, by: Standing) -> PartyReading:
    """Decline to read. It needs no reason and blocks nothing; who declined is told.

    Raises  Denied unless a post asked is held; NotNow for what stands already in an open reading.
    """
    row, now_of = _own_row(reading, party, by)
    return _keep(row, now_of, PartyReading.State.DECLINED, [], "", by=by)


def _own_row(
    reading: JointReading, party: ReadingParty, by: Standing
) -> tuple[PartyReading, JointReading]:
    by.require_ours(reading)
    if not joint_readings_for(by).filter(pk=reading.pk).exists():
        raise Denied(say("this is asked of a post you do not hold"))
    now_of = hold(reading)
    row = PartyReading.objects.filter(reading=reading, party=party, post__in=posts_held(by)).first()
    if row is None:
        raise Denied(
            say("this is asked of a post you do not hold"),
            next=say("tell whoever holds it, or the POC adviser"),
        )
    row.reading = now_of
    if is_open(by, now_of) and row.state == PartyReading.State.ANSWERED:
        raise NotNow(
            say("it is open, and what was written stands"),
            next=say("say it at the next joint reading"),
        )
    return row, now_of


def _sound_line(reading: JointReading, line: PartyLine) -> PartyLine:
    """A line as it is kept."""
    if line["place"] not in {subject["place"] for subject in reading.subjects}:
        raise BadParameter(say("the reading is not about this place"), where="place")
    if line["trend"] not in (UP, SAME, DOWN):
        raise BadParameter(say("this must be said"), where="trend", next=say("choose one"))
    if line["harm"] and line["harm"] not in OPEN_HARMS:
        raise BadParameter(say("this is no harm of the open list"), where="harm")
    chance = line["chance"]
    if chance is not None and not 0 <= chance <= 100:
        raise BadParameter(say("this number cannot be"), where="chance", next=say("put it right"))
    reason = line["reason"].strip()[:MOST_WORDS]
    refuse_closed_words(reason, where="reason")
    if not reason:
        raise BadParameter(
            say("a reason is needed"), where="reason", next=say("write why, in a sentence")
        )
    return PartyLine(
        place=line["place"], trend=line["trend"], harm=line["harm"], reason=reason, chance=chance
    )


def _keep(
    row: PartyReading,
    reading: JointReading,
    state: PartyReading.State,
    lines: list[PartyLine],
    dissent: str,
    *,
    by: Standing,
) -> PartyReading:
    now = clock.now(by.mission)
    blind = reading.open_since(now) is None
    row.state, row.lines, row.dissent = state, lines, dissent
    row.at, row.by_id = now, by.person.pk
    row.save()
    if blind and not reading.parties.filter(state=PartyReading.State.AWAITED).exists():
        opened: dict[str, FieldValue] = {"opened_at": now}
        records.edit(reading, opened, version=reading.version, by=by.person)
    trail.record(
        str(state),
        mission=by.mission,
        by=by.person,
        kind="partyreading",
        subject=row.pk,
        reading=reading.pk,
        party=row.party,
    )
    return row


def note_as_red_team(
    reading: JointReading, note: str, *, version: int, by: Standing
) -> JointReading:
    """Write the red team's note on a reading that is open.

    Raises  Denied; NotNow while it is blind; BadParameter without words or for closed ones;
            Conflict.
    """
    by.require(CONVENE, area=reading.area_id, of=reading)
    if not is_open(by, reading):
        raise NotNow(
            say("the reading is still blind"), next=say("note on it once it is open for all")
        )
    if not note.strip():
        raise BadParameter(say("a note needs words"), next=say("write it"))
    refuse_closed_words(note, where="note")
    changes: dict[str, FieldValue] = {
        "red_team": note.strip(),
        "red_team_by": by.as_said,
        "red_team_on": clock.today(by.mission),
    }
    return records.edit(reading, changes, version=version, by=by.person)

"""Whose personnel a name or a word stands for, and where what they are said to have done belongs.

Misconduct goes to the office of who employs them (domain rule g22); other harm by UN forces goes to
a workflow outside their chain of command.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from tutela.base.messages import say
from tutela.base.values import key
from tutela.incidents.misconduct_words import is_personnel
from tutela.reading.lexicon import concept


class Employer(StrEnum):
    """Whose personnel somebody is: the United Nations', or an aid organisation's."""

    UN = "un"
    AID = "aid"


UN_CHANNEL = say("refer it to Conduct and Discipline or to OIOS")
AID_CHANNEL = say("refer it to the PSEA focal point of the organisation")

CHANNELS: dict[Employer | None, str] = {Employer.UN: UN_CHANNEL, Employer.AID: AID_CHANNEL}
"""Where misconduct is to be reported, by whose personnel it was.

`misconduct_words.CHANNEL` where that is not known.
"""

HARM_BY_UN_FORCES = say("is harm by UN forces, which is no event here")
"""Why a row is refused that tells of another harm than misconduct by UN forces."""

PROTECTED_WORKFLOW = say(
    "record it as harm by mission or supported forces (Plans): human rights alone reads it there"
)


def employer_of(texts: Iterable[str | None]) -> Employer | None:
    """Whose personnel these words name; None where they name none.

    Forces and missions of the UN go before all; an agency of the UN has a focal point of its own,
    as other aid organisations have.

    >>> employer_of(["UN Peacekeeper"]), employer_of(["Aid Worker"]), employer_of(["NSA", None])
    (<Employer.UN: 'un'>, <Employer.AID: 'aid'>, None)
    >>> employer_of(["UN Agency"]), employer_of(["MINUSCA, 3R"]), employer_of(["un homme armé"])
    (<Employer.AID: 'aid'>, <Employer.UN: 'un'>, None)
    """
    said = [text for text in texts if text]
    words = [key(text) for text in said]
    if any(map(_FORCES.is_in, words)):
        return Employer.UN
    if any(map(_AID.is_in, words)):
        return Employer.AID
    return Employer.UN if any(map(_UN.is_written_in, said)) else None


def names_un_forces(text: str) -> bool:
    """Whether a text names forces, police or a mission of the United Nations.

    >>> names_un_forces("Peace Keeper"), names_un_forces("UNICEF"), names_un_forces("AMISOM")
    (True, False, False)
    """
    return _FORCES.is_in(key(text))


def names_personnel(text: str) -> bool:
    """Whether who is named in a column of perpetrators is of the UN or of an aid organisation.

    >>> names_personnel("Aid Worker"), names_personnel("World Food Programme")
    (True, True)
    >>> names_personnel("Employee"), names_personnel("Rapid Support Forces")
    (False, False)
    """
    return employer_of([text]) is not None or is_personnel(text)


def names_somebodys_staff(text: str) -> bool:
    """Whether a perpetrator is called somebody's staff, and not whose.

    >>> names_somebodys_staff("Employee, Former employee"), names_somebodys_staff("Police")
    (True, False)
    """
    return _STAFF.is_in(key(text))


def office_for(channel: str) -> Employer:
    """The office that a row with this channel is sealed to: where nobody knows whose personnel it
    was, Conduct and Discipline, who finds out.

    >>> office_for(AID_CHANNEL).value, office_for("refer it").value
    ('aid', 'un')
    """
    return Employer.AID if channel == AID_CHANNEL else Employer.UN


_FORCES = concept("personnel.un_forces")
_AID = concept("personnel.aid")
_UN = concept("personnel.un_named")
_STAFF = concept("personnel.somebodys_staff")

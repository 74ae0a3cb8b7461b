"""Whether what is on record speaks against an outcome: that is asked about, and shown."""

from __future__ import annotations

from tutela.base.messages import Sentence, say, say_n
from tutela.crisis.tables import outcomes


def says_averted(outcome: str) -> bool:
    """Whether an outcome says that people were protected before anybody was harmed.

    >>> [word for word in outcomes() if says_averted(word)]
    ['deterred', 'host_in_time']
    """
    known = outcomes()[outcome]
    return known.protective == "yes" and known.arrived in ("before", "none")


def speaks_against(
    outcome: str, *, ongoing: bool, arrived: bool, attacks: int, killed: int
) -> list[Sentence]:
    """What on record speaks against an outcome that says people were protected.

    An attack that is said not to have come is spoken against by harm on record there in that time;
    one that was going on, and is said to have been ended by the United Nations, by nobody having
    arrived. Before it began a call may have turned it back.

    Takes   ongoing, whether the attack was going on; arrived, whether somebody recorded an arrival;
            attacks and killed, what is on record of the place from the alert to its outcome.

    >>> against = speaks_against("deterred", ongoing=True, arrived=False, attacks=1, killed=7)
    >>> [str(one) for one in against]  # doctest: +NORMALIZE_WHITESPACE
    ['1 attack is on record there since the alert, people killed: 7',
     'the attack was going on, and nobody is on record as having arrived']
    >>> speaks_against("stopped", ongoing=True, arrived=True, attacks=1, killed=7)
    []
    """
    known = outcomes()[outcome]
    against = []
    if says_averted(outcome) and attacks:
        against.append(
            say_n(
                "{n} attack is on record there since the alert, people killed: {killed}",
                "{n} attacks are on record there since the alert, people killed: {killed}",
                attacks,
                killed=killed,
            )
        )
    if known.protective == "yes" and known.responder == "un" and ongoing and not arrived:
        against.append(say("the attack was going on, and nobody is on record as having arrived"))
    return against

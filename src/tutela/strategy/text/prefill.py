"""The first words of a new strategy, from what the mission holds already: a person edits them.

A draft is read by people who do not read every risk, forum or place. What not all of them read is
told in figures; in words only what all of them read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tutela.base.messages import Sentence, join, say, say_n, term


def counts_sentence(counts: Mapping[str, int]) -> Sentence:
    """Words of a table, each with its number, the most first; none where nothing is counted.

    >>> counts_sentence({"killing": 2, "looting": 5, "abduction": 0})
    'looting 5, killing 2'
    """
    most = sorted(((n, word) for word, n in counts.items() if n), key=lambda one: (-one[0], one[1]))
    return join(", ", [say("{word} {n}", word=term(word), n=n) for n, word in most])


def risks_told(adopted: int, priority: int, harms: Mapping[str, int]) -> list[Sentence]:
    """The register in figures; nothing where no risk was adopted.

    >>> risks_told(7, 2, {"killing": 2, "looting": 5})[0].split(". ")[1]
    'By harm: looting 5, killing 2.'
    """
    if not adopted:
        return []
    return [
        say_n(
            "The register holds {n} adopted risk, {high} of them critical or high. By "
            "harm: {harms}.",
            "The register holds {n} adopted risks, {high} of them critical or high. By "
            "harm: {harms}.",
            adopted,
            high=priority,
            harms=counts_sentence(harms),
        )
    ]


def threats_told(actual: int, potential: int) -> list[Sentence]:
    """The priority risks by what is on record; nothing where there are none.

    >>> threats_told(2, 1)[0].split(";")[0]
    'Critical and high risks, actual: 2 (such acts are on record near the place within a year)'
    """
    if not actual and not potential:
        return []
    return [
        say(
            "Critical and high risks, actual: {actual} (such acts are on record near the place"
            " within a year); potential: {potential} (signs or assessment alone).",
            actual=actual,
            potential=potential,
        )
    ]


def perpetrators_told(
    acts: int, classes: Mapping[str, int], no_motive: int, no_state: int
) -> list[Sentence]:
    """Acts against civilians by class of perpetrator and what is not known of them; nothing where
    no act is on record.

    Takes   no_state, in how many areas nobody assessed a force of a state.

    >>> perpetrators_told(3, {"Armed groups": 2, "Nobody known": 1}, 3, 0)[1]
    'Their motive is not known of 3 of 3.'
    """
    if not acts:
        return []
    told = [
        say(
            "Acts against civilians on record of the last year, by class of perpetrator:"
            " {classes}.",
            classes=counts_sentence(classes),
        ),
        say("Their motive is not known of {n} of {acts}.", n=no_motive, acts=acts),
    ]
    if no_state:
        told.append(
            say_n(
                "In {n} area no risk from a force of a state was assessed.",
                "In {n} areas no risk from a force of a state was assessed.",
                no_state,
            )
        )
    return told


def atrocity_told(
    assessed: int, factors: int, judged: Sequence[str], not_judged: Sequence[str]
) -> list[Sentence]:
    """How far the risk of atrocity crimes was assessed for the whole mission, and a prompt to say
    what was found; nothing where nobody assessed any of it. No finding is summed.

    Takes   judged, not_judged, kinds of violence.

    >>> told = atrocity_told(3, 14, ["Genocide"], ["War crimes"])
    >>> told[0].split(": ")[1]
    '3 of 14 published factors were assessed; the others are not known, not absent.'
    """
    if not assessed and not judged:
        return []
    told = [
        say(
            "Risk of atrocity crimes: {n} of {factors} published factors were assessed; the others"
            " are not known, not absent.",
            n=assessed,
            factors=factors,
        )
    ]
    if judged:
        told.append(
            say(
                "Judged by itself was the outlook of: {kinds}.",
                kinds=join(", ", [term(one) for one in judged]),
            )
        )
    if not_judged:
        told.append(
            say("Not judged: {kinds}.", kinds=join(", ", [term(one) for one in not_judged]))
        )
    return [
        *told,
        say(
            "[Say here what was found: atrocity crimes and ethnic cleansing apart from resumed"
            " conflict and from violence between communities.]"
        ),
    ]


def joint_told(day: date, places: int, apart: int, dissents: int, silent: int) -> list[Sentence]:
    """The last joint reading in figures: its words are for who reads risks.

    >>> joint_told(date(2018, 12, 17), 10, 3, 1, 2)[0].split(": ")[1]
    '3 apart.'
    """
    return [
        say_n(
            "Several parties read {n} hotspot jointly, each blind to the others, opened on {day}:"
            " {apart} apart.",
            "Several parties read {n} hotspots jointly, each blind to the others, opened on {day}:"
            " {apart} apart.",
            places,
            day=day,
            apart=apart,
        ),
        say(
            "Parties that dissent from the order: {n}. Parties asked that declined or did not"
            " answer: {silent}.",
            n=dissents,
            silent=silent,
        ),
    ]


def lines_told(number: int, phases: Mapping[str, int]) -> list[Sentence]:
    """The implementation matrix in figures; nothing where it is empty.

    >>> lines_told(1, {"prevention": 1})
    ['The implementation matrix holds 1 line. By phase: prevention 1.']
    """
    if not number:
        return []
    return [
        say_n(
            "The implementation matrix holds {n} line. By phase: {phases}.",
            "The implementation matrix holds {n} lines. By phase: {phases}.",
            number,
            phases=counts_sentence(phases) or say("none given"),
        )
    ]


def host_told(assist: int, build: int) -> list[Sentence]:
    """The host's duty, and how many lines of the matrix help it or build its capacity.

    >>> host_told(1, 2)[1]
    'Lines of the matrix that assist it: 1; that build its capacity: 2.'
    """
    duty = say(
        "The primary duty to protect civilians lies with the host state; the mission assists"
        " it and builds its capacity."
    )
    if not assist and not build:
        return []
    return [
        duty,
        say(
            "Lines of the matrix that assist it: {assist}; that build its capacity: {build}.",
            assist=assist,
            build=build,
        ),
    ]


def fora_told(kinds: Mapping[str, int]) -> list[Sentence]:
    """The standing fora in figures; nothing where there are none. Words of kinds as given.

    >>> fora_told({"local level": 2})
    ['Coordination forums in place: local level 2.']
    """
    return (
        [say("Coordination forums in place: {kinds}.", kinds=counts_sentence(kinds))]
        if any(kinds.values())
        else []
    )


def others_told(
    partners: Mapping[str, int], arrangements: Mapping[str, int], checks: int
) -> list[Sentence]:
    """Partners, what was agreed with them, and humanitarian space in figures. Words of kinds as
    given.

    >>> others_told({"NGO": 2}, {}, 1)
    ['Partners: NGO 2.', 'Times aid and arms came near each other, and it was settled before: 1.']
    """
    told = (
        [say("Partners: {kinds}.", kinds=counts_sentence(partners))]
        if any(partners.values())
        else []
    )
    if any(arrangements.values()):
        told.append(say("Arrangements that stand: {kinds}.", kinds=counts_sentence(arrangements)))
    if checks:
        told.append(
            say(
                "Times aid and arms came near each other, and it was settled before: {n}.", n=checks
            )
        )
    return told


def residual_told(number: int) -> list[Sentence]:
    """What the mission cannot protect, in figures, and a prompt to say it in words.

    >>> residual_told(0), residual_told(2)[1]
    ([], '[Say here what the mission can and cannot do about them.]')
    """
    if not number:
        return []
    return [
        say_n(
            "The Head of Mission accepted in writing {n} risk that the mission cannot answer.",
            "The Head of Mission accepted in writing {n} risks that the mission cannot answer.",
            number,
        ),
        say("[Say here what the mission can and cannot do about them.]"),
    ]


def expectations_told(messages: int, reached: int, exchanges: int, staff: int) -> list[Sentence]:
    """What people are told and heard on, and with which staff, in figures; a prompt where no staff
    is set against it. Source: Framework, template I, paragraph 25.

    >>> expectations_told(0, 0, 0, 0), len(expectations_told(1, 3, 2, 0))
    ([], 4)
    """
    if not (messages or reached or exchanges or staff):
        return []
    lines = [
        say("Final responsibility for the protection of civilians rests with the host state."),
        say_n(
            "{n} released message says what the mission can and cannot do.",
            "{n} released messages say what the mission can and cannot do.",
            messages,
        ),
        say(
            "Places that were told: {told}; exchanges with communities in twelve months: {heard}.",
            told=reached,
            heard=exchanges,
        ),
    ]
    if staff:
        lines.append(say("Staff set against managing expectations: {n}.", n=staff))
    else:
        lines.append(
            say("[Say here which staff and means manage expectations: none is on record.]")
        )
    return lines


def capacity_told(units: int, caveats: int) -> list[Sentence]:
    """Units and caveats in figures, for the closed section only.

    >>> capacity_told(3, 1)
    ['The mission counts 3 units. 1 caveat is recorded.']
    """
    if not units and not caveats:
        return []
    counted_units = say_n("The mission counts {n} unit.", "The mission counts {n} units.", units)
    told = say_n("{n} caveat is recorded.", "{n} caveats are recorded.", caveats)
    return [join(" ", [counted_units, told])]


def warning_told(
    contacts: int, places: int, plans: int, exercised: int, minutes: Mapping[str, float]
) -> list[Sentence]:
    """The alert network and the contingency plans in figures, with the limits of the clocks;
    nothing where there is neither.

    Takes   minutes, by `ongoing` and `imminent` until those who act are told of such an attack, by
            `decide` until it is decided after that.

    >>> limits = {"ongoing": 5, "imminent": 30, "decide": 30}
    >>> warning_told(0, 0, 0, 0, limits), warning_told(3, 2, 1, 0, limits)[2]
    ([], 'Contingency plans in use: 1; of them exercised: 0.')
    """
    if not contacts and not plans:
        return []
    return [
        say(
            "Contacts of the community alert network in use: {n}; places where they live:"
            " {places}.",
            n=contacts,
            places=places,
        ),
        say(
            "Those who act are told of an attack going on within {ongoing} minutes of the call, of"
            " one that is imminent within {imminent}; {decide} minutes later it is decided whether"
            " to act.",
            **{level: f"{limit:g}" for level, limit in minutes.items()},
        ),
        say(
            "Contingency plans in use: {n}; of them exercised: {exercised}.",
            n=plans,
            exercised=exercised,
        ),
    ]


def measures_told(indicators: int, perception: int, duties: int) -> list[Sentence]:
    """Indicators and reporting duties in figures; nothing where there are none.

    >>> measures_told(2, 1, 3)[1]
    'Reporting duties that stand: 3.'
    """
    if not indicators and not duties:
        return []
    return [
        say(
            "Indicators that are read: {n}; of them on how safe people feel: {perception}.",
            n=indicators,
            perception=perception,
        ),
        say("Reporting duties that stand: {n}.", n=duties),
    ]


def mandate_told(part: str, where: str, limit: str, means: str) -> Sentence:
    """One task the Council gave, with the paragraph and its limits.

    >>> mandate_told("protect civilians", "S/RES/9001 (2031), paragraph 1", "", "all means")
    '- protect civilians (S/RES/9001 (2031), paragraph 1; means: all means)'
    """
    more = [say("{where}", where=where)]
    more += [say("limits: {limit}", limit=limit)] if limit else []
    more += [say("means: {means}", means=means)] if means else []
    return say("- {what} ({more})", what=part, more=join("; ", more))


def purpose_told(cited: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """The opening of section A: the purpose, with the paragraphs it serves; nothing without one.

    Takes   resolutions as people name them, each with the numbers of its paragraphs.

    >>> purpose_told([("S/RES/9001 (2031)", ["2 (a)", "5"])])[0]
    'The mission protects civilians as paragraphs 2 (a), 5 of S/RES/9001 (2031) ask of it.'
    """
    told = [
        say(
            "The mission protects civilians as paragraph {number} of {resolution} asks of it.",
            number=numbers[0],
            resolution=resolution,
        )
        if len(numbers) == 1
        else say(
            "The mission protects civilians as paragraphs {numbers} of {resolution} ask of it.",
            numbers=", ".join(numbers),
            resolution=resolution,
        )
        for resolution, numbers in cited
        if numbers
    ]
    return [*told, ""] if told else []


def outside_told(part: str, reason: str, to: str) -> Sentence:
    """One concern outside the scope: why, and to whom it was referred.

    >>> outside_told("Food prices", "no violence", "WFP")
    '- Food prices: no violence (referred to: WFP)'
    """
    if not to:
        return say("- {what}: {reason} (referred to another actor)", what=part, reason=reason)
    return say("- {what}: {reason} (referred to: {to})", what=part, reason=reason, to=to)


def objective_told(words: str, aim: str) -> Sentence | str:
    """One objective, and the political aim it serves where one is given.

    >>> objective_told("Roads are safe", "talks on the grazing season")
    '- Roads are safe (political aim: talks on the grazing season)'
    >>> objective_told("Roads are safe", "")
    '- Roads are safe'
    """
    if not aim:
        return f"- {words}"
    return say("- {words} (political aim: {aim})", words=words, aim=aim)


def points_under(head: Sentence, points: Sequence[str]) -> list[str]:
    """A sentence with points below it; nothing where there are no points.

    >>> points_under(say("The Council decided:"), [])
    []
    """
    return [head, *points] if points else []

"""What a survey tells of all people, and what it cannot tell.

Shares with the weights of the design, their intervals by Taylor linearisation over the places drawn
and after Korn and Graubard, by svy (checked against R's survey: docs/adr/0075). Who did not say is
never counted as safe, nor left out in silence: the interval is widened as if all of them had said
the one, and all of them the other.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from tutela.base.disclosure import cells_to_show, rows_to_show
from tutela.base.later import np, pl
from tutela.base.messages import Sentence, as_json, say
from tutela.outreach.survey_answers import SurveyAnswer
from tutela.outreach.survey_form import AGE_GROUPS, ANSWERED, RESULTS, SEXES, UNSAID, Item

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLD, SUPPRESSED, NOT_TOLD, NOT_ASKED = "told", "suppressed", "cannot_be_told", "not_asked"
"""How an estimate stands. Only `told` has a share."""

WHOLE, BY_SEX, BY_AGE, BY_AREA = "", "sex", "age_group", "area"


@dataclass(frozen=True, slots=True)
class DrawnPlace:
    """A place of the sample as its answers are weighed: of which stratum, how often drawn."""

    stratum: str
    area: str
    times: int


class Estimate(TypedDict):
    """One share, of everybody or of a group, in percent.

    by, group     what it is told apart by, and the group; blank of everybody
    people        who were asked and answered the survey, in that group
    said          those of them who answered this question; None also where those who did not are
                  fewer than five, or could be had from what is told of others
    unsaid        the share of people who did not say, in percent; None with `said`
    low, high     the 95% interval by the design, widened by those who did not say
    effect        how much wider the design makes the variance than a simple sample
    because       of what cannot be told: why, as a sentence in JSON
    """

    item: str
    by: str
    group: str
    state: str
    people: int | None
    said: int | None
    places: int | None
    share: float | None
    low: float | None
    high: float | None
    effect: float | None
    unsaid: float | None
    because: object


def estimates_of(
    answers: Sequence[SurveyAnswer],
    items: Sequence[Item],
    places: Mapping[str, DrawnPlace],
    people: Mapping[str, int],
    *,
    widest: float,
    areas: Iterable[str] = (),
) -> list[Estimate]:
    """Every estimate of a survey: of everybody, by sex, age and area.

    Takes   people of each stratum; widest, half the width beyond which an interval tells nothing,
            in percentage points; areas of the frame, also those where nobody was asked.
    """
    answered = [
        answer for answer in answers if answer.result == ANSWERED and answer.place in places
    ]
    table = _weigh_answers(answered, items, places, people)
    all_estimates: list[Estimate] = []
    for by, groups in (
        (WHOLE, [""]),
        (BY_SEX, list(SEXES)),
        (BY_AGE, list(AGE_GROUPS)),
        (BY_AREA, sorted({*areas, *(answer.area for answer in places.values())})),
    ):
        column = table[by or "whole"].to_list()
        counts = Counter(column)
        asked = [counts.get(group, 0) for group in groups]
        for item in items:
            by_group = _shares(table, item, by or "whole") if answered else {}
            shown, silence = _shown_groups(column, table[f"item_{item.name}"].to_list(), groups)
            for group, count, is_open, tells_said in zip(
                groups, asked, shown, silence, strict=True
            ):
                if count == 0 and by != BY_AREA and by != WHOLE:
                    continue
                estimate = _estimate(item, by, group, count, bool(is_open), by_group, widest)
                all_estimates.append(estimate if tells_said else _without_said(estimate))
    return all_estimates


def _shown_groups(
    column: Sequence[str], answers: Sequence[float | None], groups: Sequence[str]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of which groups the share of an item may be told, and of which how many said.

    Of each group it is counted who said the one, the other, nothing. Who is of none of the groups
    is a group of its own, of which nothing is told: it could be had from everybody's figures.
    """
    row_of = {group: number for number, group in enumerate(groups)}
    counts = np.zeros((len(groups) + 1, 3), dtype=np.int64)
    for group, said in zip(column, answers, strict=True):
        counts[row_of.get(group, len(groups)), 2 if said is None else int(said)] += 1
    of_none = np.arange(len(counts)) == len(groups)
    asked = counts.sum(axis=1, keepdims=True)
    few_asked = ~rows_to_show(asked, hidden_before=of_none)  # the same for every item
    shown = rows_to_show(
        np.hstack([counts[:, :2], asked]), hidden_before=few_asked & (asked[:, 0] > 0)
    )
    silence = rows_to_show(counts[:, 2:], hidden_before=~shown & (asked[:, 0] > 0))
    return shown[:-1], silence[:-1]


def _without_said(estimate: Estimate) -> Estimate:
    """An estimate that does not tell how many said nothing: its share and interval in whole points,
    of which the number that said cannot be had."""
    rounded: dict[str, float | None] = {
        name: None if value is None else float(round(value))
        for name, value in (
            ("share", estimate["share"]),
            ("low", estimate["low"]),
            ("high", estimate["high"]),
        )
    }
    return {
        **estimate,
        "said": None,
        "unsaid": None,
        "effect": None,
        "share": rounded["share"],
        "low": rounded["low"],
        "high": rounded["high"],
    }


def _weigh_answers(
    answered: Sequence[SurveyAnswer],
    items: Sequence[Item],
    places: Mapping[str, DrawnPlace],
    people: Mapping[str, int],
) -> pl.DataFrame:
    """A row of each who answered: design, weight, classes, and of each item 1, 0 or unknown.

    The people of a stratum are shared over its places that answered as they were drawn, and those
    of a place over who answered there, each for the adults of the household.
    """
    drawn: dict[str, int] = defaultdict(int)
    for code in {answer.place for answer in answered}:
        drawn[places[code].stratum] += places[code].times
    adults: dict[str, int] = defaultdict(int)
    for answer in answered:
        adults[answer.place] += answer.adults
    rows: list[dict[str, str | float | None]] = []
    for answer in answered:
        place = places[answer.place]
        of_place = people.get(place.stratum, 0) * place.times / drawn[place.stratum]
        row: dict[str, str | float | None] = {
            "stratum": place.stratum,
            "place": answer.place,
            "weight": of_place * answer.adults / adults[answer.place],
            "whole": "",
            BY_SEX: answer.sex,
            BY_AGE: answer.age_group,
            BY_AREA: place.area,
        }
        for item in items:
            said = answer.answers.get(item.name, UNSAID[1])
            row[f"item_{item.name}"] = None if said in UNSAID else float(said in item.counts)
        rows.append(row)
    schema: dict[str, type[pl.String] | type[pl.Float64]] = dict.fromkeys(
        ("stratum", "place", "whole", BY_SEX, BY_AGE, BY_AREA), pl.String
    )
    schema |= dict.fromkeys(("weight", *(f"item_{item.name}" for item in items)), pl.Float64)
    return pl.DataFrame(rows, schema=schema)


@dataclass(frozen=True, slots=True)
class _Share:
    """A share of those who said, by the design."""

    share: float
    low: float
    high: float
    effect: float
    freedom: int
    said: int
    places: int
    unsaid: float


def _shares(table: pl.DataFrame, item: Item, by: str) -> dict[str, _Share]:
    """The share of an item in each group of a column. Who is not of the group stays in the design:
    leaving their places out would make intervals too narrow."""
    from svy import Design, MethodError, Sample

    said = pl.col(f"item_{item.name}")
    domains = table.with_columns(
        y=said.fill_null(0.0),
        domain=pl.when(said.is_null()).then(pl.lit("-")).otherwise("+" + pl.col(by)),
    )
    design = Design(stratum="stratum", psu="place", wgt="weight", singleton="center")
    estimation = Sample(data=domains, design=design).estimation
    try:
        by_group = estimation.prop("y", by="domain", ci_method="korn-graubard", deff="wr")
    except MethodError as fault:
        if fault.code != "DEFF_NOT_COMPUTABLE":
            raise
        by_group = estimation.prop("y", by="domain", ci_method="korn-graubard")  # one answer alone
    assert not isinstance(by_group, list)
    shares: dict[str, _Share] = {}
    for estimated in by_group.estimates:
        (domain,) = map(str, estimated.by_level or ())
        counted = estimated.y_level == 1.0
        if domain == "-" or (not counted and domain[1:] in shares):
            continue
        ends = (estimated.lci, estimated.uci) if counted else (1 - estimated.uci, 1 - estimated.lci)
        within = table.filter(pl.col(by) == domain[1:])
        spoke = within.filter(said.is_not_null())
        shares[domain[1:]] = _Share(
            estimated.est if counted else 1 - estimated.est,
            *ends,
            estimated.deff if estimated.deff is not None else math.nan,
            int(estimated.df or 0),
            spoke.height,
            spoke["place"].n_unique(),
            1 - float(np.sum(spoke["weight"].to_numpy()) / np.sum(within["weight"].to_numpy())),
        )
    return shares


def _estimate(
    item: Item,
    by: str,
    group: str,
    count: int,
    open_to: bool,
    by_group: Mapping[str, _Share],
    widest: float,
) -> Estimate:
    share = by_group.get(group)
    if count == 0:
        return _leave_untold(item, by, group, NOT_ASKED, say("nobody answered here"))
    if not open_to:
        return _leave_untold(item, by, group, SUPPRESSED, None)
    if share is None:
        return _leave_untold(item, by, group, NOT_TOLD, say("nobody said"), people=count)
    low = share.low * (1 - share.unsaid)
    high = share.high * (1 - share.unsaid) + share.unsaid
    why: Sentence | None = None
    if share.places < 2 or share.freedom < 1 or not math.isfinite(low + high):
        why = say("all answers came from one place")
    elif (high - low) * 50 > widest:
        why = say(
            "the interval would reach {points} points either way",
            points=math.ceil((high - low) * 50),
        )
    if why is not None:
        return _leave_untold(item, by, group, NOT_TOLD, why, people=count, share=share)
    return {
        "item": item.name,
        "by": by,
        "group": group,
        "state": TOLD,
        "people": count,
        "said": share.said,
        "places": share.places,
        "share": 100 * share.share,
        "low": 100 * low,
        "high": 100 * high,
        "effect": share.effect if math.isfinite(share.effect) else None,
        "unsaid": 100 * share.unsaid,
        "because": None,
    }


def _leave_untold(
    item: Item,
    by: str,
    group: str,
    state: str,
    why: Sentence | None,
    *,
    people: int | None = None,
    share: _Share | None = None,
) -> Estimate:
    return {
        "item": item.name,
        "by": by,
        "group": group,
        "state": state,
        "people": people,
        "said": share.said if share else None,
        "places": share.places if share else None,
        "share": None,
        "low": None,
        "high": None,
        "effect": None,
        "unsaid": 100 * share.unsaid if share else None,
        "because": None if why is None else as_json(why),
    }


class Response(TypedDict):
    """How an approach to people went: how many each way, None where too few to be told.

    rate            in percent; None also where it would tell how many answered
    places_silent   of the places drawn, those from which nobody answered
    """

    approached: int
    results: dict[str, int | None]
    rate: float | None
    places: int
    places_silent: int


def response_of(answers: Sequence[SurveyAnswer], places: Iterable[str]) -> Response:
    """How many were approached, answered, refused; and the places from which nobody answered.

    >>> one = SurveyAnswer("p01", "answered", "female", "18_29", 1, {})
    >>> another = SurveyAnswer("p01", "refused", "", "", 1, {})
    >>> told = response_of([one] * 9 + [another], ["p01", "p02"])
    >>> told["rate"], told["results"]["refused"], told["places_silent"]
    (None, None, 1)
    """
    counted = Counter(answer.result for answer in answers)
    counts = [counted.get(result, 0) for result in RESULTS]
    shown = cells_to_show(np.array([counts], dtype=np.int64), totals=True)[0]
    drawn = set(places)
    heard = {answer.place for answer in answers if answer.result == ANSWERED}
    return {
        "approached": len(answers),
        "results": {
            result: count if open_to else None
            for result, count, open_to in zip(RESULTS, counts, shown, strict=True)
        },
        "rate": 100 * counted[ANSWERED] / len(answers)
        if answers and shown[list(RESULTS).index(ANSWERED)]
        else None,
        "places": len(drawn),
        "places_silent": len(drawn - heard),
    }

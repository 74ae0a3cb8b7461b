"""What sentences say held against the figures: a draft that contradicts itself is not built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from tutela.base.errors import BadParameter
from tutela.base.messages import say, term
from tutela.monitoring.indicators import SUPPRESSED
from tutela.reporting.figures import ReportFigure, say_figure
from tutela.reporting.products import Section
from tutela.reporting.sentences import Suggested


def check_agreement(
    section: Section, told: Iterable[Suggested], figures: Mapping[str, ReportFigure]
) -> None:
    """Hold the sentences of one part against the figures they count.

    Takes   figures by key; one that is not there, or not shown to the reader, is not compared.
    Raises  BadParameter with the sentence and the figure, where they say two different numbers.
            That none is on record agrees with a figure that is not known.

    >>> from tutela.reporting.products import products
    >>> part = products()["cable"].section("developments")
    >>> three = Suggested(say("3 incidents were recorded."), counts=(("incidents", 3),))
    >>> check_agreement(part, [three], {"incidents": ReportFigure("incidents", "Incidents", "",
    ...     value=4)})
    Traceback (most recent call last):
    ...
    tutela.base.errors.BadParameter: Developments: the sentence “3 incidents were recorded.” \
contradicts the figure “Incidents”: 4. Next: fill the report again; if it stays so, tell who runs \
this platform.
    """
    said: Counter[str] = Counter()
    sentence: dict[str, str] = {}
    for suggested in told:
        for key, number in suggested.counts:
            said[key] += number
            sentence.setdefault(key, suggested.text)
    for key, text in sentence.items():
        figure = figures.get(key)
        if figure is None or figure.state == SUPPRESSED or (figure.value or 0) == said[key]:
            continue
        raise BadParameter(
            say(
                "the sentence “{sentence}” contradicts the figure “{figure}”: {value}",
                sentence=text,
                figure=figure.label,
                value=say_figure(figure),
            ),
            where=term(section.heading),
            next=say("fill the report again; if it stays so, tell who runs this platform"),
        )


def figures_counted(told: Iterable[Suggested]) -> list[str]:
    """The keys of the figures that sentences count, each once."""
    return list(dict.fromkeys(key for one in told for key, _number in one.counts))

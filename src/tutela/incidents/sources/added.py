"""Sources that packages of others read, beside those the house knows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tutela.base.errors import TutelaError
from tutela.base.messages import say
from tutela.base.plugins import PluginRefused, SourceReader, ask_plugin, load_plugins
from tutela.base.tables import Table
from tutela.incidents.sources.parsed import Parsed

GROUP = "tutela.sources"
OURS = frozenset(
    {"ucdp", "ucdp_candidate", "ucdp_ged", "ucdp_slim", "acled", "insecurity_insight"}
    | {"country_month", "matched_names", "list_in_doubt", "log", "unknown"}
)
"""Names of the house: no plug-in takes one, so that none stands for a published source."""


def added_readers() -> dict[str, tuple[Callable[[Table], bool], Callable[[Table], Parsed]]]:
    """The readers of packages installed here, by name, as `tutela.incidents.read` tries them.

    >>> added_readers()
    {}
    """
    loaded: dict[str, SourceReader] = load_plugins(
        GROUP, lambda plugin: isinstance(plugin, SourceReader), ours=OURS
    )
    return {
        name: (partial(_recognises, name, plugin), partial(_read, name, plugin))
        for name, plugin in loaded.items()
    }


def _recognises(name: str, plugin: SourceReader, table: Table) -> bool:
    """Whether a table is of this layout; where the plug-in fails, it is not: others may know it."""
    try:
        return bool(ask_plugin(name, lambda: plugin.recognise(table), group=GROUP))
    except TutelaError:
        return False


def _read(name: str, plugin: SourceReader, table: Table) -> Parsed:
    """The events of a table. Raises PluginRefused where they are none, or named after others."""
    parsed = ask_plugin(name, lambda: plugin.read(table), group=GROUP)
    if not isinstance(parsed, Parsed):
        raise PluginRefused(
            say("the plug-in {name} gives no events", name=name),
            next=say("ask who wrote it, or remove the package"),
        )
    named = set(parsed.events.frame["source"].unique().to_list())
    if named - {name}:
        raise PluginRefused(
            say("the plug-in {name} gives events of another source", name=name),
            next=say("ask who wrote it, or remove the package"),
        )
    return parsed

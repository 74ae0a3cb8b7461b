"""Packages of others that are installed here: what each brings, and why one was left out."""

from __future__ import annotations

from dataclasses import dataclass

from tutela.base.plugins import failed_plugins, loaded_plugins
from tutela_web.look.translate import say_in_page_language


@dataclass(frozen=True)
class PackageState:
    """What a package brings by one name, in the language of the page; why blank where it stands."""

    name: str
    group: str
    package: str
    why: str = ""
    next: str = ""


def load_every_group() -> None:
    """Take in what packages bring of every group: some are read when they are first needed."""
    from tutela.forecast import history
    from tutela.incidents import read
    from tutela.monitoring.indicators import library
    from tutela.reporting.products import products
    from tutela_web.channels import gateways

    assert history.HISTORIES and read.READERS and gateways.KINDS and library() and products()


def package_states() -> list[PackageState]:
    """Every plug-in of every package installed here, those left out first."""
    load_every_group()
    left_out = [
        PackageState(
            failed.name,
            failed.group,
            failed.package,
            say_in_page_language(failed.what),
            say_in_page_language(failed.next),
        )
        for failed in failed_plugins()
    ]
    standing = [
        PackageState(plugin.name, plugin.group, plugin.package) for plugin in loaded_plugins()
    ]
    return [*left_out, *standing]

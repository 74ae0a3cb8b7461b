"""`tutela platform upgrade`: the next version from its bundle, or back to what was."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument(
    "bundle", required=False, type=click.Path(exists=True, path_type=Path), metavar="BUNDLE"
)
@click.option(
    "--backup",
    "main_folder",
    type=FOLDER,
    default=Path("/backup/tutela"),
    show_default=True,
    help="Where the encrypted backup goes that is made first.",
)
@click.option(
    "--keys",
    "keys_folder",
    type=FOLDER,
    default=Path("/backup-keys/tutela"),
    show_default=True,
    help="Where its keys archive goes.",
)
@click.option(
    "--wait",
    default=600.0,
    show_default=True,
    help="Seconds to wait for work under way (imports, reports) to end.",
)
@click.option(
    "--settings",
    "settings_file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("/etc/tutela/tutela.env"),
    show_default=True,
    help="The settings of the services, where the environment does not name TUTELA_DATA.",
)
@click.option("--look", "looking", is_flag=True, help="Only look whether it could be done.")
@click.option("--resume", is_flag=True, help="End an upgrade that was cut off: forward or back.")
@click.option("--no-start", is_flag=True, help="With --resume: leave starting to the system.")
@click.option(
    "--in-place",
    is_flag=True,
    help="The program is the new one already (an image): the data alone.",
)
def upgrade(
    bundle: Path | None,
    main_folder: Path,
    keys_folder: Path,
    wait: float,
    settings_file: Path,
    looking: bool,
    resume: bool,
    no_start: bool,
    in_place: bool,
) -> None:
    """Bring this install to the version of BUNDLE, or back to what it was, by itself.

    BUNDLE is the tar of a release, or its folder unpacked. Looks first whether everything is there
    (checksums and signature, a newer version, room, both databases, no work under way), keeps an
    encrypted backup, makes the new environment beside the old one; then stops the services, copies
    databases and files beside themselves, takes the new version's steps, checks, switches and
    starts. Where anything fails, or it is killed, databases, files and version go back to what
    they were. Run it as root.
    """
    from tutela.base.errors import BadParameter
    from tutela_web.cli.upgrading.install import Install, environment_of
    from tutela_web.cli.upgrading.services import Services
    from tutela_web.cli.upgrading.steps import Upgrade

    if [bundle is not None, resume, in_place].count(True) != 1:
        raise BadParameter("one thing at a time", next="name BUNDLE, or --resume, or --in-place")
    environment = environment_of(settings_file)
    install = Install.of(environment)
    if in_place:
        install = replace(install, root=None)  # an image may have versions too: none is added
    services = Services(()) if in_place else Services.of(environment)
    with install.hold_lock(waiting=resume or in_place) as lock:
        work = Upgrade(install, services, _say, lock)
        if resume:
            work.resume(start=not no_start)
        elif in_place:
            work.begin_in_place()
        else:
            assert bundle is not None, "counted above"
            backups = (main_folder, keys_folder)
            work.begin(bundle, backups=backups, wait=wait, looking=looking)


def _say(line: str) -> None:
    with suppress(OSError):  # the terminal was lost: that stops no upgrade
        click.echo(line)

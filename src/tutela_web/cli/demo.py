"""`tutela demo`: the two demonstration missions in a browser, on real public data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from tutela.cli.demonstration import demonstration_files
from tutela_web.cli.house import in_house
from tutela_web.cli.platform import prepare, serve


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=demonstration_files,
    show_default="those that came with the program",
    help="The folder of the demonstration's files.",
)
@click.option("--prepare-only", is_flag=True, help="Build both missions without serving them.")
@click.option("--port", default=8000, show_default=True)
@click.option("--browser/--no-browser", default=True, help="Open the page.")
@click.pass_context
def demo(ctx: click.Context, data: Path, prepare_only: bool, port: int, browser: bool) -> None:
    """South Sudan and the Central African Republic on 31 December 2018: files, then a browser.

    Ranks both countries' risks from the files, writes their weekly reports, then builds a mission
    of each and shows them.
    Events (UCDP GED), bases (Geo-PKO) and borders are real and public: hindsight, not what any
    mission knew. People and operations are invented. Served to this machine only; the accounts are
    printed, with a new password each time.
    """
    os.environ["TUTELA_DEMONSTRATION"] = (
        "yes"  # a button for each account; settings refuse it elsewhere
    )
    if not prepare_only:
        from tutela.cli.demo import demo as on_files

        ctx.invoke(on_files, data=data, out=Path("demo/out"))
    ctx.invoke(prepare, static=True)
    accounts = _build_demo(data)
    click.echo("\nAccounts (invented), all with this password until the next `tutela demo`:")
    click.echo(f"\n    {accounts[0][2]}\n")
    for username, title, _password in accounts:
        click.echo(f"    {username:<16} {title}")
    if prepare_only:
        return
    address = f"http://localhost:{port}/"
    click.echo(f"\nOpen {address}  (Ctrl-C ends it). One button signs in as any of them.")
    os.environ.setdefault("TUTELA_URL", address.rstrip("/"))
    os.environ["TUTELA_LIVE_URL"] = f"http://localhost:{port + 1}"
    _start_beside_server(BESIDE.format(command=["platform", "worker"]))  # imports, clocks, messages
    _start_beside_server(BESIDE.format(command=["platform", "live", "--port", str(port + 1)]))
    if browser:
        _start_beside_server(BROWSER.format(address=address))
    ctx.invoke(serve, host="127.0.0.1", port=port, workers=2)


BESIDE = """
import os, signal, subprocess, sys, time

parent = os.getppid()
child = subprocess.Popen([sys.executable, "-c", "from tutela.cli import main; main({command})"])
signal.signal(signal.SIGINT, signal.SIG_IGN)
while os.getppid() == parent and child.poll() is None:
    time.sleep(1)
child.terminate()
"""
BROWSER = "import time, webbrowser; time.sleep(4); webbrowser.open('{address}')"


def _start_beside_server(program: str) -> None:
    """Start a program beside the server, which takes this process's place; it ends with it."""
    subprocess.Popen([sys.executable, "-c", program])  # nosec B603 # our own interpreter, no shell


@in_house
def _build_demo(data: Path) -> list[tuple[str, str, str]]:
    from tutela_web.demo.prepare import prepare as build

    return build(data, tell=lambda step: click.echo(f"  {step}"))

"""The offline bundle, tried for real: a bare Debian 12 without a route becomes a server.

It takes minutes, a gigabyte and root: `make proof` alone. TUTELA_BUNDLE names a bundle that was
unpacked before, to try that one.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from release import bundle
from tests.counts import PROOF
from tests.deploy import bare
from tests.deploy.test_plugin_wheel import MINISTRY, wheel_of_example
from tutela import __version__

HERE = Path(__file__).parent
HOST = "tutela.mission.test"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.skipif(not PROOF, reason="minutes long: in make proof"),
    pytest.mark.skipif(not bare.may_make(), reason="mmdebstrap or root is not here"),
]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with bare.room("bundle") as made:
        yield made


@pytest.fixture(scope="module")
def root(folder: Path) -> Path:
    """A bare Debian 12 with the bundle in it, and answers."""
    unpacked = folder / "bundle"
    if given := os.environ.get("TUTELA_BUNDLE"):
        shutil.copytree(given, unpacked)
        bundle.finish(unpacked)  # what is of this checkout, as it is now
    else:
        bundle.lay_out(unpacked)
    made = bare.make(folder / "root")
    unpacked.rename(made / "opt/bundle")
    answers = (made / "opt/bundle/answers.example").read_text()
    answers = answers.replace("HOST=tutela.example.org", f"HOST={HOST}")
    (made / "tmp/answers").write_text(answers.replace("S=later", f"S={two_public_keys()}"))
    with (made / "etc/hosts").open("a") as hosts:
        hosts.write(f"127.0.0.1 localhost {HOST}\n")
    for file in ("visitor.py", "supervisor.py"):
        shutil.copy(HERE / file, made / "tmp")
    return made


def two_public_keys() -> str:
    """Of people who could read a backup."""
    return ",".join(str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))


def processor() -> float:
    """Seconds that processors have worked for programs started here."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.fixture(scope="module")
def asked(root: Path) -> bare.Ran:
    """A person at a terminal; it ends at the packages: an apt that does nothing stands before."""
    typed = "Bad Host\\ntutela.example.org\\nkesa\\nKesa, 2nd\\nssd\\nSSD\\n\\ndana\\n\\nerik\\n"
    return bare.run(
        root,
        f"""mount -t devpts devpts /dev/pts -o newinstance,ptmxmode=666
        mount --bind /dev/pts/ptmx /dev/ptmx
        mkdir /tmp/before && cp /bin/false /tmp/before/apt-get
        export PATH=/tmp/before:$PATH
        printf '{typed}Erik "E" $HOME\\nage1alone\\n\\n\\n' \\
            | script -qec /opt/bundle/install.sh /dev/null || true
        rm -r /tmp/before
        cp /etc/tutela/answers /tmp/answers-asked""",
    )


@pytest.fixture(scope="module")
def installed(root: Path, asked: bare.Ran) -> bare.Ran:
    """From the file of answers, which goes before those a person gave, in 4 GB."""
    with bare.in_memory(bare.FOUR_GB) as group:
        begun, worked = time.monotonic(), processor()
        done = bare.run(root, "cd /opt/bundle\n./install.sh --answers /tmp/answers", limit=group)
        took, worked = time.monotonic() - begun, processor() - worked
        most = bare.most_used(group)
    print(  # noqa: T201 # the figures of docs/how-to/install.md
        f"installed in {took:.0f} s, {worked:.0f} s of processor, at most {most / 1e6:.0f} MB",
        done.said,
        sep="\n",
    )
    assert done.code == 0, done.said
    return done


@pytest.fixture(scope="module")
def visited(root: Path, installed: bare.Ran) -> bare.Ran:
    """All that the units say is started, the administrator looks around, and all is ended."""
    [link] = re.findall(rf"dana: (https://{HOST}/\S+)", installed.said)
    return bare.run(
        root,
        "pg_ctlcluster 15 main start\nsleep 2\n"
        f"cd /tmp && /opt/tutela/current/bin/python supervisor.py {HOST} kesa dana {link}\n"
        "pg_ctlcluster 15 main stop -m fast",
    )


def test_a_person_is_asked_until_an_answer_fits(root: Path, asked: bare.Ran) -> None:
    assert "Write a host's name in small letters." in asked.said, asked.said
    assert "Write two keys at least" in asked.said
    kept = (root / "tmp/answers-asked").read_text()
    assert 'CHIEF_OF_STAFF_NAME=Erik "E" $HOME\n' in kept and "COUNTRY=SSD\n" in kept
    assert "BACKUP_RECIPIENTS=later\nCERTIFICATE=own\n" in kept


def test_a_bare_machine_without_a_route_has_all_of_a_server(
    root: Path, installed: bare.Ran
) -> None:
    """Within five minutes in 4 GB; each file closed to whom it is not for."""
    assert "systemd does not run here, so NOTHING WAS STARTED" in installed.said
    assert re.search(rf"erik: https://{HOST}/\S+", installed.said)
    assert "-----BEGIN" not in installed.said and "AGE-SECRET" not in installed.said
    assert (root / "opt/tutela/current").readlink() == Path(f"/opt/tutela/releases/{__version__}")
    for path, mode in (
        ("etc/tutela/tutela.env", 0o640),
        ("etc/tutela/answers", 0o600),
        ("etc/ssl/tutela/key.pem", 0o600),
        ("etc/tutela/authority", 0o700),
        ("var/lib/tutela", 0o700),
        ("var/lib/tutela/vault.key", 0o600),
    ):
        assert (root / path).stat().st_mode & 0o777 == mode, path


def test_the_server_answers_in_three_languages_and_all_its_processes_run(visited: bare.Ran) -> None:
    assert visited.code == 0, visited.said
    told = json.loads(next(line for line in visited.said.splitlines() if line.startswith("{")))
    assert not told["faults"], visited.said
    assert len(told["units"]) == 6
    assert "NOT READY" not in told["ready"], told["ready"]


TOOLS_OF_TESTS = (
    "_pytest",
    "pytest",
    "pytest_django",
    "pluggy",
    "iniconfig",
    "pygments",
    "packaging",
)
"""What the tests of a plug-in need that no bundle has."""


def as_tutela() -> str:
    """The line of sh by which the page of the install runs a command by hand."""
    page = (HERE.parents[1] / "docs/how-to/install.md").read_text()
    [line] = re.findall(r"as_tutela\(\) \{.*\}", page)
    return str(line)


def test_a_plug_in_is_taken_in_from_its_wheel_and_passes_its_tests(
    root: Path, folder: Path, visited: bare.Ran
) -> None:
    """As docs/how-to/write-a-plug-in.md says, on the server that was set up, without a route."""
    (folder / "example").mkdir()
    wheel = wheel_of_example(folder / "example")
    there = root / "opt/plugin"
    shutil.copytree(MINISTRY, there)
    shutil.copy(wheel, there)
    site = Path(pytest.__file__).parents[1]
    for tool in TOOLS_OF_TESTS:
        for part in (*site.glob(tool), *site.glob(f"{tool}-*.dist-info")):
            shutil.copytree(part, there / "tools" / part.name)
    shutil.copy(site / "py.py", there / "tools")
    done = bare.run(
        root,
        f"""pg_ctlcluster 15 main start
        sleep 2
        cd /opt/plugin && chmod -R a+rX .
        /opt/tutela/current/bin/python -m pip install --quiet --no-index --no-deps {wheel.name}
        {as_tutela()}
        PATH=/opt/tutela/current/bin:$PATH
        as_tutela tutela platform prepare
        as_tutela tutela platform check || true
        pg_ctlcluster 15 main stop -m fast
        PYTHONPATH=/opt/plugin/tools TUTELA_DATA=/tmp/plugin \\
            /opt/tutela/current/bin/python -m pytest -q -p no:cacheprovider""",
    )
    assert done.code == 0, done.said
    assert "ministry of tutela.rooms" in done.said, done.said
    assert re.search(r"^\d+ passed", done.said, re.M), done.said


def test_after_a_break_it_is_run_again_and_asks_nothing(root: Path, visited: bare.Ran) -> None:
    """Whatever step it was killed in: here the environment is half there and no link was read."""
    (root / f"opt/tutela/releases/{__version__}/.whole").unlink()
    again = bare.run(root, "cd /opt/bundle\n./install.sh")
    assert again.code == 0, again.said
    assert "they are there already" in again.said
    assert "CommandError: Somebody signed in with this account" in again.said
    assert re.search(rf"erik: https://{HOST}/\S+", again.said), "who has no password gets a link"


def test_a_bundle_with_one_changed_byte_is_refused(root: Path) -> None:
    env = root / "opt/bundle/tutela.env.example"
    whole = env.read_text()
    env.write_text(whole + "#")
    refused = bare.run(root, "cd /opt/bundle\n./install.sh --check")
    env.write_text(whole)
    assert refused.code == 1 and "The bundle is not whole." in refused.said

"""The image, tried for real: built without pulling one, and each service of the compose file run.

It takes minutes, a gigabyte and root: `make proof` alone. TUTELA_IMAGE names an archive that was
built before, to try that one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from release import image, wheels
from tests.counts import PROOF
from tests.deploy import bare
from tests.deploy.test_bundle import HERE, two_public_keys

SERVICES = yaml.safe_load(image.compose())["services"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.skipif(not PROOF, reason="minutes long: in make proof"),
    pytest.mark.skipif(not bare.may_make(), reason="mmdebstrap or root is not here"),
    pytest.mark.skipif(shutil.which("buildah") is None, reason="buildah is not here"),
]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with bare.room("image") as made:
        yield made


@pytest.fixture(scope="module")
def archive(folder: Path) -> Path:
    """The image as it is shipped."""
    if given := os.environ.get("TUTELA_IMAGE"):
        return Path(given)
    held = folder / "wheels"
    held.mkdir()
    wheels.fetch(wheels.pinned("web"), held)
    wheels.build_own(held)
    return image.build(held, folder)


@pytest.fixture(scope="module")
def told(archive: Path) -> dict[str, dict[str, object]]:
    """What the archive says of the image."""
    with tarfile.open(archive) as held:
        manifest = held.extractfile("manifest.json")
        assert manifest
        [named] = json.load(manifest)
        about = held.extractfile(named["Config"])
        assert about
        said: dict[str, dict[str, object]] = json.load(about)
    return said


@pytest.fixture(scope="module")
def root(archive: Path, folder: Path) -> Path:
    """The files of the image as they come out of its archive."""
    made = folder / "root"
    made.mkdir()
    with tarfile.open(archive) as held:
        manifest = held.extractfile("manifest.json")
        assert manifest
        [named] = json.load(manifest)
        for layer in named["Layers"]:
            held.extract(layer, folder, filter="data")
            subprocess.run(["tar", "-xf", folder / layer, "-C", made], check=True)
            (folder / layer).unlink()
    return made


def test_what_the_image_says_of_itself(told: dict[str, dict[str, object]]) -> None:
    config = told["config"]
    assert config["User"] == "990:990"
    assert config["Volumes"] == {"/var/lib/tutela": {}}
    assert config["StopSignal"] == "SIGTERM"
    assert config["Entrypoint"] == ["tutela"]
    health = config["Healthcheck"]
    assert isinstance(health, dict) and health["Test"][:2] == ["CMD", "tutela-healthy"]


def test_nothing_in_the_image_gives_more_rights_or_installs(root: Path) -> None:
    assert not (root / "usr/bin/apt").exists()
    assert not list((root / "opt/tutela/current/bin").glob("pip*"))
    [(uid, mode)] = {
        (found.st_uid, found.st_mode & 0o777) for found in [(root / "var/lib/tutela").stat()]
    }
    assert (uid, mode) == (990, 0o700)


def test_each_service_runs_as_the_compose_file_says_and_its_pages_are_answered(
    root: Path, folder: Path, told: dict[str, dict[str, object]]
) -> None:
    """As account 990, on a root nobody can write, with two volumes and a socket; no route."""
    variables = told["config"]["Env"]
    assert isinstance(variables, list)
    settings = [
        "DATABASE_URL=postgresql://tutela@%2Fvar%2Frun%2Fpostgresql/tutela",
        "KEYS_DATABASE_URL=postgresql://tutela@%2Fvar%2Frun%2Fpostgresql/tutela_keys",
        f"TUTELA_BACKUP_RECIPIENTS={two_public_keys()}",
        *("TUTELA_URL=http://localhost:8000", "TUTELA_HOSTS=localhost", "TUTELA_PROXIES=1"),
    ]
    (folder / "services.json").write_text(
        json.dumps(
            {
                "root": str(root),
                "environment": dict(line.split("=", 1) for line in [*variables, *settings]),
                "services": {
                    name: {
                        "run": [*service.get("entrypoint", ["tutela"]), *service["command"]],
                        "signal": service.get("stop_signal", "SIGTERM"),
                        "healthy": service.get("healthcheck", {}).get("test", []),
                    }
                    for name, service in SERVICES.items()
                },
            }
        )
    )
    for file in ("visitor.py", "containers.py"):
        shutil.copy(HERE / file, folder)
    done = subprocess.run(
        [
            *("unshare", "--net", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child"),
            *("sh", "-c", f"ip link set lo up && exec python3 {folder}/containers.py {folder}"),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert not seen["faults"], seen
    assert set(seen["healthy"]) == {"database", "web", "live"}
    unready = re.findall("^NOT READY.*$", seen["ready"], re.MULTILINE)
    assert len(unready) == 1 and "backup" in unready[0], seen["ready"]

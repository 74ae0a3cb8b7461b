"""What is shipped, as far as seconds tell: lists, checksums, scripts, compose file, tag.

Built and tried for real in `make proof`: test_bundle.py, test_image.py, test_wheel.py; and here a
release built again.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from release import __main__ as release
from release import bundle, debs, image, names, repeat, wheels
from tests.counts import PROOF
from tutela import __version__

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SCRIPTS = (
    DEPLOY / "install.sh",
    DEPLOY / "image/tutela-database",
    ROOT / "release/system.sh",
)
PACKAGES = """Package: nginx
Version: 1.22.1-9
Architecture: amd64
SHA256: 00ff

Package: adduser
Version: 3.134
Architecture: all
SHA256: 00aa
"""


@pytest.fixture
def laid_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle with a wheel and two packages that are nothing but their names."""
    monkeypatch.delenv("TUTELA_MINISIGN_KEY", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796000000")
    folder = tmp_path / names.BUNDLE
    for part in ("wheels", "debs", "units", "nginx"):
        (folder / part).mkdir(parents=True)
    with zipfile.ZipFile(folder / "wheels/tutela-9-py3-none-any.whl", "w") as wheel:
        about = "Metadata-Version: 2.4\nName: Tutela\nVersion: 9\nLicense-Expression: MIT\n"
        wheel.writestr("tutela-9.dist-info/METADATA", about)
    (folder / "debs/Packages").write_text(PACKAGES)
    bundle.finish(folder)
    return folder


def test_a_bundle_lists_each_of_its_files_and_says_that_nobody_signed_it(laid_out: Path) -> None:
    files = {p.relative_to(laid_out).as_posix() for p in laid_out.rglob("*") if p.is_file()}
    lines = (laid_out / "SHA256SUMS").read_text().splitlines()
    told = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert told.keys() == files - set(bundle.UNTOLD)
    assert all(sha256((laid_out / name).read_bytes()).hexdigest() == told[name] for name in told)
    assert "Nobody signed this bundle" in (laid_out / "UNSIGNED").read_text()
    assert (laid_out / "VERSION").read_text() == f"{__version__}\n"
    wheel = told["wheels/tutela-9-py3-none-any.whl"]
    assert (laid_out / "requirements.txt").read_text() == f"tutela==9 --hash=sha256:{wheel}\n"
    assert {f"units/{unit.name}" for unit in UNITS} < files
    assert {"install.sh", "nginx/tutela.conf", "bom.cdx.json", "INSTALL.md", "LICENSE"} < files


def test_the_bill_names_wheels_packages_of_debian_and_what_pages_are_built_of(
    laid_out: Path,
) -> None:
    told = json.loads((laid_out / "bom.cdx.json").read_text())
    assert told["bomFormat"] == "CycloneDX" and told["specVersion"] == "1.6"
    parts = {part["purl"]: part for part in told["components"]}
    assert parts["pkg:pypi/tutela@9"]["licenses"] == [{"license": {"id": "MIT"}}]
    assert parts["pkg:deb/debian/nginx@1.22.1-9?arch=amd64"]["hashes"][0]["content"] == "00ff"
    pages = [name for name in parts if name.startswith("pkg:npm/")]
    assert any("maplibre-gl@" in name for name in pages)
    assert not any("esbuild" in name for name in pages), "it builds, and is not in what is built"


def test_two_runs_give_one_file(laid_out: Path, tmp_path: Path) -> None:
    """Sorted, owned by root, of the time of the commit: who builds it again can compare."""
    first = bundle.pack(laid_out, tmp_path / "first.tar").read_bytes()
    os.utime(laid_out / "VERSION", (1, 1))
    assert bundle.pack(laid_out, tmp_path / "second.tar").read_bytes() == first
    with tarfile.open(tmp_path / "first.tar") as packed:
        held = packed.getmembers()
    assert {entry.name.split("/")[0] for entry in held} == {names.BUNDLE}
    assert [entry.name for entry in held] == sorted(entry.name for entry in held)
    modes = {entry.name.removeprefix(f"{names.BUNDLE}/"): entry.mode for entry in held}
    assert modes["install.sh"] == 0o755 and modes["VERSION"] == 0o644


@pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign is not here")
def test_a_key_signs_the_checksums(
    laid_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, public = tmp_path / "key", tmp_path / "key.pub"
    subprocess.run(
        ["minisign", "-G", "-W", "-s", secret, "-p", public], check=True, capture_output=True
    )
    monkeypatch.setenv("TUTELA_MINISIGN_KEY", str(secret))
    (laid_out / "UNSIGNED").unlink()
    bundle.sign(laid_out / "SHA256SUMS")
    assert not (laid_out / "UNSIGNED").exists()
    key = public.read_text().splitlines()[1]
    command = ["sh", str(laid_out / "install.sh"), "--check", "--key"]
    said = subprocess.run([*command, key], capture_output=True, text=True).stdout
    assert "signed by the key you gave" in said
    other = "RWQ" + key[3:10] + "A" * (len(key) - 10)
    refused = subprocess.run([*command, other], capture_output=True, text=True)
    assert refused.returncode == 1 and "not of that key" in refused.stderr


def test_the_installer_refuses_a_file_that_changed(laid_out: Path) -> None:
    command = ["sh", str(laid_out / "install.sh"), "--check"]
    said = subprocess.run(command, capture_output=True, text=True)
    assert "whole: every file is as SHA256SUMS says\n    NOT SIGNED" in said.stdout
    (laid_out / "nginx/tutela.conf").write_text("server { listen 80; }")
    refused = subprocess.run(command, capture_output=True, text=True)
    assert refused.returncode == 1 and "The bundle is not whole. Next:" in refused.stderr


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_plain_sh(script: Path) -> None:
    subprocess.run(["sh", "-n", str(script)], check=True)
    assert script.read_text().startswith("#!/bin/sh\n")
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", "--severity=warning", str(script)], check=True)


def test_the_installer_asks_what_the_example_answers_and_starts_every_unit() -> None:
    script = (DEPLOY / "install.sh").read_text()
    [asked] = re.findall(r'names="([^"]+)"', script)
    example = (DEPLOY / "answers.example").read_text()
    assert set(asked.split()) == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    for unit in UNITS:
        name = unit.name.removesuffix(".service")
        once = "Type=oneshot" in unit.read_text()
        assert once or name.replace("@", "@1") in script, name
    for unit in (unit for unit in UNITS if unit.suffix == ".service"):
        assert "\nExecStart=/opt/tutela/current/bin/tutela platform " in unit.read_text()


def certificate_for(name: str, folder: Path) -> Path:
    """What the installer's authority would vouch for, were it asked to."""
    key, asked, made = folder / "other.key", folder / "other.csr", folder / "other.pem"
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=x"]
    (folder / "other.cnf").write_text(f"subjectAltName = {name}\n")
    names.run("openssl", "req", "-new", *kind, "-keyout", key, "-out", asked)
    names.run(
        *("openssl", "x509", "-req", "-in", asked, "-extfile", folder / "other.cnf"),
        *("-CA", folder / "tls/authority.pem", "-CAkey", folder / "authority/authority.key"),
        *("-CAcreateserial", "-out", made),
    )
    return made


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")
def test_who_trusts_the_authority_of_an_install_trusts_it_for_that_server_alone(
    tmp_path: Path,
) -> None:
    script = (DEPLOY / "install.sh").read_text()
    [made] = re.findall(r"^make_certificate\(\) \{.*?^\}$", script, re.DOTALL | re.MULTILINE)
    settings = f"""set -eu
        HOST=tutela.mission.test CERTIFICATE=own tls={tmp_path}/tls authority={tmp_path}/authority
        step() {{ :; }}
        note() {{ :; }}
        """
    subprocess.run(["sh", "-c", f"{settings}\n{made}\nmake_certificate"], check=True)
    verify = ["openssl", "verify", "-x509_strict", "-CAfile", tmp_path / "tls/authority.pem"]
    own = ["-verify_hostname", "tutela.mission.test", tmp_path / "tls/fullchain.pem"]
    assert subprocess.run([*verify, "-purpose", "sslserver", *own]).returncode == 0
    for other in ("DNS:bank.example", "IP:192.0.2.1"):
        refused = subprocess.run([*verify[:2], *verify[3:], certificate_for(other, tmp_path)])
        assert refused.returncode != 0, other
    assert (tmp_path / "tls/key.pem").stat().st_mode & 0o777 == 0o600


def test_the_compose_file_is_one_and_each_service_runs_shut() -> None:
    """By the schema of compose files that check-jsonschema brings."""
    file = DEPLOY / "compose.yaml"
    subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema"),
            *("--builtin-schema", "vendor.compose-spec", str(file)),
        ],
        check=True,
        capture_output=True,
    )
    assert "VERSION" not in image.compose()
    services = yaml.safe_load(image.compose())["services"]
    assert services.keys() == {
        *("database", "prepare", "web", "live", "rounds", "senders", "webhooks", "jobs")
    }
    for name, service in services.items():
        assert service["image"] == f"tutela:{__version__}", name
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name
    shut = {name for name, service in services.items() if service.get("network_mode") == "none"}
    assert shut == {"database", "prepare", "rounds"}, "clocks ask nobody outside"


def test_the_image_keeps_its_health_and_runs_as_nobody_s_root() -> None:
    told = (DEPLOY / "image/Containerfile").read_text()
    assert told.count("\nVOLUME ") == 1 and "\nUSER 990:990\n" in told
    assert "\nHEALTHCHECK " in told and "\nRUN " not in told


def test_packages_of_debian_are_read_from_their_list() -> None:
    assert [(deb.name, deb.version) for deb in debs.read(PACKAGES)] == [
        ("adduser", "3.134"),
        ("nginx", "1.22.1-9"),
    ]


def test_the_tag_is_given_to_what_was_built_and_once(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        return names.run("git", *who, *words, cwd=tmp_path)

    out = tmp_path / "build"
    out.mkdir()
    git("init", "-q")
    (tmp_path / ".gitignore").write_text("build\n")
    git("add", "-A")
    git("commit", "-q", "-m", "First")
    assert "was not built" in release.refusal(out, tmp_path)
    (out / release.COMMIT).write_text(git("rev-parse", "HEAD"))
    assert release.refusal(out, tmp_path) == ""
    (tmp_path / "notes").write_text("not committed")
    assert "not committed" in release.refusal(out, tmp_path)
    (tmp_path / "notes").unlink()
    git("tag", "-a", names.TAG, "-m", "made")
    assert "is there already" in release.refusal(out, tmp_path)


def test_the_version_stands_in_one_place() -> None:
    assert wheels.ROOT == ROOT and f"v{__version__}" == names.TAG
    project = (ROOT / "pyproject.toml").read_text()
    assert 'dynamic = ["version"]' in project and f'"{__version__}"' not in project


def test_each_release_is_a_commit_that_says_its_version() -> None:
    """By its row: from that commit its wheel is built again (release/repeat.py)."""
    for version, row in repeat.releases().items():
        source = names.run("git", "show", f"{row.commit}:src/tutela/__init__.py")
        assert f'__version__ = "{version}"' in source
        assert re.fullmatch("[0-9a-f]{40}", row.commit)
        assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in (row.sha256, row.files))


def wheel_of(folder: Path, words: str, squeeze: int) -> repeat.Release:
    """The row of a wheel of one file of these words."""
    folder.mkdir()
    with zipfile.ZipFile(folder / "one.whl", "w", squeeze) as packed:
        packed.writestr("tutela/words.txt", words)
        packed.writestr("tutela-9.dist-info/RECORD", f"tutela/words.txt,{words},9\n")
    return repeat.Release(
        "9",
        "c" * 40,
        sha256((folder / "one.whl").read_bytes()).hexdigest(),
        str(repeat.lines_of_record(folder / "one.whl")),
        f"of {squeeze}",
    )


def test_a_wheel_built_again_says_whether_its_files_or_only_its_bytes_are_others(
    tmp_path: Path,
) -> None:
    shipped = wheel_of(tmp_path / "shipped", "a" * 99, zipfile.ZIP_STORED)
    packed = wheel_of(tmp_path / "packed", "a" * 99, zipfile.ZIP_DEFLATED)
    other = wheel_of(tmp_path / "other", "b" * 99, zipfile.ZIP_STORED)
    first, second = tmp_path / "shipped/one.whl", tmp_path / "other/one.whl"
    assert repeat.files_that_differ(first, second) == ["tutela/words.txt"]
    assert repeat.files_that_differ(first, tmp_path / "packed/one.whl") == []

    def said(*rows: repeat.Release, differing: list[str] | None = None) -> str:
        return repeat.differences(shipped, [*rows], differing or [])

    assert said(shipped, shipped) == "" == repeat.differences(None, [other, other], [])
    assert "differ in tutela/words.txt" in said(shipped, other, differing=["tutela/words.txt"])
    assert "packed into other bytes" in said(shipped, packed)
    assert "Next: build it with a Python of zlib of 0" in said(packed, packed)
    assert "other files than the wheel of 9" in said(other, other)


def test_who_names_no_release_is_told_to_name_a_commit() -> None:
    said = CliRunner().invoke(release.main, ["repeat", "0.0.1"])
    assert said.exit_code == 1 and "0.0.1 is not in release/releases.csv" in said.output


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.skipif(not PROOF, reason="minutes long: in make proof")
@pytest.mark.parametrize("version", repeat.releases())
def test_a_release_is_built_again_from_its_commit_to_the_same_bytes(version: str) -> None:
    """Twice, each time with an environment of that commit's own locks."""
    said = CliRunner().invoke(release.main, ["repeat", version])
    assert said.exit_code == 0, said.output

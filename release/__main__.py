"""`python -m release`: build all that is shipped into build/release, give it its tag, repeat it.

python -m release build      the wheel, source, bundle, image, compose file, bills, checksums
python -m release tag        the annotated tag of this version, on what was built from this commit
python -m release repeat     the wheel of a release, built twice more from its commit
"""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
from pathlib import Path

import click

from release import bundle, image, repeat
from release.names import BUNDLE, ROOT, TAG, VERSION, made_at, run

OUT = ROOT / "build/release"
COMMIT = "COMMIT"
"""The file that says what was built, so that a tag is never put on anything else."""


@click.group()
def main() -> None:
    """What is shipped."""


@main.command()
def build() -> None:
    """Build all that is shipped into build/release, and print the checksums."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    commit, dirty = run("git", "rev-parse", "HEAD").strip(), is_dirty()
    if dirty:
        click.echo("The tree holds what is not committed: this can be tried, not tagged.", err=True)
    with tempfile.TemporaryDirectory() as kept:
        laid = Path(kept) / BUNDLE
        laid.mkdir()
        say("wheels and Debian packages")
        bundle.lay_out(laid)
        bundle.pack(laid, OUT / f"{BUNDLE}.tar")
        [own] = (laid / "wheels").glob("tutela-*.whl")
        shutil.copy(own, OUT)
        shutil.copy(laid / "requirements.txt", OUT / f"tutela-{VERSION}-requirements.txt")
        shutil.copy(laid / "bom.cdx.json", OUT / f"{BUNDLE}.cdx.json")
        say("the image")
        image.build(laid / "wheels", OUT)
    (OUT / "compose.yaml").write_text(image.compose())
    shutil.copy(ROOT / "deploy/tutela.env.example", OUT)
    write_source(OUT / f"tutela-{VERSION}-source.tar.gz", commit)
    (OUT / COMMIT).write_text(f"{commit}{' with changes' if dirty else ''}\n")
    (OUT / "SHA256SUMS").write_text(bundle.checksums(OUT))
    bundle.sign(OUT / "SHA256SUMS")
    click.echo((OUT / "SHA256SUMS").read_text())
    if (OUT / "UNSIGNED").exists():
        click.echo("Not signed: TUTELA_MINISIGN_KEY names no key.", err=True)


@main.command()
def tag() -> None:
    """Give the commit that was built its tag; nothing is sent anywhere."""
    if said := refusal():
        raise click.ClickException(said)
    run("git", "tag", "--annotate", TAG, "--message", f"Tutela {VERSION}")
    click.echo(f"{TAG} is the tag of {run('git', 'rev-parse', '--short', 'HEAD').strip()}.")


@main.command("repeat")
@click.argument("version", default=VERSION)
@click.option("--commit", help="Of a release that has no row in release/releases.csv yet.")
def build_again(version: str, commit: str | None) -> None:
    """Build the wheel of a release twice from its commit, and compare it with the row that stands
    in release/releases.csv; of one that has no row yet, print what it would be. Two minutes each.

    Exit code 1 if the wheels are not the same.
    """
    known = repeat.releases().get(version)
    if known is None and commit is None:
        raise click.ClickException(f"{version} is not in release/releases.csv. Next: --commit.")
    named = run("git", "rev-parse", known.commit if known else f"{commit}").strip()
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        built = [repeat.build_wheel(named, Path(folder)) for folder in (first, second)]
        rows = [repeat.describe(version, named, wheel) for wheel in built]
        click.echo("\n".join(",".join(row) for row in dict.fromkeys(rows)))
        if said := repeat.differences(known, rows, repeat.files_that_differ(*built)):
            raise click.ClickException(said)
    click.echo(f"{version}: the same wheel twice{', and as it was released' if known else ''}.")


def refusal(out: Path = OUT, cwd: Path = ROOT) -> str:
    """Why there is no tag to give, or nothing."""
    if is_dirty(cwd):
        return "The tree holds what is not committed. Next: commit it, then make release."
    if run("git", "tag", "--list", TAG, cwd=cwd).strip():
        return f"{TAG} is there already. Next: raise the version in src/tutela/__init__.py."
    built = out / COMMIT
    if not built.exists() or built.read_text() != run("git", "rev-parse", "HEAD", cwd=cwd):
        return "This commit was not built. Next: make release."
    return ""


def is_dirty(cwd: Path = ROOT) -> bool:
    """Whether a checkout holds what is not committed."""
    return bool(run("git", "status", "--porcelain", cwd=cwd).strip())


def write_source(at: Path, commit: str) -> None:
    """The source of a commit, as the licence asks who passes the program on to give."""
    run(
        *("git", "archive", "--format=tar", f"--prefix=tutela-{VERSION}/", "-o"),
        *(at.with_suffix(""), commit),
    )
    packed = at.with_suffix("")
    with (
        packed.open("rb") as plain,
        at.open("wb") as out,
        gzip.GzipFile("", "wb", fileobj=out, mtime=made_at()) as squeezed,
    ):
        shutil.copyfileobj(plain, squeezed)
    packed.unlink()


def say(what: str) -> None:
    click.echo(f"==> {what}", err=True)


if __name__ == "__main__":
    sys.exit(main())

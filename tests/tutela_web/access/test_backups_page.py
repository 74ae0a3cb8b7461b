"""The administrator is told, where accounts are kept, how backups stand and which to destroy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyrage
import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tutela_web.base.clock import real_now
from tutela_web.base.upkeep import backup

STEPS = ["incidents.0005_seal_words", "incidents.0008_seal_imports"]


@pytest.fixture
def kept(settings: Any, tmp_path: Path) -> Path:
    """A folder with the last backup of this install, in clear, and an older one of before."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    for name, steps in (("main-20181201", STEPS[:1]), ("main-20181231", STEPS), ("keys-x", [])):
        folder = tmp_path / "kept" / name
        folder.mkdir(parents=True)
        made = {"made_at": real_now().isoformat(), "migrations": steps, "parts": {}}
        (folder / backup.MANIFEST).write_text(json.dumps(made))
    note = {"at": real_now().isoformat(), "folder": str(tmp_path / "kept" / "main-20181231")}
    (settings.DATA / "last-backup.json").write_text(json.dumps(note))
    return tmp_path / "kept"


def test_the_administrator_reads_which_backups_to_destroy_and_nobody_else_does(
    cast: Cast, sign_in: Any, settings: Any, kept: Path
) -> None:
    root = sign_in(cast["administrator"])
    settings.BACKUP_RECIPIENTS = []
    assert "none is made, for it would lie in clear" in squeezed(
        root.get("/accounts/").content.decode()
    )
    settings.BACKUP_IN_CLEAR = True
    page = squeezed(root.get("/accounts/").content.decode())
    assert "they are made in clear" in page and "Old backups to destroy" in page
    before, newest = page.index("main-20181201"), page.index("main-20181231")
    assert page.count("holds words of compartments in clear") == 1
    assert before < page.index("holds words of compartments in clear") < newest
    assert sign_in(cast.amina).get("/accounts/").status_code in (403, 404)

    two = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)]
    settings.BACKUP_RECIPIENTS = two[:1]
    assert "two recipients at least" in root.get("/accounts/").content.decode()
    settings.BACKUP_RECIPIENTS = two
    page = root.get("/accounts/").content.decode()
    assert "made in clear" not in page and "main-20181201" in page
    for path in kept.glob("*/manifest.json"):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"encrypted_to": two}))
    assert "Backups" not in root.get("/accounts/").content.decode()
    kept.rename(kept.with_name("elsewhere"))
    assert "cannot be read from here" in root.get("/accounts/").content.decode()

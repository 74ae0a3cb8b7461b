"""Before *Import* the page says how many dead the file holds, and what becomes of each of them."""

from __future__ import annotations

from typing import Any

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.import_files import checked, columns_said, row, work
from tutela_web.incidents.imports.people_counted import people_told


def test_the_dead_of_a_file_are_said_before_it_comes_in(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1, Killed="35"), row(2, Killed="75"), row(3, Killed=""))
    (killed,) = people_told(batch)
    assert (killed.in_file, killed.comes_in, killed.events, killed.unknown) == (110, 110, 3, 1)
    page = squeezed(sign_in(cast.amina).get(f"/m/luma/imports/{batch.pk}/").content.decode())
    assert "of 3 events; not known 1" in page


def test_a_correction_that_drops_the_dead_says_how_many_it_drops(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1, Killed="35"), row(2, Killed="75"))
    browser = sign_in(cast.amina)
    said = columns_said(
        browser,
        batch,
        source_id="Incident number",
        date_start="Date",
        place="Village",
        harm="Harm",
        side_a="Perpetrator",
    )
    assert browser.post(f"/m/luma/imports/{batch.pk}/columns/", said).status_code == 302
    work()
    batch.refresh_from_db()
    (killed,) = people_told(batch)
    assert killed.adds_up
    assert (killed.in_file, killed.left_out, killed.unknown) == (110, 110, 2)
    assert killed.columns == ("Killed",)

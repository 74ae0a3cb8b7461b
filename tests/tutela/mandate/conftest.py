"""An invented mandate, and the real texts where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
REAL = ROOT.parent / "shared" / "data" / "mandates"

KARUNA = """\
United Nations
Security Council

S/RES/9001 (2031)
Distr.: General 3 March 2031

Resolution 9001 (2031)
Adopted by the Security Council at its 9999th meeting, on 3 March 2031
The Security Council,
Recalling its earlier resolutions on the situation in Karuna,
Gravely concerned at the attacks on civilians in Luma,
and at the flight of
thousands,
31-00001 (E)
*3100001*

S/RES/9001 (2031)
Acting under Chapter VII of the Charter of the United Nations,
1. Decides to extend the mandate of UNMIKA until 3 March 2032;
Mandate
2. Decides that the mandate of UNMIKA shall be the following:
(a) Protection of civilians
(i) To protect civilians under imminent threat of physical violence, within its
2

31-00001

S/RES/9001 (2031)
capabilities and areas of deployment;
(ii) To provide security around camps of displaced persons;
(b) To monitor and report on violations of human rights;
3. Urges all parties to lay down their arms: (a) in Luma; and (b) in Akola;
4. Decides to remain actively seized of the matter.
Printed at Headquarters
"""


@pytest.fixture
def karuna() -> str:
    """A resolution on an invented country, as it comes out of a PDF file."""
    return KARUNA


@pytest.fixture
def real():
    """A text of the Council by its number and year; skips where the texts are not at hand."""

    def path(number: int, year: int) -> Path:
        found = REAL / "txt" / f"S_RES_{number}_{year}.txt"
        if not found.exists():
            pytest.skip("the shared data are not beside this clone")
        return found

    return path

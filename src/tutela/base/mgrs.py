"""Where a point lies as soldiers write it: the Military Grid Reference System."""

from __future__ import annotations

import math

BANDS = "CDEFGHJKLMNPQRSTUVWX"
COLUMNS = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
ROWS = "ABCDEFGHJKLMNPQRSTUV"


def write_mgrs(latitude: float, longitude: float, *, digits: int = 4) -> str:
    """A point in the Military Grid Reference System, on WGS 84.

    Takes   degrees, between 80 south and 84 north; digits of each of the two numbers: 4 is a square
            of ten metres, 1 one of ten kilometres.
    Source  NGA.STND.0037, Universal Grids; Krüger's series to the third order, as Karney (2011),
            Journal of Geodesy 85, 475-485.

    >>> write_mgrs(5.0570, 27.4660), write_mgrs(-1.2864, 36.8172, digits=2)
    ('35N NF 5165 5898', '37M BU 57 57')
    """
    zone = int((longitude + 180) // 6) % 60 + 1
    band = BANDS[min(int((latitude + 80) // 8), len(BANDS) - 1)]
    east, north = _utm(latitude, longitude - (zone * 6 - 183))
    column = COLUMNS[zone % 3][int(east // 100_000) - 1]
    row = ROWS[(int(north // 100_000) + (5 if zone % 2 == 0 else 0)) % 20]
    unit = 10 ** (5 - digits)
    numbers = (f"{int(part % 100_000 // unit):0{digits}}" for part in (east, north))
    return f"{zone:02}{band} {column}{row} {' '.join(numbers)}"


def _utm(latitude: float, off_middle: float) -> tuple[float, float]:
    """East and north of a point in metres, `off_middle` degrees east of the middle of its zone."""
    flattening = 1 / 298.257223563
    n = flattening / (2 - flattening)
    radius = 6_378_137.0 / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alphas = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16,
        13 * n**2 / 48 - 3 * n**3 / 5,
        61 * n**3 / 240,
    )
    sine, turn = math.sin(math.radians(latitude)), math.radians(off_middle)
    bent = 2 * math.sqrt(n) / (1 + n)
    tangent = math.sinh(math.atanh(sine) - bent * math.atanh(bent * sine))
    along = math.atan2(tangent, math.cos(turn))
    across = math.atanh(math.sin(turn) / math.hypot(1, tangent))
    scale = 0.9996 * radius
    east = across + sum(
        a * math.cos(2 * k * along) * math.sinh(2 * k * across) for k, a in enumerate(alphas, 1)
    )
    north = along + sum(
        a * math.sin(2 * k * along) * math.cosh(2 * k * across) for k, a in enumerate(alphas, 1)
    )
    return 500_000 + scale * east, scale * north + (10_000_000 if latitude < 0 else 0)

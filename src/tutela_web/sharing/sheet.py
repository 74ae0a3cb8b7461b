"""The file a partner gets: the counts of a packet, and what the copy is."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from tutela.base.disclosure import LEAST
from tutela_web.base.markings import Classification
from tutela_web.base.tables.exports import ExportColumn, Manifest, Table, Tally, write
from tutela_web.sharing.models import SharePacket


@dataclass(frozen=True)
class SharedCount:
    """One cell: a harm of an area in a month; without a number it is hidden."""

    area: str
    harm: str
    month: str
    number: int | None


TABLE: Table[SharedCount] = Table(
    "counts",
    (
        ExportColumn("area", _("Area"), str, lambda count: count.area),
        ExportColumn("harm", _("Harm"), str, lambda count: count.harm),
        ExportColumn("month", _("Month"), str, lambda count: count.month),
        ExportColumn("reports", _("Events reported"), int, lambda count: count.number),
        ExportColumn("hidden", _("Hidden"), bool, lambda count: count.number is None),
    ),
    marking=lambda count: 0,
)


def counts_of(packet: SharePacket) -> Iterator[SharedCount]:
    """The cells of a packet, hidden ones too."""
    content = packet.told
    for area in content["areas"]:
        for row in area["harms"]:
            for month, number in zip(content["months"], row["counts"], strict=True):
                yield SharedCount(area["name"] or _("in no area"), row["harm"], month, number)


def workbook_of(packet: SharePacket) -> bytes:
    """The packet as a workbook, marked with whom it is for, until when, and its digest."""

    def told(tally: Tally) -> Manifest:
        partner = packet.partner.name
        return {
            "marking": str(Classification.UNCLASSIFIED.label),
            "watermark": f"{partner} · {packet} · {packet.expires_on.isoformat()}",
            "as_of": packet.entered_at.date().isoformat(),
            "packet": str(packet),
            "shared_with": partner,
            "purpose": packet.purpose,
            "from": packet.since.isoformat(),
            "to": packet.until.isoformat(),
            "destroy_after": packet.expires_on.isoformat(),
            "digest": packet.digest,
            "approved_by": packet.decided_post,
            "hidden": _("Counts below {least}, and others that would reveal them.").format(
                least=LEAST
            ),
            "held": _(
                "A count that changed by fewer than {least} since it was last shared is told as it "
                "was then."
            ).format(least=LEAST),
            "caution": _("A zero says that nothing was reported, not that nothing happened."),
            "rows": tally.rows,
            "hazards": packet.told["hazards"],
        }

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "packet.xlsx"
        write("xlsx", TABLE, counts_of(packet), told, to=path)
        return path.read_bytes()

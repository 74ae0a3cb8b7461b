"""How long the content of what partners were given is retained."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tutela_web.safeguards.retained import RetainedClass, declare
from tutela_web.sharing.models import SharePacket
from tutela_web.sharing.queries import Content


def leave_hidden(content: Content) -> Content:
    """What stays of a packet's content: which cells it hid. The next packet hides them again,
    because the partner may still know what stood around them."""
    return {
        "months": content["months"],
        "areas": [
            {
                "name": area["name"],
                "code": area["code"],
                "harms": [
                    {
                        "harm": row["harm"],
                        "counts": [None if number is None else 0 for number in row["counts"]],
                    }
                    for row in area["harms"]
                    if None in row["counts"]
                ],
            }
            for area in content["areas"]
        ],
        "hidden": content["hidden"],
        "undated": False,
        "hazards": [],
        "finer": [],
        "destroyed": True,
    }


def connect() -> None:
    """Tell the room of safeguards, which lies below, what is reviewed here."""
    declare(
        RetainedClass(
            name="packets",
            label=_("Content of packets for partners; the ledger of who held them stays"),
            months=24,
            model=SharePacket,
            over=Q(delivered_on=None) | Q(destroyed_on__isnull=False),
            since="expires_on",
            called=str,
            blanks={"content": leave_hidden},
        )
    )

"""What the ways a risk moved are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela_web.base.values import Words

MOVED_TOLD: dict[str, Words] = {
    "rose": _("the risk rose"),
    "fell": _("the risk fell"),
    "agreed": _("the risk was first agreed"),
    "closed": _("the risk was closed"),
}

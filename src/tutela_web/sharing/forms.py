"""What is accepted beside a packet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import either, few_words
from tutela_web.safeguards.forms import HarmMixin


class DecidePacketForm(HarmMixin):
    """Whether exactly this may leave the mission."""

    approved = either(  # none is preset: nobody approves by a slip of the hand
        _("Decision"), _("approve exactly what is shown"), _("refuse"), unsaid=_("choose")
    )
    why = few_words(_("Reason"), 400)

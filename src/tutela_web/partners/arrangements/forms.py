"""What is accepted of those an arrangement binds, and of calls on their lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import choice, few_words, tick
from tutela_web.base.forms import Moment
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.partners.arrangements.queries import LineToCall


class CrisisCallForm(forms.Form):
    """A call about an alert: on which line, when, and what was answered."""

    party = choice(_("Who was called"))
    at = Moment(label=_("When"))
    reached = tick(_("Somebody answered"))
    answer = few_words(_("What was answered"), 2000, rows=2)

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        lines: Sequence[LineToCall],
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        self.fields["party"].choices = [  # type: ignore[attr-defined]
            ("", _("choose")),
            *(
                (str(line.party.pk), " · ".join(filter(None, [line.who, line.party.line])))
                for line in lines
            ),
        ]

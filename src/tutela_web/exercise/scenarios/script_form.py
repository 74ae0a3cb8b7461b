"""The form by which a script comes: every fault of the file stands beside it."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tutela.exercise.script import MOST_BYTES, Script, find_faults, said_in
from tutela.exercise.shipped import shipped_scripts
from tutela_web.base.fields import choice
from tutela_web.exercise.scenarios.queries import role_codes
from tutela_web.look.translate import say_in_page_language

MOST_FAULTS = 40


def title_of(script: Script) -> str:
    """The title of a script in the language of the page, or one it is written in."""
    return said_in(script.title, get_language() or "en")


def _ready() -> Iterable[tuple[str, str]]:
    return (
        ("", str(_("none: a file of your own"))),
        *((code, title_of(script)) for code, script in shipped_scripts().items()),
    )


class ScenarioScriptForm(forms.Form):
    """A file of one's own, or a ready script."""

    ready = choice(_("Ready script"), _ready, required=False)
    file = forms.FileField(
        label=_("File of your own"),
        required=False,
        help_text=_("JSON, as the page on the format of scripts describes."),
    )

    def clean_file(self) -> bytes | None:
        """What the file holds; all its faults at once."""
        uploaded = self.cleaned_data.get("file")
        if not uploaded:
            return None
        content: bytes = uploaded.read(MOST_BYTES + 1)
        faults = find_faults(content, role_codes())
        if faults:
            raise ValidationError(
                [
                    say_in_page_language(fault.as_error().as_sentence())
                    for fault in faults[:MOST_FAULTS]
                ]
            )
        return content

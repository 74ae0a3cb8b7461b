"""What is filled in on the page of a drill: its script, who plays, who relieves, what was seen."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.exercise.script import MOST_BYTES
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words, text, tick
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.exercise.drills.models import Drill, DrillNote
from tutela_web.exercise.drills.queries import (
    in_words,
    people_offered,
    script_of,
    scripts_offered,
)
from tutela_web.links.forms import posts_of
from tutela_web.records.acts import ActForm, LinkField

NO_PERSONS = _("What was done, by role; never who.")


class DrillScriptForm(ActForm):
    """Which script is played: one that is offered, or a file."""

    chosen = choice(_("Script"), required=False)
    content = forms.FileField(
        label=_("or its file"), required=False, help_text=_("A JSON file of an exercise script.")
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        titles = {key: in_words(part.title) for key, part in scripts_offered(standing).items()}
        offered = sorted(titles.items(), key=lambda part: part[1])
        self.fields["chosen"].choices = [("", _("none")), *offered]  # type: ignore[attr-defined]

    def clean_content(self) -> bytes | None:
        """The bytes of the file, as far as a script may be long."""
        sent: Any = self.cleaned_data.get("content")
        return sent.read(MOST_BYTES + 1) if sent else None


class _OfScript(ActForm):
    """A form whose choices are those of the script."""

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        record: Drill | None = None,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        script = script_of(record) if record is not None else None
        if script is None:
            return
        offered = {
            "role_code": [(part.code, in_words(part.label)) for part in script.roles],
            "code": [(part.code, part.code) for part in script.injects],
            "expectation": [(part.code, in_words(part.words)) for part in script.expectations],
        }
        for name in offered.keys() & self.fields.keys():
            self.fields[name].choices = offered[name]  # type: ignore[attr-defined]


class PlayerForm(_OfScript):
    """Who plays which role."""

    role_code = choice(_("Role"))
    person = LinkField(_("Who plays it"), people_offered)
    post = LinkField(
        _("In the seat of"),
        posts_of,
        required=False,
        empty_label=_("any post of that role"),
        help_text=_("Optional."),
    )


class PaceForm(ActForm):
    """How fast it runs, and by whom injects come."""

    speed = forms.TypedChoiceField(
        label=_("Speed"), choices=Drill._meta.get_field("speed").choices or (), coerce=int
    )
    by_hand = tick(_("I deliver each inject by hand"))


class ObserverNoteForm(ActForm):
    """What an observer saw."""

    words = text(_("What you saw"), 2000, NO_PERSONS, rows=3)
    minute = forms.IntegerField(
        label=_("In minute"), required=False, min_value=0, help_text=_("This one, if left blank.")
    )


class GiveForm(_OfScript):
    """Which inject is delivered by hand."""

    code = choice(_("Inject"))


class JudgeExpectationForm(_OfScript):
    """Whether an expectation was passed."""

    expectation = choice(_("Expectation"))
    judged = choice(_("Judged"), DrillNote.Judged.choices)
    words = few_words(_("Why"), 2000, NO_PERSONS)

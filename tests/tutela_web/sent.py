"""What a browser would send of a form that nobody touched."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm


def sent_by(form: BaseForm) -> dict[str, Any]:
    """The values of every field as they would be posted; a blank one is left out."""
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, list):
            sent[bound.name] = value
        elif value is not None:
            shown = bound.field.widget.format_value(value)
            sent[bound.name] = shown[0] if isinstance(shown, list) else shown or ""
    return sent

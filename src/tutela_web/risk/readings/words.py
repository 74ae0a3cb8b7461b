"""How a reading of a place, and readings compared, are said, on pages and on paper."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.risk.joint import ALIKE, APART, DOWN, NOBODY, ONE, SAME, UP

TRENDS = {UP: _("rises"), SAME: _("stays as it is"), DOWN: _("falls")}

COMPARED = {ALIKE: _("alike"), APART: _("apart"), ONE: _("by one alone"), NOBODY: _("by nobody")}

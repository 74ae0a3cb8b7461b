"""An address for each kind of list and form of file."""

from __future__ import annotations

from django.urls import path

from tutela_web.base.tables.exports import FORMS
from tutela_web.takeaway.exports.kinds import KINDS
from tutela_web.takeaway.exports.views import export, export_manifest

app_name = "takeaway"
urlpatterns = [
    *(
        path(f"{kind}.{form}", export, {"kind": kind, "form": form}, name="export")
        for kind in KINDS
        for form in FORMS
    ),
    *(
        path(f"{kind}.manifest.json", export_manifest, {"kind": kind}, name="export_manifest")
        for kind in KINDS
    ),
]

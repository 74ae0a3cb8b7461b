"""Addresses of what a mission makes its own, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.adoption.letterheads import views as letterheads

app_name = "adoption"
urlpatterns = [
    path("letterheads/", letterheads.letterheads, name="letterheads"),
    path("letterheads/start.docx", letterheads.starter, name="letterhead_start"),
    path("letterheads/<uuid:pk>/template.docx", letterheads.template_file, name="letterhead_file"),
    path("letterheads/<uuid:pk>/trial.docx", letterheads.trial, name="letterhead_trial"),
    path("letterheads/<uuid:pk>/decide/", letterheads.decide, name="letterhead_decide"),
    path("letterheads/<uuid:pk>/withdraw/", letterheads.withdraw, name="letterhead_withdraw"),
]

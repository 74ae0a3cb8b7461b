"""Addresses of the mission's own forms, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.places.sheet_pages import sheet_urls
from tutela_web.questionnaires import own_views, views
from tutela_web.questionnaires.kind import FORM, FORM_QUESTION
from tutela_web.questionnaires.own_kind import OWN_FIELD
from tutela_web.questionnaires.table import QUESTIONS
from tutela_web.records.kind_views import pages_of

app_name = "questionnaires"
urlpatterns = [
    path("forms/xlsform/", views.new_of_xlsform, name="xlsform_new"),
    *sheet_urls(QUESTIONS, "forms"),
    path("forms/<uuid:pk>/submit/", views.submit, name="form_submit"),
    path("forms/<uuid:pk>/withdraw/", views.withdraw, name="form_withdraw"),
    path("forms/<uuid:pk>/form.xlsx", views.xlsform, name="form_xlsform"),
    path("forms/versions/<uuid:pk>/decide/", views.decide, name="form_decide"),
    path("own-fields/<uuid:pk>/submit/", own_views.submit, name="own_field_submit"),
    path("own-fields/<uuid:pk>/withdraw/", own_views.withdraw, name="own_field_withdraw"),
    path("own-fields/versions/<uuid:pk>/decide/", own_views.decide, name="own_field_decide"),
    path("own-fields/<uuid:pk>/counts/", own_views.counts, name="own_field_counts"),
    *pages_of(OWN_FIELD),
    *pages_of(FORM_QUESTION),
    *pages_of(FORM),
]

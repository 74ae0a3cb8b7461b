from __future__ import annotations

from django.urls import path

from tutela_web.places import views
from tutela_web.places.sheet_pages import sheet_urls
from tutela_web.places.table import PLACES

app_name = "places"
urlpatterns = [
    path("", views.place_list, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:pk>/record/", views.record, name="record"),
    path("<uuid:pk>/retire/", views.retire, name="retire"),
    *sheet_urls(PLACES),
]

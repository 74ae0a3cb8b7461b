"""Addresses of the strategy room, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.places.sheet_pages import sheet_urls
from tutela_web.strategy import matrix_views
from tutela_web.strategy.matrix_table import LINES

app_name = "strategy"
urlpatterns = [
    path("matrix/", matrix_views.matrix_list, name="matrix"),
    path("matrix/new/", matrix_views.line_new, name="line_new"),
    path("matrix/<uuid:pk>/", matrix_views.line, name="line"),
    path("matrix/<uuid:pk>/accept/", matrix_views.accept, name="line_accept"),
    *sheet_urls(LINES, "matrix"),
]

"""Addresses of linked forms, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.submissions import views

app_name = "submissions"
urlpatterns = [
    path("forms/links/", views.links, name="links"),
    path("forms/links/new/", views.new_link, name="link_new"),
    path("forms/links/<uuid:pk>/", views.link, name="link"),
    path("forms/links/<uuid:pk>/preview/", views.preview, name="preview"),
    path("forms/links/<uuid:pk>/pull/", views.pull, name="pull"),
    path("forms/links/<uuid:pk>/stop/", views.stop, name="stop"),
    path("forms/links/<uuid:pk>/secret/", views.secret, name="secret"),
    path("forms/links/<uuid:pk>/turn/", views.turn, name="turn"),
    path("forms/servers/new/", views.new_server, name="server_new"),
    path("forms/servers/<uuid:pk>/", views.edit_server, name="server"),
]

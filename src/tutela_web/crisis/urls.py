"""Addresses of decisions, taskings and outcomes, below a mission's alert."""

from __future__ import annotations

from django.urls import path

from tutela_web.crisis import response_urls, views

app_name = "crisis"
urlpatterns = [
    path("alerts/<uuid:pk>/decision/", views.decision, name="decision"),
    path("alerts/<uuid:pk>/decide/", views.decide, name="decide"),
    path("alerts/<uuid:pk>/dissent/<uuid:of>/", views.dissent, name="dissent"),
    path("alerts/<uuid:pk>/account/<uuid:of>/", views.account, name="account"),
    path("alerts/<uuid:pk>/task/", views.task, name="task"),
    path("alerts/<uuid:pk>/ask-politics/", views.ask_politics, name="ask_politics"),
    path("alerts/<uuid:pk>/refuse/", views.refuse_option, name="refuse_option"),
    path("alerts/<uuid:pk>/check/<uuid:of>/", views.check, name="check"),
    path("alerts/<uuid:pk>/answer/<uuid:of>/", views.answer, name="answer"),
    path("alerts/<uuid:pk>/reason/<uuid:of>/", views.reason, name="reason"),
    path("alerts/<uuid:pk>/withdraw/<uuid:of>/", views.withdraw, name="withdraw"),
    path("alerts/<uuid:pk>/becomes/<uuid:of>/", views.becomes, name="becomes"),
    path("alerts/<uuid:pk>/withdrawn/<uuid:of>/", views.read_back_withdrawal, name="withdrawn"),
    path("alerts/<uuid:pk>/move/<uuid:of>/", views.move, name="move"),
    path("alerts/<uuid:pk>/read-back/<uuid:of>/", views.read_back, name="read_back"),
    path("alerts/<uuid:pk>/passed-on/", views.passed_on, name="passed_on"),
    path("alerts/<uuid:pk>/moving/", views.moving, name="moving"),
    path("alerts/<uuid:pk>/outcome/", views.outcome, name="outcome"),
    path("alerts/<uuid:pk>/close/", views.close, name="close"),
    path("alerts/<uuid:pk>/release/", views.ask_release, name="ask_release"),
    path("alerts/<uuid:pk>/release/<uuid:of>/", views.release, name="release"),
    *response_urls.urlpatterns,
]

"""Addresses of the review of a strategy, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.review.amber import views as review_views
from tutela_web.review.leaders import views as leader_views

app_name = "review"
urlpatterns = [
    path("drafts/reviews/<uuid:pk>/own/", review_views.round_own, name="round_own"),
    path("drafts/reviews/<uuid:pk>/close/", review_views.round_close, name="round_close"),
    path("drafts/<uuid:pk>/planning-day/", review_views.planning_day, name="planning_day"),
    path("drafts/<uuid:pk>/leadership/", leader_views.leadership, name="leadership"),
    path("drafts/<uuid:pk>/review/", review_views.review, name="review"),
    path("drafts/<uuid:pk>/review/aside/", review_views.review_aside, name="review_aside"),
    path("drafts/<uuid:pk>/review/propose/", review_views.review_propose, name="review_propose"),
    path("drafts/amendments/<uuid:pk>/", review_views.amendment, name="amendment"),
    path(
        "drafts/amendments/<uuid:pk>/decide/",
        review_views.amendment_decide,
        name="amendment_decide",
    ),
    path(
        "drafts/sections/<uuid:pk>/amendments/", review_views.amendment_take, name="amendment_take"
    ),
    path("drafts/sections/<uuid:pk>/fact/", review_views.fact_cite, name="fact_cite"),
    path("drafts/facts/<uuid:pk>/untrue/", review_views.fact_untrue, name="fact_untrue"),
    path("context/", review_views.context_list, name="context"),
    path("context/new/", review_views.context_new, name="context_new"),
    path("context/<uuid:pk>/", review_views.context_one, name="context_one"),
]

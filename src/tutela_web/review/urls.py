"""Addresses of the review of a strategy, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.records.acts import addresses_of
from tutela_web.review.amber import views as review_views
from tutela_web.review.leaders import views as leader_views

app_name = "review"
urlpatterns = [
    *addresses_of(review_views.ACTS),
    path("drafts/<uuid:pk>/leadership/", leader_views.leadership, name="leadership"),
    path("drafts/<uuid:pk>/review/", review_views.review, name="review"),
    path("drafts/amendments/<uuid:pk>/", review_views.amendment, name="amendment"),
    path(
        "drafts/amendments/<uuid:pk>/decide/",
        review_views.amendment_decide,
        name="amendment_decide",
    ),
    path("context/", review_views.context_list, name="context"),
    path("context/new/", review_views.context_new, name="context_new"),
    path("context/<uuid:pk>/", review_views.context_one, name="context_one"),
]

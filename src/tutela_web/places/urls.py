from __future__ import annotations

from django.urls import path

from tutela_web.places import views
from tutela_web.places.kind import PLACE
from tutela_web.places.profile import kinds as profile_kinds
from tutela_web.places.profile import sentence_views
from tutela_web.places.profile import views as profile_views
from tutela_web.places.sheet_pages import sheet_urls
from tutela_web.places.sites.safety_views import safety_urls
from tutela_web.places.sites.urls import site_urls
from tutela_web.places.table import PLACES
from tutela_web.records.acts import addresses_of
from tutela_web.records.kind_views import pages_of

app_name = "places"
urlpatterns = [
    *pages_of(PLACE),
    path("<uuid:pk>/retire/", views.retire, name="retire"),
    *sheet_urls(PLACES),
    *site_urls,
    *safety_urls,
    path("communities/", profile_views.communities, name="communities"),
    path("communities/<uuid:pk>/", profile_views.community, name="community"),
    *pages_of(profile_kinds.FACT),
    *pages_of(profile_kinds.MEASURE),
    *pages_of(profile_kinds.NEED),
    *pages_of(profile_kinds.ROLE),
    *pages_of(profile_kinds.ADVICE),
    *pages_of(profile_kinds.CLOSED_FACT),
    *addresses_of(profile_views.ACTS),
    path(sentence_views.PATH, sentence_views.closed_sentence, name="closed_sentence"),
    *addresses_of(sentence_views.ACTS),
]

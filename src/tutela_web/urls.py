"""Every address, by room. Content lies under /m/<mission code>/, the API under /api/."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

from tutela_web.base.upkeep.moment import read_at_one_moment
from tutela_web.plugins.rooms import addresses_of_rooms
from tutela_web.submissions.views import take_pushed_form


class LaterAddresses(URLResolver):
    """Addresses whose module is read when one of them is first asked for, by a call or a name."""

    def _populate(self) -> None:
        """Keep their names, once they are read: who looks for the name of a page reads no more."""
        if "urlconf_module" in vars(self):
            super()._populate()


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tutela_web.site.urls")),
    path("m/<slug:code>/export/", include("tutela_web.takeaway.urls")),
    path("feeds/", include("tutela_web.warning.feed.urls")),
    path("calendar/", include("tutela_web.fora.calendar.urls")),
    path("in/", include("tutela_web.channels.urls")),
    path("api/ogc/<slug:code>/", include("tutela_web.takeaway.ogc")),
    path("m/<slug:code>/", include("tutela_web.incidents.urls")),
    path("m/<slug:code>/", include("tutela_web.conduct.urls")),
    path("", include("tutela_web.access.urls")),
    path("m/<slug:code>/vault/", include("tutela_web.access.vault.urls")),
    path("", include("tutela_web.risk.urls")),
    path("m/<slug:code>/", include("tutela_web.monitoring.urls")),
    path("m/<slug:code>/lessons/", include("tutela_web.lessons.urls")),
    path("m/<slug:code>/sharing/", include("tutela_web.sharing.urls")),
    path("m/<slug:code>/reporting/", include("tutela_web.reporting.urls")),
    path("m/<slug:code>/accountability/", include("tutela_web.accountability.urls")),
    path("m/<slug:code>/safeguards/", include("tutela_web.safeguards.urls")),
    path("m/<slug:code>/places/", include("tutela_web.places.urls")),
    path("m/<slug:code>/actors/", include("tutela_web.actors.urls")),
    path("m/<slug:code>/", include("tutela_web.capacity.urls")),
    path("m/<slug:code>/", include("tutela_web.warning.urls")),
    path("m/<slug:code>/", include("tutela_web.crisis.urls")),
    path("in/forms/<uuid:pk>/", take_pushed_form, name="forms_in"),
    path("m/<slug:code>/", include("tutela_web.submissions.urls")),
    path("m/<slug:code>/", include("tutela_web.questionnaires.urls")),
    path("m/<slug:code>/", include("tutela_web.adoption.urls")),
    path("m/<slug:code>/", include("tutela_web.intake.urls")),
    path("m/<slug:code>/", include("tutela_web.field.mission_urls")),
    path("notes/", include("tutela_web.field.urls")),
    path("m/<slug:code>/", include("tutela_web.joc.urls")),
    path("m/<slug:code>/mandate/", include("tutela_web.mandate.urls")),
    path("m/<slug:code>/", include("tutela_web.engagements.urls")),
    path("m/<slug:code>/", include("tutela_web.fora.urls")),
    path("m/<slug:code>/", include("tutela_web.partners.urls")),
    path("m/<slug:code>/outreach/", include("tutela_web.outreach.urls")),
    path("m/<slug:code>/strategy/", include("tutela_web.programme.urls")),
    path("m/<slug:code>/means/", include("tutela_web.deployment.urls")),
    path("m/<slug:code>/exercise/", include("tutela_web.exercise.urls")),
    path("m/<slug:code>/strategy/", include("tutela_web.strategy.urls")),
    path("m/<slug:code>/strategy/", include("tutela_web.review.urls")),
]
urlpatterns += addresses_of_rooms()
if settings.DEMONSTRATION:
    urlpatterns.append(path("demo/", include("tutela_web.demo.urls")))
read_at_one_moment(urlpatterns)
api = RoutePattern("api/v1/")
urlpatterns.append(LaterAddresses(api, "tutela_web.site.api", app_name="ninja", namespace="api"))
urlpatterns.append(path("account/", include("tutela_web.access.sessions.sign_in_urls")))
"""Last, and not so read: who signs in by a provider comes back by asking, and is written down."""
handler400 = "tutela_web.site.errors.bad_request"
handler403 = "tutela_web.site.errors.permission_denied_page"
handler404 = "tutela_web.site.errors.not_found"
handler500 = "tutela_web.site.errors.server_error_page"

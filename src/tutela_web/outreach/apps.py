from django.apps import AppConfig


class OutreachRoom(AppConfig):
    name = "tutela_web.outreach"
    label = "outreach"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below."""
        from tutela_web.outreach.disputes import beside as disputes_beside
        from tutela_web.outreach.overview import place_views
        from tutela_web.outreach.rumours import alert_evidence
        from tutela_web.records.beside import PANELS

        alert_evidence.connect()
        disputes_beside.connect()
        PANELS.append(place_views.panel_beside)

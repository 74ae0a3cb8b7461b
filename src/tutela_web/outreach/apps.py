from django.apps import AppConfig


class OutreachRoom(AppConfig):
    name = "tutela_web.outreach"
    label = "outreach"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below."""
        from tutela_web.incidents import panels as incident_panels
        from tutela_web.outreach.sites import character
        from tutela_web.records.beside import PANELS

        PANELS.append(character.panel_beside)
        incident_panels.PANELS["outreach/sites/_of_incident.html"] = character.told_of_incident

from django.apps import AppConfig


class DeploymentRoom(AppConfig):
    name = "tutela_web.deployment"
    label = "deployment"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below."""
        from tutela_web.deployment.gap import beside as gaps_beside

        gaps_beside.connect()
        from tutela_web.deployment.visits import panels as visit_panels
        from tutela_web.records.beside import PANELS

        PANELS.append(visit_panels.panel_beside)

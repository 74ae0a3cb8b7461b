from django.apps import AppConfig


class DeploymentRoom(AppConfig):
    name = "tutela_web.deployment"
    label = "deployment"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below."""
        from tutela_web.deployment.whatif import panels as move_panels

        move_panels.connect()

from django.apps import AppConfig


class DeploymentRoom(AppConfig):
    name = "tutela_web.deployment"
    label = "deployment"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below."""

from django.apps import AppConfig


class DeploymentRoom(AppConfig):
    name = "tutela_web.deployment"
    label = "deployment"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below."""
        from tutela_web.deployment.gap.panels import PANELS
        from tutela_web.deployment.options.views import need_told, parts_told
        from tutela_web.partners.roles.panels import PANELS as OF_HOST

        PANELS["deployment/_options_of_need.html"] = need_told
        OF_HOST["deployment/_host_parts.html"] = parts_told

from django.apps import AppConfig


class IncidentsRoom(AppConfig):
    name = "tutela_web.incidents"
    label = "incidents"

    def ready(self) -> None:
        from tutela_web.incidents import actor_proposals, signals

        signals.connect()
        actor_proposals.connect()

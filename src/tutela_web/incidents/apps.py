from django.apps import AppConfig


class IncidentsRoom(AppConfig):
    name = "tutela_web.incidents"
    label = "incidents"

    def ready(self) -> None:
        from tutela_web.conduct.unsure_verbs import FOLLOWERS
        from tutela_web.incidents import actor_proposals, signals
        from tutela_web.incidents.imports import apart

        FOLLOWERS["row"] = apart.follow_decision
        signals.connect()
        actor_proposals.connect()

from django.apps import AppConfig


class RiskRoom(AppConfig):
    name = "tutela_web.risk"
    label = "risk"

    def ready(self) -> None:
        from tutela_web.risk import queries
        from tutela_web.risk.own import queries as own

        queries.connect()
        own.connect()

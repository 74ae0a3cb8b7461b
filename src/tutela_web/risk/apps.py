from django.apps import AppConfig


class RiskRoom(AppConfig):
    name = "tutela_web.risk"
    label = "risk"

    def ready(self) -> None:
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.risk import queries
        from tutela_web.risk.own import queries as own
        from tutela_web.risk.questions.waiting import what_waits

        queries.connect()
        own.connect()
        PROVIDERS[self.label] = what_waits

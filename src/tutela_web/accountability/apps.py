from django.apps import AppConfig


class AccountabilityRoom(AppConfig):
    name = "tutela_web.accountability"
    label = "accountability"

    def ready(self) -> None:
        from tutela_web.accountability.queries import connect
        from tutela_web.accountability.waiting import what_waits
        from tutela_web.records.owed.rows import PROVIDERS

        connect()
        PROVIDERS[self.label] = what_waits

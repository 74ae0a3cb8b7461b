from django.apps import AppConfig


class MandateRoom(AppConfig):
    name = "tutela_web.mandate"
    label = "mandate"

    def ready(self) -> None:
        from tutela_web.mandate.waiting import what_waits
        from tutela_web.records.owed.rows import PROVIDERS

        PROVIDERS[self.label] = what_waits

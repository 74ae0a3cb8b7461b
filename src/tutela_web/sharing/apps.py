from django.apps import AppConfig


class SharingRoom(AppConfig):
    name = "tutela_web.sharing"
    label = "sharing"

    def ready(self) -> None:
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.sharing import retained
        from tutela_web.sharing.waiting import what_waits

        retained.connect()
        PROVIDERS[self.label] = what_waits

from django.apps import AppConfig


class SafeguardsRoom(AppConfig):
    name = "tutela_web.safeguards"
    label = "safeguards"

    def ready(self) -> None:
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.safeguards import own_retained
        from tutela_web.safeguards.waiting import what_waits

        own_retained.connect()
        PROVIDERS[self.label] = what_waits

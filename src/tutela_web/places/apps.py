from django.apps import AppConfig


class PlacesRoom(AppConfig):
    name = "tutela_web.places"
    label = "places"

    def ready(self) -> None:
        from tutela_web.places import signals
        from tutela_web.places.waiting import what_waits
        from tutela_web.records.owed.rows import PROVIDERS

        signals.connect()
        PROVIDERS[self.label] = what_waits

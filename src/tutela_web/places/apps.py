from django.apps import AppConfig


class PlacesRoom(AppConfig):
    name = "tutela_web.places"
    label = "places"

    def ready(self) -> None:
        from tutela_web.places import signals

        signals.connect()

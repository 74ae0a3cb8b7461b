from django.apps import AppConfig


class AccessRoom(AppConfig):
    name = "tutela_web.access"
    label = "access"

    def ready(self) -> None:
        from tutela_web.access import signals
        from tutela_web.access.people import contact_lookup

        signals.connect()
        contact_lookup.connect()

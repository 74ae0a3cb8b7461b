from django.apps import AppConfig


class AccessRoom(AppConfig):
    name = "tutela_web.access"
    label = "access"

    def ready(self) -> None:
        from tutela_web.access import reached, signals

        signals.connect()
        reached.connect()

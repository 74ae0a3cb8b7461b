from django.apps import AppConfig


class SharingRoom(AppConfig):
    name = "tutela_web.sharing"
    label = "sharing"

    def ready(self) -> None:
        from tutela_web.sharing import retained

        retained.connect()

from django.apps import AppConfig


class FieldRoom(AppConfig):
    name = "tutela_web.field"
    label = "field"

    def ready(self) -> None:
        from tutela_web.field import retained

        retained.connect()

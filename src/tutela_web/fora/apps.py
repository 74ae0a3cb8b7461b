from django.apps import AppConfig


class ForaRoom(AppConfig):
    name = "tutela_web.fora"
    label = "fora"

    def ready(self) -> None:
        from tutela_web.fora.forum import queries

        queries.connect()

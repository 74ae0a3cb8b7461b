from django.apps import AppConfig


class AccountabilityRoom(AppConfig):
    name = "tutela_web.accountability"
    label = "accountability"

    def ready(self) -> None:
        from tutela_web.accountability.queries import connect

        connect()

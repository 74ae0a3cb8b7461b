from django.apps import AppConfig


class SiteRoom(AppConfig):
    name = "tutela_web.site"
    label = "site"

    def ready(self) -> None:
        from tutela_web.site import functions

        functions.connect()

from django.apps import AppConfig


class SafeguardsRoom(AppConfig):
    name = "tutela_web.safeguards"
    label = "safeguards"

    def ready(self) -> None:
        from tutela_web.safeguards import own_retained

        own_retained.connect()

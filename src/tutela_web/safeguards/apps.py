from django.apps import AppConfig


class SafeguardsRoom(AppConfig):
    name = "tutela_web.safeguards"
    label = "safeguards"

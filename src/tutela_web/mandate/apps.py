from django.apps import AppConfig


class MandateRoom(AppConfig):
    name = "tutela_web.mandate"
    label = "mandate"

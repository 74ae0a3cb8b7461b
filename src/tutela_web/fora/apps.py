from django.apps import AppConfig


class ForaRoom(AppConfig):
    name = "tutela_web.fora"
    label = "fora"

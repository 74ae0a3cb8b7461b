from django.apps import AppConfig


class ConductRoom(AppConfig):
    name = "tutela_web.conduct"
    label = "conduct"

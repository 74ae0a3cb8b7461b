from django.apps import AppConfig


class CrisisRoom(AppConfig):
    name = "tutela_web.crisis"
    label = "crisis"

from django.apps import AppConfig


class AccountabilityRoom(AppConfig):
    name = "tutela_web.accountability"
    label = "accountability"

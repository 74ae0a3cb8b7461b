from django.apps import AppConfig


class LookRoom(AppConfig):
    name = "tutela_web.look"
    label = "look"

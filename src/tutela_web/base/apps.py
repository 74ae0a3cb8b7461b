from django.apps import AppConfig


class BaseRoom(AppConfig):
    name = "tutela_web.base"
    label = "base"

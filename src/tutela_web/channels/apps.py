from django.apps import AppConfig


class ChannelsRoom(AppConfig):
    name = "tutela_web.channels"
    label = "channels"

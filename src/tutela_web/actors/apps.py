from django.apps import AppConfig


class ActorsRoom(AppConfig):
    name = "tutela_web.actors"
    label = "actors"

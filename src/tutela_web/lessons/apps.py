from django.apps import AppConfig


class LessonsRoom(AppConfig):
    name = "tutela_web.lessons"
    label = "lessons"

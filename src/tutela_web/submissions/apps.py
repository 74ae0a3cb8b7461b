from django.apps import AppConfig


class SubmissionsRoom(AppConfig):
    name = "tutela_web.submissions"
    label = "submissions"

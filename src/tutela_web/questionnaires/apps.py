from django.apps import AppConfig


class QuestionnairesRoom(AppConfig):
    name = "tutela_web.questionnaires"
    label = "questionnaires"

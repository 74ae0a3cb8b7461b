from django.apps import AppConfig


class AdoptionRoom(AppConfig):
    name = "tutela_web.adoption"
    label = "adoption"

    def ready(self) -> None:
        """Have labels asked for a mission's own words first."""
        from tutela_web.look.own_words import install

        install()

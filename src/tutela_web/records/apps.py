from django.apps import AppConfig


class RecordsRoom(AppConfig):
    name = "tutela_web.records"
    label = "records"

    def ready(self) -> None:
        """A room of a package that fails leaves none of its kinds and acts behind."""
        from tutela_web.plugins.rooms import ON_LEAVING
        from tutela_web.records.acts import forget_room

        ON_LEAVING.append(forget_room)

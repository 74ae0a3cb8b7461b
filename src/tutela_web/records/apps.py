from django.apps import AppConfig


class RecordsRoom(AppConfig):
    name = "tutela_web.records"
    label = "records"

    def ready(self) -> None:
        """A room of a package that fails leaves none of its kinds and acts behind."""
        from tutela_web.access.tables import GUARDS
        from tutela_web.plugins.rooms import ON_LEAVING
        from tutela_web.records.acts import forget_room
        from tutela_web.records.approvals.waiting import spoken_words
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.records.versions import guards
        from tutela_web.records.versions import verbs as versions

        ON_LEAVING.append(forget_room)
        PROVIDERS[self.label] = spoken_words
        versions.connect()
        GUARDS.append(guards)

from django.apps import AppConfig


class ReviewRoom(AppConfig):
    name = "tutela_web.review"
    label = "review"

    def ready(self) -> None:
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.review.amber import queries, verbs
        from tutela_web.review.waiting import what_waits
        from tutela_web.strategy.consulting import queries as consult_queries
        from tutela_web.strategy.content import elements, record_tables
        from tutela_web.strategy.drafting import panels
        from tutela_web.strategy.edition import amended
        from tutela_web.strategy.endorsing import verbs as sign_verbs
        from tutela_web.warning.network.place_facts import STATEMENTS

        STATEMENTS[self.label] = queries.place_statements
        consult_queries.REOPENED[:] = [queries.is_amended]
        elements.COUNTS[:] = [queries.watched_counts]
        record_tables.WATCHED[:] = [queries.watched_records]
        panels.OF_STRATEGY[:] = [queries.beside_strategy]
        panels.OF_SECTION[:] = [queries.beside_section]
        amended.AMENDED[:] = [queries.adopted_words]
        sign_verbs.WHEN_IN_FORCE[:] = [verbs.begin]
        PROVIDERS[self.label] = what_waits

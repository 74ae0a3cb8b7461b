from django.apps import AppConfig


class StrategyRoom(AppConfig):
    name = "tutela_web.strategy"
    label = "strategy"

    def ready(self) -> None:
        from tutela_web.capacity.caveats import contributor_queries
        from tutela_web.programme.duties import queries as duty_queries
        from tutela_web.programme.objectives import queries as objective_queries
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.risk import prune_verbs
        from tutela_web.strategy.based.queries import assessments_named
        from tutela_web.strategy.consulting import queries as consulting_queries
        from tutela_web.strategy.edition.queries import days_of_drafting, strategies_for
        from tutela_web.strategy.waiting import what_waits

        contributor_queries.DRAFTED[:] = [days_of_drafting]
        duty_queries.STRATEGIES[:] = [strategies_for]
        objective_queries.STRATEGIES[:] = [strategies_for]
        prune_verbs.RESTED_ON[:] = [assessments_named]
        consulting_queries.connect()
        PROVIDERS[self.label] = what_waits

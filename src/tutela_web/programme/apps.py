from django.apps import AppConfig


class ProgrammeRoom(AppConfig):
    name = "tutela_web.programme"
    label = "programme"

    def ready(self) -> None:
        """Says to rooms and features below what this room, and what features above, add to them."""
        from tutela_web.crisis.consent import queries
        from tutela_web.places.profile.queries import TASKS
        from tutela_web.programme.alignment import queries as alignment
        from tutela_web.programme.coverage import queries as coverage
        from tutela_web.programme.efforts import queries as efforts
        from tutela_web.programme.efforts.models import PlanItem, Programme
        from tutela_web.programme.efforts.words import call_plan_item, call_programme
        from tutela_web.programme.matrix import queries as matrix
        from tutela_web.programme.matrix.models import MatrixLine
        from tutela_web.programme.matrix.words import call_line
        from tutela_web.programme.measures import queries as measures
        from tutela_web.programme.measures.models import Indicator
        from tutela_web.programme.measures.words import call_indicator
        from tutela_web.programme.moved import queries as moved
        from tutela_web.programme.naming import call
        from tutela_web.programme.objectives import links
        from tutela_web.programme.objectives import queries as objectives
        from tutela_web.programme.objectives.models import Objective
        from tutela_web.programme.objectives.words import call_objective
        from tutela_web.programme.page_parts import show_on_page_of
        from tutela_web.programme.waiting import what_waits
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.risk import panels as risk_panels

        queries.MORE[:] = [matrix.relying_lines]
        TASKS[self.label] = matrix.lines_by_code
        objectives.INDICATORS[:] = [measures.indicators_by_objective]
        matrix.MOVED[:] = [moved.moved_by_line]
        risk_panels.PANELS["programme/_moved_lines.html"] = moved.moved_with_risk
        matrix.INDICATORS[:] = [measures.indicators_of_lines]
        call.register(MatrixLine, call_line)
        call.register(PlanItem, call_plan_item)
        call.register(Programme, call_programme)
        call.register(Objective, call_objective)
        call.register(Indicator, call_indicator)
        show_on_page_of(
            MatrixLine,
            measures.indicators_of_line,
            efforts.outside_of_line,
            efforts.beside_others_of_line,
            alignment.directives_cited,
            links.links_of_line,
            coverage.hotspots_of_line,
            moved.moved_of_line,
        )
        show_on_page_of(Objective, measures.indicators_of_objective, links.links_of_objective)
        show_on_page_of(PlanItem, links.called_with_plan_item)
        show_on_page_of(Programme, links.called_with_programme)
        PROVIDERS[self.label] = what_waits

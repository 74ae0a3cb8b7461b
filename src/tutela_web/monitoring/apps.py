from django.apps import AppConfig


class MonitoringRoom(AppConfig):
    name = "tutela_web.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        """Says to the rooms below what benchmarks were missed: to the review, and on agendas."""
        from tutela_web.fora.meetings import parts
        from tutela_web.monitoring.effects import queries as effects
        from tutela_web.monitoring.measured import before_after, benchmarks, judgment_kind
        from tutela_web.monitoring.progress import queries as progress
        from tutela_web.monitoring.waiting import what_waits
        from tutela_web.programme.matrix.models import MatrixLine
        from tutela_web.programme.measures.models import Indicator
        from tutela_web.programme.objectives.models import Objective
        from tutela_web.programme.page_parts import PARTS, show_on_page_of
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.records.panels import PANELS
        from tutela_web.review.amber import queries as amber

        amber.MORE_FACTS[:] = [benchmarks.missed_facts]
        amber.KINDS["benchmark"] = amber.FactKind(
            "strategy", benchmarks.benchmarks_for, "monitoring:indicator"
        )
        parts.PANELS["monitoring/_benchmarks.html"] = benchmarks.missed_at
        parts.SECTIONS["benchmarks"] = benchmarks.section
        show_on_page_of(Indicator, benchmarks.measured_by)
        PARTS.setdefault(Objective, []).append(judgment_kind.judgments_beside)
        PARTS[Objective].append(before_after.link_from_objective)
        PARTS[Objective].append(benchmarks.measured_of)
        PARTS[Objective].append(progress.charted_of)
        PARTS.setdefault(MatrixLine, []).append(before_after.link_from_line)
        PANELS.append(before_after.panel_beside)
        PANELS.append(effects.panel_beside)
        PROVIDERS[self.label] = what_waits

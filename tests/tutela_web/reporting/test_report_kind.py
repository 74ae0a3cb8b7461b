"""Figures of other offices and reports asked for, as the kinds they are declared to be."""

from __future__ import annotations

import pytest

from tests.tutela_web import make
from tests.tutela_web.records.kinds import KindTests
from tutela_web.reporting.kinds import OFFICE_FIGURE, REPORT_REQUEST


class TestOfficeFigure(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = OFFICE_FIGURE
    values = {  # noqa: RUF012
        "of": "children_figures",
        "counted": "recruitment",
        "held": "verified",
        "first": make.SINCE,
        "last": make.SINCE,
        "reference": "CP-7",
        "given_on": make.TODAY,
        "classification": 1,
    }
    changes = {"reference": "CP-7/Rev.1"}  # noqa: RUF012


class TestReportRequest(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = REPORT_REQUEST
    values = {  # noqa: RUF012
        "product": "expert_panel_input",
        "asked_by": "Panel of Experts",
        "asked_on": make.TODAY,
        "due": make.TODAY,
        "classification": 1,
    }
    changes = {"what": "Movements of arms in the north"}  # noqa: RUF012

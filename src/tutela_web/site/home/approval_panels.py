"""What waits for the approval of this person: forms, questions of surveys, photos of the field."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.field.queries import AGREE, waiting_media_request
from tutela_web.outreach.perceptions.queries import questionnaires_waiting
from tutela_web.questionnaires import approval
from tutela_web.questionnaires.own_queries import own_fields_for
from tutela_web.questionnaires.queries import APPROVES, forms_for
from tutela_web.records.owed.rows import HomeRow
from tutela_web.site.home.panels import HomePanel, make_panel
from tutela_web.site.situation import address


def approvals_asked(standing: Standing) -> HomePanel | None:
    """Forms, and photos and voice notes of the field, that an office of this person approves or
    refuses; nothing that they asked for themselves. None where nothing waits."""
    if not any(standing.may(act) for act in APPROVES.values()):
        return None
    rows = [
        HomeRow(
            version.title,
            address("questionnaires:form", standing, version.form_id),
            _("your office approves the form, or refuses it"),
        )
        for version in approval.FORMS.waiting_for(standing, forms_for(standing))
    ]
    rows += [
        HomeRow(
            survey.title,
            address("outreach:survey_questions", standing, survey.pk),
            _("your office approves what the survey asks"),
        )
        for survey in questionnaires_waiting(standing)
    ]
    rows += [
        HomeRow(
            str(version.field),
            address("questionnaires:own_field", standing, version.field_id),
            _("your office approves the field of records, or refuses it"),
        )
        for version in approval.FIELDS.waiting_for(standing, own_fields_for(standing))
    ]
    asked = waiting_media_request(standing.mission) if standing.may(AGREE) else None
    if asked is not None and asked.asked_by_id != standing.person.pk:
        rows.append(
            HomeRow(
                _("Photos and voice notes of the field"),
                address("field:media", standing),
                _("your office agrees, or refuses"),
            )
        )
    if not rows:
        return None
    return make_panel(
        "approvals",
        _("For your approval"),
        rows,
        all_url=address("questionnaires:forms", standing),
        empty="",
    )

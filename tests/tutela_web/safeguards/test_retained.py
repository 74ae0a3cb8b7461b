"""Every class of words has a rule, is reviewed, and is destroyed by a person in its time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.import_files import checked, row
from tests.tutela_web.intake.sending import LIST, NEW, at_desk
from tests.tutela_web.safeguards.test_safeguards import tell_reprisal, write_check
from tests.tutela_web.sharing.test_packet_kind import draw_up, killings, partner
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.version_rows import plant_in_versions
from tests.tutela_web.warning.test_texts import contact, kannel, text
from tutela_web.access.policy import standing_of
from tutela_web.access.vault.models import Sealed, Subject, SubjectKey
from tutela_web.base import clock
from tutela_web.base.models import Batch
from tutela_web.capacity.models import Unit
from tutela_web.channels.models import Message
from tutela_web.field.models import CheckIn
from tutela_web.intake.models import FieldReport
from tutela_web.outreach.escorts.kinds import ESCORT
from tutela_web.outreach.escorts.models import EscortAsk
from tutela_web.places.models import Place
from tutela_web.places.profile.kinds import CLOSED_FACT, NEED
from tutela_web.places.profile.models import ClosedFact
from tutela_web.places.sites.safety_models import SiteDefect
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.safeguards.models import Destruction, HarmCheck, Reprisal
from tutela_web.safeguards.retained import CLASSES
from tutela_web.sharing.models import SharePacket
from tutela_web.warning.models import Alert, AlertNow, CallBack, Courtesy, Report

__all__ = ["contact", "kannel", "partner"]

pytestmark = pytest.mark.postgresql

HOUSE = "/m/luma/safeguards/"
RETENTION = f"{HOUSE}retention/"
Sign = Callable[..., Any]


class Scene:
    """Where a test stands: the cast, a browser of anybody, and what the fixtures made."""

    def __init__(self, cast: Cast, sign_in: Sign, client: Any, gateway: Any, partner: Any) -> None:
        self.cast, self.sign_in, self.client = cast, sign_in, client
        self.gateway, self.partner = gateway, partner
        self.long_ago = clock.now(cast.mission) - timedelta(days=2200)


@pytest.fixture
def scene(cast: Cast, sign_in: Sign, client: Any, kannel: Any, partner: Any) -> Scene:
    return Scene(cast, sign_in, client, kannel, partner)


def tell(scene: Scene, **values: Any) -> None:
    """A report of a source, told at a desk, settled long ago."""
    sent = at_desk(what="OLDWORDS", source_name="Nyandeng Invented")
    assert scene.sign_in(scene.cast["field_reporter"]).post(NEW, sent).status_code == 302
    FieldReport.objects.update(
        state="closed", settled_why="OLDWORDS", entered_at=scene.long_ago, **values
    )


def receive(scene: Scene) -> None:
    """A text that became an alert, closed long ago."""
    text(scene.client, scene.gateway, "gunfire near the OLDWORDS well")
    AlertNow.objects.update(open=False)
    Report.objects.update(entered_at=scene.long_ago, words="OLDWORDS")
    plant_in_versions(Report, words="OLDWORDS")


def be_thanked(scene: Scene) -> None:
    text(scene.client, scene.gateway, "merci pour le credit")
    Courtesy.objects.update(at=scene.long_ago, place_said="OLDWORDS")


def be_rung(scene: Scene) -> None:
    CallBack.objects.create(
        mission=scene.cast.mission,
        classification=1,
        address_hash="a" * 64,
        owner=scene.cast.hofo,
        state=CallBack.State.NOTHING,
        first_at=scene.long_ago,
        last_at=scene.long_ago,
        due_at=scene.long_ago,
        said="OLDWORDS",
    )


def send_word(scene: Scene) -> None:
    for days in (0, 40):
        Message.objects.create(
            mission_id=scene.cast.mission.pk,
            channel="sms",
            template="open",
            address_hash="OLDWORDS",
            state=Message.State.SENT,
            made_at=scene.long_ago + timedelta(days=days),
        )


def check_in(scene: Scene) -> None:
    CheckIn.objects.create(
        mission=scene.cast.mission,
        person=scene.cast.hofo,
        due_at=scene.long_ago,
        set_at=scene.long_ago,
        heard_at=scene.long_ago,
    )


def share(scene: Scene) -> None:
    killings(scene.cast, 5)
    draw_up(scene.sign_in(scene.cast["poc_adviser"]), scene.partner)
    content = SharePacket.objects.get().content | {"heard": "OLDWORDS"}
    SharePacket.objects.update(expires_on=scene.long_ago.date(), content=content)


def import_file(scene: Scene) -> None:
    checked(scene.cast, row(1))
    Batch.objects.filter(kind="events").update(state="published")
    Batch.objects.update(uploaded_at=scene.long_ago, file_name="OLDWORDS.xlsx")


def raise_alert(scene: Scene) -> None:
    text(scene.client, scene.gateway, "gunfire near the well")
    AlertNow.objects.update(open=False)
    Alert.objects.update(entered_at=scene.long_ago, note="OLDWORDS", who="OLDWORDS")
    plant_in_versions(Alert, note="OLDWORDS")


def text_alert(scene: Scene) -> Alert:
    """An alert that is open."""
    text(scene.client, scene.gateway, "armed men on the road to the mill")
    return Alert.objects.latest("number")


def check_harm(scene: Scene) -> None:
    write_check(scene.sign_in(scene.cast["poc_adviser"]), scene.cast, who="OLDWORDS")
    old = scene.long_ago.date()
    went = {
        "decision": "care",
        "precautions": "OLDWORDS",
        "watch_until": old,
        "watched": "OLDWORDS",
    }
    HarmCheck.objects.update(**went, on=old)
    plant_in_versions(HarmCheck, what="OLDWORDS")


def allege_reprisal(scene: Scene) -> None:
    assert tell_reprisal(scene.sign_in(scene.cast["field_reporter"])).status_code == 200
    old = {"place_said": "OLDWORDS", "state": "closed", "entered_at": scene.long_ago}
    Reprisal.objects.update(**old)
    plant_in_versions(Reprisal, place_said="OLDWORDS")


def long_due(scene: Scene) -> datetime:
    """Some months before what is blind is due: each of them is a line of its own."""
    return scene.long_ago + timedelta(days=1720)


def tell_of_community(scene: Scene) -> None:
    """A closed fact of long ago, and an escort that ended: both of a place as old."""
    place = make.place(scene.cast.mission, "Nalo", area=scene.cast.north, kind="village")
    Place.objects.filter(mission=scene.cast.mission).update(entered_at=long_due(scene))
    by = standing_of(scene.cast.hofo, scene.cast.mission)
    told = {"topic": "watch", "words": "OLDWORDS", "told_by": ["men"], "told_on": make.TODAY}
    create_record(CLOSED_FACT, told, by=by, beside=place)
    need = create_record(NEED, {"need": "escort", "classification": 0}, by=by, beside=place)
    unit = Unit(code="esc", name="E Company", area=scene.cast.north, classification=0)
    asked = {"window": "OLDWORDS", "stretch": "mill", "starts": make.TODAY}
    asked["unit"] = records.create(unit, mission=scene.cast.mission, by=None)
    create_record(ESCORT, asked, by=by, beside=need)
    EscortAsk.objects.update(state="done", entered_at=long_due(scene))
    ClosedFact.objects.update(entered_at=long_due(scene))


def fix_fence(scene: Scene) -> None:
    place = make.place(scene.cast.mission, "Camp", area=scene.cast.north, kind="site")
    Place.objects.filter(mission=scene.cast.mission).update(entered_at=long_due(scene))
    old = long_due(scene).date()
    defect = SiteDefect(place=place, what="fence", words="OLDWORDS", seen_on=old, due=old)
    defect.mended_on, defect.mended_how = old, "OLDWORDS"
    records.create(defect, mission=scene.cast.mission, by=None)


def test_what_nobody_is_told_of_is_due_month_by_month_whether_or_not_it_stands(
    scene: Scene,
) -> None:
    """The queue of a mission with closed facts reads as that of one without any."""
    tell_of_community(scene)
    full = due_of(scene, "closed_facts"), due_of(scene, "site_defects")
    assert full[0] and full[1] and not SiteDefect.objects.exists()
    ClosedFact.objects.all().delete()
    assert (due_of(scene, "closed_facts"), due_of(scene, "site_defects")) == full


STAGES: dict[str, Callable[[Scene], None]] = {
    "reports": tell,
    "patrols": lambda scene: tell(scene, kind="patrol"),
    "forms": lambda scene: tell(scene, form="MARKET"),
    "texts": receive,
    "courtesies": be_thanked,
    "calls": be_rung,
    "ledger": send_word,
    "check_ins": check_in,
    "packets": share,
    "alerts": raise_alert,
    "harm_checks": check_harm,
    "reprisals": allege_reprisal,
    "files": import_file,
    "closed_facts": tell_of_community,
    "escorts": tell_of_community,
    "site_defects": fix_fence,
}


def due_of(scene: Scene, name: str) -> list[str]:
    """What the custodian is shown as due of a class: the addresses of the decisions."""
    page = scene.sign_in(scene.cast["custodian"]).get(RETENTION).content.decode()
    if f'id="due-{name}"' not in page:
        return []
    part = page.split(f'id="due-{name}"')[1].split("</section>")[0]
    found = part.split(f'action="{RETENTION}words/{name}/')[1:]
    return list(dict.fromkeys(f"{RETENTION}words/{name}/{one[:36]}/" for one in found))


def words_left(name: str) -> str:
    """All that the tables still say of a class, in the rows and in their versions."""
    kept = CLASSES[name]
    if kept.deletes:
        rows = list(kept.model._default_manager.filter(kept.over).values())
        return "OLDWORDS" if rows else ""
    rows = list(kept.model._default_manager.values(*kept.blanks))
    versions = getattr(kept.model, "history", None)
    return str([*rows, *(versions.values(*kept.blanks) if versions else [])])


@pytest.mark.parametrize("name", STAGES)
def test_what_is_due_is_destroyed_by_the_custodian_unless_legal_affairs_holds_it(
    scene: Scene, name: str
) -> None:
    STAGES[name](scene)
    custodian, legal = (scene.sign_in(scene.cast[one]) for one in ("custodian", "legal_affairs"))
    waiting = due_of(scene, name)
    assert waiting, "it waits for a person"
    files = [Path(one.file.path) for one in Batch.objects.exclude(file="")]
    assert "OLDWORDS" in words_left(name)
    legal.post(f"{RETENTION}hold/", {"why": "court", "reference": "ICC/1", "named": ""})
    page = custodian.get(RETENTION).content.decode()
    assert "nobody destroys it now" in page and 'value="destroy"' not in page, "it is not offered"
    for here in waiting:
        page = custodian.post(here, {"what": "destroy"}, follow=True).content.decode()
        assert "Legal Affairs holds the destruction" in page
    assert due_of(scene, name) == waiting and not Destruction.objects.exists()
    for ended in legal.get(RETENTION).content.decode().split(f"{RETENTION}holds/")[1:]:
        legal.post(f"{RETENTION}holds/{ended[:36]}/end/")
    for here in waiting:
        page = custodian.post(here, {"what": "destroy"}, follow=True).content.decode()
        assert "Destroyed." in page
    assert not due_of(scene, name), "what was destroyed is not asked for again"
    assert Destruction.objects.filter(kept=name, what="destroyed").count() == len(waiting)
    assert "OLDWORDS" not in words_left(name)
    assert not CLASSES[name].identities or not Sealed.objects.exists()
    assert not any(file.exists() for file in files)


def test_a_harm_check_whose_words_were_destroyed_is_not_overdue(scene: Scene) -> None:
    check_harm(scene)
    [here] = due_of(scene, "harm_checks")
    scene.sign_in(scene.cast["custodian"]).post(here, {"what": "destroy"})
    check = HarmCheck.objects.get()
    assert not check.is_unwatched(make.TODAY)
    assert (check.precautions, check.watched, check.decided_why) == ("–", "–", "")


def test_what_a_person_closed_or_works_with_is_not_due(scene: Scene) -> None:
    raise_alert(scene)
    check_harm(scene)
    allege_reprisal(scene)
    assert due_of(scene, "alerts") and due_of(scene, "harm_checks")
    Alert.objects.update(words_closed=True)
    Reprisal.objects.update(state="received", harm_check=HarmCheck.objects.get())
    assert not due_of(scene, "alerts") and not due_of(scene, "harm_checks")
    other = text_alert(scene)
    Alert.objects.exclude(pk=other.pk).update(words_closed=False, merged_into=other)
    assert not due_of(scene, "alerts"), "it was merged into one that is open"


def test_an_allegation_whose_words_were_destroyed_stands_without_them(scene: Scene) -> None:
    allege_reprisal(scene)
    rights = scene.sign_in(scene.cast["human_rights"])
    address = f"{HOUSE}reprisals/{Reprisal.objects.get().pk}/"
    assert "WATCHEDHOUSE" in rights.get(address).content.decode()
    [here] = due_of(scene, "reprisals")
    scene.sign_in(scene.cast["custodian"]).post(here, {"what": "destroy"})
    api = f"/api/v1/missions/luma/reprisals/{Reprisal.objects.get().pk}"
    for shown in (address, f"{address}edit/", f"{HOUSE}reprisals/"):
        answer = rights.get(shown)
        assert answer.status_code == 200 and "WATCHEDHOUSE" not in answer.content.decode(), shown
    assert "Words destroyed on" in rights.get(address).content.decode()
    answer = Program(scene.cast["human_rights"]).get(api)
    assert answer.status_code in (200, 404) and b"WATCHEDHOUSE" not in answer.content


def test_a_message_of_the_first_hour_of_a_month_goes_with_its_month(scene: Scene) -> None:
    zone = ZoneInfo(scene.cast.mission.time_zone)
    midnight = scene.long_ago.astimezone(zone).replace(day=1, hour=0, minute=30)
    Message.objects.create(
        mission_id=scene.cast.mission.pk,
        channel="sms",
        template="open",
        address_hash="OLDWORDS",
        state=Message.State.SENT,
        made_at=midnight,
    )
    [here] = due_of(scene, "ledger")
    scene.sign_in(scene.cast["custodian"]).post(here, {"what": "destroy"})
    assert Message.objects.get(made_at=midnight).address_hash == ""


def test_every_class_that_is_declared_is_tried_here() -> None:
    assert set(STAGES) == set(CLASSES)


def test_who_told_a_report_is_erased_with_it_and_a_hold_on_them_holds_it(scene: Scene) -> None:
    tell(scene)
    subject = Subject.objects.get()
    legal = scene.sign_in(scene.cast["legal_affairs"])
    legal.post(
        f"{RETENTION}hold/", {"why": "claim", "reference": "C/1", "named": subject.pseudonym}
    )
    custodian, [here] = scene.sign_in(scene.cast["custodian"]), due_of(scene, "reports")
    page = custodian.post(here, {"what": "destroy"}, follow=True).content.decode()
    assert "Legal Affairs holds" in page and SubjectKey.objects.get(subject=subject.pk).wrapped
    for ended in legal.get(RETENTION).content.decode().split(f"{RETENTION}holds/")[1:]:
        legal.post(f"{RETENTION}holds/{ended[:36]}/end/")
    custodian.post(here, {"what": "destroy"})
    subject.refresh_from_db()
    assert subject.erased_at and not SubjectKey.objects.get(subject=subject.pk).wrapped
    report = FieldReport.objects.get()
    assert report.words_destroyed_on and report.state == "closed", "that it came is still counted"
    shown = scene.sign_in(scene.cast["human_rights"]).get(f"{LIST}{report.pk}/")
    assert shown.status_code == 200 and "OLDWORDS" not in shown.content.decode()


def test_an_identity_that_another_report_names_stays_until_that_one_goes(scene: Scene) -> None:
    tell(scene)
    tell(scene)
    first, second = FieldReport.objects.order_by("number")
    FieldReport.objects.filter(pk=second.pk).update(source=first.source)
    custodian = scene.sign_in(scene.cast["custodian"])
    one, other = due_of(scene, "reports")
    custodian.post(one, {"what": "destroy"})
    assert Subject.objects.get(pk=first.source).erased_at is None
    custodian.post(other, {"what": "destroy"})
    assert Subject.objects.get(pk=first.source).erased_at


def test_what_is_not_settled_is_never_due(scene: Scene) -> None:
    tell(scene)
    FieldReport.objects.update(state="new")
    assert not due_of(scene, "reports")
    custodian = scene.sign_in(scene.cast["custodian"])
    report = FieldReport.objects.get()
    page = custodian.post(
        f"{RETENTION}words/reports/{report.pk}/", {"what": "destroy"}, follow=True
    )
    assert "not due" in page.content.decode()


def test_what_a_packet_hid_stays_hidden_when_its_content_is_destroyed(scene: Scene) -> None:
    killings(scene.cast, 4)
    adviser = scene.sign_in(scene.cast["poc_adviser"])
    packet = draw_up(adviser, scene.partner)
    day = scene.long_ago.date()
    SharePacket.objects.update(expires_on=day, delivered_on=day, destroyed_on=day)
    [here] = due_of(scene, "packets")
    scene.sign_in(scene.cast["custodian"]).post(here, {"what": "destroy"})
    page = squeezed(adviser.get(f"/m/luma/sharing/packets/{packet.pk}/").content.decode())
    assert "content was destroyed" in page and "Protection Cluster" in page
    killings(scene.cast, 1)
    later = draw_up(adviser, scene.partner)
    [harm] = [row for area in later.content["areas"] for row in area["harms"]]
    assert None in harm["counts"], "five now, four then: the fifth is not told by subtraction"


def test_a_rule_of_a_month_and_who_may_set_it(scene: Scene) -> None:
    legal, custodian = (scene.sign_in(scene.cast[one]) for one in ("legal_affairs", "custodian"))
    said = {"kept": "patrols", "months": 6}
    assert custodian.post(f"{RETENTION}rule/", said).status_code == 403
    assert legal.post(f"{RETENTION}rule/", said).status_code == 302
    part = squeezed(custodian.get(RETENTION).content.decode()).split("visits and checks of a")[1]
    assert ">6<" in part.replace(" ", "")[:160]

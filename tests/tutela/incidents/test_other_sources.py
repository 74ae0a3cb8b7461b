"""ACLED, Insecurity Insight and country totals, on invented rows."""

from datetime import date

import pytest

from tutela.incidents.read import read_events


@pytest.fixture
def acled():
    def row(**changed):
        return {
            "event_id_cnty": "LUM12",
            "event_date": "15 November 2018",
            "year": "2018",
            "time_precision": "1",
            "event_type": "Violence against civilians",
            "sub_event_type": "Attack",
            "actor1": "LRA: Lord's Resistance Army",
            "inter1": "2",
            "actor2": "Civilians (Lumaland)",
            "inter2": "7",
            "civilian_targeting": "Civilian targeting",
            "country": "Lumaland",
            "admin1": "Luma state",
            "admin2": "",
            "location": "Luma",
            "latitude": "6.5",
            "longitude": "25.25",
            "geo_precision": "2",
            "source": "Radio Luma",
            "notes": "Armed men attacked Luma.",
            "fatalities": "4",
        } | changed

    return row


@pytest.fixture
def camp():
    def row(**changed):
        return {
            "Date": "2018-11-15",
            "Event Description": "A camp was attacked.",
            "Country": "Lumaland",
            "Country ISO": "LUM",
            "Admin 1": "No information",
            "Latitude": "6.5",
            "Longitude": "25.25",
            "Geo Precision": "(2) 25 km Precision ",
            "Camp Name": "Luma Camp",
            "Reported Perpetrator": "NSA",
            "Reported Perpetrator Name": "Rapid Support Forces, Murle",
            "Protection Event Context": "Targetted Attack on Camp",
            "Camp Resident Killed": "3",
            "Camp Resident Injured": "1",
            "Camp Residents Kidnapped": "0",
            "Camp Residents Arrested": "0",
            "Service Provider Killed": "1",
            "Service Provider Kidnapped": "0",
            "SiND ID": "77",
        } | changed

    return row


def event(path):
    (row,) = read_events([path]).events.frame.rows(named=True)
    return row


class TestAcled:
    def test_an_attack(self, write, acled):
        row = event(write([acled()]))
        assert (row["source"], row["source_id"], row["grade"]) == ("acled", "LUM12", "C3")
        assert (row["date_start"], row["date_precision"]) == (date(2018, 11, 15), 1)
        assert (row["place"], row["place_precision"]) == ("Luma", 2)
        assert (row["violence"], row["harm"], row["deaths"]) == ("one-sided", "killing", 4)
        assert (row["side_a"], row["side_b"]) == (["LRA"], [])

    def test_fatalities_are_not_civilian_deaths_but_none_dead_is_no_civilian_dead(
        self, write, acled
    ):
        assert event(write([acled()]))["civilian_deaths"] is None
        assert event(write([acled(fatalities="0")]))["civilian_deaths"] == 0

    def test_precision_on_the_common_scale(self, write, acled):
        row = event(write([acled(time_precision="2", geo_precision="3")]))
        assert (row["date_precision"], row["place_precision"]) == (3, 4)

    @pytest.mark.parametrize(
        ("event_type", "sub", "changed", "violence", "harm"),
        [
            ("Battles", "Armed clash", {"inter1": "1", "inter2": "2"}, "state-based", "clash"),
            ("Battles", "Armed clash", {"inter1": "3", "inter2": "2"}, "non-state", "clash"),
            ("Violence against civilians", "Sexual violence", {}, "one-sided", "crsv"),
            (
                "Violence against civilians",
                "Abduction/forced disappearance",
                {},
                "one-sided",
                "abduction",
            ),
            ("Violence against civilians", "Attack", {"fatalities": "0"}, "one-sided", "unknown"),
            (
                "Explosions/Remote violence",
                "Shelling/artillery/missile attack",
                {},
                "one-sided",
                "indiscriminate fire",
            ),
            (
                "Explosions/Remote violence",
                "Shelling/artillery/missile attack",
                {"civilian_targeting": "", "inter2": "2"},
                "non-state",
                "clash",
            ),
            ("Strategic developments", "Looting/property destruction", {}, "unknown", "looting"),
            ("Protests", "Excessive force against protestors", {}, "one-sided", "killing"),
            ("Comets", "Seen", {}, "unknown", "unknown"),
        ],
    )
    def test_harm_by_the_crosswalk(self, write, acled, event_type, sub, changed, violence, harm):
        found = event(write([acled(event_type=event_type, sub_event_type=sub, **changed)]))
        assert (found["violence"], found["harm"]) == (violence, harm)

    def test_an_identity_militia_by_code_or_word(self, write, acled):
        for inter in ("4", "4.0", "Identity militia"):
            reading = read_events([write([acled(actor1="Gatdeang Defence", inter1=inter)])])
            assert reading.events.frame["side_a"].to_list() == [["communal armed elements"]]
            assert reading.events.identities["name"].to_list() == ["Gatdeang Defence"]
        assert "Gatdeang" not in str(reading.events.frame.rows())


class TestInsecurityInsight:
    def test_a_camp(self, write, camp):
        row = event(write([camp()]))
        assert (row["source"], row["source_id"]) == ("insecurity_insight", "77")
        assert (row["place"], row["adm1"], row["place_precision"]) == ("Luma Camp", None, 2)
        assert (row["harm"], row["deaths"], row["civilian_deaths"]) == ("killing", 4, 4)
        assert row["side_a"] == ["RSF", "communal armed elements"]

    def test_a_total_with_a_blank_part_is_unknown(self, write, camp):
        assert event(write([camp(**{"Service Provider Killed": ""})]))["deaths"] is None

    def test_a_total_beyond_what_can_be_counted_is_refused(self, write, camp):
        most = str(600_000)
        row = camp(**{"Camp Resident Killed": most, "Service Provider Killed": most})
        (report,) = read_events([write([row])]).files
        (refused,) = report.rejected
        assert "adds up to more than can be counted" in refused.why

    def test_a_camp_raid_that_hurt_nobody(self, write, camp):
        quiet = {
            "Camp Resident Killed": "0",
            "Service Provider Killed": "0",
            "Camp Resident Injured": "0",
        }
        assert event(write([camp(**quiet)]))["harm"] == "unknown"
        assert (
            event(write([camp(**quiet, **{"Camp Residents Kidnapped": "2"})]))["harm"]
            == "abduction"
        )

    def test_the_same_number_in_two_files_is_one_event(self, write, camp):
        reading = read_events([write([camp()], "one.csv"), write([camp()], "two.csv")])
        assert len(reading.events) == 1 and reading.superseded["why"].to_list() == [
            "the same again"
        ]

    def test_misconduct_of_aid_personnel_is_never_kept(self, write):
        row = {
            "Date": "2018-11-15",
            "Country": "Lumaland",
            "Country ISO": "LUM",
            "Admin 1": "Luma",
            "Latitude": "6.5",
            "Longitude": "25.25",
            "Geo Precision": "(6) Country",
            "Reported Perpetrator": "Employee",
            "Reported Perpetrator Name": "Employee",
            "Type of SV": "Rape",
            "SV Context": "Safeguarding",
            "Reported Deaths Following the Sexual Violence": "",
            "SIND Event ID": "5",
        }
        (report,) = read_events([write([row])]).files
        assert report.accepted == 0
        assert "never stored here" in report.rejected[0].why
        assert event(write([row | {"SV Context": "CRSV"}]))["harm"] == "crsv"

        kind, name, office = "Reported Perpetrator", "Reported Perpetrator Name", "Classification"
        told = {
            "Aid Worker": ({kind: "Aid Worker", "SV Context": "CRSV"}, "PSEA"),
            "peacekeeper": ({kind: "UN Peacekeeper", "SV Context": "CRSV"}, "OIOS"),
            "filed under it": (
                {kind: "NSA", "SV Context": "Other", office: "Safeguarding"},
                "PSEA",
            ),
            "by its name": ({kind: "Other", name: "MINUSCA", "SV Context": "CRSV"}, "OIOS"),
            "an agency": ({kind: "Other", name: "UNICEF", "SV Context": "CRSV"}, "PSEA"),
        }
        for which, (said, office_named) in told.items():
            (report,) = read_events([write([row | said])]).files
            assert report.accepted == 0, which
            assert office_named in report.rejected[0].next, which
            assert report.rejected[0].value == "", which


class TestCountryMonth:
    def test_totals_are_no_events_at_a_place(self, write):
        path = write([{"month_end": "2018-11-30", "country": "Lumaland", "fatalities": "112"}])
        reading = read_events([path])
        (row,) = reading.events.frame.rows(named=True)
        assert (row["grain"], row["deaths"], row["place_precision"]) == ("country_month", 112, None)
        assert (row["date_start"], row["date_end"]) == (date(2018, 11, 1), date(2018, 11, 30))
        assert reading.files[0].unlocated == 1

    def test_totals_by_kind_of_violence(self, write):
        path = write(
            [
                {
                    "year": "2018",
                    "month": "2",
                    "isoab": "LUM",
                    "name": "Lumaland",
                    "country_id": "7",
                    "ged_best_sb": "1.0",
                    "ged_best_ns": "0",
                    "ged_best_os": "5",
                }
            ]
        )
        reading = read_events([path])
        assert (reading.files[0].rows, reading.files[0].accepted) == (1, 1)
        kinds = reading.events.frame.select("violence", "deaths", "date_end").rows()
        end = date(2018, 2, 28)
        assert kinds == [("state-based", 1, end), ("non-state", 0, end), ("one-sided", 5, end)]

    def test_a_month_that_is_none(self, write):
        path = write(
            [
                {
                    "year": "2018",
                    "month": "13",
                    "isoab": "LUM",
                    "name": "Lumaland",
                    "ged_best_sb": "1",
                    "ged_best_ns": "0",
                    "ged_best_os": "5",
                }
            ]
        )
        (report,) = read_events([path]).files
        assert report.accepted == 0 and report.rejected[0].column == "month"

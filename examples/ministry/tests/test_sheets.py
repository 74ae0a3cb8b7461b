"""Sheets of the ministry, read as any file of incidents is."""

from __future__ import annotations

from pathlib import Path

from tutela.incidents.read import read_events
from tutela.monitoring.indicators import library

HEAD = (
    "N° fiche;Date du fait;Province;Localité;Lat;Long;Nature;Auteur présumé;"
    "Morts civils;Blessés;Enlevés;Observations"
)
ROWS = """
P3-0412;24/11/2018;Nord;Luma;4,85;31,60;MEU;Groupe armé inconnu;3;1;;Attaque du marché
P3-0413;02/12/2018;Nord;Bel;;;ENL;Groupe armé inconnu;;;4;
P3-0414;03/12/2018;Nord;Bel;;;XYZ;Groupe armé inconnu;;;;
;04/12/2018;Nord;Bel;;;PIL;Groupe armé inconnu;;;;
"""


def test_rows_become_events_and_what_nobody_knows_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "fiches.csv"
    file.write_text(HEAD + ROWS)
    reading = read_events([file])
    [report] = reading.files
    assert (report.format, report.accepted, len(report.rejected)) == (
        "Sheets of the ministry (csv)",
        2,
        2,
    )
    told = reading.events.frame.select("source_id", "harm", "civilian_deaths", "abducted", "grade")
    assert told.rows() == [
        ("P3-0412", "killing", 3, None, "C3"),
        ("P3-0413", "abduction", None, 4, "C3"),
    ]
    assert set(reading.events.frame["source"]) == {"ministry"}
    assert round(reading.events.frame["longitude"][0], 2) == 31.6


def test_misconduct_of_peacekeepers_is_withheld_as_from_any_source(tmp_path: Path) -> None:
    file = tmp_path / "fiches.csv"
    said = "viol d'une femme par un casque bleu"
    row = f"P3-0415;05/12/2018;Nord;Bel;;;BLE;casque bleu de l'ONU;;1;;{said}"
    file.write_text(f"{HEAD}\n{row}\n")
    [report] = read_events([file]).files
    assert report.accepted == 0 and "viol" not in str(report.rejected)


def test_the_library_has_the_ministrys_indicator() -> None:
    [entry] = [one for one in library() if one.key == "ministry_abductions"]
    assert entry.words["fr"] and not entry.seeded

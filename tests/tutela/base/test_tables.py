"""Whatever a field office sends: read rightly, or refused with what, where and next."""

import csv
import datetime
import gzip
import io
import os
import re
import stat
import zipfile

import openpyxl
import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutela.base.errors import TutelaError, UnreadableFile
from tutela.base.tables import read_tables


@pytest.fixture
def sent(tmp_path):
    """A file as it arrives: its bytes under a name."""

    def write(content, name="log.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def only(path):
    (table,) = read_tables(path)
    return table


def cells(path):
    return only(path).frame.rows()


def test_each_row_knows_its_line(sent):
    table = only(sent("date,place\n2018-01-02,Luma\n2018-01-03,Tera\n"))
    assert table.frame.columns == ["date", "place"]
    assert table.lines.to_list() == [2, 3]


def test_a_text_over_two_lines_is_one_row_and_the_next_keeps_its_line(sent):
    table = only(sent('date,note\n1,"first\nsecond"\n2,plain\n'))
    assert table.frame["note"].to_list() == ["first\nsecond", "plain"]
    assert table.lines.to_list() == [2, 4]


def test_blank_lines_are_no_rows_but_count_as_lines(sent):
    table = only(sent("\n\ndate,place\n\n1,Luma\n\n,\n2,Tera\n\n\n"))
    assert table.lines.to_list() == [5, 8]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(sent, separator):
    rows = [["date", "place", "killed"], ["2018-01-02", "Luma", "3"], ["2018-01-03", "Tera", "0"]]
    assert cells(sent("\n".join(separator.join(r) for r in rows))) == [tuple(r) for r in rows[1:]]


def test_a_semicolon_file_with_decimal_commas(sent):
    assert cells(sent('lat;lon\n"6,205";21,9\n')) == [("6,205", "21,9")]


def test_excel_may_name_the_separator_in_its_own_first_line(sent):
    table = only(sent("sep=;\ndate;place\n1;a,b\n"))
    assert (table.frame.rows(), table.lines.to_list()) == ([("1", "a,b")], [3])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(sent, end):
    assert only(sent(end.join(["a,b", "1,2", "3,4", ""]))).lines.to_list() == [2, 3]


def test_mixed_line_ends(sent):
    table = only(sent("a,b\r\n1,2\n3,4\r5,6\r\n"))
    assert (table.frame.height, table.lines.to_list()) == (3, [2, 3, 4])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_unicode_encodings_in_three_scripts(sent, encoding):
    text = "place,note\nBéloko,بامبو\nÉburé,plain\n"
    assert cells(sent(text.encode(encoding))) == [("Béloko", "بامبو"), ("Éburé", "plain")]


def test_an_old_windows_file_keeps_its_accents_and_says_how_it_was_read(sent):
    rows = "".join(f"Nana Mambéré,Bouar,{n}\n" for n in range(20))
    table = only(sent(("adm1,adm2,n\n" + rows).encode("cp1252")))
    assert table.frame["adm1"][0] == "Nana Mambéré"
    assert "cp1252" in table.notes[0]


def test_single_bad_bytes_in_a_utf8_file_cost_single_rows(sent):
    good = "".join(f"{n},Béloko\n" for n in range(30)).encode()
    table = only(sent(b"id,place\n" + good + b"30,B\xe9loko\n31,Luma\n"))
    assert [r.row for r in table.rejected] == [32]
    assert table.frame.height == 31


def test_names_of_columns_are_all_there_and_all_different(sent):
    table = only(sent("date,,date\n1,2,3\n"))
    assert table.frame.columns == ["date", "column 2", "date (2)"]


def test_a_trailing_separator_makes_no_column(sent):
    table = only(sent("date,place,\n1,Luma,\n2,Tera,\n"))
    assert table.frame.columns == ["date", "place"]
    assert not table.rejected and not table.notes


def test_too_many_and_too_few_fields_are_refused_by_line(sent):
    table = only(sent('a,b\n1,2\n3\n4,5,6\n"x\ny",7\n8,9,,\n'))
    assert [(r.row, r.why[:4]) for r in table.rejected] == [(3, "fewe"), (4, "more")]
    assert table.frame.rows() == [("1", "2"), ("x\ny", "7"), ("8", "9")]
    assert table.lines.to_list() == [2, 5, 7]
    assert table.rows == 5


def test_a_quotation_mark_never_closed_costs_one_row(sent):
    table = only(sent('a,b\n1,"open\n2,ok\n3,5" gun\n4,"he said "no" twice"\n5,ok\n'))
    assert [r.row for r in table.rejected] == [2, 5]
    assert table.frame["a"].to_list() == ["2", "3", "5"]


def test_nul_bytes_cost_their_row(sent):
    table = only(sent(b"a,b\n1,x\0y\n2,ok\n"))
    assert [r.row for r in table.rejected] == [2]
    assert table.frame.rows() == [("2", "ok")]


def test_the_hxl_row_is_no_event(sent):
    table = only(sent("date,country\n#date+start,#country+name\n2018-01-02,South Sudan\n"))
    assert table.tags == {"date": "#date+start", "country": "#country+name"}
    assert table.lines.to_list() == [3]


def test_a_header_alone_is_a_table_without_rows(sent):
    assert only(sent("date,place\n")).frame.shape == (0, 2)


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\0\0\0"])
def test_an_empty_file_says_so(sent, content):
    with pytest.raises(UnreadableFile, match="empty"):
        read_tables(sent(content))


def test_a_folder_a_missing_file_and_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, what in (("", "folder"), ("none.csv", "no such file"), ("pipe", "pipe")):
        with pytest.raises(UnreadableFile, match=what):
            read_tables(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_one_may_not_open(sent):
    path = sent("a,b\n")
    path.chmod(stat.S_IWUSR)
    with pytest.raises(UnreadableFile, match="may not be opened"):
        read_tables(path)


def test_a_picture_called_csv(sent):
    with pytest.raises(UnreadableFile, match="PNG picture"):
        read_tables(sent(b"\x89PNG\r\n\x1a\n" + bytes(100)))


def test_bytes_that_are_nothing(sent):
    with pytest.raises(UnreadableFile, match="no reader knows"):
        read_tables(sent(bytes(range(256)) * 40))


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n \t\n", "\n\0\0", "\n   \n"])
def test_blank_cells_at_the_end_of_a_tabbed_file_lose_no_row(sent, end):
    table = only(
        sent("day\tplace\tdead\tnotes\n2018-01-02\tLuma\t3\tx\n2018-01-03\tTera\t\t" + end)
    )
    assert table.frame.rows() == [
        ("2018-01-02", "Luma", "3", "x"),
        ("2018-01-03", "Tera", None, None),
    ]
    assert not table.rejected


class TestPacked:
    def test_a_packed_csv(self, sent):
        assert cells(sent(gzip.compress(b"a,b\n1,2\n"), "log.csv.gz")) == [("1", "2")]

    def test_several_members_are_one_text(self, sent):
        packed = gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n")
        assert cells(sent(packed, "x.gz")) == [("1", "2"), ("3", "4")]

    def test_very_many_members_padded_or_not_are_one_text(self, sent):
        """Each member copied all that followed it: 300,000 of them took minutes."""
        one = gzip.compress(b"1,2\n")
        packed = gzip.compress(b"a,b\n") + one * 9_000 + (one + b"\0" * 20_000) * 3 + one
        assert cells(sent(packed, "x.gz")) == [("1", "2")] * 9_004

    def test_its_name_does_not_matter(self, sent):
        table = only(sent(gzip.compress(b"a,b\n1,2\n"), "plain.csv"))
        assert table.format == "csv.gz"

    def test_cut_short(self, sent):
        packed = gzip.compress(os.urandom(5000).hex().encode())
        with pytest.raises(UnreadableFile, match="stops in the middle"):
            read_tables(sent(packed[:-500]))

    def test_damaged(self, sent):
        packed = bytearray(gzip.compress(os.urandom(5000).hex().encode()))
        packed[100:200] = bytes(100)
        with pytest.raises(UnreadableFile, match=r"damaged|stops"):
            read_tables(sent(bytes(packed)))

    def test_a_bomb_is_stopped_while_it_unpacks(self, sent):
        bomb = gzip.compress(bytes(80 * 1024**2))
        with pytest.raises(UnreadableFile, match="too large to be safe"):
            read_tables(sent(bomb))

    def test_a_packed_file_within_a_packed_file(self, sent):
        with pytest.raises(UnreadableFile, match="packed file within"):
            read_tables(sent(gzip.compress(gzip.compress(b"a,b\n"))))


class TestWorkbook:
    @pytest.fixture
    def book(self, tmp_path):
        def write(fill, name="log.xlsx"):
            path = tmp_path / name
            with xlsxwriter.Workbook(path) as workbook:
                fill(workbook, workbook.add_worksheet("incidents"))
            return path

        return write

    def test_values_dates_and_lines(self, book):
        def fill(workbook, sheet):
            sheet.write_row(2, 0, ["date", "killed", "lat"])
            day = workbook.add_format({"num_format": "dd/mm/yyyy"})
            sheet.write_datetime(3, 0, datetime.date(2018, 11, 15), day)
            sheet.write_row(3, 1, [112, 5.05])
            sheet.write_row(5, 0, ["2018-11-16", 2, 6])

        table = only(book(fill))
        assert table.format == "xlsx" and table.sheet == "incidents"
        assert table.frame["date"].to_list() == ["2018-11-15 00:00:00", "2018-11-16"]
        assert table.frame["killed"].to_list() == ["112", "2"]
        assert table.lines.to_list() == [4, 6]

    def test_each_filled_sheet_is_a_table(self, book):
        def fill(workbook, sheet):
            sheet.write_row(0, 0, ["a", "b"])
            workbook.add_worksheet("nothing")
            workbook.add_worksheet("more").write_row(0, 0, ["c"])

        assert [t.sheet for t in read_tables(book(fill))] == ["incidents", "more"]

    def test_its_name_does_not_matter(self, book):
        path = book(lambda workbook, sheet: sheet.write_row(0, 0, ["a", "b"]), "log.csv")
        assert only(path).format == "xlsx"

    def test_a_csv_called_xlsx(self, sent):
        assert only(sent("a,b\n1,2\n", "log.xlsx")).format == "csv"

    def test_a_formula_with_a_saved_value_is_its_value(self, book):
        def fill(workbook, sheet):
            sheet.write_row(0, 0, ["id", "killed"])
            sheet.write_row(1, 0, [1])
            sheet.write_formula(1, 1, "=1+2", None, 3)

        table = only(book(fill))
        assert table.frame.rows() == [("1", "3")] and not table.rejected

    def test_a_formula_nobody_calculated_costs_its_row(self, tmp_path):
        book = openpyxl.Workbook()
        for row in (["id", "killed"], [1, "=1+2"], [2, 5]):
            book.active.append(row)
        book.save(tmp_path / "log.xlsx")
        table = only(tmp_path / "log.xlsx")
        (refused,) = table.rejected
        assert (refused.row, refused.column, refused.value) == (2, "killed", "=1+2")
        assert refused.sheet == "Sheet"
        assert table.frame.rows() == [("2", "5")] and table.rows == 2

    def test_a_value_written_for_later_calculation_is_no_value(self, book):
        def fill(workbook, sheet):
            sheet.write_row(0, 0, ["id", "killed"])
            sheet.write_row(1, 0, [1])
            sheet.write_formula(1, 1, "=SUM(C1:C9)")  # written as 0, "calculate on opening"

        assert [r.row for r in only(book(fill)).rejected] == [2]

    def test_an_error_in_a_cell_is_no_blank(self, book):
        def fill(workbook, sheet):
            sheet.write_row(0, 0, ["id", "killed"])
            sheet.write_row(1, 0, [1])
            sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")

        (refused,) = only(book(fill)).rejected
        assert (refused.row, refused.value, refused.why) == (2, "#DIV/0!", "a formula that failed")

    def test_not_whole(self, book, sent):
        path = book(lambda workbook, sheet: sheet.write_row(0, 0, ["a"]))
        with pytest.raises(UnreadableFile, match=r"damaged|not whole"):
            read_tables(sent(path.read_bytes()[:-200], "cut.xlsx"))

    def test_locked(self, sent):
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
        with pytest.raises(UnreadableFile, match="password"):
            read_tables(sent(ole, "log.xlsx"))

    def test_an_old_xls(self, sent):
        with pytest.raises(UnreadableFile, match="old Office file"):
            read_tables(sent(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "log.xls"))

    def test_another_archive(self, sent):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("log.csv", "a,b\n")
        with pytest.raises(UnreadableFile, match="an archive"):
            read_tables(sent(packed.getvalue(), "log.xlsx"))

    def test_a_bomb(self, sent):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/worksheets/sheet1.xml", bytes(80 * 1024**2))
        with pytest.raises(UnreadableFile, match="too large to be safe"):
            read_tables(sent(packed.getvalue(), "log.xlsx"))

    def test_a_workbook_in_name_only(self, sent):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("xl/workbook.xml", "<not xml")
        with pytest.raises(UnreadableFile, match="spreadsheet"):
            read_tables(sent(packed.getvalue(), "log.xlsx"))


class TestParquet:
    def test_any_type_becomes_text(self, tmp_path):
        frame = pl.DataFrame(
            {"date": [datetime.date(2018, 1, 2), None], "killed": [3, None], "who": ["LRA", " "]}
        )
        frame.write_parquet(tmp_path / "log.parquet")
        table = only(tmp_path / "log.parquet")
        assert table.frame.rows() == [("2018-01-02", "3", "LRA")]

    def test_lists_are_left_out_aloud(self, tmp_path):
        pl.DataFrame({"a": ["1"], "tags": [["x"]]}).write_parquet(tmp_path / "log.parquet")
        table = only(tmp_path / "log.parquet")
        assert table.frame.columns == ["a"] and "tags" in table.notes[0]

    def test_damaged(self, sent):
        with pytest.raises(UnreadableFile, match="Parquet"):
            read_tables(sent(b"PAR1" + bytes(50) + b"PAR1", "log.parquet"))

    def test_a_small_file_of_very_many_rows(self, tmp_path):
        pl.select(a=pl.repeat("same", 2_100_000)).write_parquet(tmp_path / "log.parquet")
        with pytest.raises(UnreadableFile, match="rows, more than 2,000,000"):
            read_tables(tmp_path / "log.parquet")


safely = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@safely
@given(st.binary(max_size=400))
def test_noise_gives_a_table_or_a_clear_error(tmp_path, noise):
    path = tmp_path / "noise.csv"
    path.write_bytes(noise)
    try:
        read_tables(path)
    except TutelaError as error:
        assert error.what and error.where and error.next


@safely
@given(
    st.sampled_from(
        [b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"PAR1", b"\xff\xfe", b'a,b\n"', b"a;b\n"]
    ),
    st.binary(max_size=300),
)
def test_noise_behind_a_true_beginning(tmp_path, start, noise):
    path = tmp_path / "noise"
    path.write_bytes(start + noise)
    try:
        read_tables(path)
    except TutelaError as error:
        assert error.what and error.where and error.next


field_text = st.text(st.sampled_from('ab,"\n;é '), max_size=8)


@safely
@given(st.lists(st.tuples(field_text, field_text), max_size=6))
def test_what_a_spreadsheet_writes_is_read_back(tmp_path, rows):
    path = tmp_path / "round.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("one", "two"), *rows])
    wanted = [
        tuple(cell.strip() or None for cell in row) for row in rows if any(c.strip() for c in row)
    ]
    (table,) = read_tables(path)
    assert table.rejected == ()
    assert table.frame.rows() == wanted if wanted else table.frame.height == 0


class TestWorkbooksAsOfficesKeepThem:
    @pytest.fixture
    def book(self, tmp_path):
        def write(rows, change=None):
            path = tmp_path / "log.xlsx"
            with xlsxwriter.Workbook(path) as workbook:
                sheet = workbook.add_worksheet()
                for at, row in enumerate(rows):
                    sheet.write_row(at, 0, row)
            if change:
                with zipfile.ZipFile(path) as archive:
                    parts = {name: archive.read(name) for name in archive.namelist()}
                first = "xl/worksheets/sheet1.xml"
                parts[first] = change(parts[first])
                with zipfile.ZipFile(path, "w") as archive:
                    for name, part in parts.items():
                        archive.writestr(name, part)
            return path

        return write

    HEADER = ("Date", "Village", "Killed", "Type")
    ROW = ("2018-11-15", "Luma", "2", "Killing")

    def test_a_title_above_the_header(self, book):
        rows = [("Incident log of Luma",), (), ("November 2018", "draft"), self.HEADER, self.ROW]
        (table,) = read_tables(book(rows))
        assert tuple(table.frame.columns) == self.HEADER
        assert table.lines.to_list() == [5] and table.frame.row(0) == self.ROW
        assert any("row 4" in note for note in table.notes)

    def test_a_header_in_the_first_row_stays_one(self, book):
        (table,) = read_tables(book([self.HEADER, self.ROW]))
        assert table.lines.to_list() == [2] and table.notes == ()
        (table,) = read_tables(book([("Date", "Village"), ("2018-11-15", "Luma")]))
        assert table.frame.columns == ["Date", "Village"]

    def test_rows_without_a_number_are_counted(self, book):
        rows = [self.HEADER, self.ROW, (*self.ROW[:3], "=A1")]

        def bare(sheet):
            sheet = sheet.replace(b"<v>0</v>", b"")
            return re.sub(rb'(<(?:row|c)) r="[A-Z]*[0-9]+"', rb"\1", sheet)

        (table,) = read_tables(book(rows, bare))
        (refused,) = table.rejected
        assert (refused.row, refused.column) == (3, "Type")
        assert table.frame.height == 1

    def test_a_damaged_row_number_is_a_damaged_file(self, book):
        rows = [self.HEADER, (*self.ROW[:3], "=A1")]
        path = book(rows, lambda sheet: sheet.replace(b'<row r="2"', b'<row r="two"'))
        with pytest.raises(UnreadableFile, match="workbook"):
            read_tables(path)


class TestStrayCells:
    """One value in a sheet's last cell spans seventeen thousand million cells."""

    @pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "XFD1"])
    def test_what_is_too_wide_to_lay_out_is_refused_with_the_cell(self, tmp_path, cell):
        book = openpyxl.Workbook()
        for row in (["date", "place"], ["2018-01-02", "Luma"]):
            book.active.append(row)
        book.active[cell] = "x"
        book.save(tmp_path / "log.xlsx")
        if cell == "XFD1048576":
            with pytest.raises(UnreadableFile, match=f"cell {cell} with only 5 cells") as refused:
                read_tables(tmp_path / "log.xlsx")
            assert "far from the table" in refused.value.next
        elif cell == "XFD1":
            with pytest.raises(UnreadableFile, match="16,384 columns, more than 2,000"):
                read_tables(tmp_path / "log.xlsx")
        else:
            assert only(tmp_path / "log.xlsx").frame.height >= 1

    def test_cells_without_addresses_are_counted_too(self, tmp_path):
        book = openpyxl.Workbook()
        book.active["A1"] = "x"
        book.save(tmp_path / "one.xlsx")
        wide = "<row>" + "<c><v>1</v></c>" * 16_000 + '</row><row r="1048576"><c><v>1</v></c></row>'
        with (
            zipfile.ZipFile(tmp_path / "one.xlsx") as old,
            zipfile.ZipFile(tmp_path / "log.xlsx", "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                data = old.read(name)
                if name.endswith("sheet1.xml"):
                    data = re.sub(rb"<row.*</row>", wide.encode(), data)
                new.writestr(name, data)
        with pytest.raises(UnreadableFile, match="too large to be safe"):
            read_tables(tmp_path / "log.xlsx")

    def test_cells_that_are_only_coloured_count_for_nothing(self, tmp_path):
        with xlsxwriter.Workbook(tmp_path / "log.xlsx") as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["date", "place"])
            sheet.write_row(1, 0, ["2018-01-02", "Luma"])
            sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
        assert only(tmp_path / "log.xlsx").frame.rows() == [("2018-01-02", "Luma")]

"""Rows that are no incidents: totals, headers said again, tests. Said, never dropped; and rows to
which a remark of misconduct is pinned."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from tutela.base.errors import Rejection
from tutela.base.guards.patterns import gate
from tutela.base.later import pl
from tutela.base.layout import head_word
from tutela.base.messages import Sentence, say
from tutela.base.tables import Table
from tutela.base.tolls import (
    fold_words,
    killed_part,
    tells_nobody,
    tells_none_beside_things,
    tells_nothing,
    tells_of_dead,
    tells_of_living,
    tells_of_others,
    told_by_letters,
    toll_in_account,
    with_digits,
)
from tutela.base.values import MONTH_IN_TEXT, NOT_KNOWN_CODES, NOTHING, Toll, plain, read_toll
from tutela.incidents.columns_by_content import counts_dead
from tutela.incidents.deaths_in_text import dead_told
from tutela.incidents.heads import (
    both_in_head,
    bound_of_toll,
    counts_a_group,
    counts_killed_of_group,
    counts_killed_of_kind,
    field_of_head,
    is_sex_or_age,
    may_count_killed,
    names_casualties,
)
from tutela.incidents.injured_in_text import counts_survivors, with_others_told
from tutela.incidents.misconduct_words import (
    CHANNEL,
    NEVER_KEPT,
    Verdict,
    harm_meant,
    judge,
    tells_misconduct,
)
from tutela.places.names import fold
from tutela.reading.lexicon import concept

__all__ = [
    "tells_casualties",
    "with_deaths_in_words",
    "with_groups_summed",
    "with_questioned_tolls_doubted",
    "with_unread_dead_doubted",
    "without_remarks_of_misconduct",
    "without_totals",
]

_SUMS = (
    *("total", "totals", "totaux", "subtotal", "t o t a l"),
    *("somme", "sum", "ensemble", "cumul", "moyenne", "average", "mean"),
)
_TOTAL = re.compile(
    rf"(grand |general |sub |sous |s )?({'|'.join(_SUMS)})( gen\w*.*| \d.*| q\d| cumul\w*"
    rf"| (?:{MONTH_IN_TEXT})\.?( \d+)?)?"
    r"( (of|for|du|de|des|pour|par)\b.*| (tue|kill|dead|death|mort|dece|victim|bless|wound|incident"
    r"|cas|case)\w*)?|(ال)?(مجموع|اجمالي|جمله)\b.*"
)
"""What stands in the first filled cell of a row of sums, folded: English, French, Arabic."""
_SUM_ANYWHERE = re.compile(
    r"(grand |general |sub |sous |s )?(totals?|totaux|subtotal|t o t a l)"
    r"( gen| general| mois| month| annuel| year| cumule| incidents)?( \d+)?"
    r"( incidents?| cas| rows)?"
    r"|(ال)?(مجموع|اجمالي)( الكلي| العام)?|(a reporter|carried forward|brought forward)"
)
"""What makes a row a sum in whichever cell it stands, though a day stands before it."""


def without_totals(table: Table, *, own: bool = True) -> Table:
    """A table without rows that sum up others or say the header again; each stands as refused.

    Takes   own: whether an office wrote the table itself, so that its remarks may withdraw a row.

    >>> import polars as pl
    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Date": ["2018-01-03", "TOTAL"], "Killed": ["2", "2"]})
    >>> found = without_totals(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3])))
    >>> found.frame.height, found.rejected[0].row, found.rejected[0].value
    (1, 3, 'TOTAL')
    """
    struck = _struck_cells(table) if own else frozenset()
    why = _why_left_out(table.frame, struck)
    if own:
        for at in _nil_rows(table):
            why.setdefault(at, say("says that nothing happened, not an incident"))
        for at in _bare_sums(table):
            why.setdefault(at, say("is a sum of other rows, not an incident"))
        few = (_filled_cells(table.frame) <= _CELLS_OF_CONTACTS).arg_true().to_list()
        for at in few:
            if at not in why and _tells_contacts(table.frame.row(at)):
                why[at] = say("tells how somebody is reached, not an incident")
    refused, left = [], set()
    for at in sorted(why):
        cells = table.frame.row(at)
        if any(cell and tells_misconduct(cell) for cell in cells):
            continue  # the readers withhold it: of such a row not even this is said
        column, value = next(
            (name, cell) for name, cell in zip(table.frame.columns, cells, strict=True) if cell
        )
        step = say("nothing to do, if so; else give the row a date and a place of its own")
        left.add(at)
        refused.append(
            Rejection(int(table.lines[at]), column, value, why[at], step, sheet=table.sheet)
        )
    if not refused:
        return table
    kept = [at for at in range(table.frame.height) if at not in left]
    return replace(
        table,
        frame=table.frame[kept],
        lines=table.lines.gather(pl.Series(kept, dtype=pl.Int64)),
        rejected=(*table.rejected, *refused),
    )


def without_remarks_of_misconduct(table: Table) -> Table:
    """A table without the rows to which a remark is pinned that tells of misconduct by personnel.

    Nothing of such a row is repeated; each stands as one that is never kept.

    >>> import polars as pl
    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Date": ["2018-01-03", "2018-01-04"], "Killed": ["2", "1"]})
    >>> said = {3: ("The girl was raped by a UN peacekeeper",)}
    >>> table = Table(Path("a.xlsx"), "xlsx", None, frame, pl.Series([2, 3]), remarks=said)
    >>> found = without_remarks_of_misconduct(table)
    >>> found.frame.height, found.rejected[0].row, found.rejected[0].value
    (1, 3, '')
    """
    told = [line for line, said in table.remarks.items() if judge(said) is Verdict.TELLS]
    if not told:
        return table
    keep = ~table.lines.is_in(told)
    withheld = [
        Rejection(line, "", "", NEVER_KEPT, CHANNEL, sheet=table.sheet) for line in sorted(told)
    ]
    refused = [one for one in table.rejected if one.row not in told]
    return replace(
        table,
        frame=table.frame.filter(keep),
        lines=table.lines.filter(keep),
        rejected=(*refused, *withheld),
    )


_TEST = gate(
    r"(tests?|testing|essais?|تجرب[هة]|اختبار)( \d+| row| ligne)?"
    r"( (please )?(ignore|ignorer|delete)( .*)?| (a|ne pas) .*)?"
    r"|(exemples?|examples?|sample|مثال)( \d+| row| ligne| line| de saisie| d encodage)?"
    r"|(this is|ceci est|c est) (only |just )?(an? |un )?(tests?|essai)( .*)?"
)
_STATE = concept("head.state_of_row")
_STRUCK = gate(
    r"(validation status )?(cancell?ed|annul\w*|void|deleted|supprim\w*|reject\w*|rejet\w*"
    r"|false( report| alarm)?"
    r"|fausse alerte|duplicate|doublon|not approved|non approuve\w*|ملغ\w*|مكرر)\b.*"
)
"""What marks a row as typed to try a form, or struck by its keeper, folded."""


def _is_of_state(name: str) -> bool:
    """Whether a head is that of a column of states, alone or at the end of a form's path."""
    return any(_STATE.is_whole(head_word(said)) for said in (name, name.rpartition("/")[2]) if said)


_NIL = gate(
    r"(?:no|nil|zero|aucune?|pas d'|pas de|rien|nothing|لا|لم) ?(?:توجد |يوجد |يسجل |تسجل |تقع "
    r"|يقع |اي )*"
    r"(?:(?:security |protection |new |other |nouveaux? |autres? )?(?:incidents?|events?"
    r"|evenements?|reports?|cas\b"
    r"|cases?|faits?|حوادث|حادث|احداث)|to report|a signaler|happened|new)\b.*"
    r"|nil(?: reports?)?|ntr|nstr|ras|r\.a\.s\.?|situation (?:calme|normale|calm|quiet)(?: .*)?"
    r"|(?:quiet|calm|calme)(?: day| week| jour\w*| semaine)?"
    r"|nothing"
)
"""What a report says that tells of a day on which nothing happened, folded."""


def _nil_rows(table: Table) -> frozenset[int]:
    """Rows whose kind of incident is that there was none, and that count nobody.

    >>> import polars as pl
    >>> from pathlib import Path
    >>> said = {"Type": ["No incident reported", "RAS", "Attack"], "Killed": ["0", "2", "1"]}
    >>> _nil_rows(Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4])))
    frozenset({0})
    """
    places = [name for name in table.frame.columns if field_of_head(name) == "place"]
    kinds = [name for name in table.frame.columns if _tells_what(name)]
    kinds += [name for name in places if name not in kinds]  # "NTR" where the place would stand
    counts = [
        name
        for name in table.frame.columns
        if field_of_head(name) in ("deaths", "civilian_deaths", "injured", "abducted")
    ]
    nil: set[int] = set()
    for name in kinds:
        cells = table.frame[name].drop_nulls().unique().to_list()
        hits = [cell for cell in cells if _NIL.fullmatch(fold_words(cell).strip(" ."))]
        nil |= set(table.frame[name].is_in(hits).fill_null(False).arg_true().to_list())
    return frozenset(at for at in nil if not _counts_anybody(table, at, kinds, counts))


def _tells_what(name: str) -> bool:
    """Whether a head may be that of what happened: a kind, an account, or one that is not known."""
    field = field_of_head(name)
    return field in ("harm", "text") or (field is None and bool(_OF_EVENT.search(head_word(name))))


_OF_EVENT = gate(
    r"^(?:(?:security |protection )?(?:situation|event|incident|evenement|faits?|activity)s?"
    r"(?: securitaires?| of the day| du jour)?|what happened|ce qui s est passe"
    r"|الوضع(?: الامني)?|الحدث)$"
)


def _counts_anybody(table: Table, at: int, kinds: list[str], counts: list[str]) -> bool:
    row = table.frame.row(at, named=True)
    others = [row[name] for name in kinds if row[name]]
    if any(
        not _NIL.fullmatch(fold_words(cell).strip(" .")) and field_of_head(name) == "harm"
        for name, cell in ((n, row[n]) for n in kinds)
        if cell
    ):
        return True
    return bool(others) and any(
        row[name] and re.search(r"[1-9]", plain(row[name])) for name in counts
    )


def _why_left_out(frame: pl.DataFrame, struck: frozenset[str]) -> dict[int, Sentence]:
    """The rows that are no incidents by what stands in their cells, with the first reason of each.

    Takes   a table; cells that withdraw the row they stand in.
    """
    tests, sums = set(), set()
    for column in frame:
        cells = column.unique()
        worded = cells.filter(_has_letters(cells)).to_list()
        told = [(cell, fold(cell)) for cell in worded]
        tests |= _rows_with(column, [cell for cell, said in told if _TEST.fullmatch(said)])
        sums |= _rows_with(column, [cell for cell, said in told if _SUM_ANYWHERE.fullmatch(said)])
    by_state, withdrawn = set(), set()
    for column in frame:
        if _is_of_state(column.name):
            states = column.drop_nulls().unique().to_list()
            by_state |= _rows_with(column, [s for s in states if _STRUCK.fullmatch(fold(s))])
        if struck:
            withdrawn |= _rows_with(column, list(struck))
    a_sum = say("is a sum of other rows, not an incident")
    reasons = (
        (_rows_of_header(frame), say("is the header said again, not an incident")),
        (tests, say("is a test by its own words, not an incident")),
        (by_state, say("is struck or rejected by its own column of states")),
        (withdrawn, say("is struck or withdrawn by its own words")),
        (sums | _rows_begun_as_sums(frame), a_sum),
    )
    why: dict[int, Sentence] = {}
    for rows, said in reversed(reasons):
        why |= dict.fromkeys(rows, said)
    return why


def _has_letters(column: pl.Series, at_least: int = 4) -> pl.Series:
    """Which cells hold a word: so many letters, or any sign beyond ASCII. Numbers need no reading,
    and they are most of a long record."""
    letters = column.str.count_matches("[A-Za-z]") >= at_least
    return (letters | column.str.contains(r"[^\x00-\x7f]")).fill_null(False)


def _rows_with(column: pl.Series, cells: list[str]) -> set[int]:
    return set(column.is_in(cells).fill_null(False).arg_true().to_list()) if cells else set()


def _rows_of_header(frame: pl.DataFrame) -> set[int]:
    """Rows of which every filled cell, of two or more, is the head of its own column."""
    rows = pl.int_range(frame.height, eager=True)
    for column in frame:
        name = column.name
        heads = {fold(name), *map(fold, name.split(": "))}
        cells = column.gather(rows)
        squeezed = cells.str.to_lowercase().str.replace_all("[^a-z0-9]", "")
        alike = squeezed.is_in([_JOINED.sub("", head) for head in heads])
        maybe = (alike | cells.str.contains(r"[^\x00-\x7f]")).fill_null(False)
        said = [cell for cell in cells.filter(maybe).unique().to_list() if fold(cell) in heads]
        rows = rows.filter(cells.is_null() | cells.is_in(said).fill_null(False))
    few = frame[rows.to_list()]
    filled = [sum(1 for cell in cells if cell) for cells in few.iter_rows()]
    return {at for at, many in zip(rows.to_list(), filled, strict=True) if many > 1}


_JOINED = re.compile("[^a-z0-9]")


def _rows_begun_as_sums(frame: pl.DataFrame) -> set[int]:
    """Rows whose first filled cell names a sum."""
    if not frame.width:
        return set()
    filled = [pl.when(pl.col(name) != "").then(pl.col(name)) for name in frame.columns]
    first = frame.select(first=pl.coalesce(filled)).to_series()
    squeezed = first.str.to_lowercase().str.replace_all("[^a-z]", "")
    stems = sorted({word.replace(" ", "") for word in _SUMS})
    maybe = squeezed.str.contains_any(stems) | first.str.contains(r"[^\x00-\x7f]")
    cells = first.filter(maybe.fill_null(False)).unique().to_list()
    return _rows_with(first, [cell for cell in cells if _TOTAL.fullmatch(fold(cell))])


def _filled_cells(frame: pl.DataFrame) -> pl.Series:
    """How many cells of each row say something."""
    said = pl.sum_horizontal((pl.all().fill_null("") != "").cast(pl.Int32))
    return frame.select(n=said).to_series()


_FEWEST_SUMMED = 2


def _bare_sums(table: Table) -> frozenset[int]:
    """The rows of a table that hold one number alone, the sum of its column above.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Village": ["Luma", "Koro", None], "Killed": ["3", "4", "7"]})
    >>> sorted(_bare_sums(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4]))))
    [2]
    """
    if not (_filled_cells(table.frame) == 1).any():
        return frozenset()
    sums: set[int] = set()
    above: dict[int, list[int]] = {}
    for at, cells in enumerate(table.frame.iter_rows()):
        counts = {n: int(cell) for n, cell in enumerate(cells) if cell and _COUNT.fullmatch(cell)}
        filled = [n for n, cell in enumerate(cells) if cell]
        if len(filled) == 1 and (n := filled[0]) in counts:
            summed = [number for number in above.get(n, ()) if number]
            if len(summed) >= _FEWEST_SUMMED and sum(summed) == counts[n]:
                sums.add(at)
                above[n] = []
                continue
        for n, number in counts.items():
            above.setdefault(n, []).append(number)
    return frozenset(sums)


_COUNT = re.compile(r"[0-9]{1,5}")
_CONTACTS = re.compile(
    r"\W*(?:(?:for |pour )?(?:more |plus d'?)?(?:further )?info\w*|contacts?|contacter|point focal"
    r"|points focaux|focal points?|tel(?:ephone)?|phone|mobile|e-?mail|courriel|whatsapp|تواصل|هاتف"
    r"|للتواصل|نقطه الاتصال)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_REACHED_AT = re.compile(r"\+?\d(?:[ .()/-]?\d){6,}|[\w.+-]+@[\w-]+\.\w+")
_CELLS_OF_CONTACTS = 4


def _tells_contacts(cells: tuple[str | None, ...]) -> bool:
    """Whether a line says how somebody is reached: such words first, and a number or an address.

    >>> _tells_contacts((None, "Contact: Maj. Adam", "+211 922 111 222", None))
    True
    >>> _tells_contacts(("2018-12-03", "Luma", "Contact lost with a patrol, 2 killed", "2"))
    False
    """
    filled = [cell for cell in cells if cell]
    if not filled or len(filled) > _CELLS_OF_CONTACTS or not _CONTACTS.fullmatch(filled[0]):
        return False
    return any(_REACHED_AT.search(cell) for cell in filled)


_WITHDRAWN = (
    r"cancell?ed|annulee?|retracted|retractee?|retiree?|withdrawn|void|deleted|supprimee?|rejected"
    r"|rejetee?|duplicate|doublon|erroneous|erronee?|dementie?|denied|debunked|unfounded|infondee?"
    r"|false (?:report|alarm|alert|information)|fausse? (?:alerte|information|rumeur|nouvelle)"
    r"|rumou?r|rumeur|hoax|canular|error|erreur"
    r"|ملغ\w*|مكرر\w*|شائعه|اشاعه|شائعة|اشاعة|خبر كاذب|كاذب\w*"
)
_STRUCK_ROW = re.compile(
    rf"\W*(?:possible |probable |suspected )?(?:{_WITHDRAWN})(?: (?:entry|row|record|ligne"
    rf"|incident|report|only|de saisie|d'encodage"
    r"|infondee?|sans suite|of (?:row|line|entry|no|number|the|#).*|de (?:(?:la |cette )?(?:ligne"
    r"|fiche|alerte|saisie)|l'(?:incident|alerte|entree|evenement)|\d).*"
    r"|avec .*|with .*|ci-dessus|above"
    r"|du (?:n|numero|\d).*|par .*|by .*|non (?:confirme|fonde|avere).*))?"
    r"(?:\s*[-–—:;,.!(/].*)?\W*",
    re.IGNORECASE,
)
_NEVER_WAS = concept("row.never_was")
_LONGEST_MARK = 120


_MAY_STRIKE = (
    r"(?i)annul|cancel|retract|r[ée]tract|withdraw|retir|void|delet|supprim|reject|rejet|duplic"
    r"|doublon|err|d[ée]ment|denied|debunk|infound|unfound|infond|false|fau(x|ss)|rumo|rumeur|hoax"
    r"|canular|not|never|lieu|produit|exist|ignor|count|compt|utilis|mistake|يحدث|تحدث|صح|ملغ|مكرر"
    r"|شا|كاذب"
)
"""What a cell must hold to be looked at word by word."""


def _struck_cells(table: Table) -> frozenset[str]:
    """The cells of a table that withdraw their row, in columns that name no place and nobody."""
    struck: set[str] = set()
    for name in table.frame.columns:
        if field_of_head(name) in ("place", "side_a"):
            continue
        cells = table.frame[name].drop_nulls().unique()
        likely = cells.filter(
            (cells.str.len_chars() <= _LONGEST_MARK) & cells.str.contains(_MAY_STRIKE)
        )
        struck |= {cell for cell in likely.to_list() if _is_struck(cell)}
    return frozenset(struck)


def _is_struck(cell: str) -> bool:
    """Whether a cell says that its row is withdrawn.

    >>> _is_struck("CANCELLED - rumour, did not happen"), _is_struck("Fausse alerte")
    (True, True)
    >>> _is_struck("Error in the school register was avenged"), _is_struck("Rumours of attack")
    (False, False)
    """
    if len(cell) > _LONGEST_MARK:
        return False
    plain_words = fold_words(cell)
    return bool(
        _STRUCK_ROW.fullmatch(plain_words) or _NEVER_WAS.is_in(re.sub(r"\W+", " ", plain_words))
    )


_GROUP = (
    r"civiles?|groupes? armes?|elements? armes?|gaa?|men|women|boys|girls"
    r"|enf|enfts?|males?|females?|adults?|child(ren)?|elderly|minors?|m|f|h"
    r"|c|e|g|w|b|fi|hommes?|femmes?"
    r"|garcons?|filles?|enfants?|adultes?|mineurs?|masculin|feminin|civilians?|civils?|soldiers?"
    r"|soldats?|militaires?|military|combatants?|combattants?|fighters?|others?|autres?|civs?"
    r"|fds|fama|fardc"
    r"|faca|sspdf|spla|gat|gans?|armed|armes|milit\w+|police|policiers?|rebels?|rebelles?|insurg\w+"
    r"|attackers?|assaillants?|assailants?|arm|ngos?|ongs?|humanitarian\w*|humanitaires?|aid|staff"
    r"|security|securite|forces?|un|onu|peacekeepers?|raiders?|owners?|herders?|eleveurs?|youths?"
    r"|en|eni|enemy|ennemis?|community|villagers?|defenders?|aggressors?|pillards?|proprietaires?"
    r"|bergers?|side [ab]"
)
_KILLED = (
    r"killed|dead|deaths|bodies|cadavres|corps(?: recus)?|tues?|tuees?|morts?|mortes?|deces|decedes"
    r"|fatalities|kia"
)
_INJURED = r"injured|wounded|bless[ae]e?s?|wia"
_ABDUCTED = r"abducted|kidnapped|enlev[ae]e?s?"
_GROUP_AR = (
    r"(ال)?(رجال|نساء|اطفال|بنات|اولاد|ذكور|اناث|رجل|امراة|طفل|مدنيين|مدنيون|عسكريين|عسكريون"
    r"|جنود|مسلحين|مسلحون|اخرين|اخرون)"
)
_KILLED_AR, _INJURED_AR = r"(ال)?(قتلى|موتى|وفيات)", r"(ال)?(جرحى|مصابين|مصابون)"


_WHERE_THEY_DIED = (
    r"(?:bodies |corps |patients? |people |victimes? )?(?:arrives? (?:deja )?morts?|dead on arrival"
    r"|doa|bid|brought in dead|mort a l arrivee|deces (?:a|avant) l (?:arrivee|admission))"
    r"|(?:died|deaths?|deces|decedes?|morts?|mortes?|dcd)"
    r" (?:in|at|a l|a|au|en|after|apres)(?: the| l)?"
    r" (?:arrivee|hopital|hospital|ward|service|hospitalisation|admission|cs|csref|centre|clinic"
    r"|facility"
    r"|bloc|salle)"
)
"""Heads of a hospital that count the dead by where they died; each died once."""
_NUMBER_OF = (
    r"((n|no|nb|nbre|nombre|number|num|total|of|de|des|pertes|losses|casualties|victims?"
    r"|victimes?|persons?|people|personnes?) ){0,8}"
)


def _by_group(what: str, arabic: str = "") -> re.Pattern[str]:
    """Heads of columns that count the people of one sex, age or kind."""
    pattern = rf"{_NUMBER_OF}(({_GROUP})( \w+){{0,12}} ({what})|({what})( \w+){{0,12}} ({_GROUP}))"
    if arabic:
        pattern += rf"|(عدد )?({_GROUP_AR} {arabic}|{arabic} {_GROUP_AR})"
    return re.compile(pattern)


SUMMED = {
    "Killed": (
        _by_group(_KILLED, _KILLED_AR),
        re.compile(
            r"(total |number |no |nb |people |persons |nombre de |nbre de ){0,8}(of )?"
            rf"({_KILLED})( total| ensemble)?|(عدد )?{_KILLED_AR}"
        ),
    ),
    "Injured": (
        _by_group(_INJURED, _INJURED_AR),
        re.compile(
            rf"(total |number |no |nb ){{0,8}}(of )?({_INJURED})( total)?|(عدد )?{_INJURED_AR}"
        ),
    ),
    "Abducted": (
        _by_group(_ABDUCTED),
        re.compile(rf"(total |number |no |nb ){{0,8}}(of )?({_ABDUCTED})( total)?"),
    ),
}
"""By the column they are summed to: heads of parts, and heads that give them together already."""


def with_groups_summed(table: Table) -> Table:
    """A table with the killed, injured and abducted of each sex, age or kind summed, where no
    column gives them together.

    A row where none of them is filled stays without a figure; one that is no count is left to be
    read, and refused, as it is written.

    >>> import polars as pl
    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Men killed": ["1", None], "Girls killed": ["2", None]})
    >>> found = with_groups_summed(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3])))
    >>> found.frame["Killed"].to_list()
    ['3', None]
    """
    for together, (parts, whole) in SUMMED.items():
        heads = {name: head_word(name) for name in table.frame.columns}
        by_group = [
            name
            for name, head in heads.items()
            if parts.fullmatch(head)
            or parts.fullmatch(head_word(name.rpartition(":")[2]))
            or parts.fullmatch(head_word(name.rpartition("/")[2]))
            or (counts_a_group(name) and parts.fullmatch(_cells_opened(name)))
            or (
                together == "Killed"
                and (
                    any(map(counts_killed_of_group, (name, name.rpartition(":")[2])))
                    or _is_part_of_dead(name)
                )
            )
        ] or (_dead_by_place(heads) if together == "Killed" else [])
        if together == "Killed":
            by_group = _with_other_dead(table, by_group)
        others = {name: head for name, head in heads.items() if name not in by_group}
        if not by_group:
            continue
        if total := next((name for name, head in others.items() if whole.fullmatch(head)), None):
            table = _with_blank_totals_filled(table, total, by_group)
            continue
        paths = [head_word(name.rpartition("/")[2]) for name in heads if "/" in name]
        if any(whole.fullmatch(last) for last in paths):
            continue  # a form's own total, its groups beside it
        if any(field_of_head(name) == _FIELD_OF[together] for name in others):
            continue
        if bare := _bare_total(table, by_group):
            frame = table.frame.with_columns(table.frame[bare].alias(together))
            note = say("{name} read as {columns}", name=bare, columns=together)
            table = replace(table, frame=frame, notes=(*table.notes, note))
            continue
        if own_total := _total_of_groups(table, by_group):
            groups = [name for name in by_group if name != own_total]
            frame = table.frame.with_columns(table.frame[own_total].alias(together))
            note = say("{name} read as {columns}", name=own_total, columns=together)
            table = replace(table, frame=frame, notes=(*table.notes, note))
            table = _with_blank_totals_filled(table, together, groups)
            continue
        by_group, open_ones = _counted_once(by_group, list(others))
        if not by_group or (len(by_group) < 2 and ":" not in by_group[0]):
            table = _with_kind_named(table, by_group, together, list(others))
            continue  # civilians killed, alone, are no sum
        table = _with_parts_doubted(table, open_ones, by_group)
        cells = [_sum_of(row) for row in table.frame.select(by_group).iter_rows()]
        note = say(
            "{what} summed from the columns {names}", what=together, names=", ".join(by_group)
        )
        table = replace(
            table,
            frame=table.frame.with_columns(pl.Series(together, cells, pl.String)),
            notes=(*table.notes, note),
        )
    return table


def _is_part_of_dead(head: str) -> bool:
    """Whether a head is a sex or an age below one that speaks of the dead alone, in any words.

    >>> _is_part_of_dead("Who died: Men"), _is_part_of_dead("Victims: Men")
    (True, False)
    """
    group, sign, part = head.rpartition(":")
    return (
        bool(sign) and is_sex_or_age(part) and may_count_killed(group) and not both_in_head(group)
    )


def _dead_by_place(heads: Mapping[str, str]) -> list[str]:
    """Columns that count the dead by where they died, where there are several.

    >>> _dead_by_place({"DOA": "doa", "Died in ward": "died in ward", "Age": "age"})
    ['DOA', 'Died in ward']
    >>> _dead_by_place({"Died in ward": "died in ward"})
    []
    """
    names = [name for name, head in heads.items() if re.fullmatch(_WHERE_THEY_DIED, head)]
    return names if len(names) > 1 else []


def _with_other_dead(table: Table, by_group: list[str]) -> list[str]:
    """The columns that count the dead of groups, with others that count dead in words that nobody
    knows, where these are several together: each counts others of the dead.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Cooks killed": ["1", "0"], "Civilians killed": ["2", "1"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3]))
    >>> _with_other_dead(table, ["Civilians killed"])
    ['Cooks killed', 'Civilians killed']
    """
    others = [
        name
        for name in table.frame.columns
        if name not in by_group
        and not re.search(r"\S[/:]|:", name)  # a path of a form, a group of heads
        and not (field_of_head(name) or bound_of_toll(name) or both_in_head(name))
        and counts_dead(table, name)
    ]
    if not others or len(others) + len(by_group) < 2:
        return by_group
    return [name for name in table.frame.columns if name in by_group or name in others]


_TOTAL_OF_GROUPS = concept("head.total_of_groups")
_FEWEST_TOTALS = 3


def _total_of_groups(table: Table, by_group: list[str]) -> str | None:
    """The column among those of groups that is their total: by the last words of its head, or since
    it is the sum of the others wherever they are numbers; None where no column is.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Dead: M": ["1", "2"], "Dead: F": ["1", "0"], "Dead: Total":
    ...     ["2", "2"]})
    >>> _total_of_groups(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3])), frame.columns)
    'Dead: Total'
    """
    if len(by_group) <= 2:
        return None
    for name in by_group:
        if _TOTAL_OF_GROUPS.is_whole(head_word(name.rpartition(":")[2])):
            return name
    for name in reversed(by_group):
        rows = table.frame.select(name, *(other for other in by_group if other != name)).rows()
        numbers = [
            [int(float(cell)) if cell else 0 for cell in row]
            for row in rows
            if row[0] and all(not cell or re.fullmatch(r"\d+(?:\.0)?", cell) for cell in row)
        ]
        told = [row for row in numbers if row[0] and sum(number > 0 for number in row[1:]) > 1]
        if len(told) >= _FEWEST_TOTALS and all(row[0] == sum(row[1:]) for row in numbers):
            return name
    return None


def _bare_total(table: Table, by_group: list[str]) -> str | None:
    """A column of a bare "Total" that is the sum of all columns of one group, wherever it stands.

    >>> from pathlib import Path
    >>> said = {"Dead: M": ["1", "0", "4"], "Dead: Mil.": ["1", "2", "0"], "Total": ["2", "2", "4"]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4]))
    >>> _bare_total(table, ["Dead: M"])
    'Total'
    """
    groups = {name.rpartition(":")[0] for name in by_group}
    bare = [n for n in table.frame.columns if _TOTAL_OF_GROUPS.is_whole(head_word(n))]
    if len(bare) != 1 or len(groups) != 1 or "" in groups:
        return None
    group = groups.pop()
    parts = [name for name in table.frame.columns if name.rpartition(":")[0] == group]
    cells = table.frame[bare[0]].to_list()
    sums = [_sum_of(row) for row in table.frame.select(parts).iter_rows()]
    both = [(cell, total) for cell, total in zip(cells, sums, strict=True) if cell and total]
    right = sum(cell == total for cell, total in both)
    return bare[0] if right >= _FEWEST_TOTALS and right >= _MOSTLY * len(both) else None


_MOSTLY = 0.8
"""So large a share of its numbers a total must come to: a clerk adds up wrongly now and then."""


def _with_blank_totals_filled(table: Table, total: str, by_group: list[str]) -> Table:
    """A table whose blank totals are those of its groups, where they come to the total wherever it
    stands, several times; else a row waits whose groups count anybody and whose total is blank.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Deaths M": ["1", "2", "0"], "Deaths F": ["1", "0", "3"],
    ...     "Deaths total": ["2", "2", None]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4]))
    >>> found = _with_blank_totals_filled(table, "Deaths total", ["Deaths M", "Deaths F"])
    >>> found.frame["Deaths total"].to_list()
    ['2', '2', '3']
    """
    counted, _open_ones = _counted_once(by_group, [])
    sums = [_sum_of(row) for row in table.frame.select(counted).iter_rows()]
    cells = table.frame[total].to_list()
    blank = [
        at for at, (cell, parts) in enumerate(zip(cells, sums, strict=True)) if parts and not cell
    ]
    if not blank:
        return table
    both = [
        (cell.removesuffix(".0"), parts)
        for cell, parts in zip(cells, sums, strict=True)
        if cell and parts
    ]
    agree = len(both) > 1 and all(cell == parts for cell, parts in both)
    doubts: dict[int, str] = dict(table.doubts)
    for at in blank:
        if agree:
            cells[at] = sums[at]
        elif sums[at] != "0":
            why = say("{column} is blank, {names} are not", column=total, names=", ".join(counted))
            doubts.setdefault(int(table.lines[at]), why)
    frame = table.frame.with_columns(pl.Series(total, cells, pl.String))
    return replace(table, frame=frame, doubts=doubts)


_WORDS_OF_AN_ACCOUNT = 4
_OF_FIGHTERS = gate(
    r"\b(?:soldi?ers?|soldats?|mil|milit\w+|army|armees?|comb\w+|cbts?|fighters?|fds|fama|fardc"
    r"|faca"
    r"|sspdf"
    r"|spla|gat|gans?|gang|armed|armes|polic\w+|rebel\w*|insurg\w+|attackers?|ass[ai]+lants?"
    r"|forces?"
    r"|aggressors?|raiders?|pillards?|peacekeepers?|casques|securite|security|others?|autres?"
    r"|agents?"
    r"|elements?|groups?|groupes?|party|state|etat|un|onu|unmiss|minusca|monusco)\b|عسكري|جنود|مسلح"
)


def _with_kind_named(table: Table, by_group: list[str], together: str, others: list[str]) -> Table:
    """A table that counts the killed of one kind of people alone, aid workers or pupils, that
    column taken for the toll; a row whose account tells of more dead waits."""
    if together != "Killed" or len(by_group) != 1 or not counts_killed_of_kind(by_group[0]):
        return table
    name = by_group[0]
    if _OF_FIGHTERS.search(_cells_opened(name)) or any(
        may_count_killed(other) and field_of_head(other) is None for other in others
    ):
        return table
    note = say("the killed of {name} taken for the toll: the table counts no others", name=name)
    doubts: dict[int, str] = dict(table.doubts)
    for cells, cell, line in zip(
        table.frame.iter_rows(), table.frame[name], table.lines, strict=True
    ):
        toll = read_toll(cell) if cell else None
        best = toll.best or 0 if isinstance(toll, Toll) else 0
        told = [toll_in_account(c) for c in cells if c and len(c.split()) > _WORDS_OF_AN_ACCOUNT]
        unsaid = best == 0 and not (cell and tells_nothing(fold_words(cell)))
        if any(
            (one is None and unsaid) or ((one or "").isdecimal() and int(one or 0) > best)
            for one in told
        ):
            why = say("the words of the row tell of others killed than {name}", name=name)
            doubts.setdefault(int(line), why)
    return replace(
        table,
        doubts=doubts,
        frame=table.frame.with_columns(table.frame[name].alias("Killed")),
        notes=(*table.notes, note),
    )


_WITHIN = concept("head.within")
_KIND = gate(
    r"\b(?:enemy|eni|en(?= kia)|ennemis?|civil\w*|civs?|soldi?ers?|soldats?|militaires?|military"
    r"|comb\w+|cbts?|fighters?|fds|fama"
    r"|fardc|faca"
    r"|sspdf|spla|gat|gans?|armed|armes|arm|milit\w+|polic\w+|rebel\w*|insurg\w+|attackers?"
    r"|ass[ai]+lants?|ngos?|ongs?|humanitarian\w*|humanitaires?|aid|security|securite|peacekeepers?"
    r"|own|third|uniform\w*|volunteers?|raiders?|owners?|herders?|eleveurs?|agriculteurs?"
    r"|cultivateurs?|farmers?|rangers?|youths?|community|villagers?|defenders?|aggressors?"
    r"|pillards?|proprietaires?|bergers?|mil|students?|pupils?|eleves?|etudiants?|teachers?"
    r"|enseignants?|staff|personnel|health|medical|sante|soignants?|patients?|malades|workers?"
    r"|travailleurs|idps?|pdis?|refugees?|refugies|deplaces|returnees?|host|hotes?|passengers?"
    r"|drivers?|journalist\w*|(?<!among the )others?|(?<!parmi les )autres?|community leaders?"
    r"|bystanders?)"
    r"\b|مدني|عسكري|جنود|مسلح"
)
_SEX = re.compile(r"\b(?:m|f|h|males?|females?|masculin|feminin|sexe [mfh])$|ذكور|اناث")
_YOUNG = re.compile(
    r"< ?18|\bu18\b|[-–] ?18\b|\b0 ?- ?17\b|\b(?:under|moins de|below) ?18"
    r"|\bmino?rs?\b|\bmineure?s?\b|قاصر|دون 18|اقل من 18",
    re.IGNORECASE,
)


_PUPILS = concept("head.pupils")
_ADULTS = concept("head.adults")


_OF_PART = concept("head.of_part")


def _counted_once(by_group: list[str], others: list[str]) -> tuple[list[str], list[str]]:
    """The columns of a sum that count each person once, and those that may count others beside.

    Parts of a part are none of the sum: "of whom women", sexes beside kinds of people. Those under
    18 beside both sexes may be among them or not.

    >>> _counted_once(["Killed: M", "Killed: F"], ["Killed: <18", "Date"])
    (['Killed: M', 'Killed: F'], ['Killed: <18'])
    >>> _counted_once(["Civilians killed", "Soldiers killed", "Women killed"], [])
    (['Civilians killed', 'Soldiers killed'], [])
    >>> _counted_once(["Men killed", "Women killed", "Soldiers killed"], [])
    (['Men killed', 'Women killed'], ['Soldiers killed'])
    >>> _counted_once(["Fishermen killed", "Soldiers killed"], [])
    (['Fishermen killed', 'Soldiers killed'], [])
    >>> _counted_once(["Dead: Civ", "Dead: Police"], ["Dead: FDI", "Dead: Women"])
    (['Dead: Civ', 'Dead: Police', 'Dead: FDI'], ['Dead: Women'])
    """
    words = {name: head_word(re.sub(r"[()]", " ", name)) for name in [*by_group, *others]}
    summed = [name for name in by_group if not _WITHIN.is_in(words[name])]
    kinds = [name for name in summed if _KIND.search(words[name])]
    rest = [name for name in summed if name not in kinds]
    of_armed = all(_OF_FIGHTERS.search(words[name]) for name in kinds)
    grown = all(_PUPILS.is_in(words[name]) for name in kinds) and all(
        _ADULTS.is_in(words[name]) for name in rest
    )
    by_part = bool(rest) and all(_OF_PART.is_in(words[name]) for name in rest)
    soldiers: list[str] = []
    if kinds and by_part and of_armed:
        summed = rest  # sexes and ages of civilians, soldiers beside them; else they may be among
        soldiers = [] if any("civil" in words[name] for name in rest) else kinds
    elif kinds and by_part and not grown:
        summed = kinds
    groups = {name.rpartition(":")[0] for name in summed if ":" in name}
    groups = {group for group in groups if may_count_killed(group)}
    beside = [
        name
        for name in others
        if name.rpartition(":")[0] in groups and not _WITHIN.is_in(words[name])
    ]
    if summed and kinds and not any(_OF_PART.is_in(words[name]) for name in summed):
        # what a form has beside kinds of people is another kind
        more = [name for name in beside if not _OF_PART.is_in(words[name])]
        summed, beside = summed + more, [name for name in beside if name not in more]
    if any(_SEX.search(words[name]) for name in summed):
        young = [name for name in summed if _YOUNG.search(name)]
        beside += young
        summed = [name for name in summed if name not in young]
    return summed, [*beside, *soldiers]


def _with_parts_doubted(table: Table, columns: list[str], summed: list[str]) -> Table:
    """A table with a doubt on each row in which one of these columns counts anybody."""
    doubts: dict[int, str] = dict(table.doubts)
    for name in columns:
        for cell, line in zip(table.frame[name], table.lines, strict=True):
            if cell and re.search(r"[1-9]", plain(cell)):
                doubts.setdefault(
                    int(line),
                    say(
                        "{column} may count others than {names}, or some of them",
                        column=name,
                        names=", ".join(summed),
                    ),
                )
    return replace(table, doubts=doubts) if columns else table


def _cells_opened(name: str) -> str:
    """A head with its remark in brackets as words of it."""
    return head_word(re.sub(r"[()]", " ", name))


_FIELD_OF = {"Killed": "deaths", "Injured": "injured", "Abducted": "abducted"}


_IN_WORDS = gate(
    r"(?P<n>(?:at least |au moins |about |environ |plus de |more than |>|~)?\d+(?: ?[-–] ?\d+)?"
    r"(?: [^\d,;.]*?(?:and|et|&|,) ?\d+)?[^\d,;.]{0,20}?)"
    rf"\b({_KILLED})\b"
)


def tells_casualties(table: Table) -> bool:
    """Whether a head of a table speaks of the killed, or of casualties."""
    return any(names_casualties(name) or may_count_killed(name) for name in table.frame.columns)


def with_deaths_in_words(table: Table, known: Collection[str] = ()) -> Table:
    """A table with the killed of a column that tells casualties in words, where none counts them.

    Takes   known: columns that are some field already; of the others the one whose cells tell of
            dead and injured is that column, whatever its head.

    >>> import polars as pl
    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Casualties": ["5-7 killed, 2 injured", "1 wounded"]})
    >>> found = with_deaths_in_words(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3])))
    >>> found.frame["Killed"].to_list()
    ['5-7', None]
    """
    heads = {head_word(name): name for name in table.frame.columns}
    told = next(
        (
            name
            for name in table.frame.columns
            if names_casualties(name) and field_of_head(name) is None
        ),
        None,
    ) or next((name for name in table.frame.columns if _tells_tolls(table, name, known)), None)
    if (
        told is None
        or any(SUMMED["Killed"][1].fullmatch(head) for head in heads)
        or any(field_of_head(name) in ("deaths", "civilian_deaths") for name in table.frame.columns)
    ):
        return table
    cells = [_dead_of(cell) if cell else None for cell in table.frame[told]]
    doubts: dict[int, str] = dict(table.doubts)
    kinds = [
        n
        for n, name in enumerate(table.frame.columns)
        if name != told and _NAMES_KIND.is_in(head_word(name))
    ]
    told_at = table.frame.columns.index(told)
    of_victims = _OF_VICTIMS.is_in(head_word(told))
    for at, (row, cell, dead, line) in enumerate(
        zip(table.frame.iter_rows(), table.frame[told], cells, table.lines, strict=True)
    ):
        if cell and tells_none_beside_things(fold_words(cell)):
            cells[at] = "0"
            continue
        if (
            cell
            and _SEE_REMARK.is_in(fold_words(cell))
            and (remarks := table.remarks.get(int(line)))
        ):
            cells[at] = next(filter(None, map(toll_in_account, remarks)), None)
            if cells[at] is None:
                doubts.setdefault(int(line), say("its toll stands in a comment on the sheet"))
            continue
        if cell and dead is None and any(_is_no_killing(row[n]) for n in kinds):
            # Three herders of a row of abduction were abducted.
            if _WORD.search(cell):
                continue
            if of_victims:
                cells[at] = _dead_beside(row, told_at)
                continue
        if of_victims and cell and dead is None and any(_is_killing(row[n]) for n in kinds):
            cells[at] = cell
            continue
        if cell and dead is None and re.search(r"[1-9]", plain(cell)):
            said = fold_words(cell)
            if not (tells_of_others(said) or tells_of_living(said) or counts_survivors(cell, row)):
                why = say("{text!r} does not say how many of them were killed", text=cell)
                doubts.setdefault(int(line), why)
    note = say("{what} read from the words of {name}", what="Killed", name=told)
    table = with_others_told(table, told, ())
    return replace(
        table,
        frame=table.frame.with_columns(pl.Series("Killed", cells, pl.String)),
        doubts=doubts,
        notes=(*table.notes, note),
    )


_NAMES_KIND = concept("head.names_kind")
_WORD = re.compile(r"[^\W\d_]{3}")
_SEE_REMARK = concept("row.see_remark")


def _is_no_killing(cell: str | None) -> bool:
    """Whether a cell of kinds names one harm that is no killing: its victims are not its dead."""
    return bool(cell) and (harm_meant(cell or "") or "killing") not in ("killing", "attack")


_OF_VICTIMS = concept("head.of_victims")


def _is_killing(cell: str | None) -> bool:
    """Whether a cell of kinds names a killing and nothing else: its victims are its dead."""
    return bool(cell) and harm_meant(cell or "") == "killing"


def _dead_beside(row: tuple[str | None, ...], told_at: int) -> str:
    """The dead that an account beside a bare number of victims tells of: nought where it tells of
    none, for the kind says what befell the victims."""
    for at, cell in enumerate(row):
        if at == told_at or not cell or len(cell.split()) < _LEAST_WORDS:
            continue
        dead = dead_told(cell)
        if dead is None or dead:
            return dead or "several"
    return "0"


_LEAST_WORDS = 4


_FEW_WORDS = 9
_LEAST_TOLLS, _SHARE_OF_TOLLS = 2, 0.6
_MOST_WEIGHED = 300


def _tells_tolls(table: Table, name: str, known: Collection[str]) -> bool:
    """Whether a column that is no field tells in few words of dead, injured or nobody.

    >>> frame = pl.DataFrame({"Cas": ["K-2, W-3", "1 killed", "nil"], "Note": ["x", "1 dead", "y"]})
    >>> from pathlib import Path
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4]))
    >>> _tells_tolls(table, "Cas", ()), _tells_tolls(table, "Note", ())
    (True, False)
    """
    if name in known or field_of_head(name) is not None or may_count_killed(name):
        return False
    weighed = table.frame[name].drop_nulls().unique().head(_MOST_WEIGHED)
    if weighed.str.contains(r"\p{L}").sum() < _LEAST_TOLLS:
        return False  # figures alone tell of nobody
    cells = [with_digits(fold_words(cell)) for cell in weighed]
    if not cells or sum(len(cell.split()) for cell in cells) > _FEW_WORDS * len(cells):
        return False
    dead = [cell for cell in cells if tells_of_dead(cell) or told_by_letters(cell)]
    told = [
        cell
        for cell in cells
        if cell not in dead and (tells_nobody(cell) or tells_nothing(cell) or tells_of_others(cell))
    ]
    return len(dead) >= _LEAST_TOLLS and len(dead) + len(told) >= _SHARE_OF_TOLLS * len(cells)


_DEAD_SOMEWHERE = (
    r"(?i)tu[eé]|mort|d[eé]c[eé]d|d[eé]c[eè]s|kill|dead|died|death|fatal|murder|meurtr|assassin"
    r"|massacr|corps"
    r"|body|bodies|cadavre|vie|قتل|قتيل|وفا|شهيد|شهداء"
)


def with_questioned_tolls_doubted(table: Table, tolls: Collection[str]) -> Table:
    """A table with a doubt on each row whose toll its writer questions by a sign.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Killed": ["3", "12?", "~12"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4]))
    >>> with_questioned_tolls_doubted(table, ["Killed"]).doubts
    {3: "'12?' in Killed is a number its writer is not sure of"}
    """
    doubts: dict[int, str] = dict(table.doubts)
    for name in tolls:
        for line, cell in zip(table.lines.to_list(), table.frame[name].to_list(), strict=True):
            if cell and _QUESTIONED.fullmatch(plain(cell)):
                why = say(
                    "{text!r} in {name} is a number its writer is not sure of", text=cell, name=name
                )
                doubts.setdefault(line, why)
    return replace(table, doubts=doubts)


_QUESTIONED = re.compile(r"\s*\d+(?: ?[-–] ?\d+)? ?[?؟]+\s*")


def with_unread_dead_doubted(
    table: Table, tolls: Collection[str], beside: Collection[str]
) -> Table:
    """A table with a doubt on each row without a toll, or with nought for one, whose words tell of
    dead all the same.

    Takes   tolls: the columns that count the killed; beside: columns that name no event, as places
            and doers.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Killed": [None, "2", "0"], "Note": ["3 killed", "2 killed", "calm"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4]))
    >>> list(with_unread_dead_doubted(table, ["Killed"], []).doubts)
    [2]
    """
    rows = pl.Series([True] * table.frame.height, dtype=pl.Boolean)
    for name in tolls:
        cells = table.frame[name]
        rows &= cells.is_null() | cells.str.contains(r"^\s*[0٠۰]+(\.0)?\s*$")
    doubts: dict[int, str] = dict(table.doubts)
    for name in table.frame.columns:
        if name in tolls or name in beside or not rows.any():
            continue
        likely = rows & table.frame[name].str.contains(_DEAD_SOMEWHERE).fill_null(False)
        said = table.frame[name].to_list()
        said_more = {
            cell: _tells_more_dead(cell) for cell in {said[at] for at in likely.arg_true()}
        }
        for at in likely.arg_true().to_list():
            if said_more[said[at]]:
                why = say("the words of {name} tell of dead whom no column counts", name=name)
                doubts.setdefault(int(table.lines[at]), why)
    return _with_noughts_told(replace(table, doubts=doubts), tolls, beside)


def _with_noughts_told(table: Table, tolls: Collection[str], beside: Collection[str]) -> Table:
    """A table whose one toll is nought where it is blank and the words beside it say so."""
    if len(tolls) != 1:
        return table
    (toll,) = tolls
    cells = table.frame[toll].to_list()
    blank = table.frame[toll].is_null() & ~table.lines.is_in(list(table.doubts))
    for name in table.frame.columns:
        if name == toll or name in beside:
            continue
        said = table.frame[name].to_list()
        likely = blank & table.frame[name].str.contains(_NOT_ANY).fill_null(False)
        at_cell: dict[str, list[int]] = {}
        for at in likely.arg_true().to_list():
            at_cell.setdefault(said[at], []).append(at)
        for cell, rows in at_cell.items():
            if len(cell.split()) > 2 and dead_told(cell) == "0":
                for at in rows:
                    cells[at] = "0"
    if cells == table.frame[toll].to_list():
        return table
    return replace(table, frame=table.frame.with_columns(pl.Series(toll, cells, pl.String)))


_NOT_ANY = (
    r"(?i)\b(?:0|zero|no|none|no-one|nobody|nil|not|without|sans|aucun\w*|pas|personne|n[eé]ant"
    r"|ras)\b"
    r"|لم|لا|دون|بدون|غير|صفر"
)
"""Words without one of which no account says that nobody died."""


def _tells_more_dead(cell: str) -> bool:
    said = with_digits(fold_words(cell))
    if len(cell.split()) <= _WORDS_OF_AN_ACCOUNT:
        part = killed_part(said) if tells_of_dead(said) and not tells_nobody(said) else ""
        return bool(re.search(r"[1-9]", part or ""))
    told = toll_in_account(cell)
    return bool(told) and told != "0"


def _dead_of(cell: str) -> str | None:
    """What a cell on casualties says of the dead alone; the cell itself where it tells of dead and
    not plainly of how many.

    >>> _dead_of("trois (3) morts, 2 blessés"), _dead_of("0"), _dead_of("2 tués, 1 décédé après")
    ('3', '0', '3')
    >>> _dead_of("4"), _dead_of("2 injured"), _dead_of("many killed")
    (None, None, 'many killed')
    """
    said = with_digits(fold_words(cell)).strip(" .")
    if tells_nobody(fold_words(cell)) or tells_nobody(said) or re.fullmatch(r"0+", said):
        return "0"
    if letters := told_by_letters(said):
        return letters
    if tells_of_dead(said) and (part := killed_part(said)):
        return part
    if match := _IN_WORDS.search(in_small_letters(cell)):
        return match["n"].strip()
    toll = read_toll(cell)
    told = re.search(rf"\b(?:{_KILLED})\b|قتل|قتيل", said)
    return cell if told and toll is not None else None


def in_small_letters(cell: str) -> str:
    """A cell in small letters without accents, its digits plain."""
    return " ".join(plain(cell).casefold().replace("é", "e").replace("è", "e").split())


def _sum_of(cells: tuple[str | None, ...]) -> str | None:
    filled = [
        "0" if nobody else cell
        for cell in cells
        if cell and ((nobody := tells_nobody(fold_words(cell))) or cell.casefold() not in NOTHING)
    ]
    if not filled:
        return None
    if any(cell and _NOT_COUNTED.fullmatch(cell.strip()) for cell in cells):
        filled.append(">=0")  # one part is open: the others are the least
    odd = next((cell for cell in filled if not _is_count(cell)), None)
    if odd is None:
        return str(sum(int(float(cell)) for cell in filled))
    tolls = [toll for cell in filled if isinstance(toll := read_toll(cell), Toll)]
    if len(tolls) < len([cell for cell in filled if read_toll(cell) is not None]):
        return odd
    return _cells_written(tolls)


_NOT_COUNTED = re.compile(
    r"[?؟]+|unk\.?|unknown|not known|inconnue?s?|nsp|غير معروف", re.IGNORECASE
)
"""What says of one group that somebody of it may have been harmed, and not how many."""


def _cells_written(tolls: list[Toll]) -> str | None:
    """The sum of several tolls as reports write one.

    >>> _cells_written([Toll(2, None, 3), Toll(1, 1, 1)]), _cells_written([Toll(11), Toll(2, 2, 2)])
    ('3-4', '>=13')
    """
    if not tolls:
        return None
    least = sum(toll.low if toll.low is not None else toll.best or 0 for toll in tolls)
    most = [toll.high if toll.high is not None else toll.best for toll in tolls]
    if any(end is None for end in most):
        return f">={least}" if least else None
    whole = sum(end or 0 for end in most)
    if least != whole:
        return f"{least}-{whole}"
    return str(least) if all(toll.low is not None for toll in tolls) else f"~{least}"


def _is_count(cell: str) -> bool:
    """Whether a cell is a plain count, and no form's code for not known."""
    return bool(re.fullmatch(r"\d+(\.0+)?", cell)) and int(float(cell)) not in NOT_KNOWN_CODES

"""Tolls in words: "une dizaine", "3 tués, 8 blessés", "aucune victime", as numbers or as nothing.

All words are looked at folded: small letters, no accents, digits 0-9.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tutela.base.folding import plain_letters_and_digits
from tutela.base.guards.bounds import part_runs
from tutela.base.guards.patterns import Rewriting, gate

__all__ = [
    "dozens",
    "fold_words",
    "killed_part",
    "one_more",
    "others_in_account",
    "part_of_others",
    "tells_nobody",
    "tells_nobody_hurt",
    "tells_none_beside_things",
    "tells_nothing",
    "tells_of_dead",
    "tells_of_living",
    "tells_of_others",
    "tells_of_people",
    "told_by_letters",
    "toll_in_account",
    "with_digits",
]


_TEXTS_KEPT = 1_024
"""Texts of which what was made is kept: the rules of a row ask for it again and again."""


@lru_cache(maxsize=_TEXTS_KEPT)
def fold_words(text: str) -> str:
    """Text in small letters without accents, its digits plain, no run longer than any word. A
    raised figure stays one: it may be the number of a footnote.

    >>> fold_words("3 TUÉS,\u00a0٢ blessés"), fold_words("²")
    ('3 tues, 2 blesses', '²')
    """
    return " ".join(plain_letters_and_digits(part_runs(text)).replace("’", "'").split())


_UNITS = {
    word: number
    for number, words in enumerate(
        (
            "zero صفر",
            "one un une واحد واحده واحدة",
            "two deux اثنان اثنين اثنتان اثنتين",
            "three trois ثلاثه ثلاثة ثلاث",
            "four quatre اربعه اربعة اربع",
            "five cinq خمسه خمسة خمس",
            "six سته ستة ست",
            "seven sept سبعه سبعة سبع",
            "eight huit ثمانيه ثمانية ثمان",
            "nine neuf تسعه تسعة تسع",
            "ten dix عشره عشرة عشر",
            "eleven onze",
            "twelve douze",
            "thirteen treize",
            "fourteen quatorze",
            "fifteen quinze",
            "sixteen seize",
            "seventeen dix-sept",
            "eighteen dix-huit",
            "nineteen dix-neuf",
            "twenty vingt عشرون عشرين",
        )
    )
    for word in words.split()
}
_TENS = {
    word: 10 * number
    for number, words in enumerate(
        (
            "",
            "",
            "twenty vingt عشرون عشرين",
            "thirty trente ثلاثون ثلاثين",
            "forty quarante اربعون اربعين",
            "fifty cinquante خمسون خمسين",
            "sixty soixante ستون ستين",
        )
    )
    for word in words.split()
}
_TEENS = {
    word: number
    for number, words in enumerate(
        (
            *("", "احد احدى", "اثنا اثني اثنى", "ثلاثه ثلاثة", "اربعه اربعة", "خمسه خمسة"),
            *("سته ستة", "سبعه سبعة", "ثمانيه ثمانية", "تسعه تسعة"),
        )
    )
    for word in words.split()
}
_NUMBER_WORD = (
    r"(?<![\w-])(?:(?P<tens>"
    + "|".join(_TENS)
    + r")(?:[ -](?:et[ -])?(?P<unit>one|un|une|two|deux|three|trois|four|quatre|five|cinq|six|seven"
    r"|sept|eight|huit|nine|neuf))?|(?P<one>"
    + "|".join(sorted(_UNITS, key=len, reverse=True))
    + r"))(?![\w-])"
)


@lru_cache(maxsize=_TEXTS_KEPT)
def with_digits(said: str) -> str:
    """Folded words with numbers in words as digits; Arabic duals of the dead are two.

    >>> with_digits("trois morts et vingt et un blesses"), with_digits("seventeen killed")
    ('3 morts et 21 blesses', '17 killed')
    >>> with_digits("قتيلان"), with_digits("une dizaine de morts et 5 blesses")
    ('2 قتلى', '~10 morts et 5 blesses')
    >>> with_digits("two (02) killed"), with_digits("قتيل واحد")
    ('2 killed', '1 قتلى')
    """
    return " ".join(_FIGURES.apply(said).split())


_KIN = (
    r"(?:wife|husband|son|daughter|child|baby|infant|brother|sister|mother|father|driver|guard"
    r"|epouse"
    r"|femme|mari|fils|fille|enfant|bebe|frere|soeur|mere|pere|chauffeur)"
)
_PAIR = (
    r"\b(?:an?|the|une?|le|la|1) [^\W\d]{3,15} (?:and|et|&) (?:his|her|their|son|sa|ses|leur|an?"
    r"|une?) "
    rf"(?:\d+[- ]?(?:year|yr|month)s?[- ]old )?{_KIN}\b|\b(?:a|the|un|le) couple\b"
)
"""Two people, the second said by what they are to the first."""
_LOST = (
    (
        r"\b(?:a|ont|aurait|auraient|avait|avaient|ayant) (?:tous )?(?:perdu (?:la"
        r"|leurs?) vies?"
        r"|trouve la mort|succombe\w*(?: (?:a|de) (?:ses|leurs) blessures)?|peri)\b",
        "morts",
    ),
    (
        r"\b(?:has |have )?(?:(?:lost|losing) (?:his|her|their) li(?:fe|ves)"
        r"|succumbed(?: to (?:his|her|their) (?:wounds|injuries))?|passed away)\b",
        "died",
    ),
)
"""Ways to say that somebody died, and a plain word for each."""


_ONE_PERSON = (
    r"(?:شخص|رجل|امرا[هة]|طفل[هة]?|مدني[هة]?|جندي|مواطن[هة]?|شاب|فتا[هة]|راعي?|تاجر"
    r"|ساىق|سايق|مزارع)"
)
_DEEDS = tuple(
    rewritten
    for deed, label in (
        (r"(?:مقتل|استشهاد|مصرع|وفا[هة]|قتل)", "قتلى"),
        (r"(?:اصاب[هة]|جرح)", "جرحى"),
        (r"(?:اختطاف|خطف)", "مخطوف"),
    )
    for rewritten in (
        (rf"(?<!\w)(و?){deed} (\d+)(?: (?!و)[^\W\d]+)?", rf"\g<1> \g<2> {label}"),
        (rf"(?<!\w)(و?){deed} {_ONE_PERSON}(?: (?:واحد[هة]?|1))?(?!\w)", rf"\g<1> 1 {label}"),
    )
)
"""Arabic words that name a deed before those it was done to, as their number before the deed."""


_DOZENS = {
    "dizaine": 10,
    "douzaine": 12,
    "dozen": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
    "hundred": 100,
    "couple": 2,
}
_ROUND = rf"\b(?:une |a |an |1 )?({'|'.join(_DOZENS)})\b(?: de\b| d'| of\b)? ?"
_HALF = r"\b(?:half (?:a |of a )?dozen|(?:une )?demi[- ]douzaine)\b(?: de\b| d'| of\b)? ?"


def _number_told(found: re.Match[str]) -> str:
    if found["tens"]:
        return str(_TENS[found["tens"]] + (_UNITS[found["unit"]] if found["unit"] else 0))
    return str(_UNITS[found["one"]])


_FIGURES = Rewriting(
    (rf"(?<![\w-])({'|'.join(_TEENS)}) عشر[هة]?(?!\w)", lambda found: str(10 + _TEENS[found[1]])),
    (_PAIR, "2 people"),
    (_HALF, "~6 "),
    (_ROUND, lambda found: f"~{_DOZENS[found[1]]} "),
    (r"\bقتيل[هة]? واحد[هة]?\b", "1 قتلى"),
    (r"\bقتيل(?:ان|ين|تان|تين)\b", "2 قتلى"),
    (r"\b(و?)(?:جريح)(?:ان|ين|تان|تين)\b", r"\g<1>2 جرحى"),
    (
        r"(?<!\d )\b(?:شخصان|شخصين|رجلان|رجلين|طفلان|طفلين|امراتان|امراتين)\b",
        "2 اشخاص",
    ),
    (r"^قتيل(?= و)", "1 قتلى"),
    (r"^قتيل$", "1 قتلى"),
    (_NUMBER_WORD, _number_told),
    (r"(?<!\d)0*(\d+) ?\(0*\1\)", r"\1"),
    *_LOST,
    *_DEEDS,
)
"""Numbers in words, and words of what became of people, in the order in which they are read."""


_MANY = {
    "dizaines": 20,
    "dozens": 20,
    "tens": 20,
    "scores": 40,
    "dozen": 24,
    "centaines": 200,
    "hundreds": 200,
    "عشرات": 20,
    "مئات": 200,
}
_LEAST = r"(?:au moins|at least|plus d'?|more than|over|لا يقل عن|على الاقل) ?"


def dozens(said: str) -> tuple[int | None, int | None] | None:
    """The least and the figure of round words; None where there are none.

    >>> dozens("une vingtaine de civils"), dozens("dozens"), dozens("au moins une dizaine")
    ((None, 20), (20, None), (10, None))
    """
    if match := re.fullmatch(r"(?:half a dozen|(?:une )?demi-douzaine)(?: .*)?", said):
        return None, 6
    word = "|".join(_DOZENS)
    if match := re.fullmatch(
        rf"(?P<least>{_LEAST})?(?:environ |about |around |pres d')?(?:une |a |1 )?(?P<n>{word})"
        r"(?: (?!et |and )[^\d]*)?",
        said,
    ):
        number = _DOZENS[match["n"]]
        if match["least"] and re.match(r"plus d|more|over", match["least"]):
            return number + 1, None
        return (number, None) if match["least"] else (None, number)
    many = "|".join(_MANY)
    if match := re.fullmatch(rf"(?:des |plusieurs |several |many )?({many})(?: [^\d]*)?", said):
        return _MANY[match[1]], None
    return None


_NOT_TOLD = re.compile(
    r"(?:bilan|toll|chiffres?|figures?|number|nombre)[^\d]* (?:inconnu|unknown|non connu)\w*"
    r"|non (?:precis|renseign|connu|communiqu|determin|disponib|specifi|signal|confirm)\w*"
    r"|pas (?:d'|de |d )?(?:information|info|donnee|precision|chiffre)\w*.*"
    r"|a (?:confirmer|verifier|preciser|determiner|completer)|en (?:cours|attente)(?: .*)?"
    r"|tb[cda]|to be (?:confirmed|determined|verified|added).*"
    r"|not (?:specified|stated|told|said|available|reported|confirmed|given|clear|mentioned"
    r"|provided|known"
    r"|yet)\b.*"
    r"|no (?:info\w*|data|details?|figures?)(?: .*)?|unspecified|unclear|undetermined|unconfirmed"
    r"|under verification|pending.*|n\.?[adckrs]\.?|n/[adck]|unk|unknown.*|inconnue?s?"
    r"|indetermine\w*"
    r"|لا (?:توجد |يوجد )?(?:معلومات|بيانات|تفاصيل).*"
    r"|غير (?:معروف|محدد|معلوم|م[ءو]كد|مؤكد|متوفر|واضح)\w*|لم (?:يحدد|يعرف|يتاكد|يذكر)\w*"
    r"|(?:see|cf\.?|voir|as in) (?:the )?(?:text|narrative|description|details?|comments?|texte"
    r"|recit|description)"
    r"|قيد (?:التحقق|المتابعه|المتابعة|التاكيد)|مجهول|x+|\.+|…|/+|[-–—]+|[?؟]+|\*+"
)


def tells_nothing(said: str) -> bool:
    """Whether folded words say that the number is not known.

    >>> tells_nothing("non precise"), tells_nothing("inconnu / non renseigne"), tells_nothing("5")
    (True, True, False)
    """
    parts = [part for part in re.split(r"\s+/\s+|\s*;\s*", said.strip(" .()")) if part]
    return bool(parts) and all(_NOT_TOLD.fullmatch(part) for part in parts)


_HARMED = (
    r"(?:(?:civilian|human) )?(?:injur\w*|wound\w*|bless\w*|hurt|casualt\w*|victim\w*|morts?"
    r"|deaths?|dead"
    r"|tues?|tuees?|kill\w*|fatal\w*|deces|decede\w*|harmed|missing|disparu\w*|losses)"
)
_NOBODY = gate(
    r"(?:(?:ras|r\.a\.s|rien a signaler|nil|none|neant|nul|zero|صفر|0 mort\w*"
    r"|pas (?:d'|de |d )?(?:victime|mort|perte|tue|dece|bilan|casse)\w*"
    r"|(?:il )?n'y a pas (?:eu )?(?:d'|de )?(?:victime|mort|perte|tue|dece)\w*"
    r"|sans (?:faire (?:de |aucune? )?|aucune? )?(?:victime|mort|perte|tue|dece|bilan)\w*"
    r"|(?:il n'y a )?aucune? (?:cas de )?(?:victime|mort|perte|tue|dece|civil"
    r"|bilan|vie|personne)\w*"
    r"|(?:no|without) (?:human |civilian )?(?:casualt|death|fatalit|victim|kill|loss|li[fv]e"
    r"|civilian|dead)\w*"
    r"|(?:nobody|no one) (?:was |were |is |got )?(?:reported )?(?:killed|hurt|harmed|died|dead"
    r"|injured|wounded)"
    r"|personne n'(?:a ete|est|a) (?:tue|mort|decede|trouve la mort)\w*"
    r"|aucune? (?:signale|rapporte|enregistre|confirme|deplore|a (?:signaler|deplorer))\w*"
    r"|لا (?:يوجد|توجد|شيء|شي|احد)"
    r"|(?:no|nil|zero|0|without|sans|aucune?|pas (?:de |d')|ni|neither|nobody|no one) ?"
    rf"{_HARMED}(?: ?[/,] ?(?:or |nor |ni |ou |et |and )?| (?:or|nor|ni|ou|et|and) )(?:no "
    rf"|pas de )?"
    rf"{_HARMED}"
    r"|(?:no|without|pas (?:de |d')|sans|aucune?|nil) ?(?:degats?|dommages?|damages?) (?:humain"
    r"|human)\w*"
    r"|(?:no|without) human (?:damage|cost|harm|toll)\w*"
    r"|personne n'a ete (?:bless|touche|atteint)\w*"
    r"|(?:لا|بدون|بلا|دون|من دون)(?: يوجد| توجد| اي| وقوع| سقوط| تسجيل){0,3}"
    r" (?:قتلى|قتل|ضحايا|وفيات|خسا[ئي]ر|اصابات)"
    r"|لم (?:يقتل|يسقط|يمت|تقع|يقع|ترد|يرد|تسجل|يسجل|يكن)(?: هناك| اي){0,2} (?:احد"
    r"|قتيل|قتلى|شخص|ضحايا|وفيات"
    r"|خسا[ىئي]ر|اصابات"
    r"|حالات? وفا[هة])"
    r")(?:[ ,;:.(-].*)?|(?:nobody|no one|aucune?|personne)(?: ?[,;:.(-].*)?)"
)


def tells_nobody(said: str) -> bool:
    """Whether folded words say that nobody was killed.

    >>> tells_nobody("pas de victime"), tells_nobody("ras"), tells_nobody("no casualties reported")
    (True, True, True)
    >>> tells_nobody("no information"), tells_nobody("raspail")
    (False, False)
    """
    return not tells_nothing(said) and bool(_NOBODY.fullmatch(said.strip(" .()")))


_SENTENCES = re.compile(r"[.;!?؟\n]+(?:\s|$)")
_KILLED = (
    r"(?:tues?|tuees?|morts?|mortes?|deces|decedee?s?|killed|dead|died|deaths?|fatal\w*|kia|tots"
    r"|dcd\w*|deceased|perished|slain|bodies|corpses?|cadavres?|depouilles?"
    r"|قتلى|قتيل\w*|قتل|شهداء|شهيد|وفيات|وفاه|وفاة|توفوا)"
)
_OTHERS = (
    r"(?:bless\w*|inj|injur\w*|wound\w*|hurt|wia|disparu\w*|missing|enlev\w*|kidnap\w*|abduct\w*"
    r"|taken|seized|captured|captives?|emmenee?s?|capturee?s?"
    r"|otages?"
    r"|deplac\w*|displac\w*|arret\w*|arrest\w*|detain\w*|viole\w*|raped|hous\w*|maison\w*|burn\w*"
    r"|incendi\w*|brul\w*|bet(?:ail|es)|tetes|cattle|cows|heads|animals|hostages?|huts?|shops?"
    r"|جرحى|جريح\w*|مصاب\w*|مفقود\w*|مخطوف\w*|مختطف\w*|معتقل\w*|نازح\w*)"
)
_OF_DEAD, _OF_OTHERS = gate(rf"\b{_KILLED}\b"), gate(rf"\b{_OTHERS}\b")
_NUMBER = (
    r"(?:(?:>=?|<=?|~|≈|at least|au moins|plus de|more than|about|around|environ|env\.?|approx\.?"
    r"|over|up to|jusqu'a|حوالي|نحو|اكثر من|على الاقل) ?)?"
    r"\d+(?: ?[-–] ?\d+| (?:to|a|or|ou) \d+)?\+?"
)
_BEFORE = gate(rf"({_NUMBER})((?: ?[^\d,;./+&:(]{{0,40}}?)?)\b({_KILLED}|{_OTHERS})\b")
_BEHIND = gate(
    rf"\b({_KILLED}|{_OTHERS})(?: ?\([^)]*\))?(?: ?[:=] ?| [-–] (?!\d+ {_OTHERS}))({_NUMBER})"
)
_LETTERS = gate(
    r"k(?:ia)?[ :=-]{1,3}(\d+)(?:[ ,;/+&-]+(?:w(?:ia)?|i(?:nj)?)[ :=-]{1,3}\d+)?"
    r"|(\d+) ?kia(?:[ ,;/+&-]+\d+ ?wia)?|"
    r"(\d+) ?[tk](?: ?[,;/+&-]? ?\d+ ?[bwi])?|(\d+) ?[md] ?[,;/+&-]? ?\d+ ?[bw]"
    r"|[tkm] ?[:=] ?(\d+)(?: ?[,;/+&-]? ?[bwi] ?[:=] ?\d+)?"
)
_OF_WHOM = gate(
    r"[,;]? ?(?:\b(?:dont|including|incl\b\.?|inclus|y compris|of whom|of which|among (?:them|whom)"
    r"|parmi lesquels|parmi eux|parmi elles)|(?:من )?(?:بينهم|منهم|ضمنهم)).*?(?=[;/]|\bet \d|$)"
)


def killed_part(said: str) -> str | None:
    """What folded words say of the dead alone; '' where they tell of others only; None where they
    do not say who was harmed how, and the whole is to be read.

    >>> killed_part("23 tues, 8 blesses"), killed_part("tues : 9 / blesses : 3")
    ('23', '9')
    >>> killed_part("4t 2b"), killed_part("3 killed and 2 injured")
    ('4', '3')
    >>> killed_part("11 blesses"), killed_part("4 dont 1 enfant"), killed_part("2 civils")
    ('', '4', None)
    """
    if letters := told_by_letters(said):
        return letters
    shorter = " ".join(_OF_WHOM.sub(" ", said).split()).strip(" ,;")
    pairs: list[tuple[str, str]] = []
    pattern = _BEHIND if _BEHIND.search(shorter) else _BEFORE
    rest = shorter
    for match in pattern.finditer(shorter):
        number, label = (match[2], match[1]) if pattern is _BEHIND else (match[1], match[3])
        pairs.append((number, label))
        rest = rest.replace(match[0], " ", 1)
    if not pairs:
        return shorter if shorter != said else None
    dead = [number for number, label in pairs if _OF_DEAD.fullmatch(label)]
    if dead:
        if re.search(r"\d", rest):
            return None  # "2 soldiers and 3 civilians killed"
        if len(dead) == 1:
            return dead[0]
        whole = [int(number) for number in dead if number.isdecimal()]
        return str(sum(whole)) if len(whole) == len(dead) else None
    return None if re.search(r"\d", rest) else ""


_HURT = r"(?:bless\w*|inj|injur\w*|wound\w*|hurt|wia|جرحى|جريح\w*|مصاب\w*)"
_TAKEN = r"(?:enlev\w*|kidnap\w*|abduct\w*|otages?|hostages?|مخطوف\w*|مختطف\w*)"
_LABELS = {kind: gate(rf"\b{of}\b") for kind, of in (("injured", _HURT), ("abducted", _TAKEN))}
_HURT_BY_LETTER = gate(
    r"(?:k(?:ia)?[ :=-]{1,3}\d+|\d+ ?(?:kia|[tkmd]))[ ,;/+&-]*"
    r"(?:(?:w(?:ia)?|i(?:nj)?|b)[ :=-]{1,3}(\d+)|(\d+) ?(?:wia|[bwi]))"
    r"|[tkm] ?[:=] ?\d+[ ,;/+&-]*[bwi] ?[:=] ?(\d+)"
)


def part_of_others(said: str, kind: str) -> str | None:
    """The number that folded words give of the injured or the abducted; '' where they tell of none
    such; None where they tell of some and not plainly how many.

    >>> part_of_others("3 morts, 2 blesses", "injured"), part_of_others("4t 2b", "injured")
    ('2', '2')
    >>> part_of_others("6 enleves", "abducted"), part_of_others("6 enleves", "injured")
    ('6', '')
    >>> part_of_others("2 morts, plusieurs blesses", "injured")
    """
    if kind == "injured" and (letters := _HURT_BY_LETTER.fullmatch(said)):
        return next(part for part in letters.groups() if part)
    shorter = " ".join(_OF_WHOM.sub(" ", said).split()).strip(" ,;")
    pattern = _BEHIND if _BEHIND.search(shorter) else _BEFORE
    numbers = []
    rest = shorter
    for match in pattern.finditer(shorter):
        number, label = (match[2], match[1]) if pattern is _BEHIND else (match[1], match[3])
        if _LABELS[kind].fullmatch(label):
            numbers.append(number)
            rest = rest.replace(match[0], " ", 1)
    if _LABELS[kind].search(rest):
        return None
    whole = [int(number) for number in numbers if number.isdecimal()]
    if len(whole) < len(numbers):
        return numbers[0] if len(numbers) == 1 else None
    return str(sum(whole)) if numbers else ""


def tells_nobody_hurt(said: str) -> bool:
    """Whether folded words say that nobody was harmed at all, not only that nobody died.

    >>> tells_nobody_hurt("neant"), tells_nobody_hurt("pas de victime"), tells_nobody_hurt("ras")
    (True, True, True)
    >>> tells_nobody_hurt("aucun mort"), tells_nobody_hurt("aucun mort, 2 blesses")
    (False, False)
    >>> tells_nobody_hurt("aucun mort ni blesse"), tells_nobody_hurt("2 morts")
    (True, False)
    """
    if not tells_nobody(said) or re.search(r"[1-9]", said):
        return False
    of_hurt = rf"{_HURT}|victim\w*|casualt\w*|harm\w*|ضحايا|اصابات|خسا[ئي]ر"
    if re.search(r"\b(?:several|some|many|few|plusieurs|quelques|but|mais)\b|بعض|عد[هة]", said):
        return False
    return bool(re.search(of_hurt, said)) or not re.search(rf"\b(?:{_KILLED}|perte\w*)\b", said)


def others_in_account(account: str, kind: str) -> str:
    """The number of injured or abducted that an account gives plainly and once; '' else.

    >>> others_in_account("Boat shot at, 1 dead 4 wounded (gunmen)", "injured")
    '4'
    >>> others_in_account("Grenade in a bar, several hurt. Last year 3 wounded", "injured")
    ''
    """
    numbers: list[str] = []
    nobody = False
    for sentence in _SENTENCES.split(fold_words(account)):
        if _EARLIER.search(sentence):
            continue
        nobody = nobody or (kind == "injured" and bool(_NOBODY_HURT.search(sentence)))
        said = _AGE.sub(" ", with_digits(_DAYS.sub(" ", sentence)))
        part = part_of_others(_PART.sub(" ", said), kind)
        if part is None:
            return ""
        numbers += [part] if part else []
    if nobody and not numbers:
        return "0"
    return numbers[0] if len(numbers) == 1 else ""


_NOBODY_HURT = gate(
    r"\b(?:no|without|sans|aucune?|pas de) (?:(?:civilian|human|other|reported) )?(?:casualt|victim"
    r"|injur"
    r"|bless|wound)\w*|\b(?:no one|nobody|no civilians?|none|personne n'a ete) (?:was |were |is )?"
    r"(?:hurt|injured|harmed|wounded|bless\w*)|\bni blesse\w*"
    r"|(?:دون|بدون|بلا)(?: اي| وقوع| سقوط| تسجيل){0,3} (?:ضحايا|اصابات|خسا[ئي]ر)"
)
"""What says of an account's event that nobody was even hurt."""


def told_by_letters(said: str) -> str | None:
    """The dead of a toll in letters, as its two sides or one stand: "4T 2B", "K: 3 W: 5".

    >>> told_by_letters("4t 2b"), told_by_letters("m=3 b=5"), told_by_letters("m=3 f=5")
    ('4', '3', None)
    """
    match = _LETTERS.fullmatch(said)
    return next(part for part in match.groups() if part) if match else None


_NO_DEAD = gate(r"\b(?:mort|tue|deces|perte|kill|dead|death|died|fatal|life|lives)|قتل|وفا|مات")


def tells_none_beside_things(said: str) -> bool:
    """Whether folded words count things, and say in a part of their own that nobody died.

    >>> tells_none_beside_things("27 greniers, aucun mort")
    True
    >>> tells_none_beside_things("2 morts, aucun blesse"), tells_none_beside_things("aucun mort")
    (False, False)
    """
    parts = [part for whole in re.split(r"[,;/]", said) if (part := whole.strip(" ."))]
    none = [part for part in parts if tells_nobody(part) and _NO_DEAD.search(part)]
    others = [part for part in parts if part not in none]
    return bool(none) and bool(others) and not any(map(tells_of_dead, others))


def tells_of_others(said: str) -> bool:
    """Whether folded words tell of others than the dead, among them perhaps.

    >>> tells_of_others("2 civils, 3 blesses"), tells_of_others("2 civils")
    (True, False)
    """
    return bool(_OF_OTHERS.search(said))


_LIVING = gate(
    r"\b(?:menages?|households?|hhs?|foyers?|familles?|families|survivant\w*|survivors?|rescap\w*"
    r"|emmen\w*"
    r"|recru\w*|enrol\w*|taken|captur\w*|rafl\w*|fled|fui\w*|frapp\w*|battus?|beaten|assaulted"
    r"|agress\w*"
    r"|tortur\w*|affect\w*|sinistr\w*|homeless|returnees?|retourn\w*|refugi\w*|refugees?|idps?"
    r"|liber\w*"
    r"|released|freed|threaten\w*|menac\w*|pers\.? depl\w*|forc(?:ed|es)|looted|pille\w*|robbed"
    r"|stolen"
    r"|اسر\w*|اسره|ناج\w*|مجند\w*|لاجئ\w*|عائدين|عايدين)\b"
)


def tells_of_living(said: str) -> bool:
    """Whether folded words count people to whom something else happened than that they died.

    >>> tells_of_living("12 mineurs emmenes"), tells_of_living("500 menages")
    (True, True)
    >>> tells_of_living("2 familles tuees"), tells_of_living("2 bergers")
    (False, False)
    """
    return bool(_LIVING.search(said)) and not _OF_DEAD.search(said)


_PEOPLE = (
    r"(?:civil\w*|civ|persons?|people|personnes?|pers|individus?|individuals?|m[ae]n|wom[ae]n|boys?"
    r"|girls?"
    r"|child(?:ren)?|kids?|adults?|adultes?|hommes?|femmes?|enfants?|garcons?|filles?|mineurs?"
    r"|minors?|elderly"
    r"|vieill\w*|soldats?|soldiers?|militaires?|mil|policiers?|police|officers?|gendarmes?|bergers?"
    r"|herders?"
    r"|eleveurs?|pasteurs?|pastors?|chefs?|chiefs?|teachers?|enseignants?|drivers?|chauffeurs?"
    r"|guards?|gardes?"
    r"|gardiens?|farmers?|agriculteurs?|cultivateurs?|traders?|commercants?|pecheurs?|fisher\w*"
    r"|miliciens?"
    r"|combattants?|fighters?|youths?|jeunes?|males?|females?|victim\w*|creuseurs?|miners?"
    r"|students?|eleves?"
    r"|bab(?:y|ies)|bebes?|passengers?|passagers?|old|young|members?|membres?|others?|autres?"
    r"|رجال|رجل|نساء|امراة|اطفال|طفل\w*|مدنيين|مدنيا|مدني|شخص|اشخاص|جنود|جندي)"
)
_ONE_MORE = gate(rf"(?:(?:the|le|la|l'|a|un|une|his|her|son|sa) ?)?({_PEOPLE})(?: [^\W\d]+)?")


def tells_of_people(said: str) -> bool:
    """Whether folded words name people and nothing that happened to them.

    >>> tells_of_people("2 civils et 1 soldat"), tells_of_people("3 maisons")
    (True, False)
    """
    words = [w for w in re.findall(r"[^\W\d_]+", said) if w not in _JOINTS]
    return bool(words) and all(re.fullmatch(_PEOPLE, word) for word in words)


_JOINTS = frozenset(
    {
        *("et", "and", "of", "the", "de", "des", "du", "le", "la", "les", "d", "l", "و", "dont"),
        *("including", "incl", "au", "moins"),
    }
)


def one_more(said: str) -> bool:
    """Whether folded words name one person.

    >>> one_more("chauffeur"), one_more("the old man"), one_more("vehicle")
    (True, True, False)
    """
    found = _ONE_MORE.fullmatch(said)
    return bool(found) and not re.fullmatch(
        r"\w*(?:people|men|women|children|s)", found[1] if found else ""
    )


def tells_of_dead(said: str) -> bool:
    """Whether folded words give a number of dead.

    >>> tells_of_dead("3 mort(s)"), tells_of_dead("5 maisons")
    (True, False)
    """
    part = killed_part(with_digits(re.sub(r"\([^)]*\)", "", said)))
    return bool(part) and bool(_OF_DEAD.search(said))


_VERB = gate(
    r"\b(?:tuant|tue|tues|tuees?|tuer|abattu\w*|abattant|assassin\w*|massacr\w*|killing|killed"
    r"|kills|murdered|murdering|shot dead|left dead|execut\w*|faisant|a fait|ont fait|fait|leaving"
    r"|left|claimed|قتل\w*|مقتل|اسفر عن)(?: (?:au moins|at least|environ|about|the|les|des))? "
    rf"({_NUMBER})(?! ?(?:bless|injur|wound|autres bless|others? (?:injur|wound)|maison|hous|km"
    r"|h\b|ans\b|years?|jours?|days?|cattle|betail|tetes|heads))"
)
_EARLIER = gate(
    r"\b(?:preceden\w*|previous\w*|earlier|anterieur\w*|deja|already|last (?:week|month|year)"
    r"|last attack|dernier\w*|cumul\w*|total|since|depuis|avait|avaient|had|السابق\S*|سابق\S*)\b"
)
_ONE = gate(
    r"\b(?:(?:a|an|1|un|une|one|the|le|la|his|her|son|sa|leur|their) |l')"
    r"(?!(?:whole |entire )?(?:famil|group|population|village|couple|equipe|team|patro|crew"
    r"|communau|communit|number|nombre|rest|plupart|majorit|reste))"
    r"(?:[^\W\d]+ ){1,3}?(?:was|a ete|est) "
    r"(?:(?:shot|beaten|stabbed) and |found |retrouvee? |reportedly )?(?:killed|dead|morte?"
    r"|tuee?|assassinee?|abattue?|murdered|shot dead|executee?)\b"
    r"|\b(?:a|an|1|un|une|the|le|la|his|her|son|sa) (?:[^\W\d]+ ){1,2}?(?:died|is dead|est morte?"
    r"|est decedee?|a succombe|succombe)\b"
)
_ONE_VICTIM = gate(
    r"\b(?:killed|killing|shot dead|murdered|murdering|(?:ont|a|aurait|auraient) (?:tue|abattu"
    r"|assassine|execute)"
    r"|tuant|abattant|assassinant) (?:a|an|1|the|un|une|le|la|l'|son|sa|his|her|their) ?"
    r"(?!(?:whole |entire )?(?:famil|group|population|village|couple|equipe|team|patro|crew"
    r"|communau"
    r"|communit|number|nombre|rest|plupart|majorit|reste|men|women|people|children|hommes|femmes))"
    r"[^\W\d]{3,}(?: (?!and\b|et\b)[^\W\d]+)*(?:$|,(?! (?:a|an|the|1|2|3|un|une|his|her|son|sa)\b)"
    r"|(?= (?:and|et) (?:injur|wound|bless|abduct|enlev|loot|pill|burn|brul|took|stole|fled"
    r"|steal)))"
)
"""A deed done to one person: "killed a trader on the road"."""
_LONE = gate(
    r"^(?:(?:elderly|old|young|local|female|male|moto(?:r|r-| )?taxi|cattle|village|school"
    r"|community|idp"
    r"|jeune|vieux|vieille|pregnant|disabled) )*"
    r"(?:herder|herdsman|shepherd|farmer|peasant|trader|merchant|teacher|driver|chief|man|woman|boy"
    r"|girl"
    r"|soldier|policeman|pastor|priest|imam|nurse|doctor|student|pupil|fisherman|fisher|elder|rider"
    r"|guard"
    r"|watchman|civilian|villager|worker|mother|father|widow|hunter|miner|resident|passenger"
    r"|shopkeeper"
    r"|leader|child|baby|infant|journalist|lawyer|monk|berger|eleveur|cultivat(?:eur|rice)"
    r"|paysanne?"
    r"|chauffeur|commercante?|enseignante?|homme|femme|garcon|fille|fillette|enfant|vieillard|veuve"
    r"|gardien|pecheur|motard|civile?|infirmiere?|pretre|eleve|etudiante?|bebe|creuseur|chef)"
    r"(?: (?:of|de|du|in|a) [^\W\d]+)? (?:was |a ete |est )?(?:reportedly )?"
    r"(?:shot dead|shot and killed|shot to death|killed|murdered|found dead|(?:stabbed|beaten"
    r"|hacked"
    r"|speared|burnt|burned) to death|tuee?|assassinee?|abattue?|retrouvee? morte?|died|decedee?)\b"
)
"""One person at the head of a telegram: "herder shot dead, 70 cows gone"."""


def _tells_one(said: str) -> bool:
    """Whether a sentence tells of one person dead.

    >>> _tells_one("herder shot dead, cows gone"), _tells_one("soldier killed 2 traders")
    (True, False)
    """
    lone = _LONE.match(said.strip())
    if lone and not _AFTER_ACTIVE.match(said.strip()[lone.end() :]):
        return True
    return bool(_ONE.search(said) or _ONE_VICTIM.search(said))


_DIED = gate(
    rf"\b(?:{_KILLED}|tuant|killing|kills|abattu\w*|assassin\w*|massacr\w*|murder\w*|مقتل|قتلوا)\b"
)
_NONE = gate(
    r"\b(?:aucune?|pas de|no|without|sans) (?:\w+ )?(?:mort|tue|victime|perte|deces|death|fatal"
    r"|casual)\w*"
    r"|\b(?:no one|nobody|no body|none|no \w+|not) (?:was |were |is |got )?(?:killed|died|dead"
    r"|harmed"
    r"|hurt)\b"
    r"|\b(?:no one|nobody) (?:was |were |got )?(?:injured|wounded)\b|\bso no dead\b"
    rf"|\b(?:no|without|sans|aucune?|pas de|ni) {_HARMED}(?: ?[/,] ?| (?:or|nor|ni|ou|et"
    rf"|and) )(?:de )?{_HARMED}"
    r"|\bpersonne n[' ](?:a ete|est) (?:tue|mort|decede)\w*"
    r"|\bsans (?:faire|avoir fait) (?:de |aucune? )?(?:victime|mort)\w*"
    r"|\bn'a(?:vait)? (?:pas |fait )*(?:de |aucune? )(?:victime|mort|perte)\w*"
    r"|(?:دون|بدون|بلا)(?: اي| وقوع| سقوط| تسجيل){0,3} (?:قتلى|ضحايا|وفيات|خسا[ئي]ر)"
    r"|لم (?:يقتل|يسقط|تقع|يسجل|تسجل)(?: اي){0,1} (?:احد|قتلى|ضحايا|وفيات|قتيل)"
    r"|لم (?:يمت|تمت|يموتوا)(?!\w)|(?:دون|بدون|بلا) قتل(?!\w)"
)
_ALIVE = gate(
    r"\bretrouvee?s? vivante?s?\b|\bsaine?s? et sau(?:f|ve)s?\b"
    r"|\b(?:found|returned|came (?:back|home)|released|freed) (?:\w+ )?(?:alive|safe(?:ly)?)\b"
    r"|(?<!\w)سالم(?:ا|ين|ون|ات|تين|ة|ه)?(?!\w)|على قيد الحيا[هة]"
)
"""What says of those whom an account names that they live."""
_MONTH = (
    r"(?:janv?\w*|fevr?\w*|feb\w*|mars|march|avr\w*|apr\w*|mai|may|juin|june?|juil\w*|july?|aout"
    r"|aug\w*"
    r"|sept?\w*|oct\w*|nov\w*|dec\w*|يناير|فبراير|مارس|ابريل|مايو|يوني[وه]|يولي[وه]|اغسطس|سبتمبر"
    r"|اكتوبر|نوفمبر|ديسمبر)"
)
_DAYS = gate(
    r"\b(?:le |on |du |of |the )?\d{1,2}(?:er|st|nd|rd|th)?(?: ?(?:-|au|to|et|and) ?\d{1,2})? "
    rf"{_MONTH}\b(?: \d{{4}})?,?|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?,?"
    r"|\b(?:le |on )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?,?|\b\d{4}-\d{2}-\d{2},?"
    r"|\b\d{1,2} ?(?:h\d{0,2}|:\d{2}|am|pm|hrs)\b|\b(?:19|20)\d{2}\b"
)
_THINGS = gate(
    rf"\b(?:{_OTHERS}|goats?|sheep|moutons?|chevres?|taken|stolen|looted|vol\w+|pill\w+|motos?"
    rf"|motorbikes?"
    r"|motorcycles?|vehicles?|vehicules?|weapons?|armes|guns?|km|gunmen|armed|hommes armes)\b"
)


def _is_joined(before: str) -> bool:
    """Whether the words before a number of dead end in another that may be added to it.

    >>> _is_joined("6 raiders and "), _is_joined("raid, 200 cows taken, "), _is_joined("in luma, ")
    (True, False, False)
    """
    found = re.search(r"\d([^\d]*)(?:\band|\bet|&|,|\bو) ?$", before)
    return bool(found) and not _THINGS.search(found[1] if found else "")


_PART = re.compile(
    r"\([^)]*\)|[,;]? ?\b(?:dont|including|of whom|parmi (?:lesquels|lesquelles|eux|elles)"
    r"|y compris"
    r"|among (?:them|whom)) [^,;.]*,?"
)


_BODY = (
    r"(?:le |les |the |a |un )?(?:corps(?: sans vie)?|cadavres?|lifeless bod(?:y|ies)"
    r"|dead bod(?:y|ies)"
    r"|bod(?:y|ies)|corpses?)"
)
_PHRASES = Rewriting(
    *(
        (rf"\b(?:{phrase})", plain_word)
        for phrase, plain_word in (
            (
                r"found (?:executed|beheaded|slaughtered|strangled|hanged|decapitated|lifeless)"
                r"|(?:retrouve\w*|trouve\w*) (?:executee?s?|egorgee?s?|decapitee?s?|sans vie"
                r"|pendue?s?)",
                "found dead",
            ),
            (
                r"(?:members? )?(?:of|from) (?:1|the same|a single) (?:family|household)"
                r"|(?:d'1|de la|d'une) (?:meme|seule) famille",
                " ",
            ),
            (
                r"(?:threat\w*|menac\w*) (?:with|w/|of|de|by) ?(?:death|mort)|death threats?",
                "threat",
            ),
            (rf"(?:{_BODY}) (?:d'|de |des |of |of the )(\d+)", r"\1 morts"),
            (rf"(?:{_BODY}) (?:du|de la|de l'|of an?|of the) ?", "1 mort "),
            (r"(?<=\d )corps\b(?: sans vie)?", "morts"),
            (
                r"(?:violee?s?|battue?s?|torturee?s?|ligotee?s?|enlevee?s?) (?:puis|et"
                r"|avant d'etre)(?= (?:tue|assassin|execut|egorg))"
                r"|(?:raped|beaten|tortured|abducted|tied) (?:and then|and|then|before being)"
                r"(?= (?:killed|shot dead|murdered))",
                " ",
            ),
            (r"(?:مقتولين|مقتولون|مقتولات|مقتولان)(?!\w)", "قتلى"),
            (r"القتلى:? (\d+)", r"\1 قتلى"),
        )
    )
)
"""Ways to speak of the dead and of others in accounts, and plain words for each."""
_AGE = gate(
    r",? ?\b(?:\d{1,3}(?: ?(?:-|et|and|to|a) ?\d{1,3})?[- ]?(?:years?|yrs?|ans|mois"
    r"|months?)\b(?:[- ]old)?"
    r"|(?:aged?|agee?s?)(?: de)? \d{1,3}(?: (?:years?|ans|a|et|and|to) ?\d{0,3})?),?"
    r"|(?:عمره|عمرها) \d+(?: \w+)?"
)
_PASSIVE = gate(r"\b(?:was|were|been|being|are|is|got|ete|est|sont|etaient|etait)\b")
_ACTIVE = re.compile(r"\b(?:ont|a|avaient|avait|auraient|aurait) $")
_AFTER_ACTIVE = re.compile(
    rf" (?:(?:also|at least|au moins|about|environ) )?(?:\d|an? |the |his |her |their |un |une "
    rf"|le |la |les |des |l'"
    rf"|several |many |some |plusieurs |quelques |{_PEOPLE}\b)"
)


_OTHERS_BEHIND = gate(rf"[ ,]*(?:and |et )?{_NUMBER} ?{_OTHERS}\b")


def _is_deed(between: str, label: str, behind: str) -> bool:
    """Whether those who are numbered killed others: "20 gunmen killed", "10 hommes ont tue".

    >>> _is_deed(" gunmen ", "killed", " 4 villagers"), _is_deed(" people were ", "killed", " by")
    (True, False)
    >>> _is_deed(" civilians ", "killed", ", 2 hurt"), _is_deed(" hommes ont ", "tue", " le chef")
    (False, True)
    """
    if _OTHERS_BEHIND.match(behind):
        return False  # 4 killed 7 injured
    if _PASSIVE.search(between):
        return bool(
            re.search(r"\b(?:who|qui|and|et)\b(?! killed)", between.replace("shot and", ""))
        )
    if re.search(r"\b(?:who|qui|which|and|et|by|par|from)\b", between.replace("shot and", "")):
        return True
    if _ACTIVE.search(between) and label.startswith("tue"):
        return True
    shot = label == "dead" and between.rstrip().endswith("shot")
    return (label == "killed" or shot) and bool(_AFTER_ACTIVE.match(behind))


_WITH_OTHERS = gate(
    r"\b(?:and|et|with|avec) (?:(?:his|her|their|son|sa|ses|leurs?|the|a|an|un|une)"
    r" (?:\d+ )?[^\W\d]+)(?: [^\W\d]+){0,3}?"
    r" (?:was|were|est|sont|ont|a|have|has|are)(?: (?:all|tous|both|ete|been|also)){0,2} (?:shot )?"
    rf"{_KILLED}\b"
    r"|\b(?:the|an?|le|la|une?|1) [^\W\d]+ (?:and|et) \d+ (?:of|de) (?:his|her|their|ses|leurs)\b"
)
"""What counts more dead than its figure: "a chief and his two sons were killed"."""


def toll_in_account(account: str) -> str | None:
    """What an account says of the dead of its event: a number, '' where it tells of none, None
    where it tells of dead and not plainly how many.

    >>> toll_in_account("Armed men attacked Luma, killing 3 civilians and wounding 2.")
    '3'
    >>> toll_in_account("Pillage à Luma. L'attaque précédente avait fait 5 morts.")
    ''
    >>> toll_in_account("Trois civils, dont un enfant, tués à Luma"), toll_in_account("Looting")
    ('3', '')
    >>> toll_in_account("Cinq civils ont perdu la vie."), toll_in_account("The body of a man lay")
    ('5', '1')
    >>> toll_in_account("A man (35 years old) was shot dead."), toll_in_account("20 men killed 4.")
    ('1', '4')
    >>> toll_in_account("20 gunmen attacked the village and killed the chief.")
    '1'
    >>> toll_in_account("A chief and his two sons were killed.")
    >>> toll_in_account("Several people died and 2 were killed later")
    >>> toll_in_account("Une femme violée puis tuée"), toll_in_account("A girl taken, found alive")
    ('1', '0')
    >>> toll_in_account("هجوم على مكجر، القتلى خمسة"), toll_in_account("ضرب جنود رجلا، ولم يمت")
    ('5', '0')
    """
    numbers: set[str] = set()
    for sentence in _SENTENCES.split(fold_words(account)):
        if _EARLIER.search(sentence):
            continue
        if _NONE.search(sentence):
            numbers.add("0")
            continue
        sentence = with_digits(sentence)
        sentence = _PHRASES.apply(sentence)
        sentence = _AGE.sub(" ", sentence)
        if _NONE.search(sentence):
            numbers.add("0")
            continue
        said = with_digits(_PART.sub(" ", _DAYS.sub(" ", sentence)))
        if _WITH_OTHERS.search(said):
            return None
        dead, end = set[str](), 0
        for match in _BEFORE.finditer(said):
            if _OF_DEAD.fullmatch(match[3]):
                if _is_deed(match[2], match[3], said[match.end() :]):
                    continue
                if _is_joined(said[end : match.start()]):
                    return None  # "2 women and 3 men killed"
                dead.add(match[1])
            end = match.end()
        dead = dead or {m[1] for m in _VERB.finditer(said)}
        if not dead and _tells_one(said):
            dead = {"1"}
        if len(dead) > 1 or len([*_OF_DEAD.finditer(said)]) > 1:
            return None
        if not dead and _DIED.search(sentence):
            return None
        if not dead and _ALIVE.search(sentence):
            dead = {"0"}
        numbers |= dead
    return numbers.pop() if len(numbers) == 1 else None if numbers else ""

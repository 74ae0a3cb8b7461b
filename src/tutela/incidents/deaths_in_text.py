"""How many died, as an account tells it in whole sentences, in English, French or Arabic.

`toll_in_account` reads plain figures beside plain words. What it does not settle is read here by
who is named: people in a row are added up ("a mother and her two children were killed"), one person
is one ("shot the owner, who died on the spot"), and words for an open number stay open.
"""

from __future__ import annotations

import re

from tutela.base.guards.patterns import gate
from tutela.base.tolls import fold_words, toll_in_account, with_digits
from tutela.base.values import MONTH_IN_TEXT
from tutela.reading.lexicon import concept

__all__ = ["OPEN", "dead_told"]

OPEN = "several"
"""What an account says that tells of dead and of no number."""

_ROLES = (
    r"adolescent|conductor|aid worker|assailant|assistant|attacker|bandit|brother|butcher"
    r"|carpenter|chief"
    r"|civilian|clerk|commander|cook|cousin|cyclist|daughter|director|displaced person|doctor"
    r"|driver|elder|farmer|father|fighter|gardener|grandfather|grandmother|guard|guest|herder"
    r"|hunter|husband|imam|individual|infant|journalist|labourer|laborer|leader|mechanic|merchant"
    r"|miner|monk|mother|motorcyclist|neighbou?r|nephew|niece|nurse|officer|owner|passenger|pastor"
    r"|peasant|pedestrian|person|pilot|porter|priest|prisoner|protester|pupil|raider|ranger|rebel"
    r"|refugee|relative|resident|returnee|rider|robber|seller|shepherd|shopkeeper|sister|soldier"
    r"|son|student|suspect|tailor|teacher|teenager|thief|toddler|trader|traveller|uncle|aunt|vendor"
    r"|victim|villager|visitor|volunteer|watchman|widow|wife|witness|worker|youth|boy|girl|baby"
    r"|man|woman|child|fisherman|herdsman|policeman|businessman|businesswoman|cattle keeper"
    r"|agriculteur|agricultrice|ancien|assaillant|aide|berger|boutiquier|chasseur|chauffeur|chef"
    r"|civil|civile|commercant|commercante|conducteur|convoyeur|creuseur|cultivateur|cultivatrice"
    r"|deplace|deplacee|eleve|eleveur|enfant|enseignant|enseignante|epouse|epoux|etudiant"
    r"|etudiante|femme|fille|fillette|fils|frere|garcon|garde|gardien|gendarme|habitant|habitante"
    r"|homme|individu|infirmier|infirmiere|jeune|journaliste|manifestant|manifestante|mari|marchand"
    r"|mere|militaire|milicien|motard|neveu|notable|oncle|tante|ouvrier|passager|passagere|pasteur"
    r"|paysan|paysanne|pecheur|pere|personne|pieton|policier|pretre|proprietaire|rebelle|refugie"
    r"|retourne|soeur|soldat|transporteur|travailleur|vendeur|vendeuse|veuve|vieillard|villageois"
    r"|villageoise|voisin|voisine|volontaire|voyageur|voyageuse|combattant|bebe|nourrisson"
    r"|grand-pere|grand-mere|petit-fils|petite-fille|grandson|granddaughter"
    r"|sacristain|diacre|choriste|client|membre|passant|fidele|catechiste|sentinelle|cuisinier"
    r"|ambulancier|member|customer|catechist|gentleman|headmaster|lady|sheikh|deacon|bystander"
    r"|bouvier|bouviere|catechiste|delegue|chefs de village|piroguiers?|handicape|vieux|vieille"
    r"|voleur|orpailleur|tailleur|taximan|piroguier|meunier|helper|apprentice|turnboy|apprenti"
)
_PLURALS = (
    r"people|men|women|children|fishermen|herdsmen|policemen|wives|thieves|babies|businessmen"
    r"|watchmen|fils"
)
_HEAD = rf"(?:(?:{_ROLES})(?:e?s)?|{_PLURALS})"
_FIGURE = (
    r"(?:about |around |environ |at least |au moins |some |quelque |more than |plus de |nearly |~)?"
    r"\d+(?: ?[-–] ?\d+| (?:to|a|or|ou) \d+)?"
)
_LONE_WORD = r"an?|the|une?|le|la|his|her|its|their|son|sa|leur|another"
_OPEN_WORD = (
    r"several|some|many|numerous|a number of|an unknown number of|scores of|hundreds of|plusieurs"
    r"|quelques|de nombreu(?:x|ses)|des dizaines de|un nombre (?:inconnu|indetermine) d[e']|des"
)
_WHICH = (
    r"(?:(?!and\b|et\b|who\b|qui\b|was\b|were\b|ont\b|a\b|of\b|by\b|par\b)[^\W\d][\w'-]*[ ]){0,3}?"
)
_AFTER = (
    r"(?: (?:(?:of|from|in|at|near|de|du|des|au|aux|dans) |d')(?:the |a |an |la |le |l'|un |une )?"
    r"(?!\d)[^\W\d][\w'-]*)?"
)
_ONE_OF = gate(
    rf"(?P<count>(?:\b(?:his|her|their|the|les|ses|leurs|other|autres) )?{_FIGURE}|\bl'"
    rf"|\b(?:{_LONE_WORD})\b|\b(?:{_OPEN_WORD})) ?{_WHICH}(?P<head>{_HEAD})\b{_AFTER}"
)
_AGES = gate(
    r",? ?\b(?:of |aged? |agee?s? (?:de )?|de )?\d{1,3}(?:[- ](?:and|et|to|a|-) \d{1,3})?"
    r"[- ]?(?:years?|yrs?|ans|mois|months?)\b(?:[- ]old)?,?"
    r"|,? ?\b(?:aged?|agee?s?(?: de)?) \d{1,3}(?: (?:and|et|to|a) \d{1,3})?,?"
    r"|(?:(?<=boy)|(?<=girl)|(?<=man)|(?<=child)|(?<=fille)|(?<=femme)|(?<=garcon)|(?<=enfant)"
    r"|(?<=homme)) (?:of|de) \d{1,2}\b"
)
_PASSIVE = (
    r"(?:(?:was|were|been|have been|has been|had been|got|are|is|a ete|ont ete|avaient ete"
    r"|avait ete|est|sont|etaient|ayant ete) )"
)
_ADVERB = (
    r"(?:(?:later|reportedly|allegedly|also|both|all|then|instantly|found|retrouvee?s?|ainsi"
    r"|egalement|tous|toutes|tous deux|ensuite|brutally|ambushed and|shot and|abducted and"
    r"|beaten and|attacked and|attaquee?s? et|enlevee?s? et|arretee?s? et|robbed and"
    r"|kidnapped and) )*"
)
_DONE = (
    r"(?:shot dead|shot to death|gunned down|killed|murdered|massacred|executed|assassinated"
    r"|lynched|slaughtered|slain|beheaded|hacked to death|(?:stabbed|beaten|burnt|burned|clubbed"
    r"|speared|stoned|trampled|tortured|cut|kicked|chopped|whipped|flogged|knifed) to death|dead"
    r"|tuee?s?|abattue?s?|assassinee?s?"
    r"|massacree?s?|executee?s?|mortes?|morts?|egorgee?s?|lynchee?s?|decapitee?s?|sans vie"
    r"|brulee?s? vi(?:f|ve|fs|ves)|decedee?s?|buried|inhumee?s?|enterree?s?"
    r"|fusillee?s?|battue?s? a mort)"
)
_DIES = (
    r"(?:died|dies|drowned|perished|passed away|succumbed|lost (?:his|her|their) li(?:fe|ves)"
    r"|succombe|peri|meurt|meurent|trouve la mort|perdu la vie|perdu leurs? vies?"
    r"|(?:a|ont|aurait|auraient) (?:succombe|peri|trouve la mort|perdu la vie|perdu leurs? vies?)"
    r"|se sont noyee?s|s'est noyee?)"
)
_BEHIND_PEOPLE = gate(
    rf"<(?P<n>[\d?+~-]+)>(?: (?:on board|on the spot|sur place))?,? ?"
    rf"(?:(?:who|qui|coming|returning|going|walking|travelling|sleeping|working|fishing)"
    rf" (?:[^\W\d<>]+ ){{1,6}}?(?={_PASSIVE}))?"
    rf"(?:{_PASSIVE}?{_ADVERB}{_DONE}\b(?! (?:<|by mistake))|{_ADVERB}{_DIES}\b)"
)
_STRUCK = gate(
    r"<(?P<n>[\d?+~-]+)>,? (?:(?:was|were|a ete|ont ete|est|sont) )?(?:shot|stabbed|beaten|hit|hurt"
    r"|wounded|injured|knifed|blessee?s?|poignardee?s?|touchee?s?|frappee?s?"
    r"|battue?s?)\b[^<>]{0,40}?"
    r"(?:,|and|et|;) (?:who |qui |he |she |they |later |then |il |elle |ils |et )*"
    rf"(?:{_DIES}|est morte?|est decedee?|sont mortes?|sont decedee?s|died)\b"
)
_TAKEN = (
    r"(?:kill(?:ed|ing|s)|murder(?:ed|ing)|massacr(?:ed|ing)|execut(?:ed|ing)"
    r"|assassinat(?:ed|ing)"
    r"|slaughter(?:ed|ing)|lynch(?:ed|ing)|behead(?:ed|ing)|shot dead|shooting dead|gunned down"
    r"|gunning down|hacked to death|beat to death|stabbed to death|burnt alive|tuant|tuer"
    r"|(?:a|ont|aurait|auraient) (?:tue|abattu|assassine|execute|egorge|massacre|lynche)"
    r"|abattant|assassinant|execution d[eu'] ?|meurtre d[eu'] ?|assassinat d[eu'] ?|killing of"
    r"|murder of|death of|deaths of|mort d[e'] ?|lives? of|vie a|vies a|vie de)"
)
_OBJECT = gate(
    rf"\b{_TAKEN} ?(?:of |a |de |d')?(?:au moins |at least )?"
    r"(?:<(?P<n>[\d?+~-]+)>|(?P<m>\d+)(?= (?:and|et|others|autres)\b|,|$))"
    r"(?! (?:injur|wound|bless))"
)
_SHOT_DEAD = gate(
    r"\b(?:shot|beat|hacked|stabbed|clubbed|burned|burnt|speared) <(?P<n>[\d?+~-]+)>,?"
    r"(?: [^\W\d]+){0,4}? (?:dead\b|to death\b|who (?:later |then )?(?:died|bled to death)\b)"
    r"|\b(?:tire|tirer|poignarde|frappe|battu|blesse) (?:sur |a mort )?<(?P<m>[\d?+~-]+)>,?"
    r"(?: [^\W\d]+){0,4}? (?:qui (?:est|sont|en est) (?:mort|decede)e?s?|qui a succombe|a mort)\b"
)
_OF_THEM = gate(
    r"\b(?P<n>\d+) (?:of (?:them|those|the \d+|the|whom)|d'entre (?:eux|elles)|des \d+|des|l'une?)"
    rf"(?: [^\W\d]+){{0,4}}? {_PASSIVE}?{_ADVERB}(?:{_DIES}|{_DONE})\b"
)
_OF_OTHERS = gate(rf"\b\d+ of the (?:{_HEAD})\b")
_PLAIN = gate(
    r"(?:^|[,;:(] ?|\b(?:and|et|leaving|left|faisant|fait|with|avec) )(?P<n>\d+(?:-\d+)?) "
    r"(?:persons? |people |civilians? |civils? )?"
    r"(?:killed|dead|morts?|tuee?s?|deaths|fatalities|deces)\b(?! (?:<|by mistake|at |a coups))"
)
_ANIMALS = gate(
    r"(?:\b(?:kill\w*|slaughter\w*|tuee?s?|tuant|abattu\w*|shot|dead) )?"
    r"\b(?:\d+|\w+) (?:heads? of |tetes? de )?(?:cows?|goats?|sheep|cattle|bulls?|donkeys?"
    r"|camels?|dogs?|chickens?|calves|oxen|livestock|vaches?|chevres?|moutons?|boeufs?|betail"
    r"|anes?|chameaux|chiens?|poules?)\b"
    rf"(?! (?:{_HEAD}|keepers?|camps?|raid\w*|rustl\w*|market|dealers?|boys?)\b)"
    r"(?! (?:stolen|taken|looted|lost|gone|raided|missing|volee?s?|emport\w*|pille\w*|enlev\w*))"
)
"""Animals, with the word for what was done to them; not who keeps them, nor what was taken."""
_BODIES = gate(
    r"(?:\b(?P<n>\d+) (?:lifeless |dead |decomposed )?(?:bodies|corps(?: sans vie)?|cadavres"
    r"|corpses)\b)"
    r"|(?P<one>\b(?:the |a |le |un |1 )(?:lifeless |dead |decomposed )?(?:body|corps(?: sans vie)?"
    r"|cadavre|corpse)\b"
    r"(?! (?:and|et) <))"
)
_FAMILY = gate(
    r"\b(?:(?:an?|the|une|la|1|entire|whole) )+(?:family|famille|group|groupe) (?:of|de) (?=\d)"
)
_BOTH = gate(rf"\bboth (?:the )?(?:{_HEAD})\b|\b(?:tous )?les deux (?:{_HEAD})\b")
_COUPLE = gate(
    r"\b(?:the |le |la |un |a )?(?:husband and (?:his )?wife|wife and (?:her )?husband"
    r"|(?:mari|homme|couple) et (?:sa )?femme|father and son|mother and (?:son|daughter|child|baby)"
    r"|mere et (?:son )?(?:enfant|fils|bebe|fille)|pere et (?:son )?fils)\b"
)
_TOLD_OPEN = gate(
    rf"\b(?:{_OPEN_WORD}) (?:[^\W\d]+ ){{0,3}}?(?:{_PASSIVE}?{_ADVERB}{_DONE}|{_DIES}"
    r"|deaths?|dead|bodies)\b"
    r"|\b(?:plusieurs|de nombreux|many|several|some|numerous) (?:morts?|dead|deaths|deces"
    r"|fatalities|tues|killed)\b"
    r"|\b(?:عدد|عددا|عشرات|مىات|عده|عدة) (?:غير محدد |كبير |كبيرا )?(?:من )?(?:ال)?"
    r"(?:قتلى|ضحايا|قتيل)"
)
_STILL_OPEN = concept("toll.speaks_of_dead")
_BETWEEN = re.compile(r"\b(?:between|entre) (\d+) (?:and|et) (\d+)\b")
_NOBODY_HURT = gate(
    r"\b(?:nobody|no one|no-one|none) (?:was |were |is )?(?:killed|hurt|died|harmed)\b"
    r"|\b(?:no|without|sans|aucune?|pas (?:eu )?(?:de|d')) ?(?:deaths?|casualt\w*|fatalit\w*"
    r"|victimes?|morts?|deces|loss of life|perte\w* (?:en vies? )?humaine\w*|dead)\b"
    r"|\bpersonne n'(?:a|est|a ete) (?:perdu la vie|mort|tue|decede|succombe"
    r"|touche|blesse|atteint)\w*|\bpersonne de (?:tue|mort|decede|blesse)\w*"
    r"|لم (?:يقتل|تقتل|يمت|يسقط|يصب) (?:اي )?(?:احد|شخص)"
    r"|و?(?:دون|بدون|بلا|لا|لم ت?ي?قع|لم يسجل|من غير)(?: اي| وقوع| سقوط| توجد| يوجد| خسائر){0,3} ?"
    r"(?:قتلى|ضحايا|وفيات)"
)
_EARLIER = concept("toll.earlier")
_THREAT = gate(
    r"\b(?:threat\w*|menac\w*|would|will|could(?! not)|might|fear\w*|plan\w*|if|si|pourrai\w*"
    r"|craint\w*|craign\w*|attempt\w*|tentative|tent(?:e|ant|er)|sought|wanted|veulent"
    r"|rumou?rs?|rumeurs?|يهدد\S*|هدد\S*|تهديد\S*|سوف|اشاع\S*)\b"
)

_FORETOLD = gate(
    r"\b(?:threat\w*|menac\w*)\b.*\b(?:would|will|to|de|que|qu') ?(?:[^\W\d]+ ){0,5}?"
    r"(?:kill|killed|die|murder|murdered|tuer\w*|tues|tuee?s?|mourr\w*|abattre|abattus)\b"
)
"""A threat that somebody will be killed."""


_DAYS = re.compile(
    rf"\b(?:(?:the )?night of (?:the )?|nuit du )?(?:\d{{1,2}}(?:er|st|nd|rd|th)? ?(?:-|to|and|au"
    rf"|et|/) ?)?"
    rf"\d{{1,2}}(?:er|st|nd|rd|th)? (?:of )?(?:{MONTH_IN_TEXT})\b\.?(?: (?:19|20)\d{{2}})?"
    rf"|\b(?:{MONTH_IN_TEXT}) \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? (?:19|20)\d{{2}})?",
    re.IGNORECASE,
)
"""Days, whose figures count nobody."""
_INCLUDING = gate(
    r",? \b(?:including|among them|y compris|parmi eux|parmi lesquels)\b(?: (?!killed|died|dead"
    r"|tue|mort)"
    r"[^\W\d_]+){1,6}?(?:,(?= (?:were|was|have|had|ont|sont|etaient|furent))|(?=,| (?:were|was|have"
    r"|had|died|killed|shot|lost|ont|sont|etaient|furent|tue)|[.;]|$))"
)
"""Some of those already counted."""


def _more_than(told: str | None, account: str) -> str | None:
    """A number of dead, more than it where the account says so: "more than twenty"."""
    if not told or not told.isdigit():
        return told
    said = with_digits(fold_words(account))
    more = rf"\b(?:more than|over|upwards of|plus de|au dela de) {told}\b|(?:اكثر|ازيد) من {told}\b"
    return f">{told}" if re.search(more, said) else told


def dead_told(account: str) -> str | None:
    """What an account says of the dead of its event: a number, "several" where it tells of dead in
    words that give none, '' where it tells of none, None where a person is to read it.

    >>> dead_told("A mother and her two children were killed."), dead_told("Shops were looted.")
    ('3', '')
    >>> dead_told("Some herders were killed, the number is not known.")
    'several'
    >>> dead_told("قتل مزارعان وأصيب ثالث"), dead_told("Le chauffeur et une passagère tués")
    ('2', '2')
    >>> dead_told("Three men died. Later, four more people were killed.")
    >>> dead_told("4 people including a child were shot dead."), dead_told("On 31 March many died.")
    ('4', 'several')
    >>> dead_told("Village attacked, 5-7 killed"), dead_told("60 cattle stolen, herder killed")
    ('5-7', '1')
    >>> dead_told("Plus de vingt civils ont été tués."), dead_told("Une femme enceinte tuée.")
    ('plus de 20', '1')
    """
    return _more_than(_dead_told(account), account)


def _dead_told(account: str) -> str | None:
    folded = _INCLUDING.sub(" ", _DAYS.sub(" ", fold_words(account)))
    folded = _TWO_NAMED.sub("2 people ", folded)
    sentences = _sentences(_ANIMALS.sub(" animals ", folded))
    foretold = [sentence for sentence in sentences if _FORETOLD.search(sentence)]
    if any(_STILL_OPEN.is_in(_FORETOLD.sub("", sentence)) for sentence in foretold):
        return None
    sentences = [sentence for sentence in sentences if sentence not in foretold]
    plain_told, read = toll_in_account(". ".join(sentences)), _read_sentences(sentences)
    if not plain_told:
        return plain_told if read is None else read
    if not (read and read.isdigit() and plain_told.isdigit()):
        return plain_told
    said = re.findall(r"\d+", _AGES.sub("", " ".join(sentences)))
    is_age = plain_told not in said
    return read if is_age or int(read) > int(plain_told) > 0 else plain_told


def _read_sentences(sentences: list[str]) -> str | None:
    """The number of dead that all sentences of an account agree on; None where they do not."""
    counts: set[str] = set()
    for sentence in sentences:
        if _EARLIER.is_in(sentence) or _THREAT.search(sentence):
            if _STILL_OPEN.is_in(sentence):
                return None
            continue
        told = _dead_of_sentence(sentence)
        if told is None:
            return None
        if told:
            counts.add(told)
    if len(counts) > 1:
        counts.discard("0")
    return "" if not counts else counts.pop() if len(counts) == 1 else None


_TWO_NAMED = gate(
    r"(?<=[;.,] )both (?:of them |men |women |boys )?(?=(?:later )?died|were killed|are dead)"
    r"|(?<=[;.,] )(?:tous |toutes )?(?:les )?deux (?=sont mort|sont deced)"
)
"""Those whom the words before name: "two men were shot; both died"."""


def _sentences(folded: str) -> list[str]:
    return [
        _BETWEEN.sub(r"\1-\2", with_digits(part.strip(" .;!?؟:")))
        for part in re.split(r"[.;!?؟\n]+(?:\s|$)", folded)
        if part.strip(" .;!?؟:")
    ]


_ADJECTIVES = gate(
    r"(?<!\d) (?:enceintes?|agee?s?|handicape\w*|deplacee?s?|inconnue?s?|innocent\w*|sans"
    r" defense)(?= |,"
    r"|$)"
)
"""What stands behind people and counts nobody."""


def _dead_of_sentence(sentence: str) -> str | None:
    """The number of dead that one sentence tells, '' for none, None where it cannot be settled."""
    if _NOBODY_HURT.search(sentence):
        return "0"
    if re.search(r"[\u0621-\u064a]", sentence):
        return _dead_of_arabic(sentence)
    said = _ADJECTIVES.sub("", _AGES.sub("", sentence))
    bodies = [match["n"] or "1" for match in _BODIES.finditer(said)]
    if bodies:
        return bodies[0] if len(set(bodies)) == 1 else None
    told = _add_up(_mark_people(said))
    numbers_at: dict[int, str] = {}
    for pattern in (_BEHIND_PEOPLE, _STRUCK, _OBJECT, _SHOT_DEAD):
        for match in pattern.finditer(told):
            named = match.lastgroup or "n"
            numbers_at.setdefault(match.end(named), match[named])
    if parts := [match["n"] for match in _OF_THEM.finditer(said)]:
        if numbers_at and _OF_OTHERS.search(said):
            return None  # six herders killed, two of the raiders killed too
        numbers_at = dict(enumerate(parts))
    for match in _PLAIN.finditer(told):
        numbers_at.setdefault(-1 - match.start(), match["n"])
    if len(numbers_at) == 1:
        number = next(iter(numbers_at.values()))
        return OPEN if "?" in number else number.replace("+", "")
    if numbers_at:
        each = [match["n"] for match in _BEHIND_PEOPLE.finditer(told)]
        if list(numbers_at.values()) == each and all(number.isdigit() for number in each):
            return str(sum(map(int, each)))  # a policeman killed, two thieves killed
        return None
    if _ONE_DIED.match(sentence):
        return "1"
    if _TOLD_OPEN.search(sentence) and not re.search(r"<\d", told):
        return OPEN
    return None if _STILL_OPEN.is_in(sentence) else ""


_ONE_DIED = gate(
    rf"(?:and |et )?(?:he|she|il|elle) (?:later |then |also )?(?:{_DIES}|est morte?|est decedee?)\b"
)
"""What became of the one whom the sentence before speaks of."""


def _mark_people(said: str) -> str:
    """A sentence with each people it names as their number: "a boy and <2> men" as "<1> and <2>".

    >>> _mark_people("2 farmers and a boy were shot dead")
    '<2> and <1> were shot dead'
    """
    said = re.sub(r"(?<=\d) (?:of|de) (?:his|her|their|ses|leurs) (?=[^\W\d])", " ", said)
    said = _COUPLE.sub("<2>", _BOTH.sub("<2>", _FAMILY.sub("", said)))

    def count(match: re.Match[str]) -> str:
        word, head = match["count"].strip(), match["head"]
        if figure := re.search(r"\d+(?: ?[-–] ?\d+)?", word):
            return f"<{figure[0].replace(' ', '')}>"
        plural = re.fullmatch(rf"{_PLURALS}|.*(?<!s)s", head) and not re.search(
            r"fils$|^villageois$", head
        )
        if re.fullmatch(_OPEN_WORD, word) or (plural and head != "epoux"):
            return "<?>"
        return "<1>"

    told = _ONE_OF.sub(count, said)
    told = re.sub(rf"(?:{_WHICH})(?:{_ROLES})\b(?= (?:and|et) <\d)", "<1>", told)
    told = re.sub(rf"(?<=[,;:–—-] )(?:{_ROLES})\b(?= {_PASSIVE}?{_DONE}\b)", "<1>", told)
    return re.sub(rf"^(?:{_WHICH})(?:{_ROLES})\b(?! (?:and|et)\b)", "<1>", told)


def _add_up(told: str) -> str:
    """A sentence with people in a row as their sum: "<1>, <1> and <2> were" as "<4> were".

    >>> _add_up("<1>, <1> and <2> were killed"), _add_up("<?> and <1> died")
    ('<4> were killed', '<?> died')
    """
    joined = re.compile(
        r"<([\d?-]+)>(?:,? ?(?:and|et|&|with|avec|ainsi que|as well as)|,)"
        r" ?(?:also )?<([\d?-]+)>"
    )
    while match := joined.search(told):
        first, second = match.groups()
        both = first + second
        total = "?" if not both.isdigit() else str(int(first) + int(second))
        told = f"{told[: match.start()]}<{total}>{told[match.end() :]}"
    return told


_PERSON = (
    r"(?:شخص|رجل|امراه|امراة|طفل|طفله|طفلة|مدني|جندي|مواطن|شاب|فتاه|فتاة|راعي?|تاجر|ساىق|سايق|سائق"
    r"|مزارع|معلم|معلمه|معلمة|شيخ|عمده|عمدة|ممرض|ممرضه|ممرضة|طالب|طالبه|طالبة|شرطي|صياد|عامل|حارس"
    r"|تاجره|مسن|سيده|سيدة|رضيع|نازح|نازحه|نازحة|لاجى|لاجي|ضابط|موظف|طبيب|صاحب|زعيم|سلطان|قاىد|قايد"
    r"|ام|اب|والد|والده|والدة|باىع|باىعه|باىعة|بايع|بايعة|بائع|بائعة|مدير|رجل دين|امام|قس)"
)
_TWO = (
    r"(?:شخصان|شخصين|رجلان|رجلين|امراتان|امراتين|طفلان|طفلين|طفلتان|طفلتين|مدنيان|مدنيين اثنين"
    r"|جنديان|جنديين|مواطنان|مواطنين اثنين|شابان|شابين|فتاتان|فتاتين|راعيان|راعيين|تاجران|تاجرين"
    r"|ساىقان|سائقان|سايقان|مزارعان|مزارعين اثنين|معلمان|معلمين اثنين|طالبان|طالبين|شرطيان|شرطيين"
    r"|صيادان|عاملان|عاملين اثنين|حارسان|حارسين|نازحان|شقيقان|شقيقين|اخوان|سيدتان|سيدتين"
    r"|2 (?:اشخاص|people))"
)
_VERB = (
    r"(?<!\w)(?:و|ف)?(?:قتل|قتلت|قتلوا|يقتل|لقي|لقيت|توفي|توفيت|مات|ماتت|استشهد|استشهدت|اغتيل"
    r"|اغتالوا|اغتيال|ذبح|ذبحوا|مقتل|مصرع|استشهاد|وفاه|وفاة|بمقتل|لمقتل|بحياه|بحياة|ضحيتها|ضحيته"
    r"|ضحيه\w*|ضحية\w*|اعدم|اعدموا|بقتل|سقوط|سقط|راح)"
)
_MEANWHILE = (
    r"(?: (?:فيه|فيها|خلاله|خلالها|على اثره|على اثرها|اثره|اثرها|جراءه|جراءها|بسببه|بسببها|ما لا"
    r" يقل عن|نحو|حوالي|على الاقل|مسلحون|مسلحين|مجهولون|الجنود|المهاجمون|المسلحون"
    r"|جنود|رعاه|رعاة|الرعاه|الرعاة|مليشيا|المليشيا|اللصوص|لصوص|قطاع طرق|عناصر \w+|افراد \w+"
    r"|قوه \w+|قوة \w+|الهجوم|الحادث"
    r"|ضحيه\w*|ضحية\w*|الاشتباك\w*))*"
)
_KIN_ONE = r"(?: و(?:امراته|طفلها|طفله|ابنها|ابنه|ابنته|ابنتها|زوجته|زوجها|شقيقه|اخوه|اخيه|رضيعها))"
_KIN_TWO = (
    r"(?: و(?:طفلاها|طفلاه|طفليها|طفليه|ابناه|ابناها|ابنيها|ولداه|ولداها|ولديها|شقيقاه|اثنان من"
    r" \w+))"
)
_HARMED_ELSE = (
    r"(?:جرح\w*|جريح\w*|اصيب\w*|مصاب\w*|اصاب\w*|خطف\w*|اختطف\w*|بقر\w*|راس|منزل\w*|قطي\w*"
    r"|ماشي\w*|بيت\w*)"
)
_ARABIC = (
    (re.compile(rf"{_VERB}{_MEANWHILE} (?P<n>\d+)(?! {_HARMED_ELSE})"), None),
    (re.compile(rf"{_VERB}{_MEANWHILE} {_TWO}(?!\w)"), 2),
    (re.compile(rf"{_VERB}{_MEANWHILE} (?:كل من )?{_PERSON}(?: \w+)?{_KIN_TWO}(?!\w)"), 3),
    (re.compile(rf"{_VERB}{_MEANWHILE} (?:كل من )?{_PERSON}(?: \w+)?{_KIN_ONE}(?!\w)"), 2),
    (re.compile(rf"{_VERB}{_MEANWHILE} {_PERSON}ا?(?!\w)"), 1),
    (re.compile(rf"{_VERB}{_MEANWHILE} (?:احد|احدى|واحد)(?= ال| من| منهم|$)"), 1),
    (re.compile(rf"(?<![\w.])1 قتلى{_KIN_TWO}(?!\w)"), 3),
    (re.compile(rf"(?<![\w.])1 قتلى{_KIN_ONE}(?!\w)"), 2),
    (re.compile(r"(?<!\w)(?P<n>\d+) (?:جثث|جثه|جثة|قتلى|قتيلا?)(?!\w)"), None),
    (re.compile(r"(?<!\w)(?:القتلى|الوفيات|الشهداء|عدد الضحايا):? (?P<n>\d+)(?!\w)"), None),
    (re.compile(rf"(?<!\w)(?:و|ف)?(?:قتلوا|ذبحوا|اغتالوا|اعدموا) ال{_PERSON}(?!\w)"), 1),
    (re.compile(r"(?<!\w)(?P<n>\d+) (?:\w+ )?مقتول(?:ين|ون|ات)(?!\w)"), None),
    (re.compile(r"(?<!\w)ب?(?:جثتين|جثتان|قتيلين|قتيلان)(?!\w)"), 2),
    (re.compile(r"(?<!\w)(?:على )?(?:جثه|جثة|جثمان) "), 1),
)
"""Ways that an Arabic sentence says who died, with the number they stand for."""
_ARABIC_DEAD = gate(r"(?<!\w)(?:و|ف)?(?:قتل|قتلت|قتلوا|مقتل|قتلى|مصرع|توفي|حتفهم|جثث|جثة|جثه)")


def _dead_of_arabic(sentence: str) -> str | None:
    """The dead of an Arabic sentence: who stands behind the word of the deed."""
    said = re.sub(r"(?:من )?(?:بينهم|منهم|ضمنهم|بينهن) .*?(?=[،,]|$)", "", sentence)
    taken: list[tuple[int, int]] = []
    counts: list[str] = []
    for pattern, number in _ARABIC:
        for match in pattern.finditer(said):
            if any(begin < match.end() and match.start() < end for begin, end in taken):
                continue
            taken.append(match.span())
            counts.append(str(number) if number is not None else match["n"])
    if counts:
        return counts[0] if len(set(counts)) == 1 else None
    if _TOLD_OPEN.search(sentence) or re.search(r"قتلى.* لم ي?ت?عرف|لم ي?ت?عرف عدد", sentence):
        return OPEN
    return None if _ARABIC_DEAD.search(said) else ""

"""The words of answer scales in French and English, ordered, and the words that are no answer at all."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from transfo_rh.campaigns.importing.wording import label_after_number, label_key

Family = dict[int, tuple[str, ...]]

# The families’ names appear in saved mappings. Levels are ranks on each family's own ladder: a file uses some of them, in this order. In the families of
# ``SYMMETRIC``, level −n mirrors level n: when a file holds one, the scale had the other.
FAMILIES: dict[str, Family] = {
    "accord": {
        -3: (
            "strongly disagree", "completely disagree", "totally disagree", "fully disagree", "not at all agree",
            "pas du tout d’accord", "pas d’accord du tout", "tout à fait en désaccord", "totalement en désaccord",
            "fortement en désaccord", "absolument pas d’accord", "totalement pas d’accord", "complètement en désaccord",
        ),
        -2: ("disagree", "pas d’accord", "en désaccord"),
        -1: (
            "somewhat disagree", "slightly disagree", "tend to disagree", "rather disagree", "mostly disagree",
            "plutôt pas d’accord", "plutôt en désaccord", "peu d’accord", "partiellement en désaccord",
        ),
        0: (
            "neither agree nor disagree", "neither agree or disagree", "neutral", "undecided", "neither",
            "ni d’accord ni pas d’accord", "ni d’accord, ni en désaccord", "ni en accord ni en désaccord", "neutre",
            "ni d’accord ni désaccord", "ni en désaccord ni d’accord", "ni pas d’accord ni d’accord",
            "moyennement d’accord", "indécis", "ni l’un ni l’autre", "ni en désaccord ni en accord", "sans préférence",
        ),
        1: (
            "somewhat agree", "slightly agree", "tend to agree", "rather agree", "mostly agree",
            "plutôt d’accord", "plutôt en accord", "assez d’accord", "partiellement d’accord",
        ),
        2: ("agree", "d’accord", "en accord"),
        3: (
            "strongly agree", "completely agree", "totally agree", "fully agree", "tout à fait d’accord",
            "totalement d’accord", "entièrement d’accord", "fortement d’accord", "complètement d’accord",
            "absolument d’accord", "tout à fait en accord", "totalement en accord", "fortement en accord", "très d’accord",
        ),
    },
    "satisfaction": {
        -3: (
            "very dissatisfied", "very unsatisfied", "extremely dissatisfied", "not at all satisfied",
            "completely dissatisfied", "très insatisfait", "pas du tout satisfait", "très mécontent", "tout à fait insatisfait",
        ),
        -2: ("dissatisfied", "unsatisfied", "not satisfied", "insatisfait", "pas satisfait", "mécontent", "non satisfait"),
        -1: (
            "somewhat dissatisfied", "slightly dissatisfied", "rather dissatisfied", "plutôt insatisfait",
            "plutôt pas satisfait", "peu satisfait", "plutôt mécontent", "assez insatisfait",
        ),
        0: (
            "neither satisfied nor dissatisfied", "neutral", "neutre", "ni satisfait ni insatisfait",
            "moyennement satisfait", "ni satisfait, ni mécontent", "neither satisfied or dissatisfied",
        ),
        1: (
            "somewhat satisfied", "slightly satisfied", "rather satisfied", "fairly satisfied", "plutôt satisfait",
            "assez satisfait",
        ),
        2: ("satisfied", "satisfait", "content"),
        3: (
            "very satisfied", "extremely satisfied", "completely satisfied", "très satisfait", "tout à fait satisfait",
            "totalement satisfait", "entièrement satisfait", "très content",
        ),
    },
    "oui_non": {
        -3: ("non pas du tout", "pas du tout", "certainement pas", "definitely not", "not at all", "no not at all"),
        -2: ("non", "no"),
        -1: ("plutôt non", "non plutôt pas", "plutôt pas", "rather no", "probably not", "mostly no", "pas vraiment", "non pas vraiment"),
        0: ("en partie", "partiellement", "oui et non", "yes and no", "partly", "partially", "moyennement", "neutre", "ni oui ni non"),
        1: ("plutôt oui", "oui plutôt", "rather yes", "probably", "mostly yes", "oui en partie", "plutôt"),
        2: ("oui", "yes"),
        3: ("oui tout à fait", "tout à fait", "definitely", "yes definitely", "certainement", "yes absolutely", "oui absolument"),
    },
    "facilite": {
        -3: ("very difficult", "très difficile", "extrêmement difficile"),
        -2: ("difficult", "difficile"),
        -1: ("somewhat difficult", "plutôt difficile", "assez difficile", "pas facile"),
        0: ("neither easy nor difficult", "neutral", "ni facile ni difficile", "neutre"),
        1: ("somewhat easy", "plutôt facile", "assez facile"),
        2: ("easy", "facile"),
        3: ("very easy", "très facile", "extrêmement facile"),
    },
    "evolution": {
        -2: ("strongly decreased", "forte baisse", "beaucoup moins bien", "much worse", "fortement dégradé", "nettement dégradé"),
        -1: ("decrease", "decreased", "diminuer", "diminué", "baisse", "en baisse", "moins bien", "worse", "dégradé", "diminution"),
        0: ("same", "identique", "stable", "inchangé", "unchanged", "sans changement", "pareil", "pas de changement"),
        1: ("increase", "increased", "augmenter", "augmenté", "hausse", "en hausse", "mieux", "better", "amélioré", "augmentation"),
        2: ("strongly increased", "forte hausse", "beaucoup mieux", "much better", "fortement amélioré", "nettement amélioré"),
    },
    "probabilite": {
        -3: ("very unlikely", "extremely unlikely", "très improbable", "très peu probable", "pas du tout probable"),
        -2: ("unlikely", "improbable", "peu probable"),
        -1: ("somewhat unlikely", "plutôt improbable", "plutôt peu probable"),
        0: ("neutral", "neither likely nor unlikely", "neutre", "moyennement probable"),
        1: ("somewhat likely", "plutôt probable", "assez probable"),
        2: ("likely", "probable"),
        3: ("very likely", "extremely likely", "très probable", "tout à fait probable"),
    },
    "frequence": {
        0: ("never", "jamais"),
        1: ("almost never", "hardly ever", "presque jamais", "quasiment jamais"),
        2: ("very rarely", "très rarement"),
        3: ("rarely", "seldom", "rarement"),
        4: ("occasionally", "occasionnellement", "de temps en temps", "from time to time", "de temps à autre"),
        5: ("sometimes", "parfois", "quelquefois"),
        6: ("regularly", "régulièrement", "about half the time", "assez souvent", "fairly often"),
        7: ("often", "frequently", "souvent", "fréquemment", "most of the time", "la plupart du temps"),
        8: ("very often", "very frequently", "très souvent", "très fréquemment", "usually"),
        9: ("almost always", "presque toujours", "quasiment toujours"),
        10: ("always", "toujours", "tout le temps", "all the time", "en permanence"),
    },
    "qualite": {
        0: ("extremely poor", "exécrable", "terrible", "awful"),
        1: ("very poor", "very bad", "très mauvais", "très mauvaise", "très insuffisant", "très insuffisante", "très mal"),
        2: ("poor", "bad", "mauvais", "mauvaise", "insuffisant", "insuffisante", "mal", "médiocre"),
        3: ("below average", "plutôt mauvais", "plutôt mauvaise", "plutôt insuffisant", "plutôt mal"),
        4: ("fair", "average", "acceptable", "moyen", "moyenne", "passable", "correct", "correcte", "ok", "ni bon ni mauvais", "neutre"),
        5: ("above average", "plutôt bon", "plutôt bonne", "assez bon", "assez bonne", "plutôt bien", "assez bien", "suffisant"),
        6: ("good", "bon", "bonne", "bien"),
        7: ("very good", "très bon", "très bonne", "très bien"),
        8: ("excellent", "excellente", "outstanding", "exceptional"),
    },
    "intensite": {
        0: ("not at all", "pas du tout", "aucunement", "nullement"),
        1: ("very little", "très peu", "très faiblement"),
        2: ("a little", "slightly", "un peu", "peu", "faiblement", "to a small extent", "pas beaucoup", "a little bit"),
        3: ("somewhat", "moderately", "moyennement", "modérément", "to some extent", "plus ou moins", "partiellement"),
        4: ("assez", "fairly", "plutôt", "quite", "suffisamment"),
        5: ("a lot", "quite a bit", "much", "beaucoup", "fortement", "to a large extent", "very much", "largement"),
        6: ("a great deal", "extremely", "énormément", "extrêmement", "très fortement", "to a very large extent"),
        7: ("completely", "totally", "entirely", "complètement", "totalement", "entièrement", "tout à fait"),
    },
    "importance": {
        0: ("not at all important", "not important", "pas du tout important", "sans importance", "pas important", "unimportant"),
        1: ("slightly important", "not very important", "peu important", "un peu important"),
        2: ("moderately important", "somewhat important", "moyennement important", "neutral", "neutre"),
        3: ("assez important", "plutôt important", "fairly important", "quite important"),
        4: ("important",),
        5: ("very important", "très important"),
        6: ("extremely important", "essential", "essentiel", "indispensable", "primordial", "extrêmement important"),
    },
    "niveau": {
        0: ("none", "nul", "nulle", "aucun", "aucune", "inexistant", "inexistante"),
        1: ("very low", "très faible", "très bas", "très basse", "very weak"),
        2: ("low", "faible", "bas", "basse", "weak"),
        3: ("medium", "moderate", "moyen", "moyenne", "modéré", "modérée", "average"),
        4: ("plutôt élevé", "plutôt élevée", "assez fort", "assez forte", "plutôt fort", "plutôt forte"),
        5: ("high", "fort", "forte", "élevé", "élevée", "haut", "haute", "strong"),
        6: ("very high", "très fort", "très forte", "très élevé", "très élevée", "très haut", "very strong"),
    },
    "maitrise": {
        0: ("non acquis", "none", "aucune connaissance", "novice", "débutant", "beginner", "no knowledge"),
        1: ("notions", "en cours d’acquisition", "basic", "elementary", "élémentaire", "bases"),
        2: ("intermediate", "intermédiaire", "partiellement acquis", "pratique"),
        3: ("advanced", "avancé", "acquis", "confirmé", "proficient", "autonome", "indépendant"),
        4: ("expert", "maîtrisé", "spécialisé", "expertise"),
    },
}  # fmt: skip
SYMMETRIC = frozenset({"accord", "satisfaction", "facilite", "probabilite", "evolution", "oui_non"})
NEUTRAL = 0

_NOT_APPLICABLE = (
    "not applicable", "n/a", "na", "n.a.", "does not apply", "doesn’t apply", "don’t know", "do not know", "i don’t know",
    "dk", "unsure", "not sure", "no opinion", "prefer not to say", "prefer not to answer", "i prefer not to answer",
    "rather not say", "can’t say", "cannot say", "not concerned", "not relevant", "refused", "declined",
    "i don’t want to answer this question", "i don’t want to answer",
    "sans objet", "s/o", "so", "non applicable", "non concerné", "non concernée", "pas concerné", "pas concernée",
    "je ne suis pas concerné", "je ne suis pas concernée", "ne me concerne pas", "ne s’applique pas", "nc", "n.c.",
    "ne se prononce pas", "nsp", "nspp", "ne sait pas", "ne sais pas", "je ne sais pas", "je ne me prononce pas",
    "ne sait pas / ne se prononce pas", "nsp / sans objet", "sans opinion", "sans avis", "pas d’avis", "aucun avis",
    "pas d’opinion", "je préfère ne pas répondre", "préfère ne pas répondre", "ne souhaite pas répondre",
    "je ne souhaite pas répondre", "refus", "refuse de répondre", "not completed or not displayed", "-oth-",
)  # fmt: skip
_BLANK = (
    "null", "nan", "none given", "#n/a", "#null!", "#value!", "sans réponse", "pas de réponse", "aucune réponse",
    "no answer", "no response", "non renseigné", "non renseignée", "non réponse", "non-réponse", "not answered",
    "vide", "blank", "missing", "(blank)",
)  # fmt: skip

# Nothing but these words can be told from « n/a » once punctuation is gone; a lone dash or dot is a blank.
NOT_APPLICABLE_KEYS = frozenset(label_key(text) for text in _NOT_APPLICABLE)
BLANK_KEYS = frozenset(label_key(text) for text in _BLANK if text != "#n/a") | {""}

_LEVELS: dict[str, dict[str, int]] = {
    name: {label_key(text): level for level, texts in family.items() for text in texts}
    for name, family in FAMILIES.items()
}


@lru_cache(maxsize=50_000)
def is_not_applicable(text: str) -> bool:
    """True for « sans objet », « N/A », « ne se prononce pas »…

    >>> is_not_applicable("Non concerné(e)"), is_not_applicable("9 - Ne sait pas"), is_not_applicable("Jamais")
    (True, True, False)
    """
    label = label_after_number(text)
    return label_key(text) in NOT_APPLICABLE_KEYS or (
        label is not None and label_key(label) in NOT_APPLICABLE_KEYS
    )


@lru_cache(maxsize=50_000)
def is_blank(text: str) -> bool:
    """True for what stands for no answer: « Sans réponse », « - », « NULL ».

    >>> is_blank(" - "), is_blank("#N/A"), is_blank("Non"), is_blank("\u25cf")
    (True, True, False, False)
    """
    key = label_key(text)
    if not key and any(unicodedata.category(character) == "So" for character in text):
        return False
    return key in BLANK_KEYS or text.strip().casefold() == "#n/a"


def families_of(texts: frozenset[str]) -> dict[str, dict[str, int]]:
    """The families that know every one of these answers, each with the answers' levels.

    >>> sorted(families_of(frozenset({"Jamais", "souvent "})))
    ['frequence']
    """
    keys = {text: label_key(text) for text in texts}
    return {
        name: {text: levels[key] for text, key in keys.items()}
        for name, levels in _LEVELS.items()
        if all(key in levels for key in keys.values())
    }


def spelling(family: str, level: int) -> str:
    """A spelling of one level, for a step that no answer of the file shows."""
    return FAMILIES[family][level][-1]

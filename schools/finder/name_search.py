"""Find schools by a current or former name, for the site search."""

from django.utils import timezone
from django.utils.translation import get_language

from pages.search.replies import Named

from .folding import fold
from .network import NAMES, Profile, WordKind, network, profiles_in
from .ranking import open_near
from .terms import MOST_WORDS, Term, terms_of

NAMES_AND_LEVEL = (*NAMES, WordKind.LEVEL)  # “Merkin middle”
MOST = 5  # schools per name; words shared by more are not a name: “high school”, “academy”


def named(text: str) -> Named:
    """Return the public profiles, in the request's language, of schools with every word of `text` in their names.

    A closed school comes with open ones near it. Places and programs do not count as names.
    """
    words = fold(text).split()[:MOST_WORDS]
    terms, unknown = terms_of([(word,) for word in words])
    if unknown or not terms:
        return Named()
    in_language = profiles_in(get_language())
    profiles = _with_names(terms, in_language)
    if not 0 < len(profiles) <= MOST:
        return Named()
    today = timezone.localdate()
    near = open_near(profiles, in_language, today)
    school = profiles[0].school
    known = {word for kind, _text, its_words in school.texts if kind in NAMES_AND_LEVEL for word in its_words}
    slips = {term.typed: min(known & term.candidates.keys()) for term in terms if term.slip}
    return Named(
        pages=tuple(profile.page for profile in [*profiles, *near]),
        is_whole=all(term.is_exact for term in terms),
        meant=" ".join(slips.get(word, word) for word in words) if slips else "",
    )


def _with_names(terms: list[Term], profiles: list[Profile]) -> list[Profile]:
    """Return those of `profiles` whose school has all of `terms` in its names and level, and the rarest in a name.

    Schools with all of them in their present name come first.
    """
    known = network()
    rarest = max(terms, key=lambda term: term.rarity)
    schools = known.schools_with(rarest.candidates, NAMES)
    for term in terms:
        schools &= known.schools_with(term.candidates, NAMES_AND_LEVEL)
    present = [known.schools_with(term.candidates, (WordKind.NAME,)) for term in terms]
    named = [profile for profile in profiles if profile.school.key in schools]
    return sorted(named, key=lambda profile: not all(profile.school.key in keys for keys in present))

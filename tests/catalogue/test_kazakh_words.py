"""Every form of a Kazakh noun is found by every other: forms by the grammar against the stems of search."""

import pytest

from tests.catalogue.kazakh_forms import forms
from virtual_museum.catalogue.search import kazakh
from virtual_museum.catalogue.search.kazakh_words import WORDS
from virtual_museum.catalogue.search.normalise import fold, stem

# Words of museum labels that the list does not hold, so that the rules alone must do.
_UNLISTED = """
шоқай жауһар тәж тақ туғра пернелі аспап сарнай керней дабыл сыбыс әуен күй терме шертер адырна үскірік қамыс
сазсырнай шыңдауыл маралбай сүйретпе шұлғау кежім терлік тебінгі жалаң дүре бұйда құрсау ожар қанжыға жегін тіркеу
шүмек ысқыш сүзгі ыдысаяқ күлше тандыр кемпірқосақ желбау бақыр шалғы балташы сүргі бәкі ұстара тарақ айнакөз тұмақ
құлақшын шолақ жең жаға етек өңір түбек тербелмелі бөлеу құндақ жөргек медальон барельеф графика гобелен керамика
фарфор икона миниатюра плакат гравюра литография афиша альбом патент грамота диплом билет төлқұжат куәлік жарлық
хаттама күнделік естелік газет журнал бекініс қамал қабырға ордалы күмбез шаруашылық егіншілік балықшылық тайқазан
шырақ аса таяқ найзагер мергендік тұғырық жылқышы ноян бақсылық елші патшалық
"""
UNLISTED = _UNLISTED.split()
# Both are nouns: «қорым» is a burial ground and «my fund», «қалам» a pen and «my town».
AMBIGUOUS = frozenset({"қор", "қала"})
# One's own things («домбырам», «домбыраң») are rare on labels; no rule tells them from stems.
RULES_MISS = 0.06


def apart(words, spelled=str):
    """How many forms there are, and those that do not meet their noun."""
    every = [(noun, form) for noun in words for form in forms(noun)]
    missed = [(noun, form) for noun, form in every if stem(spelled(form), "kk") != stem(noun, "kk")]
    return len(every), missed


def test_the_grammar_of_the_test_itself():
    known = "кітап кітаптың кітабымыздан кітаптарымыздағы кітабыңызбен кітапқа кітабына кітаптарының"
    assert set(known.split()) <= set(forms("кітап"))
    assert {"теңгесінің", "теңгеге", "теңгелеріңізден", "теңгеңе"} <= set(forms("теңге"))
    assert {"қыздар", "қызбен", "қызым", "қызға"} <= set(forms("қыз"))


def test_listed_words_meet_all_their_forms():
    total, missed = apart(sorted(WORDS - AMBIGUOUS))
    assert total > 50_000
    assert len(missed) < total / 100, missed[:40]


def test_listed_words_without_the_kazakh_letters():
    total, missed = apart(sorted(WORDS - AMBIGUOUS), fold)
    assert len(missed) < total / 40, missed[:40]


def test_rules_reach_words_that_nobody_listed():
    assert not WORDS & set(UNLISTED)
    total, missed = apart(UNLISTED)
    assert len(missed) < total * RULES_MISS, missed[:40]


@pytest.mark.parametrize(
    "pair", ["кесе кесене", "мүсін мүйіз", "кісе кісен", "ау аудан", "су сусын", "ай айна", "ал алтын"]
)
def test_words_that_only_look_like_forms_stay_apart(pair):
    one, other = pair.split()
    assert kazakh.stem(one) != kazakh.stem(other)

"""A reproducible collection of any size: the National Museum's three funds, three languages, real sorts of things."""

from collections.abc import Iterator
from itertools import islice
from random import Random

from virtual_museum.catalogue.authorities import Authorities
from virtual_museum.catalogue.importing.converting import Proposal
from virtual_museum.catalogue.importing.writing import insert_items
from virtual_museum.core.db import db

# Objects the National Museum counted in 2021, and its three funds.
NATIONAL_MUSEUM = 215_534
FUNDS = (("main", 118_648), ("scientific-auxiliary", 49_822), ("temporary", 47_512))
BATCH = 2_000

# (Kazakh, Russian, English)
THINGS = (
    ("қылыш", "сабля", "sabre"), ("қанжар", "кинжал", "dagger"), ("сәукеле", "саукеле", "bridal headdress"),
    ("кілем", "ковёр", "carpet"), ("текемет", "текемет", "felt carpet"), ("домбыра", "домбра", "dombra"),
    ("қобыз", "кобыз", "kobyz"), ("тостаған", "чаша", "bowl"), ("құмыра", "кувшин", "jug"),
    ("жүзік", "перстень", "ring"),
    ("білезік", "браслет", "bracelet"), ("сырға", "серьги", "earrings"), ("ер-тоқым", "седло", "saddle"),
    ("тиын", "монета", "coin"), ("кітап", "книга", "book"), ("қолжазба", "рукопись", "manuscript"),
    ("фотосурет", "фотография", "photograph"), ("сурет", "картина", "painting"),
    ("мүсін", "скульптура", "sculpture"),
    ("балбал тас", "каменное изваяние", "stone statue"), ("айна", "зеркало", "mirror"),
    ("қазан", "котёл", "cauldron"),
    ("жебе ұшы", "наконечник стрелы", "arrowhead"), ("медаль", "медаль", "medal"), ("шапан", "чапан", "robe"),
)  # fmt: skip
MATERIALS = (
    ("алтын", "золото", "gold"), ("күміс", "серебро", "silver"), ("қола", "бронза", "bronze"),
    ("темір", "железо", "iron"),
    ("қыш", "керамика", "ceramics"), ("ағаш", "дерево", "wood"), ("тас", "камень", "stone"),
    ("сүйек", "кость", "bone"),
    ("киіз", "войлок", "felt"), ("жүн", "шерсть", "wool"), ("жібек", "шёлк", "silk"),
    ("былғары", "кожа", "leather"),
    ("қағаз", "бумага", "paper"), ("шыны", "стекло", "glass"), ("мақта", "хлопок", "cotton"),
)  # fmt: skip
CULTURES = (
    ("сақ", "сакская культура", "Saka"), ("ғұн", "гуннская культура", "Hun"),
    ("көне түркі", "древнетюркская", "Old Turkic"),
    ("қыпшақ", "кыпчакская", "Kipchak"), ("Алтын Орда", "Золотая Орда", "Golden Horde"),
    ("қазақ", "казахская", "Kazakh"),
)  # fmt: skip
PLACES = (
    ("Жетісу", "Семиречье", "Zhetysu"), ("Маңғыстау", "Мангистау", "Mangystau"), ("Отырар", "Отрар", "Otrar"),
    ("Түркістан", "Туркестан", "Turkistan"), ("Берел", "Берел", "Berel"),
    ("Сарайшық", "Сарайшык", "Saraishyk"),
    ("Есік", "Иссык", "Issyk"), ("Тараз", "Тараз", "Taraz"), ("Семей", "Семей", "Semey"),
    ("Ұлытау", "Улытау", "Ulytau"),
)  # fmt: skip
QUALITIES = (
    ("оюланған", "орнаментированная", "ornamented"), ("кішкентай", "небольшая", "small"),
    ("әшекейлі", "украшенная", "adorned"),
    ("көне", "старинная", "ancient"), ("сәнді", "нарядная", "festive"), ("қарапайым", "простая", "plain"),
)  # fmt: skip
NAMES = ("Ахметов", "Серікбаев", "Оспанов", "Жұмабаев", "Қасымов", "Нұрланов", "Тілеуов", "Досанов", "Иванов", "Петров")
GIVEN = ("Айдар", "Болат", "Гүлнар", "Дәурен", "Ерлан", "Жанар", "Марат", "Сәуле", "Тимур", "Анна")
LANGUAGES = ("kk", "ru", "en")


def proposals(count: int, seed: int = 2021) -> Iterator[Proposal]:
    """`count` new published items; the same numbers give the same items."""
    random = Random(seed)
    funds = [name for name, _ in FUNDS]
    weights = [size for _, size in FUNDS]
    for number in range(1, count + 1):
        fund = random.choices(funds, weights)[0]
        yield Proposal(number, str(number), "", "", "published", _record(random, number, fund))


def _record(random: Random, number: int, fund: str) -> dict[str, object]:
    thing, quality, place = random.choice(THINGS), random.choice(QUALITIES), random.choice(PLACES)
    materials = random.sample(MATERIALS, random.choice((1, 1, 2)))
    culture = random.choice(CULTURES)
    year = int(random.triangular(-700, 2020, 1880))
    prefix = {"main": "КП", "scientific-auxiliary": "НВ", "temporary": "ВХ"}[fund]
    # One record in five has only a Kazakh text, as in the books of receipt.
    spoken = (0,) if random.random() < 0.2 else (0, 1, 2)
    of = ("{0} {1}, {2}", "{1} {0}, {2}", "{0} {1}, {2}")
    tale = (
        "{0} {1} жерінен табылған. Мұражай қорына {2} жылы түскен, {3} мәдениетіне жатады.",
        "Предмет найден: {1}. Поступил в фонды музея в {2} году, относится к культуре: {3}.",
        "The {0} was found at {1}. It came to the museum in {2} and belongs to the {3} culture.",
    )
    return {
        "inventory_number": f"{prefix}-{number}" + (f"/{number % 7}" if number % 3 else ""),
        "fund": fund,
        "object_type": thing[2],
        "title": {LANGUAGES[i]: of[i].format(quality[i], thing[i], place[i]).capitalize() for i in spoken},
        "description": {
            LANGUAGES[i]: tale[i].format(thing[i], place[i], 1950 + number % 70, culture[i]) for i in spoken
        },
        "materials": [material[2] for material in materials],
        "culture": culture[2],
        "place": place[2],
        "makers": [f"{random.choice(NAMES)}, {random.choice(GIVEN)}"] if random.random() < 0.4 else [],
        "year_from": year,
        "year_to": year + random.choice((0, 0, 10, 50)),
        "date_text": {"kk": f"{year} ж." if year > 0 else f"б.з.б. {-year} ж."},
        "acquisition_date": f"{1950 + number % 70}-05-28",
        "acquisition_source_category": random.choice(("individual", "organisation", "archaeology", "purchase")),
    }


def fill(count: int) -> int:
    """Put the collection into the present museum and commit; returns the number of items."""
    authorities = Authorities()
    for vocabulary, words in (("object_type", THINGS), ("material", MATERIALS), ("culture", CULTURES)):
        for names in words:
            authorities.term(vocabulary, names[2], dict(zip(LANGUAGES, names, strict=True)))
    for names in PLACES:
        authorities.place(names[2], dict(zip(LANGUAGES, names, strict=True)))
    remaining = proposals(count)
    done = 0
    while batch := list(islice(remaining, BATCH)):
        insert_items(batch, "generated", authorities)
        db.session.commit()
        done += len(batch)
    return done

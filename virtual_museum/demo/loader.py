"""Loading the demo museum into the database through the services of the features.

Each thing is loaded in a transaction of its own and skipped when it is there already: a second load changes
nothing, and a load that was killed is completed by the next one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import func, select

from virtual_museum.audience.counting import MUSEUM_TIME
from virtual_museum.catalogue.authorities import Authorities
from virtual_museum.catalogue.models import Item, MintedCode, Place, Term
from virtual_museum.catalogue.services import attach_media, create_item, publish_item
from virtual_museum.core import documents
from virtual_museum.core.db import TranslatedText, db, utcnow
from virtual_museum.core.jobs import run_pending
from virtual_museum.demo import marks, stories
from virtual_museum.demo.content import (
    Content,
    Data,
    MediaFile,
    details_of_file,
    media_of_object,
    panorama_of,
    plan_picture,
    plan_places,
    read_content,
    stripped,
)
from virtual_museum.demo.events import load_events
from virtual_museum.demo.visits import load_visits
from virtual_museum.exhibitions.models import Exhibition
from virtual_museum.exhibitions.services import create_exhibition
from virtual_museum.halls.models import Hall
from virtual_museum.halls.services import create_hall, place_item, publish_hall
from virtual_museum.media.captions import set_captions
from virtual_museum.media.details import add_detail
from virtual_museum.media.models import Asset
from virtual_museum.media.services import describe_asset, receive_file, set_focus
from virtual_museum.tours.models import Tour
from virtual_museum.tours.services import create_tour

Tell = Callable[[str], None]
RIGHTS = "https://creativecommons.org/publicdomain/zero/1.0/"
AAT = "http://vocab.getty.edu/aat/"
PLAIN = (
    "inventory_number", "scientific_number", "fund", "object_type", "department", "culture", "period", "place",
    "year_from", "year_to", "materials", "techniques", "keywords", "dimensions", "weight", "quantity", "makers",
)  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """How many records the load has made, and how many jobs ran in this process."""

    items: int
    halls: int
    tours: int
    exhibitions: int
    events: int
    jobs: int


def museum_is_empty() -> bool:
    """True where the catalogue holds nothing at all and no hall exists."""
    return not any(db.session.scalar(select(func.count()).select_from(model)) for model in (Item, Hall))


def load_demo(tell: Tell = lambda line: None, convert: bool = False) -> Loaded:
    """Load what is missing of the demo; with `convert` everything is made ready here, nothing is left to the worker."""
    content = read_content()
    load_vocabulary(content)
    first = stories.first_sight(content)
    authorities = Authorities()
    items = sum(_load_item(thing, content, first, authorities, tell) for thing in content.objects)
    for file in stories.opening_files(content):
        receive(file, content)
    db.session.commit()
    jobs = 0
    if items:
        # What one meets first is ready before the doors open; the rest follows in the worker, in seconds to minutes.
        tell("Making the first pictures ready")
        jobs = run_pending()
    halls = sum(_load_hall(hall, position, content, tell) for position, hall in enumerate(content.halls, 1))
    tours = _load_tour(content, tell)
    exhibitions = sum(_load_exhibition(story, content, tell) for story in content.exhibitions)
    today = utcnow().astimezone(MUSEUM_TIME).date()
    events = load_events(content, today, lambda file: receive(file, content), tell)
    load_visits(content, today)
    db.session.commit()
    for kind in ("image", "audio", "model"):
        for thing in content.objects:
            _attach_rest(thing, kind, content)
    jobs += run_pending() if convert else 0
    return Loaded(items, halls, int(tours), exhibitions, events, jobs)


def load_vocabulary(content: Content) -> None:
    """Make the terms and places that are missing, and commit."""
    authorities = Authorities()
    for vocabulary, terms in content.vocabulary.items():
        for slug, facts in terms.items():
            if vocabulary != "place":
                _load_term(vocabulary, slug, facts, authorities)
    _load_places(content.vocabulary["place"], authorities)
    db.session.commit()


def _load_term(vocabulary: str, slug: str, facts: Data, authorities: Authorities) -> None:
    """Make the term where it is missing; tell its address in the thesaurus where the museum has none yet."""
    term_id = authorities.term(vocabulary, slug, {code: facts[code] for code in ("kk", "ru", "en")})
    term = db.session.get_one(Term, term_id)
    if "aat" in facts and not term.external_uri:
        term.external_uri = AAT + facts["aat"]


def _load_places(places: dict[str, Data], authorities: Authorities) -> None:
    for slug, facts in places.items():
        labels = {key: facts[key] for key in ("kk", "ru", "en")}
        known = db.session.scalar(select(Place).where(Place.slug == slug))
        if known is not None:
            continue
        db.session.add(Place(
            slug=slug, name=TranslatedText(labels), latitude=facts.get("latitude"), longitude=facts.get("longitude"),
            alternatives=[], parent_id=_place_id(facts.get("parent")),
        ))  # fmt: skip
        db.session.flush()


def _place_id(slug: str | None) -> int | None:
    return db.session.scalar(select(Place.id).where(Place.slug == slug)) if slug else None


def _load_item(thing: Data, content: Content, first: set[str], authorities: Authorities, tell: Tell) -> bool:
    """Make the item, with its first photograph when it is among the `first` to be seen; False where it exists."""
    if marks.find_item(thing["slug"]) is not None:
        return False
    code = content.codes[thing["slug"]]
    _release_code(code)
    item = create_item(record_of(thing, content), code=code, authorities=authorities)
    item.source_name, item.source_key = marks.SOURCE, marks.item_key(thing["slug"])
    if thing["slug"] in first:
        for file in islice((file for file in media_of_object(thing) if file.kind == "image"), 1):
            attach_media(item, receive(file, content))
    _make_public(item)
    db.session.commit()
    tell(f"{item.code} {item.title['en']}")
    return True


def _attach_rest(thing: Data, kind: str, content: Content) -> None:
    """Tie the object's files of that kind to its item, where that is not done yet."""
    item = marks.find_item(thing["slug"])
    files = [file for file in media_of_object(thing) if file.kind == kind]
    if item is None or sum(tie.asset.kind == kind for tie in item.media) >= len(files):
        return
    for file in files:
        attach_media(item, receive(file, content))
    db.session.commit()


def _make_public(item: Item) -> None:
    """Publish an item that has just been made, with the media tied to it."""
    db.session.flush()
    db.session.refresh(item, ["media"])
    publish_item(item)


def _release_code(code: str) -> None:
    """Let a code of a demo that was removed be given to the same object again; codes of living items stay taken."""
    if db.session.scalar(select(Item.id).where(Item.code == code)) is None:
        minted = db.session.get(MintedCode, code)
        if minted is not None:
            db.session.delete(minted)
            db.session.flush()


def record_of(thing: Data, content: Content) -> Data:
    """The object's record, as an import would give it."""
    texts = stripped(thing["text"])
    read, sources = content.building["museum"]["sources"], "; ".join(thing["sources"])
    description = {
        language: f"{text}\n\n*{content.reconstruction[language]}*\n\n{read[language]}: {sources}."
        for language, text in texts.items()
    }
    record = {name: thing[name] for name in PLAIN if name in thing}
    return record | {
        "title": thing["title"], "label_text": stripped(thing["label"]), "description": description,
        "date_text": thing["date"], "credit_line": content.building["museum"]["credit"], "rights_uri": RIGHTS,
        "condition": "good", "acquisition_source": "Demo studio", "acquisition_source_category": "organisation",
        "notes": {
            "demo": "Reconstruction made for the demonstration; number and accession are invented.", "sources": sources,
        },
    }  # fmt: skip


def receive(file: MediaFile, content: Content) -> Asset:
    """Take a file in and describe it; a file that is known already stays as it is."""
    received = receive_file(file.path, file.filename, file.kind)
    if not received.known:
        describe_asset(
            received.asset, alt=file.alt, transcript=file.transcript, caption=file.caption,
            credit_line=content.building["museum"]["credit"], rights_uri=RIGHTS,
        )  # fmt: skip
        set_focus(received.asset, file.focus)
        if file.captions:
            set_captions(received.asset, next(iter(file.transcript)), file.captions)
        for one in details_of_file(file):
            add_detail(received.asset, one["label"], one["text"], one["place"])
    return received.asset


def _load_hall(facts: Data, position: int, content: Content, tell: Tell) -> bool:
    """Make the hall and place its exhibits; False where a hall of that address exists."""
    if db.session.scalar(select(Hall.id).where(Hall.slug == facts["slug"])) is not None:
        return False
    panorama, plan = panorama_of(facts), plan_picture(content)
    place = plan_places().get("halls", {}).get(facts["slug"], {})
    hall = create_hall({
        "slug": facts["slug"], "title": facts["title"], "lead": facts["lead"], "description": facts["description"],
        "floor": 1, "number": facts["number"], "position": position, "opened_on": facts["opened_on"],
        "panorama": receive(panorama, content).code if panorama else None,
        "plan_asset": receive(plan, content).code if plan else None,
        "plan_x": place.get("x"), "plan_y": place.get("y"),
    })  # fmt: skip
    for slug in stories.exhibits_of_hall(facts["slug"], content):
        item = marks.find_item(slug)
        if item is not None:
            place_item(hall, item, since=facts["opened_on"])
    publish_hall(hall)
    db.session.commit()
    tell(f"{hall.slug}: hall")
    return True


def _load_tour(content: Content, tell: Tell) -> bool:
    facts = content.building["tour"]
    if db.session.scalar(select(Tour.id).where(Tour.slug == facts["slug"])) is not None:
        return False
    found = {place["slug"]: panorama_of(place) for place in content.places}
    panoramas = {slug: receive(file, content).code for slug, file in found.items() if file is not None}
    plan = plan_picture(content)
    body = stories.tour_body(content, panoramas, receive(plan, content).code if plan else None)
    if not body["scenes"]:
        return False
    tour = create_tour(facts["slug"], body)
    marks.mark_first_revision(tour.document)
    documents.publish(tour.document)
    db.session.commit()
    tell(f"{tour.slug}: tour of {len(body['scenes'])} scenes")
    return True


def _load_exhibition(story: Data, content: Content, tell: Tell) -> bool:
    if db.session.scalar(select(Exhibition.id).where(Exhibition.slug == story["slug"])) is not None:
        return False
    body, facts = stories.exhibition_body(story, content, _asset_codes(story, content)), stories.exhibition_facts(story)
    exhibition = create_exhibition(story["slug"], body, facts)
    marks.mark_first_revision(exhibition.document)
    documents.publish(exhibition.document)
    db.session.commit()
    tell(f"{exhibition.slug}: exhibition")
    return True


def _asset_codes(story: Data, content: Content) -> dict[str, str]:
    """Codes of the files that the story names, by their path below the media folder."""
    return {name: receive(file, content).code for name, file in stories.files_of_story(story, content).items()}


"""The programme that a row names."""

from binhyen.kernel.log.contacts import screened

from ..catalogue import Catalogue
from ..reading import Proposal
from .draft import Draft


def read_programme(draft: Draft, catalogue: Catalogue) -> None:
    text = draft.text("programme")
    section = draft.raw.section
    if not text and (carried := section.get("programme")):
        text = carried
    draft.known["sector"] = draft.text("sector") or section.get("sector", "")
    if not text:
        draft.say("missing_programme", "programme")
        if above := section.get("programme_above"):
            draft.propose("programme", above)
        return
    match = catalogue.match(text)
    if match.how == "found":
        draft.known |= {
            "programme": match.programmes[0].name,
            "programme_key": match.programmes[0].key,
        }
        draft.known["sector"] = draft.known["sector"] or match.programmes[0].sector
        return
    draft.known["programme"] = screened(text)[:255]
    offered = [Proposal("programme", p.name, str(p.key)) for p in match.programmes]
    draft.proposals += offered
    if match.how == "near":
        near = match.programmes[0]
        draft.known |= {"programme": near.name, "programme_key": near.key}
        draft.say("near_programme", "programme", text=screened(text), proposal=near.name)
    elif match.how == "ambiguous":
        draft.say("ambiguous_programme", "programme", text=screened(text))
    else:
        draft.say("unknown_programme", "programme", text=screened(text))

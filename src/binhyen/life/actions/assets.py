"""What a site holds is declared, and handed over to a named holder before it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from binhyen.kernel import log
from binhyen.programmes.models import Organisation

from ..choices import BlockerCode, EventKind
from ..models import Asset, Case, Handover
from ..queries import assets_of
from ..rules.blockers import Blocker
from .holding import hold, log_birth, note, write
from .permits import Actor, demand_work
from .refusals import CaseBlocked, block, personal


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetFacts:
    """One line of the list. pk: an asset already declared that stays; None for a new one."""

    kind: str
    name: str
    quantity: int = 1
    value_vnd: int | None = None
    pk: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverFacts:
    """How many of an asset go to whom."""

    asset: Asset
    quantity: int
    holder: Organisation
    note: str = ""


@transaction.atomic
def declare_assets(
    case: Case, assets: Sequence[AssetFacts], *, by: Actor, at: datetime
) -> tuple[Asset, ...]:
    """Make the site's list of assets exactly this; an empty list says that it holds none.

    What was handed over already stays whole. Raises OutOfTurn, or CaseBlocked.
    """
    stored = hold(case)
    by_for = demand_work(stored, by, on=timezone.localdate(at))
    if stored.site is None:
        raise CaseBlocked([Blocker(BlockerCode.TARGET_MISSING)])
    known = {line.asset.pk: line for line in assets_of(stored)}
    given = {pk: line.asset.quantity - line.left for pk, line in known.items()}
    block(_list_faults(assets, given))
    kept = {facts.pk for facts in assets}
    changes = [_gone(line.asset) for pk, line in known.items() if pk not in kept]
    for facts in assets:
        asset = known[facts.pk].asset if facts.pk in known else Asset(site=stored.site)
        changes += _put(asset, facts)
    if changes:
        log.record_many(changes, by=by, at=at)
    before = log.snapshot(stored)
    stored.assets_declared = True
    note(stored, EventKind.ASSETS, by=by, at=at, by_for=by_for)
    write(stored, before, "declare-assets", by=by, at=at)
    return tuple(line.asset for line in assets_of(stored))


@transaction.atomic
def hand_over(
    case: Case, lines: Sequence[HandoverFacts], *, on: date, by: Actor, at: datetime
) -> list[Handover]:
    """Give assets of the site to named holders. Raises OutOfTurn, or CaseBlocked."""
    stored = hold(case)
    today = timezone.localdate(at)
    by_for = demand_work(stored, by, on=today)
    faults = [Blocker(BlockerCode.DATE_IN_FUTURE, "on")] if on > today else []
    left = {line.asset.pk: line.left for line in assets_of(stored)}
    for line in lines:
        left[line.asset.pk] = left.get(line.asset.pk, 0) - line.quantity
        faults += personal(note=line.note)
        if line.quantity < 1:
            faults.append(Blocker(BlockerCode.QUANTITY_UNFIT, line.asset.name))
        elif left[line.asset.pk] < 0:
            faults.append(Blocker(BlockerCode.TOO_MANY, line.asset.name))
    block(faults)
    made = [
        Handover.objects.create(
            asset=line.asset, case=stored, quantity=line.quantity, holder=line.holder, on=on,
            note=line.note,
        )
        for line in lines
    ]  # fmt: skip
    for handover in made:
        log_birth(handover, "hand-over", by=by, at=at, reason=handover.note)
    note(stored, EventKind.HANDED_OVER, by=by, at=at, on=on, by_for=by_for)
    return made


def _list_faults(assets: Sequence[AssetFacts], given: dict[int, int]) -> list[Blocker]:
    faults = []
    for facts in assets:
        faults += personal(name=facts.name)
        if not facts.name.strip() or facts.quantity < 1 or (facts.value_vnd or 0) < 0:
            faults.append(Blocker(BlockerCode.QUANTITY_UNFIT, facts.name))
    for pk, count in given.items():
        stays = next((facts for facts in assets if facts.pk == pk), None)
        if count and (stays is None or stays.quantity < count):
            faults.append(Blocker(BlockerCode.TOO_MANY, stays.name if stays else ""))
    return faults


def _put(asset: Asset, facts: AssetFacts) -> list[log.Change]:
    before = log.snapshot(asset) if asset.pk else None
    asset.kind, asset.name, asset.quantity = facts.kind, facts.name.strip(), facts.quantity
    asset.value_vnd = facts.value_vnd
    asset.save()
    if before is None:
        return [log.Change(asset, "create", None, log.snapshot(asset))]
    old, new = log.differences(before, log.snapshot(asset))
    return [log.Change(asset, "change", old, new)] if new else []


def _gone(asset: Asset) -> log.Change:
    change = log.Change(asset, "delete", log.snapshot(asset), None)
    key = asset.pk
    asset.delete()
    asset.pk = key
    return change

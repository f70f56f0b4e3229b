"""A month's return: entered, sent, given back, accepted, locked, corrected, by the right people."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from binhyen.figures import actions, queries
from binhyen.figures.choices import CellFault, Refusal, ReturnState
from binhyen.figures.models import Definition, Period, Return, Revision, Value
from binhyen.kernel.models import Entry
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person
from binhyen.programmes.tests.factories import a_site
from binhyen.units.models import Unit

from .factories import (
    AT,
    NOVEMBER,
    SYSTEM,
    a_locked_return,
    a_return,
    a_sent_return,
    month,
    old_unit,
    todays_unit,
    whole,
)

pytestmark = pytest.mark.django_db


def test_an_officer_of_the_commune_enters_and_a_stranger_does_not():
    officer, stranger = (
        a_person(Role.COMMUNE_OFFICER, "24611"),
        a_person(Role.COMMUNE_OFFICER, "24615"),
    )
    one = a_return(by=officer, theft=3)
    assert queries.cells_of(one)["theft"].amount == 3
    assert list(Return.objects.visible_to(officer)) == [one]
    assert list(Return.objects.visible_to(stranger)) == []
    for person in (stranger, a_person(Role.READER, "68"), a_person(Role.LEADER, "24611")):
        with pytest.raises(PermissionDenied):
            actions.enter(one, {"theft": 4}, by=person, at=AT)


def test_each_refused_cell_is_named_and_the_rest_are_kept_in_one_entry_of_the_log():
    one = a_return()
    before = Entry.objects.count()
    cells = {"theft": "5", "fires": "ba vụ", "settled_share": "50", "nothing": 1, "disorder": ""}
    saved = actions.enter(one, cells, by=SYSTEM, at=AT)
    assert {(c.key, c.code) for c in saved.refused} == {
        ("fires", CellFault.IN_WORDS),
        ("settled_share", CellFault.COMPUTED),
        ("nothing", CellFault.NO_SUCH_INDICATOR),
    }
    assert queries.cells_of(one) == {"theft": saved.kept["theft"]}
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.latest("number")
    assert (entry.before, entry.after) == ({"theft": None}, {"theft": 5})


def test_what_is_sent_twice_happens_once():
    one = a_return(theft=5)
    before = Entry.objects.count()
    saved = actions.enter(one, {"theft": 5}, by=SYSTEM, at=AT)
    assert (saved.changed, Entry.objects.count()) == ((), before)


def test_a_cell_that_somebody_changed_meanwhile_is_not_written_over():
    one = a_return(theft=5)
    actions.enter(one, {"theft": 6}, by=SYSTEM, at=AT)
    saved = actions.enter(one, {"theft": 7, "fires": 1}, seen={"theft": "5"}, by=SYSTEM, at=AT)
    (refused,) = saved.refused
    assert (refused.key, refused.code, refused.value) == ("theft", CellFault.CHANGED_SINCE, "6")
    assert queries.cells_of(one)["fires"].amount == 1
    again = actions.enter(one, {"theft": 6}, seen={"theft": "5"}, by=SYSTEM, at=AT)
    assert again.refused == ()  # what is wanted stands there already


@pytest.mark.parametrize(
    ("bring", "code"), [(a_sent_return, CellFault.SENT), (a_locked_return, CellFault.LOCKED)]
)
def test_a_sent_or_locked_return_takes_no_cell(bring, code):
    saved = actions.enter(bring(), {"theft": 9}, by=SYSTEM, at=AT)
    assert [cell.code for cell in saved.refused] == [code]


def test_a_unit_that_was_not_there_then_has_no_return():
    for unit, code in [(old_unit("24643"), NOVEMBER), (todays_unit("24611"), "month-2025-05"),
                       (old_unit("24643"), "month-2025-07")]:  # fmt: skip
        with pytest.raises(actions.FiguresBlocked) as refusal:
            actions.open_return(unit, month(code), by=SYSTEM, at=AT)
        assert refusal.value.codes == {Refusal.UNIT_NOT_THERE}


def test_a_month_that_has_not_begun_takes_no_figures():
    one = actions.open_return(todays_unit("24611"), month("month-2027-03"), by=SYSTEM, at=AT)
    saved = actions.enter(one, {"theft": 1}, by=SYSTEM, at=AT)
    assert [cell.code for cell in saved.refused] == [CellFault.NOT_OPEN]


def test_a_period_that_overlaps_a_stored_one_is_refused():
    Period.objects.create(
        code="old", kind="month", start=date(2026, 10, 1), until=date(2026, 10, 31)
    )
    with pytest.raises(actions.FiguresBlocked) as refusal:
        a_return()
    assert refusal.value.codes == {Refusal.PERIOD_OVERLAPS}


def test_a_return_goes_up_comes_back_and_is_accepted_by_the_level_above():
    officer, chief = a_person(Role.COMMUNE_OFFICER, "24611"), a_person(Role.LEADER, "24611")
    province, other = a_person(Role.PROVINCE_OFFICER, "68"), a_person(Role.PROVINCE_OFFICER, "01")
    one = a_return(by=officer, **whole(theft=3))
    actions.submit(one, by=officer, at=AT)
    for person in (officer, chief, other):
        with pytest.raises(PermissionDenied):
            actions.accept(one, by=person, at=AT)
    actions.give_back(one, "Thiếu vụ ngày 3/11", by=province, at=AT)
    one.refresh_from_db()
    assert (one.state, one.comment) == (ReturnState.RETURNED, "Thiếu vụ ngày 3/11")
    actions.enter(one, {"theft": 4}, by=officer, at=AT)
    actions.submit(one, by=officer, at=AT)
    one = actions.accept(one, by=province, at=AT)
    one = actions.lock(one, by=province, at=AT)
    assert (one.state, one.version) == (ReturnState.LOCKED, 1)
    verbs = [entry.verb for entry in Entry.objects.filter(kind="figures.return").order_by("number")]
    assert verbs == [
        "open-return",
        "enter",
        "submit",
        "give-back",
        "enter",
        "submit",
        "accept",
        "lock",
    ]


def test_nobody_accepts_what_they_sent_themselves():
    province = a_person(Role.PROVINCE_OFFICER, "68")
    one = actions.stand_in(a_return(**whole()), "Xã mất điện", by=province, at=AT)
    actions.submit(one, by=province, at=AT)
    with pytest.raises(actions.FiguresBlocked) as refusal:
        actions.accept(one, by=province, at=AT)
    assert refusal.value.codes == {Refusal.OWN_SUBMISSION}


def test_steps_out_of_order_are_refused():
    one = a_return()
    early = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
    for step, code in [
        (lambda: actions.submit(one, by=SYSTEM, at=early), Refusal.NOT_OVER),
        (lambda: actions.submit(one, edits=99, by=SYSTEM, at=AT), Refusal.CHANGED_SINCE),
        (lambda: actions.accept(one, by=SYSTEM, at=AT), Refusal.NOT_SENT),
        (lambda: actions.give_back(one, "", by=SYSTEM, at=AT), Refusal.COMMENT_MISSING),
        (lambda: actions.lock(one, by=SYSTEM, at=AT), Refusal.NOT_ACCEPTED),
        (lambda: actions.correct(one, {"theft": 1}, "Sót", by=SYSTEM, at=AT), Refusal.NOT_LOCKED),
    ]:
        with pytest.raises(actions.FiguresBlocked) as refusal:
            step()
        assert code in refusal.value.codes


def test_a_warning_wants_a_reason_and_the_reason_holds_for_that_figure_only():
    one = a_return(**whole(disputes_received=9, disputes_settled=5, **PARTS))
    with pytest.raises(actions.FiguresBlocked) as refusal:
        actions.submit(one, by=SYSTEM, at=AT)
    assert refusal.value.codes == {Refusal.REASON_FOR_FINDING}
    (found,) = [f for f in queries.findings_of(one) if f.takes_reason]
    assert queries.sentence_of(found) == (
        "Số tiếp nhận (9) không bằng hòa giải thành, không thành và đang hòa giải cộng lại (5)."
    )
    actions.excuse(one, found.rule, found.key, "Bốn vụ chuyển sang Tòa án", by=SYSTEM, at=AT)
    actions.enter(one, {"disputes_received": 8, "disputes_received.land": 8}, by=SYSTEM, at=AT)
    with pytest.raises(actions.FiguresBlocked):
        actions.submit(one, by=SYSTEM, at=AT)
    actions.enter(one, {"disputes_received": 9, "disputes_received.land": 9}, by=SYSTEM, at=AT)
    assert actions.submit(one, by=SYSTEM, at=AT).state == ReturnState.SUBMITTED


PARTS = {
    "disputes_received.land": 9, "disputes_received.family": 0,
    "disputes_received.neighbours": 0, "disputes_received.civil": 0,
}  # fmt: skip


def test_a_sentence_writes_its_numbers_as_they_are_written_here():
    one = a_return(disputes_received=1_234, disputes_settled=1_000, disputes_failed=0,
                   disputes_pending=0)  # fmt: skip
    (found,) = [f for f in queries.findings_of(one) if f.rule == "disputes_sum"]
    assert "1.234" in queries.sentence_of(found)


def test_what_blocks_cannot_be_excused():
    one = a_return(**whole(tips_received=1, tips_useful=2))
    actions.excuse(one, "tips_useful_fit", "tips_useful", "Thôi mà", by=SYSTEM, at=AT)
    with pytest.raises(actions.FiguresBlocked) as refusal:
        actions.submit(one, by=SYSTEM, at=AT)
    assert refusal.value.codes == {Refusal.BLOCKING_FINDING}


def test_a_jump_against_two_years_is_found_on_the_form_even_of_a_young_unit():
    """24611 began in July 2025; before that its two years are those of what went into it."""
    unit = todays_unit("24611")
    origins = [link.old for link in unit.origins.select_related("old")]
    for number in range(1, 7):
        for origin in origins:
            a_return(origin, f"month-2025-{number:02}", theft=2)
    for number in range(1, 6):
        a_return(unit, f"month-2026-{number:02}", theft=2 * len(origins))
    one = a_return(theft=60)
    form = queries.form(one)
    assert [f.rule for f in form.lines["theft"].found] == ["jump"]
    assert "cao bất thường" in queries.sentence_of(form.lines["theft"].found[0])


def test_the_form_shows_last_month_and_a_year_ago():
    a_return("24611", "month-2026-10", theft=4)
    a_return("24611", "month-2025-11", theft=6)
    line = queries.form(a_return(theft=5)).lines["theft"]
    assert [x.amount for x in (line.amount, line.last, line.year_ago)] == [5, 4, 6]


def test_a_correction_after_the_lock_is_version_two_and_version_one_can_still_be_read():
    province = a_person(Role.PROVINCE_OFFICER, "68")
    one = a_locked_return(theft=3, fires=1)
    one = actions.correct(one, {"theft": 5, "fires": ""}, "Đếm sót", by=province, at=AT)
    assert one.version == 2
    now, then = queries.at_version(one, 2), queries.at_version(one, 1)
    assert (now["theft"].amount, "fires" in now) == (5, False)
    assert (then["theft"].amount, then["fires"].amount) == (3, 1)
    one = actions.correct(one, {"theft": 3}, "Nhầm tháng", by=province, at=AT)
    assert queries.at_version(one, 2)["theft"].amount == 5
    assert queries.at_version(one, 1) == then
    assert Revision.objects.count() == 3


def test_a_correction_wants_a_reason_a_change_and_cells_that_can_be_read():
    one = a_locked_return(theft=3)
    for cells, reason, code in [
        ({"theft": 4}, " ", Refusal.REASON_MISSING),
        ({"theft": 3}, "Không đổi", Refusal.NOTHING_CHANGED),
        ({"theft": "ba"}, "Sai", Refusal.CELLS_REFUSED),
        ({"sites_kept": 4}, "Sai", Refusal.CELLS_REFUSED),
        ({"settled_share": 4}, "Sai", Refusal.CELLS_REFUSED),
        ({"theft": 4}, "Gọi 0912345678", Refusal.PERSONAL_DATA),
    ]:
        with pytest.raises(actions.FiguresBlocked) as refusal:
            actions.correct(one, cells, reason, by=SYSTEM, at=AT)
        assert code in refusal.value.codes
    with pytest.raises(PermissionDenied):
        officer = a_person(Role.COMMUNE_OFFICER, "24611")
        actions.correct(one, {"theft": 4}, "Sót", by=officer, at=AT)
    assert queries.cells_of(one)["theft"].amount == 3


def test_notes_are_for_those_who_enter_and_those_who_accept():
    one = a_return(theft=3)
    officer, province = (
        a_person(Role.COMMUNE_OFFICER, "24611"),
        a_person(Role.PROVINCE_OFFICER, "68"),
    )
    actions.write_note(one, "theft", "Gồm một vụ liên xã", by=officer, at=AT)
    actions.write_note(one, "theft", "Đã rõ", by=province, at=AT)
    assert [note.text for note in queries.notes_of(one)] == ["Gồm một vụ liên xã", "Đã rõ"]
    with pytest.raises(PermissionDenied):
        actions.write_note(one, "theft", "Ơ", by=a_person(Role.READER, "68"), at=AT)
    with pytest.raises(actions.FiguresBlocked):
        actions.write_note(one, "theft", "Số 0912345678", by=officer, at=AT)


def test_what_the_register_counts_is_there_already_and_is_never_typed():
    unit = old_unit("24611")
    a_site(
        unit=unit, village="TDP 1", established_on=date(2020, 1, 1), team_count=3, member_count=20
    )
    a_site(unit=unit, village="TDP 2", established_on=date(2026, 11, 1), origin="new", team_count=1)
    one = a_return()
    found = actions.prefill(one, by=SYSTEM, at=AT)
    cells = {key: amount.amount for key, amount in queries.cells_of(one).items()}
    assert (cells["sites_kept"], cells["sites_new"], cells["sites_ended"]) == (2, 1, 0)
    assert (cells["teams"], cells["members"]) == (4, 20)
    assert "unit=24611" in found["sites_kept"].link
    (refused,) = actions.enter(one, {"sites_kept": 7}, by=SYSTEM, at=AT).refused
    assert (refused.key, refused.code, refused.value) == ("sites_kept", CellFault.COUNTED, "2")
    assert queries.cells_of(one)["sites_kept"].amount == 2


def test_completeness_counts_the_communes_of_the_day_and_who_was_late():
    province = todays_unit("68")
    expected = queries.expected_units(province, month()).count()
    a_sent_return("24611")
    a_return("24615")
    stand = queries.standing(province, month(), date(2026, 11, 17))
    assert (stand.expected, stand.begun, stand.sent, stand.on_time, stand.late) == (
        expected,
        2,
        1,
        1,
        0,
    )
    later = queries.standing(province, month(), date(2026, 12, 1))
    assert (later.missing, later.late) == (expected - 1, expected - 1)
    assert queries.expected_units(old_unit("67"), month("month-2025-05")).count() == 71


def test_a_provinces_own_indicators_are_entered_by_its_communes():
    text = (
        '[[indicator]]\ncode = "drones"\nname = "Thiết bị bay"\nname_en = "Drones"\n'
        'unit = "chiếc"\nunit_en = "drones"\nkind = "entered"\ngroup = "means"\n'
    )
    admin = a_person(Role.ADMINISTRATOR, "68")
    actions.define_indicators(todays_unit("68"), text, date(2026, 10, 1), by=admin, at=AT)
    assert Definition.objects.get().version == 1
    assert actions.enter(a_return(), {"drones": 2}, by=SYSTEM, at=AT).refused == ()
    elsewhere = Unit.objects.filter(level=3, valid_to=None, path__startswith="VN/01").first()
    assert len(actions.enter(a_return(elsewhere), {"drones": 2}, by=SYSTEM, at=AT).refused) == 1
    with pytest.raises(queries.DefinitionFaulty):
        actions.define_indicators(
            todays_unit("68"), text.replace("drones", "theft"), date(2026, 10, 1), by=admin, at=AT
        )


def test_a_figure_leads_back_to_its_values_versions_and_entries():
    one = a_locked_return(theft=3)
    actions.correct(one, {"theft": 4}, "Sót", by=SYSTEM, at=AT)
    entry = Entry.objects.latest("number")
    found = queries.lineage("theft", todays_unit("68"), month("quarter-2026-4"))
    (source,) = found.sources
    assert (source.unit.code, source.amount.amount, source.version) == ("24611", 4, 2)
    assert (source.state, source.entry) == (ReturnState.LOCKED, entry.number)
    share = queries.lineage("settled_share", todays_unit("68"), month())
    assert share.components == ("disputes_settled", "disputes_failed")


def test_saving_one_cell_asks_few_questions(django_assert_max_num_queries):
    one = a_return(theft=1)
    with django_assert_max_num_queries(20):
        actions.enter(one, {"theft": 2}, by=SYSTEM, at=AT)
    assert Value.objects.get().amount == 2

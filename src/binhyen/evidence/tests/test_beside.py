"""What stands beside an effect: how it is carried out, for whom, at what cost, how well known."""

from contextlib import closing
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdfium2 import PdfDocument

from binhyen.evidence import actions, queries
from binhyen.evidence.choices import OutcomeRole
from binhyen.evidence.models import Study
from binhyen.evidence.rules.costs import Given, Spent, money_told, per_incident, spent, worth
from binhyen.evidence.rules.emmie import LETTERS, Asked, emmie
from binhyen.evidence.rules.fidelity import (
    Delivered,
    is_only_where_most,
    mean_share,
    measured_by,
    thirds,
)
from binhyen.evidence.rules.weights import WeightsFaulty, read_weights
from binhyen.evidence.views import brief
from binhyen.evidence.views.letters import letters
from binhyen.evidence.views.programme import told
from binhyen.papers.queries.pictures import pdf_of
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, signed_in
from binhyen.programmes.actions import add_contribution
from binhyen.programmes.choices import Source, State
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import a_programme
from binhyen.units.models import Reach

from .factories import (
    AT,
    FIRST,
    LAST,
    SYSTEM,
    a_locked_study,
    a_study,
    clock,
    communes,
    district,
    figures_sent,
    sites_of,
)

pytestmark = pytest.mark.one_database

ASKED = Asked(has_mechanism=True, activities=("outreach",), least_worthwhile_percent=20)
DAYS = (date(2023, 3, 20), date(2023, 6, 2), date(2023, 6, 9), date(2023, 9, 1))
FEWER = {
    "log_ratio": -0.3,
    "se": 0.08,
    "df": 20,
    "observed": 300.0,
    "interval": [-37.0, -12.0],
    "because": ["fewer"],
    "grade": 3,
}


def a_place(code="a", **known):
    return Delivered(code=code, **known)


# --------------------------------------------------------------------------- how it is carried out


def test_the_share_is_the_mean_of_what_is_known_and_nothing_where_nothing_is():
    whole = a_place(
        sites=2, running=1, papers_needed=10, papers_present=4,
        known={"outreach": 12}, active={"outreach": 9}, done={"outreach": 30},
    )  # fmt: skip
    assert whole.shares == {"running": 0.5, "papers": 0.4, "activity": 0.75}
    assert whole.share == pytest.approx(0.55)
    assert a_place(sites=1, running=1).share == 1
    assert a_place().share is None
    assert mean_share([whole, a_place(sites=1, running=1)])["running"] == 0.75


def test_thirds_keep_equal_amounts_together():
    assert list(thirds({i: float(i) for i in range(6)}).values()) == [
        "low", "low", "middle", "middle", "high", "high",
    ]  # fmt: skip
    assert set(thirds(dict.fromkeys(range(9), 1.0)).values()) == {"middle"}


def test_an_effect_only_where_most_is_done_is_told_from_one_everywhere():
    def fidelity(low, high, p=0.01):
        rows = [{"key": "low", "interval": low}, {"key": "high", "interval": high}]
        return {"by_third": {"p": p, "rows": rows}}

    assert is_only_where_most(fidelity([-20, 15], [-50, -20]))
    assert not is_only_where_most(fidelity([-20, 15], [-50, -20], p=0.3))
    assert not is_only_where_most(fidelity([-40, -5], [-50, -20]))
    assert not is_only_where_most(fidelity([-20, None], [-50, -20]))
    assert not is_only_where_most({})


def test_places_are_told_apart_by_the_first_thing_that_is_known_and_unlike():
    codes = [str(i) for i in range(6)]
    there = {code: a_place(code, sites=1, running=1, members=int(code)) for code in codes}
    assert measured_by(codes, there, ["outreach"]) == ("members", "")
    assert measured_by(codes[:5], there, []) == ("", "few")
    alike = {code: a_place(code, sites=1, running=1) for code in codes}
    assert measured_by(codes, alike, []) == ("", "alike")
    assert measured_by(codes, {}, []) == ("", "unknown")


# ----------------------------------------------------------------------------------- what it costs


def test_without_money_on_record_nothing_is_said_and_never_nought():
    nothing = money_told([Given(None, None)] * 4, reported={}, months=0)
    assert nothing["estimated"] is None
    assert spent(nothing, low_vnd=None, high_vnd=None, unit_years=3) is None
    assert spent(None, low_vnd=None, high_vnd=None, unit_years=3) is None


def test_sites_without_money_are_taken_to_be_like_the_others_where_these_are_half_or_more():
    some = [Given(10_000_000, None), Given(None, 20_000_000), Given(5_000_000, 10_000_000)]
    told = money_told([*some, Given(None, None)], reported={}, months=0)
    assert (told["known"], told["sites"], told["state"]) == (3, 4, 15_000_000)
    assert told["estimated"] == pytest.approx(60_000_000)
    assert told["estimated_se"] > 0
    assert money_told([*some, *[Given(None, None)] * 4], reported={}, months=0)["estimated"] is None
    assert money_told(some, reported={}, months=0)["estimated_se"] == 0


def test_what_the_study_stated_goes_before_the_register():
    told = money_told([Given(10_000_000, None)] * 3, reported={}, months=0)
    cost = spent(told, low_vnd=4_000_000, high_vnd=8_000_000, unit_years=10, compared_years=5)
    assert (cost.source, cost.a_year, cost.compared) == ("study", 6_000_000, 30_000_000)
    assert cost.a_year_interval == pytest.approx((4_000_000, 8_000_000))
    assert spent(told, low_vnd=None, high_vnd=None, unit_years=10).source == "register"


def test_an_incident_prevented_has_no_upper_cost_where_perhaps_none_was():
    cost = Spent(100e6, 0, 10, 10, "study")
    sure = per_incident(FEWER, cost)
    assert sure.low < sure.per_incident < sure.high
    assert per_incident({**FEWER, "se": 0.4}, cost).high is None
    assert per_incident({**FEWER, "interval": None}, cost) is None
    assert per_incident({**FEWER, "because": ["started_together"]}, cost) is None


def test_the_chance_of_being_worth_it_hangs_on_what_an_event_weighs():
    cost, held = Spent(700e6, 0, 10, 10, "study"), [("theft", FEWER)]
    chances = [
        worth(held, cost, {"theft": 6e6}, times=times).chance_positive for times in (0.5, 1, 2)
    ]
    assert chances == sorted(chances)
    assert chances[0] < 0.2 < 0.8 < chances[2]
    assert worth(held, cost, {"fires": 6e6}) is None


def test_a_weight_of_nothing_is_refused_by_name():
    assert read_weights("[vnd]\ntheft = 5").vnd == {"theft": 5.0}
    with pytest.raises(WeightsFaulty, match="theft"):
        read_weights("[vnd]\ntheft = 0")


# ------------------------------------------------------------------------------------------- EMMIE


def strengths(result, cost=None, asked=ASKED, checked=False):
    found = emmie(asked, result, cost, are_weights_checked=checked)
    assert [one.key for one in found] == list(LETTERS)
    return [one.strength for one in found]


def test_what_nobody_knows_has_no_strength():
    nothing = Asked(has_mechanism=False, activities=(), least_worthwhile_percent=20)
    assert strengths({"because": ["not_estimable"]}, asked=nothing) == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("told", "strength"),
    [
        ({"grade": 2}, 1),
        ({"grade": 3}, 2),
        ({"grade": 3, "net": {"percent_change": -20}, "smallest_seen_percent": 15}, 3),
        ({"grade": 3, "net": {"percent_change": -20}, "smallest_seen_percent": 30}, 2),
        ({"grade": 4, "net": {"refused": {"reason": "no_ring"}}}, 3),
        ({"grade": 4}, 2),
        ({"grade": 5, "net": {"percent_change": -20}}, 4),
        ({"because": ["started_together"]}, 0),
    ],
)
def test_the_effect_is_as_strong_as_the_comparison(told, strength):
    assert strengths({**FEWER, **told})[0] == strength


def test_the_other_letters_each_have_a_strength_of_their_own():
    split = {"rows": [{"units": 6, "percent_change": -9}, {"units": 12, "percent_change": -30}]}
    told = {
        **FEWER,
        "steps": {"outreach": {"percent_change": 12.0, "interval": [2.0, 23.0]}},
        "groups": [split, split],
        "unit_years": 2,
        "fidelity": {
            "share": {"running": 1, "papers": 0.5, "activity": 0.9},
            "places": {"a": {"known": {"outreach": 24}}},
            "by_third": split,
        },
    }
    cost = Spent(100e6, 0, 10, 10, "register")
    assert strengths(told, cost) == [2, 4, 3, 4, 3]
    assert strengths(told, cost, checked=True)[4] == 4
    unclear = {"outreach": {"percent_change": 12.0, "interval": [-4.0, 31.0]}}
    assert strengths({**told, "steps": unclear}, cost)[1] == 3
    assert strengths({**told, "grade": 2}, cost)[4] == 2
    assert strengths({**told, "money": {"known": 1}})[4] == 1


# ------------------------------------------------------------------------------- from the register


@pytest.fixture
def run(db):
    """Eight communes, four with cameras, talks and money on record; one site doesn't run."""
    programme = a_programme("Camera an ninh", code="CAM", unit=district())
    sites_of(programme, *DAYS)
    figures_sent()
    figures_sent("outreach")
    sites = list(Site.objects.order_by("pk"))
    for site in sites[:3]:
        add_contribution(
            site, source=Source.STATE, amount_vnd=30_000_000, received_on=None, by=SYSTEM, at=AT
        )
    Site.objects.filter(pk=sites[0].pk).update(state=State.SUSPENDED)
    study = a_locked_study(
        programme,
        mechanism="Camera làm kẻ gian ngại.",
        activities=("outreach",),
        outcomes={"theft": OutcomeRole.PRIMARY, "fires": OutcomeRole.SECONDARY},
    )
    return actions.run_now(study, "theft", by=SYSTEM, clock=clock)


@pytest.mark.slow
def test_a_run_keeps_what_was_done_for_whom_and_what_it_cost(run):
    result = run.result
    share = result["fidelity"]["share"]
    assert (share["running"], share["activity"]) == (0.75, 1.0)
    assert result["fidelity"]["why_none"] == "few"
    assert "percent_change" in result["steps"]["outreach"]
    assert (result["money"]["known"], result["money"]["sites"]) == (3, 4)
    assert result["money"]["estimated"] == 120_000_000
    assert result["unit_years"] == pytest.approx((21 + 19 + 19 + 16) / 12)
    assert sum(one["observed"] for one in result["places"]) == result["own"]["observed"]


@pytest.mark.slow
def test_a_secondary_outcome_keeps_nothing_beside_it(run):
    figures_sent("fires")
    other = actions.run_now(run.study, "fires", by=SYSTEM, clock=clock)
    assert "fidelity" not in other.result


def plainly_fewer(run):
    """The same run, had it shown fewer events beyond doubt."""
    run.result |= {"interval": [-40.0, -20.0], "percent_change": -31.0}
    run.result |= {"log_ratio": -0.37, "se": 0.07}
    run.save(update_fields=["result"])
    return run


@pytest.mark.slow
def test_where_nothing_may_have_been_averted_no_sum_is_told_for_an_incident(run):
    officer = signed_in(a_person(Role.PROVINCE_OFFICER))
    page = officer.get("/evidence/CAM/").text
    assert "có thể không bớt vụ nào; nếu có bớt thì mỗi vụ tốn ít nhất" in page
    assert "chưa nói được có đáng tiền hay không" in page
    assert "Khả năng lợi nhiều hơn chi" not in page
    assert "một vụ bớt đi tốn" not in page


@pytest.mark.slow
def test_the_page_says_all_of_it_and_each_letter_with_its_strength(run):
    officer = signed_in(a_person(Role.PROVINCE_OFFICER))
    plainly_fewer(run)
    page = officer.get("/evidence/CAM/").content.decode()
    for said in (
        "Biết gì, chắc đến đâu",
        "Camera làm kẻ gian ngại",
        "cần ít nhất 6 nơi có mô hình để đặt cạnh nhau",
        "Chi phí một nơi một năm",
        "số tiền ghi ở 3 trong 4 điểm mô hình",
        "Khả năng lợi nhiều hơn chi",
        "chưa đối chiếu",
        "/4</strong>",
    ):
        assert said in page
    assert "nan" not in page.casefold().split()


@pytest.mark.slow
def test_another_weight_is_tried_out_and_a_wrong_one_is_said_beside_its_field(run):
    officer = signed_in(a_person(Role.PROVINCE_OFFICER))
    plainly_fewer(run)
    assert "mức đang thử: 25 triệu đồng" in officer.get("/evidence/CAM/?weight=25000000").text
    wrong = officer.get("/evidence/CAM/?weight=-1")
    assert wrong.status_code == 422
    assert 'value="-1"' in wrong.text
    assert "mức đang thử" not in wrong.text


@pytest.mark.slow
def test_six_places_are_drawn_against_what_was_done_for_who_covers_them_all(db):
    days = (*DAYS, date(2023, 10, 2), date(2023, 11, 1))
    programme = a_programme("Camera an ninh", code="CAM", unit=district())
    sites_of(programme, *days)
    figures_sent()
    figures_sent("outreach")
    study = a_locked_study(programme, activities=("outreach",))
    result = actions.run_now(study, "theft", by=SYSTEM, clock=clock).result
    assert result["fidelity"]["measure"] == "outreach"
    assert sorted(result["fidelity"]["third"].values()).count("low") == 2
    rows = result["fidelity"]["by_third"]["rows"]
    assert [(row["key"], row["units"]) for row in rows] == [("low", 2), ("middle", 2), ("high", 2)]
    above = Reach.objects.filter(unit=communes()[0], over__valid_to=None, over__level=3).first()
    whole = signed_in(a_person(Role.PROVINCE_OFFICER)).get("/evidence/CAM/").content.decode()
    part = signed_in(a_person(Role.COMMUNE_OFFICER, above.over)).get("/evidence/CAM/")
    assert whole.count('class="events doses"') == 1
    assert 'class="events doses"' not in part.content.decode()
    for page in (whole, part.content.decode()):
        assert "một phần ba nơi làm nhiều nhất (2 nơi)" in page
        assert "không chứng minh rằng làm nhiều hơn thì giảm nhiều hơn" in page


@pytest.mark.slow
def test_without_money_the_page_says_what_is_missing_and_where_to_write_it(run):
    run.result["money"] |= {"known": 0, "estimated": None, "estimated_se": None}
    run.save()
    page = signed_in(a_person(Role.PROVINCE_OFFICER)).get("/evidence/CAM/").content.decode()
    assert "chưa điểm mô hình nào ghi số tiền" in page
    assert "Khả năng lợi nhiều hơn chi" not in page


@pytest.mark.slow
def test_a_run_from_before_is_still_read(run):
    kept = ("places", "fidelity", "groups", "steps", "money", "unit_years", "compared_years")
    run.result = {key: told for key, told in run.result.items() if key not in kept}
    run.save()
    officer = signed_in(a_person(Role.PROVINCE_OFFICER))
    page = officer.get("/evidence/CAM/").content.decode()
    assert "cho tính lại thì có" in page
    assert officer.get("/evidence/CAM/brief.pdf").status_code == 200


@pytest.mark.slow
@pytest.mark.one_database
def test_the_brief_stays_on_two_pages_with_eight_outcomes(run, rf):
    rf_request = rf.get("/")
    rf_request.user = a_person(Role.PROVINCE_OFFICER)
    one = queries.finding(run)
    said = brief._said(run.study.programme, told(rf_request, [one] * 8))
    assert [strength for _name, _text, strength in said["letters"]] == [
        f"{one.strength}/4" for one in letters(one)
    ]
    paper = pdf_of(brief._source(), said, on=AT.date())
    with closing(PdfDocument(paper)) as pages:
        assert len(pages) == 2


@pytest.mark.slow
def test_the_summary_of_every_programme_takes_few_queries(run):
    officer = a_person(Role.PROVINCE_OFFICER)
    with CaptureQueriesContext(connection) as asked:
        (found,) = queries.programme_summaries(officer).values()
    assert len(asked) <= 6
    assert (found.word, found.outcome) == (run.word, "Số vụ trộm cắp tài sản")
    assert found.share == run.result["fidelity"]["share"]["all"]
    assert found.cost.source == "register"
    assert 0 <= found.worth.chance_positive <= 1
    assert queries.programme_summaries(a_person(Role.PROVINCE_OFFICER, "66")) == {}


# --------------------------------------------------------------------------------- before the lock


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"activities": ("theft",)}, "not_an_activity"),
        ({"activities": ("outreach", "trainings", "fire_drills", "tips_received", "meetings")},
         "too_many_activities"),
        ({"cost_low_vnd": 1_000_000}, "cost_half_said"),
        ({"cost_low_vnd": 2_000_000, "cost_high_vnd": 1_000_000}, "cost_out_of_order"),
    ],
)  # fmt: skip
def test_what_a_study_may_not_say_is_refused(said, code):
    with pytest.raises(actions.EvidenceBlocked) as refused:
        a_study(**said)
    assert code in {reason.code for reason in refused.value.reasons}


@pytest.mark.django_db
def test_how_it_is_meant_to_work_is_typed_and_kept_when_the_cost_is_half_said():
    officer = signed_in(a_person(Role.PROVINCE_OFFICER))
    a_programme("Camera an ninh", code="CAM")
    figures_sent()
    form = {
        "question": "Camera có làm giảm trộm cắp không?",
        "mechanism": "Camera làm kẻ gian ngại.",
        "activities": ["outreach"],
        "cost_low_vnd": "3000000",
        "primary": "theft",
        "first_month": FIRST,
        "last_month": LAST,
        "least_worthwhile_percent": "20",
        "delay_months": "1",
        "draws": "20",
        "seed": "1",
        "note": "",
    }
    refused = officer.post("/evidence/studies/new/?programme=CAM", form)
    assert refused.status_code == 422
    assert "Camera làm kẻ gian ngại." in refused.content.decode()
    assert "Chi phí phải ghi cả mức thấp nhất và cao nhất" in refused.content.decode()
    form["cost_high_vnd"] = "5000000"
    assert officer.post("/evidence/studies/new/?programme=CAM", form).status_code == 302
    study = Study.objects.get()
    assert (study.activities, study.cost_high_vnd) == (["outreach"], 5_000_000)
    page = officer.get(study.get_absolute_url()).content.decode()
    assert "Buổi tuyên truyền" in page

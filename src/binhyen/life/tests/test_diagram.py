"""A procedure's drawing: nothing overlaps, nothing is left out, whatever the procedure."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from binhyen.life.rules.diagram import Box, Edge, Node, lay_out, ranks, wrapped

CODES = "abcdefg"


def steps(*codes: str) -> list[Node]:
    return [Node(code, f"Bước {code}", is_end=code == "done") for code in codes]


def test_a_plain_procedure_is_one_straight_column():
    drawn = lay_out(
        steps("a", "b", "done"), [Edge("a", "b", "Trình"), Edge("b", "done", "Duyệt")], start="a"
    )
    assert [box.kind for box in drawn.boxes] == ["start", "step", "end"]
    assert len({box.x for box in drawn.boxes}) == 1
    assert all(len({x for x, _ in arrow.points}) == 1 for arrow in drawn.arrows)


def test_a_step_stands_below_every_step_that_leads_to_it():
    edges = [
        Edge("a", "b", ""),
        Edge("a", "c", ""),
        Edge("b", "c", ""),
        Edge("c", "a", "Trả lại", is_back=True),
    ]
    assert ranks(steps("a", "b", "c"), edges, start="a") == {"a": 0, "b": 1, "c": 2}


def test_a_way_back_goes_up_the_left_side():
    edges = [Edge("a", "b", "Trình"), Edge("b", "a", "Trả lại", is_back=True)]
    drawn = lay_out(steps("a", "b"), edges, start="a")
    back = next(arrow for arrow in drawn.arrows if arrow.kind == "back")
    assert min(x for x, _ in back.points) < min(box.x for box in drawn.boxes)
    assert back.points[0][1] > back.points[-1][1]


def test_a_way_that_leaves_out_layers_goes_down_the_right_side():
    edges = [Edge("a", "b", ""), Edge("b", "c", ""), Edge("a", "c", "Rút gọn")]
    drawn = lay_out(steps("a", "b", "c"), edges, start="a")
    skip = next(arrow for arrow in drawn.arrows if (arrow.source, arrow.target) == ("a", "c"))
    assert max(x for x, _ in skip.points) > max(box.x + box.width for box in drawn.boxes)


def test_a_case_given_up_is_a_small_end_beside_its_step():
    drawn = lay_out(steps("a"), [Edge("a", "", "Không duyệt")], start="a")
    step, end = drawn.boxes
    assert (step.kind, end.kind, end.name.lines) == ("start", "dropped", ("Không duyệt",))
    assert end.x > step.x + step.width


def test_several_ways_between_two_steps_share_an_arrow_with_all_their_names():
    drawn = lay_out(
        steps("a", "b"), [Edge("a", "b", "Đồng ý"), Edge("a", "b", "Thay đổi")], start="a"
    )
    assert [arrow.name.lines for arrow in drawn.arrows] == [("Đồng ý / Thay đổi",)]


def test_words_are_wrapped_and_what_is_too_long_is_cut():
    assert wrapped("Phê duyệt kế hoạch khảo sát", 120) == ("Phê duyệt kế", "hoạch khảo sát")
    assert wrapped("một hai ba bốn năm sáu bảy", 50, most=2)[-1].endswith("…")
    assert wrapped("", 100) == ()


nodes = st.lists(st.sampled_from(CODES), min_size=1, max_size=7, unique=True)
edges = st.lists(
    st.builds(
        Edge,
        st.sampled_from(CODES),
        st.sampled_from([*CODES, "", "done"]),
        st.sampled_from(["Trình", "Trả lại để bổ sung", "Phê duyệt và ban hành quyết định"]),
        st.booleans(),
    ),
    max_size=14,
)


@given(nodes, edges)
def test_no_box_overlaps_another_and_no_way_runs_through_a_box(codes, ways):
    drawn = lay_out(steps(*codes, "done"), ways, start=codes[0])
    assert not any(overlap(one, other) for one, other in combinations(drawn.boxes, 2))
    for arrow in drawn.arrows:
        for (x0, y0), (x1, y1) in pairwise(arrow.points):
            assert x0 == x1 or y0 == y1
            line = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            assert not any(through(box, *line) for box in drawn.boxes)


@given(nodes, edges)
def test_every_step_and_every_way_is_drawn_once_and_inside_the_picture(codes, ways):
    drawn = lay_out(steps(*codes, "done"), ways, start=codes[0])
    known = {*codes, "done"}
    expected = {
        (way.source, way.target)
        for way in ways
        if way.source in known and (way.target in known or not way.target)
    }
    assert {(arrow.source, arrow.target) for arrow in drawn.arrows} == expected
    assert {box.code for box in drawn.boxes if box.code} == known
    points = [point for arrow in drawn.arrows for point in arrow.points]
    corners = [(box.x + box.width, box.y + box.height) for box in drawn.boxes]
    for x, y in points + corners:
        assert 0 <= x <= drawn.width
        assert 0 <= y <= drawn.height


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def through(box: Box, left: int, top: int, right: int, bottom: int) -> bool:
    """Whether a line lies in a box, its border apart."""
    return (
        left < box.x + box.width - 1
        and right > box.x + 1
        and top < box.y + box.height - 1
        and bottom > box.y + 1
    )

import re

import pytest

from blk_portal.shared.charts import (
    Demand,
    Series,
    Share,
    Stage,
    Tile,
    demand_bars,
    level_of,
    levels_for,
    rate_bars,
    share_bars,
    small_multiples,
    stage_bars,
    tile_map,
    weight_bar,
)


def test_a_funnel_is_drawn_twice_with_what_may_still_arrive():
    drawn = stage_bars(
        [Stage("Applied", 100), Stage("Verified", 50, possible=25)], key="funnel", title="Way"
    )

    assert drawn == (
        '<svg class="only-wide" viewBox="0 0 560 76" role="img"'
        ' aria-labelledby="funnel-t funnel-d">'
        '<title id="funnel-t">Way</title><desc id="funnel-d">100 Applied, 50 Verified</desc>'
        '<text x="0" y="21" font-size="14">Applied</text>'
        '<text class="tb" text-anchor="end" x="138" y="21" font-size="15">100</text>'
        '<rect class="m" x="150" y="4" width="360" height="24" rx="2"/>'
        '<text x="0" y="59" font-size="14">Verified</text>'
        '<text class="tb" text-anchor="end" x="138" y="59" font-size="15">50</text>'
        '<rect class="m" x="150" y="42" width="180" height="24" rx="2"/>'
        '<rect class="m-hatch" x="331" y="42" width="90" height="24" rx="0"/>'
        '<text class="t2" x="427" y="59" font-size="13">+25</text></svg>'
        '<svg class="only-small" viewBox="0 0 320 92" role="img"'
        ' aria-label="Way: 100 Applied, 50 Verified">'
        '<text x="0" y="13" font-size="14">Applied</text>'
        '<text class="tb" text-anchor="end" x="318" y="13" font-size="15">100</text>'
        '<rect class="m" x="0" y="19" width="278" height="16" rx="2"/>'
        '<text x="0" y="59" font-size="14">Verified</text>'
        '<text class="tb" text-anchor="end" x="318" y="59" font-size="15">50</text>'
        '<rect class="m" x="0" y="65" width="139" height="16" rx="2"/>'
        '<rect class="m-hatch" x="140" y="65" width="70" height="16" rx="0"/>'
        '<text class="t2" x="216" y="74" font-size="13">+25</text></svg>'
    )


def test_labels_are_escaped():
    drawn = stage_bars([Stage("<b>", 1)], key="k", title="A & B")

    assert "<b>" not in drawn
    assert '<title id="k-t">A &amp; B</title>' in drawn


def test_a_chart_of_nothing_has_no_marks():
    assert 'width="0"' in stage_bars([Stage("Applied", 0)], key="k", title="t")
    assert "<rect" not in demand_bars([], key="k", title="t")


def test_seats_are_an_aim_line_on_the_bar_of_applicants():
    drawn = demand_bars([Demand("Las", applicants=10, seats=20, is_open=True)], key="k", title="t")

    small = drawn[drawn.index('class="only-small"') :]
    assert '<rect class="m-soft" x="0" y="19" width="156" height="16" rx="2"/>' in small
    assert '<path class="m-aim" d="M312 16v22"/>' in small


def test_a_share_is_drawn_inside_its_whole():
    drawn = share_bars(
        [Share("DBHCHT", "9 classes", 50, 100, "Rp50", "Rp100")], key="k", title="t", aim=0.5
    )

    wide = drawn[: drawn.index("</svg>")]
    assert '<rect class="m-ghost" x="136" y="8" width="375" height="24" rx="2"/>' in wide
    assert '<rect class="k1" x="136" y="8" width="188" height="24" rx="2"/>' in wide
    assert '<path class="m-aim" d="M324 4v32"/>' in wide


def test_a_share_never_overruns_its_whole():
    drawn = share_bars([Share("A", "", 150, 100, "", "")], key="k", title="t")

    assert '<rect class="k1" x="136" y="8" width="375" height="24" rx="2"/>' in drawn


def test_tiles_of_two_districts_are_parted_by_a_thick_line():
    drawn = tile_map(
        [
            Tile("Tirto", "Trt", 1, 1, "Barat", "19", 1),
            Tile("Bendan Kergon", "Bdk", 2, 1, "Barat", "47", 4),
            Tile("Klego", "Klg", 1, 2, "Timur", "<5", 0),
        ],
        key="map",
        title="Applicants",
        description="Three tiles.",
    )

    assert drawn.startswith('<svg viewBox="0 0 168 168" role="img"')
    assert '<path class="border-line" d="M0 84h84"/>' in drawn
    assert '<tspan x="93" dy="0">Bendan</tspan><tspan x="93" dy="13">Kergon</tspan>' in drawn
    assert "&lt;5" in drawn


def test_small_multiples_share_one_scale():
    drawn = small_multiples(
        [
            Series("Digital", [Demand("25-II", 150, 20)]),
            Series("Las", [Demand("26-III", 75, 15, is_open=True)]),
        ],
        of="applicants",
    )

    assert '<rect class="m" x="8" y="8" width="40" height="84" rx="2"/>' in drawn
    assert '<rect class="m-soft" x="8" y="50" width="40" height="42" rx="2"/>' in drawn


def test_the_scale_has_five_levels_above_the_small_ones():
    levels = levels_for(61)

    assert levels == [5, 20, 30, 40, 50]
    assert [level_of(value, levels) for value in (4, 5, 20, 39, 40, 61)] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "parts, places",
    [
        ([("Tes tertulis", 40), ("Wawancara", 60)], [("0", "14"), ("133", "14")]),
        (
            [("Tes tertulis", 30), ("Wawancara", 50), ("Tes praktik", 20)],
            [("0", "14"), ("0", "64"), ("0", "114")],
        ),
    ],
)
def test_no_label_of_the_weights_lies_on_another(parts, places):
    drawing = weight_bar(parts)

    assert re.findall(r'<text x="(\d+)" y="(\d+)"', drawing) == places


def test_rates_are_compared_on_wholes_of_one_length_with_their_counts():
    drawn = rate_bars(
        [
            Share("Women", "", 30, 100, "30", "100"),
            Share("Men", "", 10, 20, "10", "20"),
        ],
        key="rate",
        title="Seats",
    )

    wide, small = drawn.split("</svg>")[:2]
    assert re.findall(r'rect class="(\S+)" x="\d+" y="\d+" width="(\d+)"', wide) == [
        ("m-ghost", "220"),
        ("m", "66"),
        ("m-ghost", "220"),
        ("m", "110"),
    ]
    assert re.findall(r'width="(\d+)"', small) == ["320", "96", "320", "160"]
    assert '<desc id="rate-d">Women: 30%, 30 / 100; Men: 50%, 10 / 20</desc>' in wide

"""Charts as SVG: attributes and classes only, two drawings instead of one squeezed one.

Every function takes values that are ready to be shown and returns safe markup for
``components/chart.html``. Lengths are in the units of each drawing's view box.
"""

from blk_portal.shared.charts.bars import (
    Demand,
    Share,
    Stage,
    demand_bars,
    rate_bars,
    share_bars,
    stage_bars,
    weight_bar,
)
from blk_portal.shared.charts.multiples import Series, small_multiples
from blk_portal.shared.charts.scales import level_of, levels_for
from blk_portal.shared.charts.tile_map import Tile, tile_map

__all__ = [
    "Demand",
    "Series",
    "Share",
    "Stage",
    "Tile",
    "demand_bars",
    "level_of",
    "levels_for",
    "rate_bars",
    "share_bars",
    "small_multiples",
    "stage_bars",
    "tile_map",
    "weight_bar",
]

"""Measured tables have their places in the pages, and prose around them stays as it is."""

from __future__ import annotations

import pytest

from bench.__main__ import PARTS
from bench.report import PAGE, Block, NoSuchBlock, measured, placed

TABLE = Block("speed", ("part", "s"), [["all", "1"]], ("Measured.",))
TEXT = "Prose.\n\n<!-- bench:speed -->\nold\n<!-- /bench:speed -->\n\nMore prose.\n"


def test_every_part_has_its_place_in_the_page() -> None:
    page = PAGE.read_text()
    for name in PARTS:
        assert placed(page, Block(name, ("a",), [])) != page


def test_a_table_replaces_the_one_before_and_nothing_else() -> None:
    once = placed(TEXT, TABLE)
    assert "old" not in once
    assert once.startswith("Prose.\n")
    assert once.endswith("More prose.\n")
    assert "| all | 1 |\n\nMeasured." in once
    assert placed(once, TABLE) == once


def test_a_table_without_a_place_is_not_put_anywhere() -> None:
    with pytest.raises(NoSuchBlock, match="speed"):
        placed("Prose.\n", TABLE)


def test_figures_carry_their_spread() -> None:
    assert measured([3, 1, 2, 5, 4]) == "3 (2-4)"

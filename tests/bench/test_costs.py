"""The cost page shows what its formulas compute, and the formulas compute what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench import cost_page
from bench.costs import Life, asleep, counts, message, month, total, usd
from bench.counting import resources
from bench.prices import PRICES
from bench.report import placed


def test_the_page_is_what_the_formulas_compute() -> None:
    page = cost_page.PAGE.read_text()
    for block in cost_page.blocks():
        assert placed(page, block, cost_page.KIND) == page, f"run: python -m bench costs ({block})"


def test_a_message_costs_its_units_at_list_prices() -> None:
    one = counts()["operations"]
    parts = ("send", "flush to 20", "check of a flush")
    writes = sum(one[part]["writes"] for part in parts) * 0.625e-6
    reads = sum(one[part]["reads"] for part in parts) * 0.125e-6
    frames = (1 + 1 + 20) * 1e-6  # sent, acknowledged, posted to twenty
    spent = usd(message(20))
    assert spent["writes"] + spent["reads"] == pytest.approx(writes + reads)
    assert spent["frames"] == pytest.approx(frames)
    assert spent["invocations"] == pytest.approx(3 * 0.2e-6)


def test_twice_the_members_cost_twice_but_for_what_sleeps() -> None:
    base, sleeping = Life(), sum(usd(asleep()).values())
    once = total(month(base)) - sleeping
    twice = total(month(replace(base, members=2 * base.members))) - sleeping
    assert twice == pytest.approx(2 * once)


def test_without_members_only_what_sleeps_is_paid() -> None:
    nobody = total(month(replace(Life(), members=0)))
    assert nobody == pytest.approx(sum(usd(asleep()).values()))


def test_resources_that_cost_while_asleep_are_counted_from_templates() -> None:
    queue = {"Type": "AWS::Lambda::EventSourceMapping", "Properties": {"BatchSize": 10}}
    stream = {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {"StartingPosition": "TRIM_HORIZON"},
    }
    sweep = {"Type": "AWS::Events::Rule", "Properties": {"ScheduleExpression": "rate(1 minute)"}}
    alarm = {"Type": "AWS::CloudWatch::Alarm"}
    found = resources([queue, stream, sweep, alarm, alarm])
    assert (found["polled_queues"], found["minute_jobs"], found["alarms"]) == (1, 1, 2)


def test_every_price_says_where_it_was_looked_up() -> None:
    assert [name for name, price in PRICES.items() if not (price.page and price.source)] == []

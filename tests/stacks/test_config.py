"""An operator's mistake ends with a sentence that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacks.config import DEFAULTS, Config, ConfigError


def test_without_context_it_is_the_dev_stage_on_arm64() -> None:
    config = Config.of({})
    assert (config.stage, config.architecture, config.allowed_origins) == ("dev", "arm64", ())
    assert not config.keeps_data
    assert config.version


def test_context_of_the_cdk_itself_is_left_alone() -> None:
    flags = {"@aws-cdk/core:x": True, "aws:cdk:y": 1, "cli-telemetry": False}
    assert Config.of(flags) == Config.of({})


@pytest.mark.parametrize(
    ("context", "said"),
    [
        ({"stag": "prod"}, "unknown context stag; there is: stage"),
        ({"stage": "Prod"}, "lower-case"),
        ({"stage": "x" * 17}, "up to 16"),
        ({"architecture": "riscv"}, "one of arm64, x86_64"),
        ({"tracing": "yes"}, "one of on, off"),
        ({"rollout": "slow"}, "one of canary, all"),
        ({"key_days": "0"}, "1 to 999"),
        ({"post_patience_s": "0"}, "1 to 20"),
        ({"layer_dir": "/nowhere"}, "dependencies.build"),
        ({"limits": "write=60/60,red=60/60"}, "'red' is no limit; there is: read"),
        ({"limits": "read=60"}, "must be requests/seconds"),
        ({"limits": "read=0/60"}, "must be requests/seconds"),
        ({"api_url_format": "https://{api}.example"}, r"knows {api_id}"),
    ],
)
def test_a_mistake_is_named(context: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Config.of(context)


def test_everything_can_be_chosen(tmp_path: Path) -> None:
    (tmp_path / "python").mkdir()
    chosen = DEFAULTS | {
        "stage": "prod",
        "layer_dir": str(tmp_path),
        "allowed_origins": "https://a.example,https://b.example",
        "key_days": "7",
        "version": "7",
    }
    config = Config.of(chosen)
    assert config.keeps_data
    assert config.allowed_origins == ("https://a.example", "https://b.example")
    assert (config.version, config.key_days, config.layer_dir) == ("7", 7, tmp_path)


def test_addresses_are_filled_in_and_may_hold_a_dollar() -> None:
    config = Config.of({"api_url_format": "http://127.0.0.1:1/{api_id}/$default/{stage}/{region}"})
    address = config.address(config.api_url_format, "abc", "eu-west-1")
    assert address == "http://127.0.0.1:1/abc/$default/dev/eu-west-1"

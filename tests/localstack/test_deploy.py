"""What `up` hands to the stacks, writes down, and says when something is wrong."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from localstack import cli, deploy, instance
from localstack.deploy import Target
from localstack.instance import Instance, LocalError

STACKS = {"local-core": {"ApiUrl": "http://a", "WsUrl": "ws://w", "PlatformApiUrl": "http://p"}}


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    monkeypatch.setattr(instance, "LOCAL", tmp_path)
    monkeypatch.setattr(deploy, "LOCAL", tmp_path)
    made = Instance("local")
    made.folder.mkdir()
    return Target(made, "http://127.0.0.1:4600")


def test_addresses_follow_the_port(target: Target) -> None:
    context = target.context()
    filled = {name: text.format(api_id="abc", stage="local") for name, text in context.items()}
    base = "127.0.0.1:4600/_aws/execute-api/abc"
    assert filled["api_url_format"] == f"http://{base}"
    assert filled["ws_url_format"] == f"ws://{base}/local"
    assert filled["ws_callback_format"] == f"http://{base}/local"
    assert filled["architecture"] in ("arm64", "x86_64")


def test_outputs_are_written_for_the_instance_and_the_default_place(target: Target) -> None:
    outputs = deploy.write_outputs(target, STACKS)
    assert outputs["api_url"] == "http://a"
    written = json.loads((instance.LOCAL / "outputs.json").read_text())
    assert written == outputs == json.loads(target.instance.outputs.read_text())
    assert set(written) == {
        "api_url", "ws_url", "platform_url", "endpoint_url", "region", "stage", "name",
    }  # fmt: skip


def test_a_missing_output_is_named(target: Target) -> None:
    with pytest.raises(LocalError, match="WsUrl"):
        deploy.write_outputs(target, {"local-core": {"ApiUrl": "a", "PlatformApiUrl": "p"}})


def test_no_step_can_reach_a_real_account(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    environment = deploy.aws_environment(target)
    assert "AWS_PROFILE" not in environment
    assert "AWS_SESSION_TOKEN" not in environment
    assert not os.path.exists(environment["AWS_CONFIG_FILE"])
    assert environment["AWS_ENDPOINT_URL"] == target.endpoint_url


def test_a_failing_step_shows_the_end_of_its_output_and_where_the_log_is(target: Target) -> None:
    command = ["sh", "-c", "echo reason why; exit 3"]
    with pytest.raises(LocalError, match=r"(?s)probe failed \(3\).*deploy\.log.*reason why"):
        deploy.run_logged(target, "probe", command)


def test_an_endpoint_that_does_not_answer_is_named(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = instance.claim_port(0)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    with pytest.raises(LocalError, match="nothing answers"):
        cli.foreign_endpoint()


def test_down_of_nothing_says_so(target: Target, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["down", "--name", "nobody"]) == 0
    assert "nothing ran" in capsys.readouterr().out


def test_make_help_lists_every_target() -> None:
    makefile = (instance.ROOT / "Makefile").read_text().replace("\\\n", "")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:"))
    listed = subprocess.run(
        ["make", "help"], cwd=instance.ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in phony.split()[1:]:
        assert f"make {name} " in listed

"""`make deploy`, `diff` and `destroy` say what is missing before anything is begun."""

from __future__ import annotations

import os
import re

import pytest

from commons.aws import client
from stacks.__main__ import main
from stacks.checks import BOOTSTRAP, NotReady, check_account, check_tools
from stacks.config import ROOT


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("deploy --stage dev colour=red", "unknown context colour; there is: stage, architecture"),
        ("deploy --stage Prod", "lower-case"),
        ("deploy --stage dev rollout=slow", "one of canary, all"),
        ("deploy --stage dev rollout", "name=value, not 'rollout'"),
        ("diff --stage dev stage=prod", "two stages"),
        ("destroy --stage prod", "holds people's data"),
    ],
)
def test_a_mistake_is_one_sentence(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words.split()) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert said in line


def test_an_account_must_be_bootstrapped(aws: str) -> None:
    with pytest.raises(NotReady, match=r"not bootstrapped .* run: node_modules/.bin/cdk bootstrap"):
        check_account(os.environ)

    def bootstrapped(version: str) -> None:
        client("ssm").put_parameter(Name=BOOTSTRAP, Value=version, Type="String", Overwrite=True)

    bootstrapped("5")
    with pytest.raises(NotReady, match="version 5, too old"):
        check_account(os.environ)
    bootstrapped("30")
    assert str(check_account(os.environ)) == "account 000000000000, region us-east-1"
    client("ssm").delete_parameter(Name=BOOTSTRAP)


def test_credentials_and_region_must_be_there(aws: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with pytest.raises(NotReady, match="no AWS credentials; set AWS_PROFILE"):
        check_account(os.environ)
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    with pytest.raises(NotReady, match="no region; set AWS_REGION"):
        check_account(os.environ)


def test_node_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    check_tools()
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(NotReady, match="Node is not installed"):
        check_tools()


def test_make_has_the_three() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for command in ("deploy", "diff", "destroy"):
        assert re.search(rf"-m stacks {command} --stage \$\(STAGE\)", makefile)

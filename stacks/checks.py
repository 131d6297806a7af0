"""What must be true before CDK is asked anything: each mistake is one sentence with its remedy."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

import boto3
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from stacks.config import ROOT, Config, ConfigError

NODE = 18
#: What the CDK asks of `cdk bootstrap`, by its default qualifier.
BOOTSTRAP, BOOTSTRAP_VERSION = "/cdk-bootstrap/hnb659fds/version", 6
CDK = ROOT / "node_modules" / ".bin" / "cdk"


class NotReady(Exception):
    """It cannot be deployed yet; the text says why and what to do."""


@dataclass(frozen=True)
class Account:
    """Where it goes."""

    number: str
    region: str

    def __str__(self) -> str:
        return f"account {self.number}, region {self.region}"


def check_context(given: Mapping[str, str]) -> Config:
    """The deployment's settings. Raises NotReady for unknown or unusable ones."""
    try:
        return Config.of(given)
    except ConfigError as error:
        raise NotReady(f"{error}. stacks/README.md lists the context.") from None


def check_tools() -> None:
    """Node and the CDK's command line. Raises NotReady."""
    node = shutil.which("node")
    if node is None:
        raise NotReady(f"Node is not installed; the CDK needs {NODE} or newer: https://nodejs.org")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"v(\d+)", version)
    if found is None or int(found[1]) < NODE:
        raise NotReady(f"Node is {version.strip()}; the CDK needs {NODE} or newer")
    if not CDK.exists():
        raise NotReady("the CDK's command line is not installed; run: make setup")


def check_account(environment: Mapping[str, str]) -> Account:
    """Whose account it is, and in which region. Raises NotReady."""
    session = boto3.Session(
        region_name=environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    )
    if session.region_name is None:
        raise NotReady("no region; set AWS_REGION, or AWS_PROFILE to a profile that has one")
    try:
        caller = session.client("sts").get_caller_identity()
    except NoCredentialsError:
        raise NotReady(
            "no AWS credentials; set AWS_PROFILE, or run `aws sso login` or `aws configure`"
        ) from None
    except (ClientError, BotoCoreError) as error:
        raise NotReady(f"AWS does not take the credentials: {error}") from None
    account = Account(caller["Account"], session.region_name)
    _check_bootstrap(session, account)
    return account


def _check_bootstrap(session: boto3.Session, account: Account) -> None:
    remedy = f"run: node_modules/.bin/cdk bootstrap aws://{account.number}/{account.region}"
    try:
        found = session.client("ssm").get_parameter(Name=BOOTSTRAP)["Parameter"]["Value"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterNotFound":
            raise NotReady(f"cannot see whether {account} is bootstrapped: {error}") from None
        raise NotReady(f"{account} is not bootstrapped for the CDK; {remedy}") from None
    if int(found) < BOOTSTRAP_VERSION:
        raise NotReady(f"the CDK bootstrap of {account} is version {found}, too old; {remedy}")

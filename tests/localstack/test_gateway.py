"""HTTP and WebSocket APIs made by CloudFormation on the patched emulator."""

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.localstack.conftest import Local

ORIGIN = "https://app.example"
HTTP = """
import json
def handler(event, context):
    if event["rawPath"] == "/fail":
        raise RuntimeError("private text")
    return {"statusCode": 200, "body": json.dumps(event)}
"""
SOCKET = """
import json, time
def handler(event, context):
    context_of = event["requestContext"]
    if context_of["eventType"] == "MESSAGE":
        time.sleep(json.loads(event["body"]).get("sleep", 0))
        return {"statusCode": 200, "body": "answer to " + context_of["routeKey"]}
    return {"statusCode": 200}
"""


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def route(api: str, integration: str, key: str, **more: Any) -> dict[str, Any]:
    target = {"Fn::Join": ["/", ["integrations", {"Ref": integration}]]}
    return resource("ApiGatewayV2::Route", ApiId={"Ref": api}, RouteKey=key, Target=target, **more)


def integration(api: str, arn: str) -> dict[str, Any]:
    kind = {"IntegrationType": "AWS_PROXY", "PayloadFormatVersion": "2.0"}
    return resource("ApiGatewayV2::Integration", ApiId={"Ref": api}, IntegrationUri=arn, **kind)


def stage(api: str, name: str) -> dict[str, Any]:
    return resource("ApiGatewayV2::Stage", ApiId={"Ref": api}, StageName=name, AutoDeploy=True)


def template(http_arn: str, socket_arn: str) -> dict[str, Any]:
    cors = {"AllowOrigins": [ORIGIN], "AllowMethods": ["*"], "MaxAge": 60}
    selection = {"RouteSelectionExpression": "$request.body.op"}
    secret = {"GenerateSecretString": {"ExcludePunctuation": True, "PasswordLength": 200}}
    answers = {"ApiId": {"Ref": "Ws"}, "RouteId": {"Ref": "WsAsk"}, "RouteResponseKey": "$default"}
    return {
        "Resources": {
            "Http": resource(
                "ApiGatewayV2::Api", Name="http", ProtocolType="HTTP", CorsConfiguration=cors
            ),
            "HttpStage": stage("Http", "$default"),
            "HttpCall": integration("Http", http_arn),
            "HttpRoute": route("Http", "HttpCall", "$default"),
            "Ws": resource("ApiGatewayV2::Api", Name="ws", ProtocolType="WEBSOCKET", **selection),
            "WsStage": stage("Ws", "live"),
            "WsCall": integration("Ws", socket_arn),
            "WsConnect": route("Ws", "WsCall", "$connect"),
            "WsTell": route("Ws", "WsCall", "tell"),
            "WsAsk": route("Ws", "WsCall", "ask", RouteResponseSelectionExpression="$default"),
            "WsAskAnswer": resource("ApiGatewayV2::RouteResponse", **answers),
            "Archive": resource("Events::Archive", SourceArn="arn:aws:events:::event-bus/default"),
            "Secret": resource("SecretsManager::Secret", Name="made", **secret),
        },
        "Outputs": {name: {"Value": {"Ref": name}} for name in ("Http", "Ws", "Secret")},
    }


@pytest.fixture(scope="module")
def stack(local: Local) -> dict[str, str]:
    """The template, deployed; its outputs."""
    arns = local.function("http", HTTP), local.function("socket", SOCKET)
    stacks = local.client("cloudformation")
    stacks.create_stack(StackName="gateway", TemplateBody=json.dumps(template(*arns)))
    stacks.get_waiter("stack_create_complete").wait(
        StackName="gateway", WaiterConfig={"Delay": 1, "MaxAttempts": 20}
    )
    outputs = stacks.describe_stacks(StackName="gateway")["Stacks"][0]["Outputs"]
    return {output["OutputKey"]: output["OutputValue"] for output in outputs}


@pytest.fixture
def http(local: Local, stack: dict[str, str]) -> Iterator[httpx.Client]:
    base = f"{local.emulator.endpoint_url}/_aws/execute-api/{stack['Http']}"
    with httpx.Client(base_url=base, trust_env=False, timeout=30) as client:
        yield client


def test_cors_settings_of_a_template_hold(http: httpx.Client) -> None:
    asked = {"origin": ORIGIN, "access-control-request-method": "POST"}
    assert http.options("/any", headers=asked).status_code == 204
    assert http.options("/any", headers=asked | {"origin": "https://x"}).status_code == 403
    answer = http.get("/any", headers={"origin": ORIGIN})
    assert answer.headers["access-control-allow-origin"] == ORIGIN


def test_an_event_carries_path_cookies_and_the_clients_address(http: httpx.Client) -> None:
    headers = {"cookie": "a=1; b=2", "x-emulated-source-ip": "203.0.113.9"}
    event = http.get("/v1/things?q=1", headers=headers).json()
    assert event["rawPath"] == "/v1/things"
    assert event["cookies"] == ["a=1", "b=2"]
    assert "cookie" not in event["headers"]
    assert event["requestContext"]["http"]["sourceIp"] == "203.0.113.9"
    assert event["headers"]["x-forwarded-for"] == "203.0.113.9"


def test_a_failing_function_is_a_500_that_tells_nothing(http: httpx.Client) -> None:
    answer = http.get("/fail")
    assert answer.status_code == 500
    assert answer.json() == {"message": "Internal Server Error"}


def test_a_body_over_ten_megabytes_is_refused(http: httpx.Client) -> None:
    assert http.post("/v1/things", content=b"x" * (10 * 1024 * 1024 + 1)).status_code == 413


def test_a_secret_of_a_template_is_known_by_its_arn(local: Local, stack: dict[str, str]) -> None:
    assert stack["Secret"].startswith("arn:aws:secretsmanager:")
    value = local.client("secretsmanager").get_secret_value(SecretId=stack["Secret"])
    assert value["SecretString"].isalnum()
    assert len(value["SecretString"]) == 200


def socket_to(local: Local, stack: dict[str, str]) -> connect:
    address = local.emulator.endpoint_url.replace("http", "ws", 1)
    return connect(f"{address}/_aws/execute-api/{stack['Ws']}/live", proxy=None)


async def say(socket: ClientConnection, **frame: Any) -> None:
    await socket.send(json.dumps(frame))


async def test_only_a_route_with_a_response_answers(local: Local, stack: dict[str, str]) -> None:
    async with socket_to(local, stack) as socket:
        await say(socket, op="tell")
        await say(socket, op="ask", sleep=0.3)
        assert await asyncio.wait_for(socket.recv(), 10) == "answer to ask"


async def test_frames_of_one_socket_run_side_by_side(local: Local, stack: dict[str, str]) -> None:
    async with socket_to(local, stack) as socket:
        await asyncio.gather(*(say(socket, op="ask", sleep=0) for _ in range(3)))
        for _ in range(3):
            await asyncio.wait_for(socket.recv(), 10)  # every environment is warm now
        started = time.monotonic()
        for _ in range(3):
            await say(socket, op="ask", sleep=0.5)
        for _ in range(3):
            await asyncio.wait_for(socket.recv(), 10)
    assert time.monotonic() - started < 1.4  # one after the other takes 1.5 s


async def test_posts_reach_a_socket_up_to_the_limit(local: Local, stack: dict[str, str]) -> None:
    endpoint = f"{local.emulator.endpoint_url}/_aws/execute-api/{stack['Ws']}/live"
    posts = local.client("apigatewaymanagementapi", endpoint_url=endpoint)
    with pytest.raises(posts.exceptions.GoneException):
        await asyncio.to_thread(posts.post_to_connection, ConnectionId="none", Data=b"x")
    with pytest.raises(posts.exceptions.PayloadTooLargeException):
        await asyncio.to_thread(
            posts.post_to_connection, ConnectionId="none", Data=b"x" * (128 * 1024 + 1)
        )

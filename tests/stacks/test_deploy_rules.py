"""The deploy rules of the design, on every stack."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise

from commons.declare import Api
from stacks.catalog import Catalog
from tests.stacks.conftest import Deployment
from tests.stacks.templates import Resource

MAX_RESOURCES = 400
MAX_INTEGRATIONS = 280
MAX_NAME = 64
AT_ONCE = 5
DATA = {"AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::Events::Archive"}
#: Set for the whole account and region: taking it away would silence other stages.
ACCOUNT_WIDE = {"GatewayLogs", "GatewayLogRole"}
NAMED = ("FunctionName", "QueueName", "TableName", "Name", "AlarmName", "TopicName", "LayerName")


def test_every_service_has_its_stack(local: Deployment, catalog: Catalog) -> None:
    parts = {
        service.name + (f"-{part + 1}" if part else "")
        for service in catalog
        for part in range(service.stacks)
    }
    assert set(local) == parts | {"core", "dashboard"}


def test_stacks_share_no_references(local: Deployment) -> None:
    for name, template in local.items():
        text = json.dumps(template.raw)
        assert "Fn::ImportValue" not in text, name
        assert "Fn::GetStackOutput" not in text, name
        exported = [o for o in template.raw.get("Outputs", {}).values() if "Export" in o]
        assert exported == [], name


def test_what_crosses_stacks_is_published_by_an_earlier_one(local: Deployment) -> None:
    published = {
        parameter.props["Name"]
        for template in local.values()
        for parameter in template.of("SSM::Parameter")
    }
    for name, template in local.items():
        for parameter in template.raw["Parameters"].values():
            path = parameter["Default"]
            if path.startswith("/local/"):
                assert path in published, name
                assert not path.startswith(f"/local/{name}/"), "a stack must not wait for itself"


def test_stacks_leave_room_below_cloudformations_limits(local: Deployment) -> None:
    sizes = {name: len(template.raw["Resources"]) for name, template in local.items()}
    assert max(sizes.values()) <= MAX_RESOURCES, sizes
    assert all(len(json.dumps(template.raw)) < 900_000 for template in local.values())


def test_apis_leave_room_below_their_integrations(local: Deployment, catalog: Catalog) -> None:
    built = Counter(
        resource.props["ApiId"]
        for template in local.values()
        for resource in template.of("ApiGatewayV2::Integration")
    )
    assert all(count <= MAX_INTEGRATIONS for count in built.values()), built
    assert all(catalog.integrations(api) <= MAX_INTEGRATIONS for api in Api)


def test_names_fit(local: Deployment) -> None:
    for template in local.values():
        for resource in template:
            for key in NAMED:
                name = resource.props.get(key)
                if isinstance(name, str) and resource.type != "AWS::SSM::Parameter":
                    assert len(name) <= MAX_NAME, name


def test_routes_of_one_api_come_five_at_a_time(local: Deployment) -> None:
    for template in local.values():
        by_api: dict[str, list[Resource]] = {}
        for integration in template.of("ApiGatewayV2::Integration"):
            by_api.setdefault(integration.props["ApiId"], []).append(integration)
        for integrations in by_api.values():
            waiting = [i for i in integrations if i.raw.get("DependsOn")]
            assert len(waiting) == max(0, len(integrations) - AT_ONCE)
            for earlier, later in pairwise(waiting):
                assert earlier.raw["DependsOn"] != later.raw["DependsOn"]
            routes = {r.id for r in template if r.type.endswith(("::Route", "::RouteResponse"))}
            assert {d for w in waiting for d in w.raw["DependsOn"]} <= routes


def test_one_role_invokes_all_routed_functions(local: Deployment) -> None:
    invokers = set()
    for template in local.values():
        assert not [
            permission
            for permission in template.of("Lambda::Permission")
            if "apigateway" in permission.props["Principal"]
        ]
        for integration in template.of("ApiGatewayV2::Integration"):
            invokers.add(
                integration.props["CredentialsArn"].split(".")[0].split("/")[-1].strip("${}")
            )
    assert len({re.sub(r"\W", "", i).lower().replace("arn", "") for i in invokers}) == 1, invokers


def test_data_outlives_its_stack_where_it_is_peoples(prod: Deployment, local: Deployment) -> None:
    def is_data(resource: Resource) -> bool:
        dead = "dead" in str(resource.props.get("QueueName", ""))
        return resource.type in DATA or dead

    for deployment, kept in ((prod, "RetainExceptOnCreate"), (local, "Delete")):
        for template in deployment.values():
            for resource in template:
                if is_data(resource):
                    assert resource.raw["DeletionPolicy"] == kept, resource.id
                elif resource.id not in ACCOUNT_WIDE:
                    assert resource.raw.get("DeletionPolicy", "Delete") == "Delete", resource.id
                if is_data(resource) and deployment is prod:
                    assert resource.raw["UpdateReplacePolicy"] == "Retain", resource.id


def test_tables_expire_rows_stream_images_and_can_be_restored(
    prod: Deployment, local: Deployment
) -> None:
    for deployment, kept in ((prod, True), (local, False)):
        tables = [
            table for template in deployment.values() for table in template.of("DynamoDB::Table")
        ]
        assert tables
        for table in tables:
            props = table.props
            assert props["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
            assert props["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
            assert props["BillingMode"] == "PAY_PER_REQUEST"
            restored = props["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
            assert restored is props["DeletionProtectionEnabled"] is kept


def test_each_service_owns_at_most_one_table_of_its_name(
    local: Deployment, catalog: Catalog
) -> None:
    for name, template in local.items():
        assert [t.props["TableName"] for t in template.of("DynamoDB::Table")] in (
            [],
            [f"local-{name}"] * (name in {service.name for service in catalog}),
        )


def test_each_stack_has_its_own_layers_of_the_same_assets(local: Deployment) -> None:
    contents = set()
    for name, template in local.items():
        functions = template.of("Lambda::Function")
        layers = template.of("Lambda::LayerVersion")
        assert len(layers) == (2 if functions else 0), name
        if functions:
            contents.add(json.dumps([layer.props["Content"]["S3Key"] for layer in layers]))
        for function in functions:
            assert function.props["Layers"] == [f"${{{layer.id}}}" for layer in layers]
    assert len(contents) == 1


def test_functions_are_alike(local: Deployment, catalog: Catalog) -> None:
    for name, template in local.items():
        if name == "dashboard":
            continue
        service = re.sub(r"-\d+$", "", name)
        groups = [
            g for g in template.of("Logs::LogGroup") if g.props["LogGroupName"].endswith(name)
        ]
        assert len(groups) == (service == name), "the first stack of a service makes its log"
        named = f"${{{groups[0].id}}}" if groups else f"/creavio/local/{service}"
        assert all("RetentionInDays" in group.props for group in groups)
        for function in template.of("Lambda::Function"):
            assert function.props["Runtime"] == "python3.13"
            assert function.props["Architectures"] == ["arm64"]
            assert function.props["LoggingConfig"]["LogGroup"] == named
            assert function.props["LoggingConfig"]["LogFormat"] == "JSON"
            assert "TracingConfig" not in function.props, "tracing is off unless asked for"
            variables = function.props["Environment"]["Variables"]
            assert {"STAGE", "VERSION", "API_URL", "WS_URL", "WS_CALLBACK_URL"} <= variables.keys()
            assert not [v for v in variables if "SECRET" in v or "PASSWORD" in v]


def test_gateway_logs_hold_no_path_no_query_and_no_address(local: Deployment) -> None:
    formats = [
        stage.props["AccessLogSettings"]["Format"]
        for stage in local["core"].of("ApiGatewayV2::Stage")
    ]
    assert len(formats) == 3
    for form in formats:
        assert not re.search(r"query|path|sourceIp|requestOverride|identity", form)


def test_apis_are_throttled_and_answer_allowed_origins(local: Deployment) -> None:
    for stage in local["core"].of("ApiGatewayV2::Stage"):
        assert stage.props["AutoDeploy"] is True
        assert stage.props["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
    for api in local["core"].of("ApiGatewayV2::Api"):
        if api.props["ProtocolType"] == "HTTP":
            origins = api.props["CorsConfiguration"]["AllowOrigins"]
            assert origins == ["https://app.example", "https://www.example"]
            assert "AllowCredentials" not in api.props["CorsConfiguration"]


def test_core_publishes_its_addresses(local: Deployment) -> None:
    outputs: dict[str, object] = {
        name: local["core"].flat(output["Value"])
        for name, output in local["core"].raw["Outputs"].items()
    }
    assert set(outputs) == {"ApiUrl", "PlatformApiUrl", "WsUrl"}
    assert outputs["ApiUrl"] == "https://${ClientApi}.execute-api.${AWS::Region}.amazonaws.com"
    assert str(outputs["WsUrl"]).startswith("wss://${SocketApi}.")


def test_core_names_no_service(local: Deployment, catalog: Catalog) -> None:
    text = json.dumps(local["core"].raw)
    others = [f'local-{service.name}"' for service in catalog if service.name != "core"]
    assert [name for name in others if name in text] == []


def test_queues_and_topics_are_reached_by_tls_only(local: Deployment) -> None:
    for name, template in local.items():
        reached = [r for r in template if r.type in ("AWS::SQS::Queue", "AWS::SNS::Topic")]
        policies = [*template.of("SQS::QueuePolicy"), *template.of("SNS::TopicPolicy")]
        refused = []
        for policy in policies:
            [denied] = [
                s for s in policy.props["PolicyDocument"]["Statement"] if s["Effect"] == "Deny"
            ]
            assert denied["Principal"] == "*"
            assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
            refused += policy.props.get("Queues") or policy.props["Topics"]
        assert sorted(refused) == sorted(f"${{{each.id}}}" for each in reached), name

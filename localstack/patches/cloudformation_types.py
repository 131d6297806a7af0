"""CloudFormation types the emulator refuses are accepted: route responses work, the rest is inert.

Upstream (services/cloudformation/provisioners.py, `_RESOURCE_HANDLERS`) knows no handler for them
and rejects the whole template ("Unrecognized resource types"). An inert resource exists and can be
referred to; it does nothing.
"""

import json
import uuid
from typing import Any

from ministack.services import apigateway
from ministack.services.cloudformation import provisioners

INERT = (
    "AWS::ApiGatewayV2::Deployment",
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::CloudWatch::AnomalyDetector",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::EC2::EIP",
    "AWS::EC2::FlowLog",
    "AWS::EC2::NatGateway",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::Events::EventBusPolicy",
    "AWS::Logs::QueryDefinition",
    "AWS::OpenSearchServerless::AccessPolicy",
    "AWS::OpenSearchServerless::Collection",
    "AWS::OpenSearchServerless::SecurityPolicy",
    "AWS::SecretsManager::RotationSchedule",
    "AWS::WAFv2::WebACLAssociation",
)


def create_inert(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
    """A resource with an id and the attributes templates ask such types for."""
    physical_id = f"{stack_name}-{logical_id}-{uuid.uuid4().hex[:8]}"
    arn = f"arn:aws:inert:us-east-1:000000000000:{physical_id}"
    return physical_id, {
        "Id": physical_id,
        "Arn": arn,
        "AllocationId": physical_id,
        "NatGatewayId": physical_id,
        "PublicIp": "127.0.0.1",
        "ScalableDimension": props.get("ScalableDimension", ""),
        "CollectionEndpoint": "http://127.0.0.1:9200",
    }


def update_inert(physical_id: str, _old: Any, _new: Any, _stack_name: str) -> Any:
    """Nothing to change."""
    return physical_id, {}


def delete_inert(_physical_id: str, _props: Any) -> None:
    """Nothing to remove."""


def create_route_response(_logical_id: str, props: dict[str, Any], _stack_name: str) -> Any:
    """A WebSocket route response: with it the function's body goes back to the client."""
    api_id, route_id = props["ApiId"], props["RouteId"].rpartition("/")[2]
    settings = {"routeResponseKey": props.get("RouteResponseKey", "$default")}
    status, _headers, body = apigateway._create_route_response(api_id, route_id, settings)
    if status >= 400:
        raise ValueError(f"AWS::ApiGatewayV2::RouteResponse: {body!r}")
    own_id = json.loads(body)["routeResponseId"]
    return f"{api_id}/{route_id}/{own_id}", {"RouteResponseId": own_id}


def delete_route_response(physical_id: str, _props: Any) -> None:
    """Take it off its route."""
    api_id, route_id, own_id = physical_id.split("/")
    apigateway._delete_route_response(api_id, route_id, own_id)


def apply() -> None:
    """Register the handlers; a type upstream has learned meanwhile keeps upstream's."""
    inert = {"create": create_inert, "update": update_inert, "delete": delete_inert}
    for name in INERT:
        provisioners._RESOURCE_HANDLERS.setdefault(name, inert)
    provisioners._RESOURCE_HANDLERS.setdefault(
        "AWS::ApiGatewayV2::RouteResponse",
        {
            "create": create_route_response,
            "update": update_inert,
            "delete": delete_route_response,
        },
    )

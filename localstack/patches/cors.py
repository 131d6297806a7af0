"""CORS settings of an HTTP API that come from CloudFormation take effect.

Upstream (services/cloudformation/provisioners.py, `_apigw_v2_api_create`) stores them with the
template's `AllowOrigins` keys and reads them as `allowOrigins`: every preflight gets 403.
"""

from typing import Any

from ministack.services.cloudformation import provisioners

NUMBERS, FLAGS = {"maxAge"}, {"allowCredentials"}


def stored(props: dict[str, Any]) -> dict[str, Any]:
    """Template properties with the CORS settings as the service stores them."""
    cors = props.get("CorsConfiguration")
    if not cors:
        return props
    settings: dict[str, Any] = {}
    for key, value in cors.items():
        name = key[0].lower() + key[1:]
        if name in FLAGS:
            value = str(value).lower() == "true"
        settings[name] = int(value) if name in NUMBERS else value
    return {**props, "CorsConfiguration": settings}


def apply() -> None:
    """Translate the keys before upstream's create and update see them."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]
    create, update = handlers["create"], handlers["update"]

    def create_api(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        return create(logical_id, stored(props), stack_name)

    def update_api(
        physical_id: str, old: dict[str, Any], new: dict[str, Any], stack_name: str, *rest: Any
    ) -> Any:
        return update(physical_id, old, stored(new), stack_name, *rest)

    provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"] = {
        **handlers,
        "create": create_api,
        "update": update_api,
    }

"""`Ref` of a secret is its ARN, as the CloudFormation reference says.

Upstream (services/cloudformation/provisioners.py, `_sm_secret_create`) answers the secret's name:
`secret.secret_arn` in the CDK, and every policy and variable made from it, is no ARN.
"""

from typing import Any

from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners


def name_of(physical_id: str) -> str:
    """The key upstream stores a secret under."""
    for name, secret in secretsmanager._secrets.items():
        if secret["ARN"] == physical_id:
            return str(name)
    return physical_id


def apply() -> None:
    """Let the ARN be the physical id; upstream's functions keep getting the name."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
    upstream = dict(handlers)

    def create(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        _name, attributes = upstream["create"](logical_id, props, stack_name)
        return attributes["Arn"], attributes

    def update(physical_id: str, *rest: Any, **options: Any) -> Any:
        _name, attributes = upstream["update"](name_of(physical_id), *rest, **options)
        return attributes["Arn"], attributes

    def delete(physical_id: str, props: dict[str, Any]) -> None:
        upstream["delete"](name_of(physical_id), props)

    handlers.update(create=create, update=update, delete=delete)

"""A secret made by CloudFormation: `Ref` is its ARN, and its value keeps the rules asked for.

Upstream (services/cloudformation/provisioners.py, `_sm_secret_create`) answers the name for
`Ref`: `secret.secret_arn` in the CDK, and every policy and variable made from it, is no ARN. Its
`_sm_secret_string` heeds only the length and `ExcludeCharacters`; the service's own
GetRandomPassword knows all the rules.
"""

import json
from typing import Any

from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners

FLAGS = (
    "ExcludeLowercase",
    "ExcludeNumbers",
    "ExcludePunctuation",
    "ExcludeUppercase",
    "IncludeSpace",
    "RequireEachIncludedType",
)


def secret_string(props: dict[str, Any]) -> str:
    """The value a template declares, in the place of upstream's function of this purpose."""
    rules = dict(props.get("GenerateSecretString") or {})
    if props.get("SecretString") or not rules:
        return str(props.get("SecretString", ""))
    for name in FLAGS:
        if name in rules:
            rules[name] = str(rules[name]).lower() == "true"
    rules["PasswordLength"] = int(rules.get("PasswordLength", 32))
    status, _headers, body = secretsmanager._get_random_password(rules)
    answer = json.loads(body)
    if status >= 400:
        raise ValueError(f"AWS::SecretsManager::Secret: {answer}")
    value = str(answer["RandomPassword"])
    if not rules.get("SecretStringTemplate"):
        return value
    return json.dumps(
        {**json.loads(rules["SecretStringTemplate"]), rules["GenerateStringKey"]: value}
    )


def name_of(physical_id: str) -> str:
    """The key upstream stores a secret under."""
    for name, secret in secretsmanager._secrets.items():
        if secret["ARN"] == physical_id:
            return str(name)
    return physical_id


def apply() -> None:
    """Let the ARN be the physical id; upstream's functions keep getting the name."""
    provisioners._sm_secret_string = secret_string
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

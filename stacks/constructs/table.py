"""A service's one table."""

from __future__ import annotations

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from stacks.acknowledgements import THROWAWAY_TABLE, acknowledge
from stacks.config import Config


def service_table(scope: Construct, name: str, config: Config) -> dynamodb.CfnTable:
    """On-demand, keyed ``pk``/``sk``, expiring by ``ttl``, with a stream of new images."""
    keys = {"pk": "HASH", "sk": "RANGE"}
    table = dynamodb.CfnTable(
        scope,
        "Table",
        table_name=name,
        billing_mode="PAY_PER_REQUEST",
        attribute_definitions=[
            dynamodb.CfnTable.AttributeDefinitionProperty(attribute_name=key, attribute_type="S")
            for key in keys
        ],
        key_schema=[
            dynamodb.CfnTable.KeySchemaProperty(attribute_name=key, key_type=kind)
            for key, kind in keys.items()
        ],
        time_to_live_specification=dynamodb.CfnTable.TimeToLiveSpecificationProperty(
            attribute_name="ttl", enabled=True
        ),
        stream_specification=dynamodb.CfnTable.StreamSpecificationProperty(
            stream_view_type="NEW_IMAGE"
        ),
        point_in_time_recovery_specification=dynamodb.CfnTable.PointInTimeRecoverySpecificationProperty(
            point_in_time_recovery_enabled=config.keeps_data
        ),
        deletion_protection_enabled=config.keeps_data,
    )
    if not config.keeps_data:
        acknowledge(table, THROWAWAY_TABLE)
    table.apply_removal_policy(config.data_policy)
    return table

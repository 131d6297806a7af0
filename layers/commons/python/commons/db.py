"""DynamoDB records: one table per service, several kinds of row in it, all keyed ``pk``/``sk``.

Verbs keep promises: ``load`` raises the kind's own refusal, ``find`` may return None, and only a
transaction or ``change`` writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import batched
from typing import Any, ClassVar, Self

from botocore.exceptions import ClientError
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.connection.base import MetaTable
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from commons.aws import BATCH_GET_LIMIT, batch_get, client
from commons.declare import WRITE
from commons.errors import NotFound, Problem
from commons.settings import table_name

KEY_SCHEMA = [
    {"AttributeName": "pk", "KeyType": "HASH"},
    {"AttributeName": "sk", "KeyType": "RANGE"},
]
KEY_ATTRIBUTES = [
    {"AttributeName": "pk", "AttributeType": "S"},
    {"AttributeName": "sk", "AttributeType": "S"},
]


class SharedConnection(Connection):
    """pynamodb on the process's one DynamoDB client, instead of one client per kind of row."""

    @property
    def client(self) -> Any:
        """The client of ``commons.aws``."""
        return client("dynamodb")


@cache
def connection(table: str) -> TableConnection:
    """The connection that all records of one table share."""
    schema = {
        "TableName": table,
        "KeySchema": KEY_SCHEMA,
        "AttributeDefinitions": KEY_ATTRIBUTES,
    }
    shared = SharedConnection()
    shared.add_meta_table(MetaTable(schema))
    made = TableConnection(table)
    made.connection = shared
    return made


class Record(Model):
    """Subclass once per service to name the service, then once per kind of row.

    prefix: what the partition keys of this kind begin with; IAM grants exactly that.
    verbs: what a function that writes this kind is granted.
    missing: the refusal when there is no such row.
    """

    prefix: ClassVar[str]
    verbs: ClassVar[tuple[str, ...]] = WRITE
    missing: ClassVar[type[Problem]] = NotFound

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    ttl = NumberAttribute(null=True)

    class Meta:
        """Required by pynamodb; the table's name comes from the service."""

        table_name = "unused"

    @classmethod
    def service(cls) -> str:
        """``functions.auth.models.Session`` is a row of the table of ``auth``."""
        return cls.__module__.split(".")[1]

    @classmethod
    def _get_connection(cls) -> TableConnection:
        return connection(table_name(cls.service()))

    @classmethod
    def find_row(cls, pk: str, sk: str, *, consistent: bool = True) -> Self | None:
        """The row, or None."""
        try:
            return cls.get(pk, sk, consistent_read=consistent)
        except cls.DoesNotExist:
            return None

    @classmethod
    def load_row(cls, pk: str, sk: str) -> Self:
        """The row, or this kind's own refusal."""
        found = cls.find_row(pk, sk)
        if found is None:
            raise cls.missing
        return found

    @classmethod
    def find_rows(cls, keys: Iterable[tuple[str, str]]) -> Iterator[Self]:
        """Those of the rows that exist, in no order."""
        table = table_name(cls.service())
        for some in batched(dict.fromkeys(keys), BATCH_GET_LIMIT):
            wanted = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in some]
            for row in batch_get({table: {"Keys": wanted, "ConsistentRead": True}}):
                yield cls.from_raw_data(row)

    def edit(self, values: Mapping[str, Any]) -> list[Action]:
        """Take over values and raise ``revision``; the actions that write exactly these."""
        given = dict(values) | {"revision": int(getattr(self, "revision", 0)) + 1}
        for name, value in given.items():
            setattr(self, name, value)
        kind = type(self)
        return [
            getattr(kind, name).remove() if value is None else getattr(kind, name).set(value)
            for name, value in given.items()
        ]

    def change(
        self,
        actions: Sequence[Action],
        condition: Condition | None = None,
        *,
        refused: type[Problem] | None = None,
    ) -> Self:
        """Update this one row where the condition holds and take over the result.

        Raises ``refused`` when the condition fails.
        """
        try:
            self.update(list(actions), condition=condition)
        except PynamoDBException as error:
            raise _refusal(error, refused) from None
        return self


def _refusal(error: PynamoDBException, refused: type[Problem] | None) -> Exception:
    if error.cause_response_code == "ConditionalCheckFailedException" and refused is not None:
        return refused()
    return error


def create_table(service: str) -> None:
    """Create a service's table as the stacks do; for tests on the bare emulator."""
    table = table_name(service)
    dynamodb = client("dynamodb")
    try:
        dynamodb.create_table(
            TableName=table,
            KeySchema=KEY_SCHEMA,
            AttributeDefinitions=KEY_ATTRIBUTES,
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceInUseException":
            raise

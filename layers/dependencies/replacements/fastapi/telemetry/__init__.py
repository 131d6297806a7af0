"""Off in this layer: nobody's requests are traced. See layers/dependencies/trims.py."""

from ._api import TelemetryConfig as TelemetryConfig
from ._api import TelemetryData as TelemetryData
from ._api import get_telemetry_data as get_telemetry_data

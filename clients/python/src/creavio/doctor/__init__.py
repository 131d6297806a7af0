"""`creavio doctor`: looks at a running deployment and says what is wrong and what to do."""

from creavio.doctor.examine import examine
from creavio.doctor.findings import Finding, Level

__all__ = ["Finding", "Level", "examine"]

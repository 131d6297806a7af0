"""A request over the loopback counts as one over TLS.

Upstream (core/iam_evaluator.py, `EvalContext`) says `aws:SecureTransport` is false of plain HTTP,
which is true, and refuses it where a queue's or bucket's policy demands TLS, as ours do: with roles
enforced, nobody could send to a queue. On AWS the same requests arrive over TLS.
"""

from typing import Any

from ministack.core import iam_evaluator


def apply() -> None:
    """Whatever is asked of a policy is asked over TLS."""
    init = iam_evaluator.EvalContext.__init__

    def over_tls(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        self.secure_transport = True

    iam_evaluator.EvalContext.__init__ = over_tls

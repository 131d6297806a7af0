"""Operators suspend accounts, and reinstate them."""

from __future__ import annotations

from tests.ops.conftest import MENDED, Stage


def test_the_job_is_given_the_account(stage: Stage) -> None:
    stage.function("auth-suspend-account", MENDED)

    assert "within 5 seconds" in stage.ops("accounts", "suspend", "usr_1")
    stage.ops("accounts", "reinstate", "usr_1")

    assert stage.done("auth-suspend-account") == [
        {"detail": {"user_id": "usr_1", "reinstate": False}},
        {"detail": {"user_id": "usr_1", "reinstate": True}},
    ]


def test_a_job_that_fails_is_said_to_have_failed(stage: Stage) -> None:
    stage.function("auth-suspend-account")

    assert "the job failed" in stage.ops("accounts", "suspend", "usr_1", code=1)

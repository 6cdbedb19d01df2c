"""Logs go to whatever standard error is at the moment."""

import contextlib
import io
import json

import structlog

from core.logging import set_up_logging


def test_an_event_is_one_json_line_on_todays_standard_error() -> None:
    first, second = io.StringIO(), io.StringIO()
    with contextlib.redirect_stderr(first):
        set_up_logging("INFO", as_json=True)
        structlog.get_logger().info("directive.stored", directive_id=1)
    first.close()
    with contextlib.redirect_stderr(second):
        structlog.get_logger().info("directive.read", directive_id=1)
        structlog.get_logger().debug("never.shown")
    event = json.loads(second.getvalue())
    assert (event["event"], event["directive_id"], event["level"]) == ("directive.read", 1, "info")
    structlog.reset_defaults()


def test_readable_text_is_for_terminals() -> None:
    shown = io.StringIO()
    with contextlib.redirect_stderr(shown):
        set_up_logging("warning", as_json=False)
        structlog.get_logger().info("never.shown")
        structlog.get_logger().warning("document.not_taken", source="folder")
    assert "document.not_taken" in shown.getvalue()
    assert "never.shown" not in shown.getvalue()
    structlog.reset_defaults()

"""Structured logs: one event a line, past-tense ``noun.verb``, no names, no document text, no secrets."""

import logging
import sys

import structlog


def set_up_logging(level: str, *, as_json: bool) -> None:
    """Send every log of the process to standard error, as JSON lines or readable text."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )


def _to_standard_error(*_names: object) -> structlog.PrintLogger:
    """Look standard error up at each event: it may have been put aside since the logs were set up."""
    return structlog.PrintLogger(sys.stderr)

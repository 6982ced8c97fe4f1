"""How the site logs: one line of fields a record, private text kept out. Not here: what is worth a line.

Messages of our own are constants with chosen fields. Of everybody else's records only the template, the place and the
type of the error are written, never the arguments or the error's message: they quote paths, values and addresses.
"""

from __future__ import annotations

import logging
import logging.config
import sys
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from types import TracebackType

ROOT = Path(__file__).resolve().parent.parent
RENDERERS: dict[str, Any] = {
    "json": structlog.processors.JSONRenderer(sort_keys=False),
    "text": structlog.processors.LogfmtRenderer(bool_as_flag=False),
}


def configure(wanted: dict[str, str]) -> None:
    """Set up logging for the process, from the least level to write and the form of a line; Django calls it."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"discreet": {"()": Discreet, "form": wanted["form"]}},
            "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "discreet"}},
            "root": {"handlers": ["out"], "level": wanted["level"]},
            "loggers": {
                "django": {"handlers": []},
                "daphne": {"level": "WARNING"},
                "fido2": {"level": "WARNING"},
                # Each command of a mail server that hands mail over.
                "mail.log": {"level": "WARNING"},
                # It says at every attempt that Redis is away; the bus says so once.
                "channels_redis": {"level": "CRITICAL"},
            },
        }
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            hold_error,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


class Discreet(logging.Formatter):
    """Writes a record as fields, without private text."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.render = RENDERERS[form]

    def format(self, record: logging.LogRecord) -> str:
        own = dict(record.msg) if isinstance(record.msg, dict) else foreign(record)
        error = error_of(own.pop("exc_info", None) or record.exc_info)
        fields = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **own,
            **(described(error) if error else {}),
        }
        return str(self.render(None, "", fields))


def hold_error(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Keep the error that is being handled, for a line may be written after it was handled."""
    if event.get("exc_info") is True:
        event["exc_info"] = sys.exc_info()[1]
    return event


def foreign(record: logging.LogRecord) -> dict[str, object]:
    """What may be told of a record that another library made."""
    template = str(record.msg).split("\n", 1)[0]
    status = getattr(record, "status_code", None)
    return {"event": template, "place": f"{record.module}:{record.lineno}", **({"status": status} if status else {})}


def error_of(info: object) -> BaseException | None:
    match info:
        case BaseException():
            return info
        case (_, BaseException() as error, _):
            return error
    return None


def described(error: BaseException) -> dict[str, str]:
    """An error by its type and its place, innermost place first; its message may quote what somebody wrote."""
    return {"error": f"{type(error).__module__}.{type(error).__qualname__}", "where": places(error.__traceback__)}


def places(trace: TracebackType | None) -> str:
    """Where it was raised, and the site's own lines on the way there."""
    frames = extract_tb(trace)[::-1]
    shown = [frame for no, frame in enumerate(frames) if no == 0 or is_own(frame.filename)]
    return " < ".join(f"{short(frame.filename)}:{frame.lineno} {frame.name}" for frame in shown)


def is_own(filename: str) -> bool:
    return Path(filename).is_relative_to(ROOT) and "site-packages" not in filename


def short(filename: str) -> str:
    """A file's path within the site, or its last two parts within a library."""
    path = Path(filename)
    return str(path.relative_to(ROOT)) if is_own(filename) else "/".join(path.parts[-2:])

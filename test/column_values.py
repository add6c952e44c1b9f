"""Values in one comparable form: those that PostgreSQL prints and those of the API's JSON.

Both become a text (None for NULL) that is the same only for equal values:
numbers keep every digit, times are microseconds since 1970, JSON has its
members in order.  Nothing is rounded on the way, except that double precision
holds the nearest double and numeric(5,2) two decimals.
"""
import datetime
import decimal
import json
import re

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
TIME = re.compile(r"(\d+-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d(?::?\d\d)?)")
DISPLAY_TIME = re.compile(r"(\d\d:\d\d:\d\d) GMT([+-]\d{4})( \(.*\))?")


class Number(str):
    """A JSON number as it stands in the text."""


class Missing:
    """A member that is not there."""

    def __bool__(self):
        return False


MISSING = Missing()


def parse_json(text):
    """JSON whose numbers keep their text."""
    return json.loads(text, parse_int=Number, parse_float=Number)


def number_text(text):
    """One spelling for all spellings of a number: digits without trailing zeros, exponent."""
    sign, digits, exponent = decimal.Decimal(text).as_tuple()
    digits = "".join(map(str, digits)).lstrip("0")
    stripped = digits.rstrip("0")
    if not stripped:
        return "0"
    return "%s%se%d" % ("-" if sign else "", stripped, exponent + len(digits) - len(stripped))


def json_text(value):
    """One spelling for equal JSON values."""
    if isinstance(value, Number):
        return number_text(value)
    if isinstance(value, dict):
        return "{%s}" % ",".join("%s:%s" % (json_text(name), json_text(value[name]))
                                 for name in sorted(value))
    if isinstance(value, list):
        return "[%s]" % ",".join(json_text(element) for element in value)
    return json.dumps(value, ensure_ascii=False)


def microseconds(text):
    """Microseconds since 1970 of a time with its zone, as ISO 8601 or PostgreSQL writes it."""
    match = TIME.fullmatch(text)
    if match is None:
        raise ValueError("not a time: %r" % text)
    day, clock, fraction, zone = match.groups()
    zone = "+0000" if zone == "Z" else (zone.replace(":", "") + "00")[:5]
    time = datetime.datetime.strptime(day + clock + zone, "%Y-%m-%d%H:%M:%S%z")
    return ((time - EPOCH) // datetime.timedelta(seconds=1)) * 10 ** 6 + int(
        (fraction or "").ljust(6, "0"))


def display_microseconds(date, time):
    """The same of "Mon Sep 26 2022" and "23:46:14 GMT+0000 (...)"."""
    match = DISPLAY_TIME.fullmatch(time)
    moment = datetime.datetime.strptime(date + " " + match.group(1) + match.group(2),
                                        "%a %b %d %Y %H:%M:%S%z")
    return (moment - EPOCH) // datetime.timedelta(microseconds=1)


def from_postgres(kind, text):
    """A column's value as the server's output function wrote it; text[] as JSON."""
    if text is None:
        return None
    if kind in ("jsonb", "text[]"):
        return json_text(parse_json(text))
    if kind == "timestamp with time zone":
        return str(microseconds(text))
    if kind == "double precision":
        return repr(float(text))
    return text


def scalar_text(value):
    """A JSON scalar as SQL text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return str(value)
    raise ValueError("not a scalar: %s" % json_text(value))


def time_from_api(value, options):
    """What a timestamp column must hold; the options say how the API writes it."""
    if "ms" in options:
        exact = decimal.Decimal(value) * 1000
        if exact != int(exact):
            raise ValueError("not whole microseconds: %s" % value)
        return str(int(exact))
    return str(microseconds(value))


def array_from_api(value, options):
    """What a text[] column must hold: a bare scalar is an array of one."""
    values = value if isinstance(value, list) else [value]
    texts = [None if element is None else scalar_text(element) for element in values]
    if "distinct" in options:
        texts = list(dict.fromkeys(texts))
    return json_text(texts)


def from_api(kind, value, options=()):
    """What a column of the type must hold where the API's JSON has the value."""
    if value is None or value is MISSING or (value == "" and "empty is null" in options):
        return None
    if kind == "jsonb":
        return json_text(value)
    if kind == "text[]":
        return array_from_api(value, options)
    if kind == "timestamp with time zone":
        return time_from_api(value, options)
    text = scalar_text(value)
    if kind == "boolean":
        return {"true": "true", "t": "true", "false": "false", "f": "false"}[text]
    if kind in ("integer", "bigint"):
        exact = decimal.Decimal(text)
        if exact != int(exact):
            raise ValueError("not an integer: %s" % text)
        return str(int(exact))
    if kind == "double precision":
        return repr(float(text))
    if kind == "numeric(5,2)":
        return str(decimal.Decimal(text).quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_UP))
    if kind == "date":
        return datetime.date.fromisoformat(text[:10]).isoformat()
    if kind == "text":
        return text
    raise ValueError("no rule for type %s" % kind)

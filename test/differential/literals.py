"""SQL literals and random values."""
import json

# Texts that show mistakes in quoting, escaping and encoding.
TEXTS = ["", "plain", "it's", 'say "hi"', "back\\slash", "größer", "日本", "🚀 away", "a,b", "{x}",
         "NULL", "null", "50%25", "tab\there", "two\nlines", "'", "$1", "/* no */ -- comment",
         "&amp; <b>", " leading and trailing ", "9007199254740993", "x" * 300]
NAMES = ["Plain", "It's", 'Say "hi"', "Back\\slash", "Größer", "日本", "🚀", "a,b", "50%", "NULL"]
UNITS = ["u", "größe", "o'neil", "a,b", "with space", 'q"', "50%25", "back\\", "#?&=", "日本", "🚀"]

CONDITIONS = [
    [],
    [{"type": "public"}],
    [{"type": "country", "operator": "any", "targetValue": ["DE", "größe"]}],
    [{"type": "email", "operator": "str_contains_any", "targetValue": ["@x.example", "o'neil"]}],
    [{"type": "custom_field", "operator": "gt", "targetValue": 9007199254740993, "field": "a \"b\""},
     {"type": "app_version", "operator": "version_gte", "targetValue": "1.2.3"}],
    [{"type": "user_id", "operator": "none", "targetValue": ["u,1", "back\\slash"]}],
]
# Segments take fewer types of conditions.
SEGMENT_CONDITIONS = [c for c in CONDITIONS if all(o["type"] not in ("public", "user_id") for o in c)]
OBJECTS = [
    '{}', '{"a": null}', '{"price": 1.50, "deep": {"n": null, "l": [null, 1]}}',
    '{"big": 9007199254740993, "tiny": 1e-7}', '{"größe": "it\'s \\"so\\"", "": []}',
    '{"on": true, "list": [{"x": null}, []]}',
]
METRICS = [[], [{"name": "orders", "type": "event_count_custom"}],
           [{"name": "page load's", "type": "mean"}, {"name": "größe", "type": "ratio"}]]


def quote(value):
    """A text literal; NULL for None."""
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"


def quote_json(value):
    """A jsonb literal of a Python value."""
    return quote(json.dumps(value, ensure_ascii=False)) + "::jsonb"


def quote_array(values):
    """A text[] literal."""
    if not values:
        return "'{}'::text[]"
    return "ARRAY[" + ", ".join(quote(v) for v in values) + "]::text[]"


def quote_bool(value):
    """A bool literal."""
    return "NULL" if value is None else "true" if value else "false"

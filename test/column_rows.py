"""The rows that the tables must show, made from the mock's own JSON by columns.json alone.

Words of columns.json.  A table has
    key         columns that name a row in messages
    once        rows of the same key count once, the first of them
    unreadable  reading it is an error (0A000); its columns have types alone
    reads       queries that are compared, see below
    columns     column: [type, source, how the API writes it...]; the last are "ms" (milliseconds
                since 1970), "ISO", "empty is null" ("" is NULL) and "distinct" (each element once)
A read of a table has
    from    lists whose rows it shows, each with
            path    below /console/v1, "{name}" being a value that is given; all pages are read
            each    where the values come from, if not from the read: see below
            get     items to read by themselves: path, where (which), values (for the path)
            rows    how rows lie in an item, one entry for every form (default: the item is one):
                    array   every object of this array of the item is a row object
                    list    every scalar of this list of the row object is a row
                    unless  not for items that have this array
                    set     sources of columns for these rows
            set     sources of columns for all rows of the list
            nothing statuses that mean that there are no rows
    each    one query for every combination of values: entries with "values" that are lists of
            texts, or with path, rows, where, nth (only the nth row, from 0) and "values" that
            are sources, evaluated for every row
    where   the condition of the query, "{name}" being a value that is given, as a literal
    ask     column: [parameter, value...]; adds "column = value" to the condition and the
            parameter to the paths, for every value

A source of a column's value:
    $, $.name, $.name.name, $.name[0].name, $.name[].name    the row object and its members
    item, item.name ...                                      the item around it
    position, element    place of the row object in its array; the scalar of the list
    given.name           value that the path was made with, NULL when there is none
    null, 'text'         always the same
    match A B            whether A equals B; where B is not there, whether position is 0
    join A B             A::B
    before A, after A    the parts of A around its last ::
    display A B          time of two display texts
    A | B                the first that is there
"""
import csv
import io
import itertools
import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request

import column_values
from column_values import MISSING

ROOT = "/console/v1"
KEY = "console-mock-key"
CONTRACT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "contract", "contract.json")
PLACE = re.compile(r"\{([a-z_0-9]+)\}")
STEP = re.compile(r"([A-Za-z_0-9]+)(\[\d*\])?")
PAGE_SIZE = 100


class Refused(ValueError):
    """An answer of another status than 2xx."""

    def __init__(self, status, path, body):
        super().__init__("GET %s: status %d: %s" % (path, status, body[:300]))
        self.status = status


class Api:
    """The mock, asked over plain HTTP."""

    def __init__(self, url):
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.answers = {}
        with open(CONTRACT, encoding="utf-8") as file:
            operations = json.load(file)["operations"]
        self.parameters = {
            re.sub(r"\{[^}]*\}", "{}", operation["path"][len(ROOT):]):
                {p["name"] for p in operation["parameters"] if p["in"] == "query"}
            for operation in operations if operation["method"] == "GET"}

    def get(self, path):
        """The body of an answer: parsed JSON, or the items of a CSV text."""
        if path not in self.answers:
            request = urllib.request.Request(self.url + ROOT + path,
                                             headers={"STATSIG-API-KEY": KEY})
            try:
                with self.opener.open(request, timeout=30) as answer:
                    text = answer.read().decode()
                    is_csv = answer.headers["Content-Type"].startswith("text/csv")
            except urllib.error.HTTPError as error:
                raise Refused(error.code, path, error.read().decode()) from error
            self.answers[path] = csv_items(text) if is_csv else column_values.parse_json(text)
        return self.answers[path]

    def items(self, template, given):
        """The items of all pages of a path with the given values in it."""
        path, _, query = template.partition("?")
        shape = PLACE.sub("{}", path)
        if shape not in self.parameters:
            raise ValueError("the contract has no GET %s" % path)
        filled = PLACE.sub(lambda m: urllib.parse.quote(given[m.group(1)], safe=""), template)
        if "page" not in self.parameters[shape]:
            return items_of(self.get(filled))
        limit = "limit=%d&" % PAGE_SIZE if "limit" in self.parameters[shape] else ""
        found = []
        for number in itertools.count(1):
            page = items_of(self.get("%s%s%spage=%d" % (filled, "&" if query else "?",
                                                        limit, number)))
            # A page of ids is an object around them.
            if not page or (isinstance(page[0], dict) and page[0].get("ids") == []):
                return found
            found += page
        return found


def csv_items(text):
    """Lines of a CSV text with a header, as items."""
    return [{"line_no": column_values.Number(number), "line": dict(line)}
            for number, line in enumerate(csv.DictReader(io.StringIO(text)), 1)]


def items_of(answer):
    """The items of an answer: its data, or the answer itself, one or several."""
    if isinstance(answer, dict):
        answer = answer["data"]
    return answer if isinstance(answer, list) else [answer]


class Scope:
    """What sources may refer to."""

    def __init__(self, given, item, row, position=0, element=MISSING):
        self.given = given
        self.item = item
        self.row = row
        self.position = position
        self.element = element

    def value(self, source):
        """The value of a source; MISSING where there is none."""
        for one in source.split(" | "):
            value = self.single(one)
            if value is not MISSING and value is not None:
                return value
        return MISSING

    def single(self, source):
        """The same of a source without alternatives."""
        word, *operands = source.split(" ") if source[0] != "'" else [source]
        if operands:
            return self.combined(word, *map(self.value, operands))
        if source[0] == "'" and source[-1] == "'":
            return source[1:-1]
        start, _, path = source.partition(".")
        if start == "given":
            return self.given.get(path, MISSING)
        if start in ("$", "item"):
            return member(self.row if start == "$" else self.item, path)
        return {"null": None, "position": column_values.Number(self.position),
                "element": self.element}[source]

    def combined(self, word, first, second=None):
        """A value made of others."""
        if word == "match":
            return first == second if second else self.position == 0
        if first is MISSING or second is MISSING:
            return MISSING
        if word in ("before", "after"):
            return first.rpartition("::")[0 if word == "before" else 2]
        return {"join": "{}::{}".format, "display": Display}[word](first, second)


class Display(tuple):
    """A time as two display texts."""

    def __new__(cls, date, time):
        return super().__new__(cls, (date, time))


def member(value, path):
    """The value at a path of member names; MISSING where there is none."""
    for name, index in STEP.findall(path):
        value = value.get(name, MISSING) if isinstance(value, dict) else MISSING
        if value is None or value is MISSING:
            return value
        if index == "[]":
            rest = path.partition("[].")[2]
            return [member(element, rest) for element in value]
        if index:
            value = value[int(index[1:-1])] if int(index[1:-1]) < len(value) else MISSING
    return value


class Expectation:
    """What a read must show."""

    def __init__(self, api):
        self.api = api

    def combinations(self, entries):
        """All combinations of the values of "each"."""
        alternatives = []
        for entry in entries or []:
            if "path" not in entry:
                for name, values in entry["values"].items():
                    alternatives.append([{name: value} for value in values])
                continue
            scopes = [scope for scope in self.scopes(entry, {})[0] if fits(scope, entry)]
            if "nth" in entry:
                scopes = scopes[entry["nth"]:][:1]
            found = [tuple((name, scope.value(source)) for name, source in entry["values"].items())
                     for scope in scopes]
            alternatives.append([dict(values) for values in dict.fromkeys(found)
                                 if all(value is not MISSING for _, value in values)])
        for choice in itertools.product(*alternatives):
            yield {name: value for values in choice for name, value in values.items()}

    def scopes(self, source, given, parameters=""):
        """(scopes of all rows of one list, in order; for each, what "set" says)."""
        template = source["path"] + parameters
        if parameters and "?" not in source["path"]:
            template = source["path"] + "?" + parameters[1:]
        try:
            items = self.api.items(template, given)
        except Refused as refused:
            if refused.status in source.get("nothing", []):
                return [], []
            raise
        scopes, sets = [], []
        for item in items:
            item = self.completed(source, item)
            for form in source.get("rows", [{}]):
                for scope in rows_of(form, given, item):
                    scopes.append(scope)
                    sets.append({**source.get("set", {}), **form.get("set", {})})
        return scopes, sets

    def completed(self, source, item):
        """The item, read by itself where the list is known to leave something out."""
        get = source.get("get")
        scope = Scope({}, item, item)
        if get is None or not fits(scope, get):
            return item
        values = {name: scope.value(value) for name, value in get["values"].items()}
        return self.api.items(get["path"], values)[0]

    def rows(self, read, table, given, parameters):
        """The rows of a read: a dict of comparable values each."""
        for source in read["from"]:
            for more in self.combinations(source.get("each")):
                for scope, special in zip(*self.scopes(source, {**given, **more}, parameters)):
                    yield {column: self.expected(scope, special.get(column, words[1]), words)
                           for column, words in table["columns"].items()}

    @staticmethod
    def expected(scope, source, words):
        """The comparable value of a column."""
        value = scope.value(source)
        if isinstance(value, Display):
            return str(column_values.display_microseconds(*value))
        return column_values.from_api(words[0], value, words[2:])


def fits(scope, entry):
    """Whether a row is one of those that "where" means."""
    return all(scope.value(source) in values for source, values in entry.get("where", {}).items())


def rows_of(form, given, item):
    """The scopes of the rows that lie in an item in one form."""
    if "unless" in form and isinstance(member(item, form["unless"]), list):
        return
    objects = [item]
    if "array" in form:
        objects = member(item, form["array"]) or []
    for position, row in enumerate(objects):
        if "list" not in form:
            yield Scope(given, item, row, position)
            continue
        for element in member(row, form["list"]) or []:
            yield Scope(given, item, row, position, element)

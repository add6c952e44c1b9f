"""The two sides: every statement runs on both, and their answers are compared."""
from session import Session
from state import States, parse
from tables import FAMILIES, TABLES

SEARCH_PATHS = {"foreign": "statsig, public", "local": "local, public"}


class Difference(Exception):
    """What one side did and the other did not."""

    def __init__(self, kind, lines):
        super().__init__(kind)
        self.kind = kind            # error, internal, tag, rows, notices, state, sent
        self.lines = lines


class Step:
    """A statement and what it brought on both sides."""

    def __init__(self, sql, foreign, local):
        self.sql = sql
        self.foreign = foreign
        self.local = local


class Pair:
    """A session on the foreign tables and one on the model."""

    def __init__(self, database, mock):
        self.database = database
        self.mock = mock
        self.mode = "commit"
        self.at_once = 1
        self.local = Session(database, SEARCH_PATHS["local"])
        self.foreign = None
        self.steps = []
        self.touched = set()        # tables that the statements name
        self.unexpected = []        # statements that failed on both sides, though they should not

    def start(self, mode, at_once):
        """Both sides as the fixtures have it, and a fresh session on the foreign tables.

        at_once: how many requests may be under way at the same time.
        """
        self.mode = mode
        self.at_once = at_once
        if self.foreign is not None:
            self.foreign.close()
        if self.local.status != "I":
            self.local.must("ROLLBACK")
        self.local.must("CLOSE ALL")
        self.local.must("DEALLOCATE ALL")
        self.mock.reset()
        self.local.must("SELECT model.reset()")
        self.foreign = Session(self.database, SEARCH_PATHS["foreign"])
        self.foreign.must(f"ALTER SERVER statsig OPTIONS (SET fetch_concurrency '{at_once}')")
        self.foreign.must(f"SET statsig_fdw.write_mode = '{mode}'")
        self.steps = []
        self.touched = set()

    def tables(self):
        """The tables that the statements are about, and those that have to do with them."""
        return [table for family in FAMILIES if self.touched & set(family) for table in family]

    @property
    def status(self):
        """I outside of a transaction, T inside, E in a failed one."""
        return self.local.status

    def run(self, sql, may_fail=False):
        """Runs a statement on both sides; returns the model's result."""
        pending = None
        if sql.startswith("COMMIT") and self.status == "T" and self.mode == "commit":
            self.nothing_sent("before COMMIT")
            pending = self.pending()
        self.touched |= {table for table in TABLES if table in sql}
        foreign = self.foreign.run(sql)
        local = self.local.run(sql)
        self.steps.append(Step(sql, foreign, local))
        if local.error is not None and foreign.error is not None and not may_fail:
            self.unexpected.append((sql, local.error, foreign.error))
        compare(foreign, local)
        if self.foreign.status != self.local.status:
            raise Difference("status", [f"foreign: {self.foreign.status}, local: {self.local.status}"])
        if pending is not None:
            self.compare_sent(pending)
        return local

    def pending(self):
        """What COMMIT is going to send: method, path and body, where that is known."""
        return self.foreign.must("SELECT method, path, body::text, note FROM statsig_fdw_pending ORDER BY step")

    def compare_sent(self, pending):
        """Fails when something else was sent than the transaction said."""
        sent = [[method, path, body] for method, path, body in self.mock.requests() if method != "GET"]
        said = [[method, path, parse(body or "null")] for method, path, body, note in pending if note is None]
        if len(said) == len(pending) and self.in_order(said) != self.in_order(sent):
            raise Difference("pending", [f"said: {s}" for s in said if s not in sent] or ["in another order"])
        if len(pending) != len(sent):
            raise Difference("pending", [f"said: {p}" for p in pending])

    def in_order(self, requests):
        """The requests as they must come: one after the other, or only those of one object."""
        if self.at_once == 1:
            return requests
        objects = {}
        for request in requests:
            objects.setdefault("/".join(request[1].split("/")[:3]), []).append(request)
        return {path: those if path.count("/") > 1 else sorted(those, key=repr)
                for path, those in objects.items()}

    def nothing_sent(self, when):
        """Fails when the mock has got a request that changes something."""
        if self.mode == "commit" and self.mock.changes():
            raise Difference("sent", [f"{when} a request was sent that changes something"])

    def finished(self, undone):
        """Compares the states after the end of a transaction and makes them one again."""
        if undone:
            self.nothing_sent("although it was rolled back")
        found = States(self.foreign, self.local).differences(self.tables())
        if found:
            raise Difference("state", found)
        remarks = [r for r in self.mock.changes() if r.startswith("REMARK")]
        if remarks:
            raise Difference("mock", remarks)

    def synchronise(self):
        """Takes the model's state from the API."""
        names = ", ".join(f"'{name}'" for name in self.tables())
        self.local.must(f"SELECT model.load(ARRAY[{names}]::text[])")
        self.mock.forget()


def compare(foreign, local):
    """Raises what differs in the answers to one statement."""
    if (foreign.error is None) != (local.error is None):
        raise Difference("error", [f"foreign: {foreign.error or 'no error'}", f"local:   {local.error or 'no error'}"])
    if foreign.sqlstate is not None and foreign.sqlstate.startswith("XX"):
        raise Difference("internal", [foreign.error])
    if foreign.tags != local.tags:
        raise Difference("tag", [f"foreign: {' '.join(foreign.tags)}", f"local:   {' '.join(local.tags)}"])
    # The rows of RETURNING come in any order.
    in_order = bool(local.tags) and local.tags[0].split()[0] in ("SELECT", "FETCH", "EXECUTE")
    if foreign.rows != local.rows if in_order else sorted(map(str, foreign.rows)) != sorted(map(str, local.rows)):
        raise Difference("rows", [])
    if foreign.notices != local.notices:
        raise Difference("notices", [])

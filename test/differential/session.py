"""A connection to PostgreSQL: the part of its protocol that simple queries need."""
import os
import socket
import struct


class Result:
    """What a simple query brought: rows, command tags, an error, notices."""

    def __init__(self):
        self.rows = []
        self.tags = []
        self.notices = []
        self.error = None           # message text
        self.sqlstate = None
        self.detail = None

    def shown(self):
        """The result as lines of text."""
        lines = ["|".join("NULL" if v is None else v for v in row)
                 for row in self.rows]
        lines += ["NOTICE " + notice for notice in self.notices]
        if self.error is not None:
            lines.append(f"ERROR {self.sqlstate} {self.error}"
                         + (f"\n      {self.detail}" if self.detail else ""))
        return lines + self.tags


class Session:
    """A session of the server that the environment (PGHOST, PGPORT, PGUSER) names."""

    def __init__(self, database, search_path=None):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(os.path.join(os.environ["PGHOST"],
                                         ".s.PGSQL." + os.environ.get("PGPORT", "5432")))
        self.file = self.socket.makefile("rb")
        self.status = "I"           # I: idle, T: in a transaction, E: in a failed one
        words = {"user": os.environ["PGUSER"], "database": database,
                 "client_encoding": "UTF8", "TimeZone": "UTC", "statement_timeout": "30s"}
        if search_path:
            words["search_path"] = search_path
        text = b"".join(w.encode() + b"\0" for item in words.items() for w in item) + b"\0"
        self.socket.sendall(struct.pack("!ii", len(text) + 8, 196608) + text)
        result = self.answers(Result())
        if result.error is not None:
            raise RuntimeError(result.error)

    def close(self):
        """Ends the session."""
        try:
            self.socket.sendall(b"X" + struct.pack("!i", 4))
        except OSError:
            pass
        self.file.close()
        self.socket.close()

    def run(self, sql):
        """Runs SQL text and returns its Result."""
        text = sql.encode() + b"\0"
        self.socket.sendall(b"Q" + struct.pack("!i", len(text) + 4) + text)
        return self.answers(Result())

    def must(self, sql):
        """The same for SQL that has to work; returns the rows."""
        result = self.run(sql)
        if result.error is not None:
            raise RuntimeError(f"{result.error} ({result.sqlstate}; {result.detail}) in: {sql}")
        return result.rows

    def answers(self, result):
        """Reads messages up to ReadyForQuery."""
        while True:
            head = self.file.read(5)
            if len(head) < 5:
                raise RuntimeError("the server closed the connection"
                                   + (f" after: {result.error}" if result.error else ""))
            kind, (length,) = head[:1], struct.unpack("!i", head[1:])
            body = self.file.read(length - 4)
            if kind == b"Z":
                self.status = body.decode()
                return result
            if kind == b"D":
                result.rows.append(self.row(body))
            elif kind == b"C":
                result.tags.append(body[:-1].decode())
            elif kind == b"E":
                fields = self.fields(body)
                result.error, result.sqlstate = fields["M"], fields["C"]
                result.detail = fields.get("D")
                if fields["S"] in ("FATAL", "PANIC"):
                    raise RuntimeError(fields["M"])
            elif kind == b"N":
                fields = self.fields(body)
                if fields["S"] == "WARNING":
                    result.notices.append("WARNING " + fields["M"])
                elif fields["S"] == "NOTICE":
                    result.notices.append(fields["M"])

    @staticmethod
    def row(body):
        """The values of a DataRow, as text."""
        values, at = [], 2
        for _ in range(struct.unpack("!h", body[:2])[0]):
            (length,) = struct.unpack("!i", body[at:at + 4])
            at += 4
            values.append(None if length < 0 else body[at:at + length].decode())
            at += max(length, 0)
        return values

    @staticmethod
    def fields(body):
        """The fields of an ErrorResponse or NoticeResponse."""
        return {part[:1].decode(): part[1:].decode()
                for part in body.split(b"\0") if part}

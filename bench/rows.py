"""What is measured: the rows of the table, as SQL, URLs and files for curl."""

import os

from session import KEY_HEADER

PAGE_SIZE = 100
CURL = ("curl", "-q", "-sS", "--fail", "--no-progress-meter", "--noproxy", "*")

# The columns of table gates as one reads them out of the JSON without the
# extension: name, member, its type, and the expression when it is not the member.
COLUMNS = (
    ("id", "id", "text"), ("name", "name", "text"), ("id_type", "idType", "text"),
    ("description", "description", "text"), ("last_modifier_id", "lastModifierID", "text"),
    ("last_modified_time", "lastModifiedTime", "bigint", 'to_timestamp("lastModifiedTime" / 1000.0)'),
    ("last_modifier_email", "lastModifierEmail", "text"),
    ("last_modifier_name", "lastModifierName", "text"), ("creator_id", "creatorID", "text"),
    ("created_time", "createdTime", "bigint", 'to_timestamp("createdTime" / 1000.0)'),
    ("creator_name", "creatorName", "text"), ("creator_email", "creatorEmail", "text"),
    ("tags", "tags", "text[]"), ("target_apps", "targetApps", "text[]"),
    ("holdout_ids", "holdoutIDs", "text[]"), ("team", "team", "text"), ("team_id", "teamID", "text"),
    ("version", "version", "integer"), ("checks_per_hour", "checksPerHour", "float8"),
    ("status", "status", "text"), ("type", "type", "text"), ("type_reason", "typeReason", "text"),
    ("owner", "owner", "jsonb"), ("is_template", "isTemplate", "boolean"),
    ("is_enabled", "isEnabled", "boolean"), ("rules", "rules", "jsonb"),
    ("measure_metric_lifts", "measureMetricLifts", "boolean"),
    ("monitoring_metrics", "monitoringMetrics", "jsonb"),
    ("review_settings", "reviewSettings", "jsonb"),
    ("release_pipeline_id", "releasePipelineID", "text"), ("active_review", "activeReview", "jsonb"),
)

# Columns of the foreign table that no answer has: they are written only, or parameters.
NOT_READ = ("archive_reason", "unarchive_reason", "force_archive", "pass_rate", "rollout_rate", "raw")


def members():
    """The column definition list for jsonb_to_recordset()."""
    return ", ".join(f'"{column[1]}" {column[2]}' for column in COLUMNS)


def from_members():
    """The select list that makes of them what the extension's columns are."""
    return ", ".join(f'{column[3] if len(column) > 3 else chr(34) + column[1] + chr(34)} AS {column[0]}'
                     for column in COLUMNS)


def from_table(alias=""):
    return ", ".join(alias + column[0] for column in COLUMNS)


def quoted(ids):
    return ", ".join(f"'{one}'" for one in ids)


class Row:
    """
    One line of the table.

    extension   the query through the extension
    staged      the same query over the staged answers of curl (competitor a)
    urls        what curl asks for, in this order
    single      one request: done many times in a round, and keyed.c is a competitor, too (c)
    """

    def __init__(self, name, extension, staged, urls, single=False):
        self.name = name
        self.extension = extension
        self.staged = staged
        self.urls = urls
        self.single = single

    def times(self, way, delay):
        """How often a round does it; the table shows the time of one."""
        if not self.single:
            return 1
        # Without processes to start and without a delay, one is too short to be told apart.
        return 200 if delay == 0 and way in ("extension", "c") else 20

    def write_files(self, directory, number):
        """Files for curl: the URLs with the answers one a line, and with none of them kept."""
        self.to_stdout = os.path.join(directory, f"row{number}.curl")
        self.to_nothing = os.path.join(directory, f"row{number}.floor.curl")
        with open(self.to_stdout, "w", encoding="utf-8") as file:
            file.write(f'header = "{KEY_HEADER}"\n')
            file.writelines(f'url = "{url}"\n' for url in self.urls)
        with open(self.to_nothing, "w", encoding="utf-8") as file:
            file.write(f'header = "{KEY_HEADER}"\n')
            file.writelines(f'url = "{url}"\noutput = "/dev/null"\n' for url in self.urls)

    def statements_extension(self):
        return [f"COPY ({self.extension}) TO '/dev/null'"]

    def statements_staged(self):
        return ["TRUNCATE staging", self.statement_stage(), f"COPY ({self.staged}) TO '/dev/null'"]

    def statement_stage(self):
        # One answer a line, taken whole: neither character occurs in JSON.
        curl = " ".join(f"'{word}'" for word in CURL).replace("'", "''")
        return (f"COPY staging FROM PROGRAM '{curl} -w ''\\n'' -K ''{self.to_stdout}''' "
                "WITH (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')")

    def command_floor(self):
        return [*CURL, "--parallel", "--parallel-immediate", "--parallel-max", "8",
                "-K", self.to_nothing]


def make_rows(base, gates, ids):
    """The rows that read; "ids" are the keys of the project, in the order of its list."""
    list_url = f"{base}/console/v1/gates"
    pages = [f"{list_url}?limit={PAGE_SIZE}&page={page + 1}" for page in range(gates // PAGE_SIZE)]
    table = "statsig.gates"
    every_gate = f"staging, jsonb_to_recordset(body->'data') AS g({members()})"
    named_gates = f"staging, jsonb_to_record(body->'data') AS g({members()})"
    few = ids[7::len(ids) // 20][:20]
    wanted = ids[11::len(ids) // 50][:50]
    return [
        Row(f"scan of {gates} gates, {len(COLUMNS)} columns",
            f"SELECT {from_table()} FROM {table}",
            f"SELECT {from_members()} FROM {every_gate}", pages),
        Row("count(*)",
            f"SELECT count(*) FROM {table}",
            "SELECT sum(jsonb_array_length(body->'data')) FROM staging", pages),
        Row("one gate by key",
            f"SELECT {from_table()} FROM {table} WHERE id = '{ids[4321 % len(ids)]}'",
            f"SELECT {from_members()} FROM {named_gates}",
            [f"{list_url}/{ids[4321 % len(ids)]}"], single=True),
        Row("IN of 20 keys",
            f"SELECT {from_table()} FROM {table} WHERE id IN ({quoted(few)})",
            f"SELECT {from_members()} FROM {named_gates}", [f"{list_url}/{one}" for one in few]),
        Row("join of 50 keys",
            f"SELECT w.note, {from_table('g.')} FROM wanted w JOIN {table} g ON g.id = w.id",
            f"SELECT w.note, {from_table('g.')} FROM wanted w JOIN "
            f"(SELECT {from_members()} FROM {named_gates}) g ON g.id = w.id",
            [f"{list_url}/{one}" for one in wanted]),
        Row("gates, rules and conditions",
            "SELECT g.id, g.status, r.name, r.pass_percentage, c->>'type' AS condition, "
            f"c->>'operator' AS operator, c->'targetValue' AS value FROM {table} g "
            "JOIN statsig.gate_rules r ON r.gate_id = g.id, jsonb_array_elements(r.conditions) c",
            "SELECT g.id, g.status, r.name, r.\"passPercentage\", c->>'type', c->>'operator', "
            "c->'targetValue' FROM staging, "
            "jsonb_to_recordset(body->'data') AS g(id text, status text, rules jsonb), "
            "jsonb_to_recordset(g.rules) AS r(name text, \"passPercentage\" numeric(5, 2), conditions jsonb), "
            "jsonb_array_elements(r.conditions) c", pages),
        Row("LIMIT 5",
            f"SELECT {from_table()} FROM {table} LIMIT 5",
            f"SELECT {from_members()} FROM {every_gate}", [f"{list_url}?limit=5&page=1"],
            single=True),
    ], wanted

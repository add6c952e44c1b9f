"""What a generator of statements knows: random choices and the state they are made in."""
import json


class Scene:
    """The state of the model, read again after each statement, and a source of chance."""

    def __init__(self, rng, local, number, mode):
        self.rng = rng
        self.local = local          # the model's session
        self.number = number
        self.single = mode == "immediate"   # whether each statement is a transaction of its own
        self.counter = 0
        self.cache = {}
        self.planned = []           # statements that are to follow
        self.archived = False       # whether a gate may have gone from the lists, so that only its id finds it
        self.in_block = False       # inside a DO block the state is not known
        self.rows_gone = False      # whether the block may have deleted rows,
        self.parents_gone = False   # among them objects that have children

    def changed(self):
        """Forgets what was read; the state has changed."""
        self.cache = {}

    def rows(self, table):
        """The rows of a table as they are now, in a fixed order."""
        if table not in self.cache:
            rows = self.local.must(f"SELECT row_to_json(t) FROM local.{table} AS t ORDER BY t.model_uid")
            self.cache[table] = [json.loads(row[0]) for row in rows]
        return self.cache[table]

    def kept(self, table):
        """The rows of a table as they were at the start of all."""
        key = "base." + table
        if key not in self.cache:
            rows = self.local.must(f"SELECT row_to_json(t) FROM base.{table} AS t ORDER BY t.model_uid")
            self.cache[key] = [json.loads(row[0]) for row in rows]
        return self.cache[key]

    def fresh(self, word="N"):
        """A text that occurs nowhere else."""
        self.counter += 1
        return f"{word}{self.number}x{self.counter}"

    def chance(self, share):
        """True with this probability."""
        return self.rng.random() < share

    def pick(self, values):
        """One of the values."""
        return self.rng.choice(list(values))

    def some(self, values, least, most):
        """Some of the values, in their order."""
        values = list(values)
        count = min(len(values), self.rng.randint(least, most))
        return [values[i] for i in sorted(self.rng.sample(range(len(values)), count))]

    def weighted(self, choices):
        """One key of a dictionary of weights."""
        return self.rng.choices(list(choices), list(choices.values()))[0]

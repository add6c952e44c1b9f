"""Random transactions: what is done in which order."""
from blocks import Cursors, Prepared, do_block
from changing import change
from failing import failing
from literals import quote
from reading import look, orders, query, ELEMENTS
from tables import FAMILIES
from writing import open_experiments

MOST_CHANGES = 50                   # rows; the queue of a transaction is bounded, and requests are paced
FAMILY_WEIGHTS = (5, 2, 3, 2, 2)
STEPS = {"change": 50, "query": 18, "savepoint": 9, "back": 6, "release": 3, "block": 7, "fail": 5,
         "prepared": 5, "cursor": 5}
BEGIN = ("BEGIN", "BEGIN", "BEGIN", "START TRANSACTION ISOLATION LEVEL REPEATABLE READ", "BEGIN ISOLATION LEVEL SERIALIZABLE")


class Player:
    """Makes and runs the statements of one transaction."""

    def __init__(self, pair, scene):
        self.pair = pair
        self.scene = scene
        self.rng = scene.rng
        self.family = FAMILIES[0]
        self.prepared = Prepared()
        self.cursors = Cursors()
        self.savepoints = []
        self.changes = 0

    def play(self):
        """One transaction, mostly of many statements; sometimes a second one after it."""
        self.choose_family()
        if self.scene.single or self.scene.chance(0.1):
            self.single_statements()
            return
        self.block_of_statements()
        if self.scene.chance(0.2) and not self.scene.archived:
            self.pair.synchronise()
            self.scene.changed()
            self.block_of_statements()

    def choose_family(self):
        """Most statements of a transaction are about tables that have to do with each other."""
        self.family = self.rng.choices(FAMILIES, FAMILY_WEIGHTS)[0]

    def run(self, sql, may_fail=False):
        """Runs a statement and counts what it changed."""
        result = self.pair.run(sql, may_fail)
        self.scene.changed()
        for tag in result.tags:
            if tag.split()[0] in ("INSERT", "UPDATE", "DELETE"):
                self.changes += int(tag.split()[-1])
        self.changes += sum(int(n.split()[1]) for n in result.notices if n.startswith("rows "))
        return result

    def single_statements(self):
        """Statements that are transactions of their own."""
        self.scene.single = True
        for _ in range(self.rng.randint(1, 4)):
            if self.scene.chance(0.1):
                self.run(failing(self.scene), may_fail=True)
                self.pair.finished(undone=True)
                continue
            self.run(change(self.scene, self.family))
            self.pair.finished(undone=False)
            if self.scene.archived:
                break
            self.pair.synchronise()
            self.scene.changed()

    # ------------------------------------------------- a transaction block

    def block_of_statements(self):
        """BEGIN, some steps, COMMIT or ROLLBACK."""
        self.savepoints, self.cursors = [], Cursors()
        self.run(self.scene.pick(BEGIN))
        for _ in range(self.rng.randint(2, 14)):
            if self.scene.chance(0.1):
                self.choose_family()
            self.step()
            if self.pair.status == "E":
                self.recover()
            if self.pair.status == "I":
                break
        if self.pair.status != "I":
            self.end()

    def step(self):
        """One step of a transaction."""
        kind = self.scene.weighted(STEPS)
        if kind == "change" and self.changes < MOST_CHANGES:
            self.run(change(self.scene, self.family))
            if self.scene.chance(0.3) and self.pair.status == "T":
                self.run(query(self.scene, self.family))
        elif kind == "block" and self.changes < MOST_CHANGES:
            self.run(*do_block(self.scene, self.family))
        elif kind == "savepoint":
            # One name may stand for several savepoints.
            name = self.scene.pick(["a", "b", "c", "d"])
            self.savepoints.append(name)
            self.run(f"SAVEPOINT {name}")
        elif kind == "back" and self.savepoints:
            self.back_to_savepoint()
        elif kind == "release" and self.savepoints:
            name = self.scene.pick(self.savepoints)
            self.run(f"RELEASE SAVEPOINT {name}")
            del self.savepoints[self.last(name):]
            self.cursors.open = [(c, min(depth, len(self.savepoints))) for c, depth in self.cursors.open]
        elif kind == "fail":
            self.run(failing(self.scene), may_fail=True)
        elif kind == "prepared" and self.changes < MOST_CHANGES:
            self.use_prepared()
        elif kind == "cursor":
            self.use_cursor()
        else:
            self.run(query(self.scene, self.family))

    def last(self, name):
        """Which savepoint a name stands for: the last one."""
        return len(self.savepoints) - 1 - self.savepoints[::-1].index(name)

    def back_to_savepoint(self):
        """ROLLBACK TO; the savepoint itself stays."""
        name = self.scene.pick(self.savepoints)
        self.run(f"ROLLBACK TO SAVEPOINT {name}")
        del self.savepoints[self.last(name) + 1:]
        self.cursors.rolled_back(len(self.savepoints))
        if self.scene.chance(0.5):
            self.look()

    def use_prepared(self):
        """PREPARE, or EXECUTE once or often enough for a generic plan."""
        if not self.prepared.statements or self.scene.chance(0.4):
            self.run(self.prepared.prepare(self.scene, self.family))
        for _ in range(self.scene.pick([1, 1, 2, 7])):
            if self.pair.status == "T":
                self.run(self.prepared.execute(self.scene))

    def use_cursor(self):
        """DECLARE, or FETCH from what was declared before some changes."""
        if not self.cursors.open or self.scene.chance(0.3):
            self.run(self.cursors.declare(self.scene, self.family, len(self.savepoints)))
        else:
            self.run(self.cursors.fetch(self.scene))

    def look(self):
        """Everything in the tables that the transaction is about."""
        for table in self.family:
            self.run(look(table))
            if table in ELEMENTS and self.scene.chance(0.3):
                self.run(orders(table))

    def recover(self):
        """After an error: back to a savepoint, or the end."""
        if self.scene.chance(0.1):
            self.run("SELECT 1", may_fail=True)
        if self.savepoints and self.scene.chance(0.8):
            self.back_to_savepoint()
        else:
            self.run(self.scene.pick(["ROLLBACK", "ROLLBACK", "COMMIT"]))
            self.pair.finished(undone=True)

    def end(self):
        """COMMIT or ROLLBACK, and what is there then."""
        commit = self.scene.chance(0.7)
        if commit:
            self.repair_groups()
        if self.scene.chance(0.6):
            self.look()
        for name, _ in self.cursors.open:
            self.run(f"FETCH ALL FROM {name}")
        self.run("COMMIT" if commit else "ROLLBACK")
        for name in self.cursors.held if commit else []:
            self.run(f"FETCH ALL FROM {name}")
        self.pair.finished(undone=not commit)

    def repair_groups(self):
        """Makes the sizes of each experiment's groups add up to 100."""
        for experiment in open_experiments(self.scene):
            groups = [g for g in self.scene.rows("experiment_groups") if g["experiment_id"] == experiment]
            total = sum(g["size"] for g in groups)
            if groups and abs(total - 100) > 0.004:
                self.run("UPDATE experiment_groups SET size = CASE name WHEN "
                         f"{quote(groups[0]['name'])} THEN 100 ELSE 0 END WHERE experiment_id = {quote(experiment)}")

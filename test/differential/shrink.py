"""Shorter forms of a failure: the same statements without those that do not matter."""
from pair import Difference


def replay(pair, statements):
    """Runs statements from the start; the Difference they lead to, or None."""
    pair.start(pair.mode, pair.at_once)
    try:
        for sql in statements:
            before = pair.status
            pair.run(sql, may_fail=True)
            if pair.status == "I":
                ended = before == "E" or sql.startswith("ROLLBACK")
                pair.finished(undone=ended or pair.steps[-1].local.error is not None)
                pair.synchronise()
    except Difference as difference:
        return difference
    return None


def shrink(pair, difference):
    """Prints the statements that are left when none can be spared."""
    statements = [step.sql for step in pair.steps]
    last = pair.steps[-1]

    def is_same(found):
        return found is not None and found.kind == difference.kind \
            and (pair.steps[-1].sql, pair.steps[-1].foreign.error) == (last.sql, last.foreign.error)

    if not is_same(replay(pair, statements)):
        print("-- not repeatable from its statements")
        return
    size = max(len(statements) // 2, 1)
    while size >= 1:
        at = 0
        while at < len(statements) - 1:
            shorter = statements[:at] + statements[at + size:]
            if is_same(replay(pair, shorter)):
                statements = shorter
            else:
                at += size
        size //= 2
    found = replay(pair, statements)
    print("-- shorter:")
    for sql in statements:
        print(f"{sql};")
    for side in ("foreign", "local"):
        for line in getattr(pair.steps[-1], side).shown():
            print(f"    -- {side}: {line}")
    for line in found.lines:
        print(f"-- {line}")
    for request in pair.mock.changes():
        print(f"-- sent: {request}")

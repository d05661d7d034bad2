"""People who asked to be forgotten: no list takes them any more, and what was kept of them is taken out.

Only their keyed hash stays, so that an export which brings them again does not bring them back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data.access import Action, Person, require
from data.audit import record
from data.ledger import ASSIGNMENT_SCHEMA, CONTROL, KeptList, kept_lists, take_out
from data.sent import SentRecord, sent_records, take_out_sent
from data.settings import Settings
from data.uploaded import MatchOn, forget_name
from data.whole import whole_file

_SCHEMA = pa.schema([("person", pa.uint64())])


def forgotten(settings: Settings) -> NDArray[np.uint64]:
    """The keyed hashes, ascending, under the ledger's key."""
    path = settings.state / "forgotten.parquet"
    if not path.exists():
        return np.empty(0, np.uint64)
    found: NDArray[np.uint64] = pq.read_table(path, schema=_SCHEMA)["person"].to_numpy()
    return found


def forget(settings: Settings, person_hash: int, names: Mapping[MatchOn, str], *, person: Person, at: datetime) -> int:
    """Take one person out of lists that left, records of messages and uploaded lists, and remove the files that named
    them; answers how many had them. `names` are the IDs and addresses under which uploaded lists may have them.

    The record keeps that it was done, and of whom only the hash. Raises `Forbidden`, `AuditError`, `ListError`.
    """
    require(person, Action.FORGET)
    tombstone = f"person {person_hash:016x}"
    record(settings, at=at, person=person, act="forget_started", what=tombstone)
    _keep(settings, np.union1d(forgotten(settings), np.array([person_hash], np.uint64)))
    found = sum(_take_out_of(settings, kept, person_hash) for kept in kept_lists(settings))
    found += sum(_take_out_of_record(settings, kept, person_hash) for kept in sent_records(settings))
    found += sum(forget_name(settings, match, given) for match, given in names.items())
    record(settings, at=at, person=person, act="forgotten", what=tombstone, rows=found)
    return found


def _take_out_of(settings: Settings, kept: KeptList, person_hash: int) -> bool:
    assigned = kept.assignments()
    is_them = pc.equal(assigned["person"], pa.scalar(person_hash, pa.uint64()))
    theirs = assigned.filter(is_them)
    if not theirs.num_rows:
        return False
    take_out(kept, assigned.filter(pc.invert(is_them)).cast(ASSIGNMENT_SCHEMA))
    if theirs["arm"].to_pylist() != [CONTROL]:
        for file in kept.manifest["files"]:
            (settings.lists / kept.id / file["name"]).unlink(missing_ok=True)
    return True


def _take_out_of_record(settings: Settings, kept: SentRecord, person_hash: int) -> bool:
    rows = kept.rows()
    is_them = pc.equal(rows["person"], pa.scalar(person_hash, pa.uint64()))
    if not pc.any(is_them).as_py():
        return False
    take_out_sent(settings, kept, rows.filter(pc.invert(is_them)))
    return True


def _keep(settings: Settings, hashes: NDArray[np.uint64]) -> None:
    with whole_file(settings.state / "forgotten.parquet") as aside:
        pq.write_table(pa.table({"person": pa.array(hashes, pa.uint64())}), aside)

"""The people behind a cell: the rule that selects them, or the very statement that counted them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from queries.audience import Audience
from queries.catalog import catalog
from queries.engines import Engine
from queries.relations import AUDIENCE
from queries.retention.cell_rule import cell_rule
from queries.retention.followed import complete
from queries.retention.retention import asked_of
from queries.retention.starts import Asked
from queries.retention.study import Measure, RelativeTo, Study
from queries.segments.rows import column


def people_in(engine: Engine, study: Study, audience: Audience, cohort: date, index: int) -> Audience:
    """Exactly those whom the cell counts, of the cohort that starts on that day.

    With a `segment` where a rule can say it, so that it can be kept and become a list. Raises what `retention` does.
    """
    asked = asked_of(engine, study, audience)
    number = asked.calendar.number_of(cohort)
    rule = cell_rule(study, number, index, audience, catalog(engine.version))
    if rule is not None:
        return Audience(audience.as_of, rule)
    return CellPeople(audience.as_of, None, study=study, cohort=number, index=index, among=audience)


@dataclass(frozen=True)
class CellPeople(Audience):
    """People whom a cell counts; `cohort` is the number of its period, `among` the audience of the study."""

    study: Study = field(default_factory=Study)
    cohort: int = 0
    index: int = 0
    among: Audience = field(default_factory=lambda: Audience(date.min))

    @property
    def is_everyone(self) -> bool:
        return False

    @property
    def key(self) -> str:
        among = self.among.key
        return json.dumps([self.study.key, self.cohort, self.index, among], ensure_ascii=False)

    def query(self, engine: Engine) -> exp.Query:
        asked = asked_of(engine, self.study, self.among)
        tree = complete(asked, _counted(asked, self.index), self.cohort)
        for found in tuple(tree.find_all(exp.Table)):
            if found.name == AUDIENCE:
                found.replace(self.among.query(engine).subquery(AUDIENCE))
        return tree


def _counted(asked: Asked, index: int) -> exp.Query:
    """Of the one cohort in `starts`; nobody is in it twice."""
    study, step = asked.bound.study, asked.calendar.step
    if study.measure is Measure.CHURNED and index:
        return _not_counted(asked, index)
    source = "starts" if index == 0 and study.measure is not Measure.VALUE else "covered"
    people = exp.select(column("user_no", source).as_("user_no")).from_(source)
    return people if source == "starts" else people.where(*_holds(source, index * step))


def _not_counted(asked: Asked, index: int) -> exp.Query:
    """Who was at risk and is not among those counted."""
    step = asked.calendar.step
    is_of_all = asked.bound.study.relative_to is RelativeTo.INITIAL or index == 1
    source = "starts" if is_of_all else "active"
    person, counted = column("user_no", source), column("user_no", "counted")
    returned = exp.select(column("user_no", "covered").as_("user_no")).from_("covered")
    returned = returned.where(*_holds("covered", index * step))
    found = exp.select(person.as_("user_no")).from_(source)
    found = found.join(
        returned.subquery("counted"), on=exp.EQ(this=person.copy(), expression=counted), join_type="left"
    )
    found = found.where(exp.Is(this=counted.copy(), expression=exp.null()))
    return found if is_of_all else found.where(*_holds("active", (index - 1) * step))


def _holds(source: str, age: int) -> tuple[exp.Expr, exp.Expr]:
    return (
        exp.LTE(this=column("first_age", source), expression=exp.Literal.number(age)),
        exp.GTE(this=column("last_age", source), expression=exp.Literal.number(age)),
    )

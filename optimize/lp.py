"""
The one door to PuLP: solve a program and say what is proved.

PuLP's ``status`` says "Optimal" when a limit stopped the search, so it is not read here; bounds, gaps and the
sign of duals differ between solvers and are made equal here. Programs are handed over in bulk, because adding
columns and rows one by one costs more than solving.
"""

from __future__ import annotations

import math
import re
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pulp

from optimize.program import Floats, Limits, Program, Row, Solution, SolverName, Status

__all__ = ["solve"]

Answer = tuple[Status, Floats, Floats, float]


def solve(
    program: Program,
    solver: SolverName = "highs",
    limits: Limits | None = None,
    *,
    relaxed: bool = False,
    start: Floats | None = None,
) -> Solution:
    """
    Return the best point found and what is proved about it; silent, on one thread.

    Parameters
    ----------
    program
        What to solve.
    solver
        ``highs`` (through highspy) or ``cbc`` (PuLP's own).
    limits
        When to stop.
    relaxed
        Solve the linear relaxation: whole numbers may be broken.
    start
        A point to start a search from, shape (n_columns,); HiGHS only.

    Raises
    ------
    ValueError
        When there is no such solver.

    >>> program = Program("carpenter", sense="max")
    >>> tables, chairs = program.add_columns(["tables", "chairs"], cost=[5.0, 3.0])
    >>> program.add_row("wood", {tables: 2.0, chairs: 1.0}, high=40.0)
    >>> program.add_row("hours", {tables: 1.0, chairs: 1.0}, high=30.0)
    >>> solution = solve(program)
    >>> solution.status, round(solution.objective, 6), round(solution.duals["wood"], 6)
    ('optimal', 110.0, 2.0)

    """
    if solver not in ("highs", "cbc"):
        raise ValueError(f"there is no solver {solver!r}; there are 'highs' and 'cbc'")
    clock = time.perf_counter()
    limits = limits or Limits()
    if solver == "highs":
        status, values, duals, bound = _by_highs(program, limits, relaxed, start)
    else:
        status, values, duals, bound = _by_cbc(program, limits, relaxed)
    cost = program.columns()[0]
    objective = float(cost @ values) if status in ("optimal", "feasible") else math.nan
    if status == "optimal" and not math.isfinite(bound):
        bound = objective
    named = {row.name: float(dual) for row, dual in zip(program.rows, duals, strict=False)}
    return Solution(status, objective, bound, time.perf_counter() - clock, solver, values, named)


def _empty(program: Program) -> Any:  # noqa: ANN401 - PuLP has no types
    """Return PuLP's problem without a column or row."""
    return pulp.LpProblem("program", pulp.LpMinimize if program.sense == "min" else pulp.LpMaximize)


def _to_pulp(program: Program, *, relaxed: bool) -> tuple[Any, list[Any], list[list[Any]]]:
    """Return PuLP's problem, its variables in column order, and the constraints that each row became."""
    cost, low, high, whole = program.columns()
    bounds = zip(low.tolist(), high.tolist(), whole.tolist(), strict=True)
    problem = _empty(program)
    variables = [
        problem.add_variable(
            f"x{i}",
            None if at_least == -math.inf else at_least,
            None if at_most == math.inf else at_most,
            "Integer" if is_whole and not relaxed else "Continuous",
        )
        for i, (at_least, at_most, is_whole) in enumerate(bounds)
    ]
    problem.setObjective(pulp.LpAffineExpression(dict(zip(variables, cost.tolist(), strict=True))))
    kept_sides = []
    for number, row in enumerate(program.rows):
        pairs = zip(row.columns.tolist(), row.coefficients.tolist(), strict=True)
        terms = {variables[column]: a for column, a in pairs}
        sides = []
        for side, sense, limit in _sides(row):
            constraint = pulp.LpConstraint(pulp.LpAffineExpression(terms), sense, f"r{number}{side}", limit)
            problem.addConstraint(constraint)
            sides.append(constraint)
        kept_sides.append(sides)
    return problem, variables, kept_sides


def _sides(row: Row) -> list[tuple[str, int, float]]:
    """Return the sides of a row as PuLP wants them: suffix, sense and right side."""
    if row.low == row.high:
        return [("e", pulp.LpConstraintEQ, row.low)]
    sides = []
    if row.low != -math.inf:
        sides.append(("l", pulp.LpConstraintGE, row.low))
    if row.high != math.inf:
        sides.append(("u", pulp.LpConstraintLE, row.high))
    return sides


class _Highs(pulp.HiGHS):  # type: ignore[misc]
    """PuLP's HiGHS with the model passed in bulk; the answer stays on ``lp.solverModel``."""

    def __init__(self, program: Program, *, mip: bool, start: Floats | None, **options: Any) -> None:  # noqa: ANN401
        super().__init__(mip=mip, msg=False, threads=1, **options)
        self.program, self.start = program, start

    def buildSolverModel(self, lp: Any) -> None:  # noqa: ANN401, N802 - PuLP's name
        """Pass the whole program in one call past PuLP's own: it adds columns one by one, 2.6 s for 40,000."""
        cost, low, high, whole = self.program.columns()
        rows = self.program.rows
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(cost), len(rows)
        is_min = self.program.sense == "min"
        model.sense_ = highspy.ObjSense.kMinimize if is_min else highspy.ObjSense.kMaximize
        model.col_cost_, model.col_lower_, model.col_upper_ = cost, low, high
        model.row_lower_ = np.array([row.low for row in rows])
        model.row_upper_ = np.array([row.high for row in rows])
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.concatenate([[0], np.cumsum([len(row.columns) for row in rows])]).astype(np.int32)
        none = [np.empty(0)]
        matrix.index_ = np.concatenate([row.columns for row in rows] or none).astype(np.int32)
        matrix.value_ = np.concatenate([row.coefficients for row in rows] or none)
        if self.mip and whole.any():
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[int(w)] for w in whole]
        lp.solverModel.passModel(model)
        if self.start is not None:
            point = highspy.HighsSolution()
            point.col_value = self.start.tolist()
            lp.solverModel.setSolution(point)

    def findSolutionValues(self, lp: Any) -> tuple[int, int]:  # noqa: ANN401, N802 - PuLP's name
        """Leave the reading to the caller: PuLP's own fails on a node limit and drops the bound."""
        return pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound


def _by_highs(program: Program, limits: Limits, relaxed: bool, start: Floats | None) -> Answer:
    """Return status, values, duals and bound from HiGHS."""
    is_mip = bool(program.columns()[3].any()) and not relaxed
    options: dict[str, Any] = {"gapRel": limits.gap, "timeLimit": limits.seconds, "random_seed": 0}
    if limits.nodes is not None:
        options["mip_max_nodes"] = limits.nodes
    problem = _empty(program)
    problem.solve(_Highs(program, mip=is_mip, start=start if is_mip else None, **options))
    model = problem.solverModel
    state = model.getModelStatus()
    if state == highspy.HighsModelStatus.kUnboundedOrInfeasible:
        model.setOptionValue("presolve", "off")
        model.run()
        state = model.getModelStatus()
    solution, info = model.getSolution(), model.getInfo()
    has_point = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    status = _HIGHS_STATUS.get(state, "feasible" if has_point else "failed")
    values = np.array(solution.col_value) if status in ("optimal", "feasible") else np.empty(0)
    if is_mip:
        return status, values, np.empty(0), float(info.mip_dual_bound)
    duals = np.array(solution.row_dual) if status == "optimal" else np.empty(0)
    return status, values, duals, float(info.objective_function_value) if status == "optimal" else math.nan


_HIGHS_STATUS: dict[Any, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
}
_CBC_STATUS: dict[int, Status] = {
    pulp.LpSolutionOptimal: "optimal",
    pulp.LpSolutionIntegerFeasible: "feasible",
    pulp.LpSolutionInfeasible: "infeasible",
    pulp.LpSolutionUnbounded: "unbounded",
}
_NUMBER = r"([-+]?[0-9][0-9.eE+-]*)"


def _by_cbc(program: Program, limits: Limits, relaxed: bool) -> Answer:
    """Return status, values, duals and bound from CBC; the bound stands only in its log."""
    is_mip = bool(program.columns()[3].any()) and not relaxed
    problem, variables, rows = _to_pulp(program, relaxed=relaxed)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "cbc.log"
        with warnings.catch_warnings():
            # PuLP 3 carries its own CBC and announces that version 4 will not; the pin is below 4.
            warnings.simplefilter("ignore", DeprecationWarning)
            problem.solve(
                pulp.PULP_CBC_CMD(
                    msg=False,
                    gapRel=limits.gap,
                    timeLimit=limits.seconds,
                    maxNodes=limits.nodes,
                    logPath=str(log),
                )
            )
        told = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    status = _CBC_STATUS.get(problem.sol_status, "failed")
    if status not in ("optimal", "feasible"):
        return status, np.empty(0), np.empty(0), math.nan
    values = np.array([variable.varValue or 0.0 for variable in variables])
    if is_mip:
        return status, values, np.empty(0), _cbc_bound(told)
    duals = np.array([sum(side.pi or 0.0 for side in sides) for sides in rows])
    return status, values, duals, math.nan


def _cbc_bound(log: str) -> float:
    """Return the bound in CBC's log; it says none when the search was finished."""
    stated = re.findall(rf"(?:Lower|Upper) bound:\s+{_NUMBER}", log)
    return float(stated[-1]) if stated else math.nan

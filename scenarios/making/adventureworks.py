"""
Makes the shipped AdventureWorks history from the tables named in its SOURCE.md.

Run with the folder of those tables; it writes deals, quotas, people and measures to
``scenarios/library/adventureworks/data``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

HOME = Path(__file__).resolve().parents[1] / "library" / "adventureworks" / "data"
SHIFT_DAYS = 2223
"""The order lines are this many days later than the sales force's own tables."""
HOURS_A_YEAR = 2080
MANAGERS = {"North America": "274", "Pacific": "285", "Europe": "287"}


def make(source: Path) -> None:
    """Write the four tables from those in ``source``."""
    HOME.mkdir(parents=True, exist_ok=True)
    _deals(source).to_parquet(HOME / "deals.parquet", index=False, compression="zstd")
    for name, table in (
        ("quotas", _quotas(source)),
        ("people", _people(source)),
        ("measures", _measures(source)),
    ):
        table.to_csv(HOME / f"{name}.csv", index=False, lineterminator="\n")


def _deals(source: Path) -> pd.DataFrame:
    """Return the order lines as bookings; a line without cost has no margin."""
    lines = pd.read_parquet(source / "reseller_sales_lines.parquet")
    products = pd.read_csv(source / "products.csv").set_index("ProductKey")
    margin = (lines["SalesAmount"] - lines["TotalProductCost"]).round(2)
    deals = pd.DataFrame(
        {
            "deal_id": lines["SalesOrderNumber"].astype(str),
            "person": lines["BusinessEntityID"].astype(str),
            "event": "booking",
            "date": lines["OrderDate"].dt.strftime("%Y-%m-%d"),
            "amount": lines["SalesAmount"].map("{:.2f}".format),
            "product": lines["ProductKey"].map(products["EnglishProductCategoryName"]).fillna(""),
            "units": lines["OrderQuantity"],
            "margin": margin.map("{:.2f}".format).where(margin.notna(), ""),
        }
    )
    return deals.sort_values(["date", "deal_id", "product", "amount"], kind="stable")


def _quotas(source: Path) -> pd.DataFrame:
    """Return the quarters' quotas; a fiscal year begins in July and has the number of the year it begins in."""
    history = pd.read_csv(source / "quota_history.csv", parse_dates=["QuarterStart_shifted"])
    start = history["QuarterStart_shifted"]
    fiscal = (start - pd.DateOffset(months=6)).dt
    return pd.DataFrame(
        {
            "person": history["BusinessEntityID"],
            "measure": "sales",
            "period": fiscal.year.astype(str) + "-Q" + fiscal.quarter.astype(str),
            "amount": history["SalesQuota"],
        }
    )


def _people(source: Path) -> pd.DataFrame:
    """Return the sales force: a rep's manager is that of the group of countries of the territory."""
    people = pd.read_csv(source / "sales_person.csv")
    pay = pd.read_csv(source / "sales_employees_pay.csv", parse_dates=["HireDate"]).set_index(
        "BusinessEntityID"
    )
    group = people["TerritoryID"].map(pd.read_csv(source / "territory.csv").set_index("TerritoryID")["Group"])
    ids = people["BusinessEntityID"]
    hired = ids.map(pay["HireDate"]) + pd.Timedelta(days=SHIFT_DAYS)
    return pd.DataFrame(
        {
            "person": ids,
            "manager": group.map(MANAGERS).fillna(""),
            "role": ids.map(pay["JobTitle"]),
            "hire_date": hired.dt.strftime("%Y-%m-%d"),
            "base": (ids.map(pay["Rate"]) * HOURS_A_YEAR).map("{:.2f}".format),
        }
    )


def _measures(source: Path) -> pd.DataFrame:
    """Return everybody's own commission rate, the same in all three fiscal years."""
    people = pd.read_csv(source / "sales_person.csv")
    rows = [
        {"person": person, "measure": "commission-rate", "period": year, "value": f"{share:.3f}"}
        for person, share in zip(people["BusinessEntityID"], people["CommissionPct"], strict=True)
        for year in (2017, 2018, 2019)
    ]
    return pd.DataFrame(rows)


if __name__ == "__main__":
    make(Path(sys.argv[1]))

"""Facts about leads and the season that the YAML files of ``us-field-force`` state, computed from the raw data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

FISCAL_ORDER = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
"""Calendar months of the insurer's fiscal year, which ends in March."""
_SMALL = {"display": "other", "other_publicities": "other", "direct_traffic": "direct"}
_COHORT = ("2018-01-01", "2018-02-28")
_WON_WITHIN_DAYS = 30


def season(raw: Path) -> pd.Series[float]:
    """
    Return mean production by fiscal month over the overall mean, shape (12,).

    Months of the same name are averaged over the years in which they were seen (January to June twice).
    """
    panel = pd.read_parquet(raw / "insurance_sales_panel" / "rep_months.parquet")
    value = panel["total_business_value"]
    by_month = value.groupby(panel["month"]).mean() / value.mean()
    by_name = by_month.groupby(pd.DatetimeIndex(by_month.index).month).mean()
    return by_name.loc[list(FISCAL_ORDER)]


def sources(raw: Path) -> pd.DataFrame:
    """
    Return each lead source's share of leads, and how many of its leads of early 2018 were won within 30 days.

    Indexed by source, columns ``share, leads, won``; the latter two count the first contacts of January and February.
    A lead without origin is of unknown origin; the rare origins are put together as ``other``.
    """
    leads = pd.read_parquet(raw / "olist_funnel" / "mql_asof_2018-03-31.parquet")
    deals = pd.read_parquet(raw / "olist_funnel" / "closed_deals_asof_2018-03-31.parquet")
    leads = leads.merge(deals[["mql_id", "won_date"]], how="left", on="mql_id")
    origin = leads["origin"].fillna("unknown").replace(_SMALL)
    first = leads["first_contact_date"]
    won = (leads["won_date"] - first) <= pd.Timedelta(days=_WON_WITHIN_DAYS)
    cohort = first.between(*_COHORT)
    return pd.DataFrame(
        {
            "share": origin.value_counts(normalize=True),
            "leads": origin[cohort].value_counts(),
            "won": origin[cohort & won].value_counts(),
        }
    ).sort_values("share", ascending=False)


def told(raw: Path) -> str:
    """Return season and sources as lines of text."""
    index = ", ".join(f"{value:.3f}" for value in season(raw))
    table = sources(raw)
    table["win_share"] = table["won"] / table["leads"]
    return f"season by fiscal month: {index}\n{table.round(4).to_string()}"

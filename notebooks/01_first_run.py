# %% [markdown]
# # 1 · A first run
#
# Two reps share four counties. Ada has three of them, Ben has one. Ada works long days and still
# lets leads wait; Ben is done by noon. Should a county change hands, and what would that be worth?
#
# In this lesson you
#
# 1. load a scenario and run it,
# 2. read a result as a mean **with its interval**,
# 3. change one thing,
# 4. compare both plans **under the same luck**, and say what you may claim and what you may not.
#
# It takes about an hour. You need to know what a mean and a standard deviation are, and a little
# Python.

# %%
import os
import tempfile
from pathlib import Path

import answers_01 as answers

import evenfield as ef

# A short run is enough to see everything; more replications make the intervals narrower.
REPLICATIONS = 8 if os.environ.get("EVENFIELD_FAST") else 40

# %% [markdown]
# ## Load
#
# A **scenario** is a world and the plan in force: who may buy, how reps work, who has which county,
# what they are paid. It is a text file; `evenfield show first-steps/two-reps` prints all of it,
# each value with the line it comes from.

# %%
today = ef.load("first-steps/two-reps")
units, reps = today.tables.units, today.tables.reps
print(today.title)
print(dict(zip(today.plan.alignment["unit"].tolist(), today.plan.alignment["rep"].tolist(), strict=True)))
print(dict(zip(units["id"].tolist(), units["potential"].tolist(), strict=True)))

# %% [markdown]
# Ada's three counties hold 350,000 of the 500,000 of potential: 70 %. So 70 % of the leads are
# hers. Potential is what a county would buy if it were fully worked; nobody has ever seen one that
# is.
#
# ## Run
#
# One **replication** is one possible year: leads arrive when they arrive, customers say yes or no.
# Another replication is another year in the same world. Never report one of them; it is an
# anecdote. We run several and look at all of them.

# %%
before = ef.simulate(today, replications=REPLICATIONS, workers=1)
print(before)

# %% [markdown]
# ## Read an interval
#
# Each line has a mean over the years and a **95 % interval**. The interval tells how well we know
# the *mean*: if many people did what you just did, each with other years, 95 of 100 of their
# intervals would hold the true mean of this world.
#
# It does not say that 95 % of the years lie inside. Single years spread much wider: look at the
# 10th and the 90th percentile.

# %%
kpis = before.kpis()
shown = kpis.loc[["bookings", "lead_wait_days", "win_rate"], ["mean", "low", "high", "p10", "p90"]]
print(shown.to_string(float_format="{:,.2f}".format))

# %% [markdown]
# The interval knows only the luck of the draw. It does not know whether the numbers in the scenario
# are right. All of this world is made up (`grade: choice` in the file), so nothing here is a
# statement about a real sales force.
#
# And who has the work? Results come as a tidy table, a row for each replication, measure, rep and
# month.

# %%
frame = before.frame
hours = frame[frame["measure"].isin(["rep_hours_worked", "rep_hours_available"])]
print(hours.groupby(["entity", "measure"])["value"].mean().unstack().round())

# %% [markdown]
# ## Change one thing
#
# The north-east county lies next to Ben's. Give it to him, and both have 250,000. A variant of a
# scenario says only what differs: it **extends** the other one. (You would save this as a file
# beside your work; here it goes to a folder that is thrown away.)

# %%
folder = tempfile.TemporaryDirectory()
even_file = Path(folder.name) / "even.yaml"
even_file.write_text(
    """
extends: first-steps/two-reps
name: even
title: The north-east goes to Ben
plan:
  alignment:
    - {unit: north-west, rep: ada}
    - {unit: north-east, rep: ben}
    - {unit: south-west, rep: ada}
    - {unit: south-east, rep: ben}
"""
)
even = ef.load(even_file)
after = ef.simulate(even, replications=REPLICATIONS, workers=1)
print(after)

# %% [markdown]
# Compare the two intervals of bookings. They overlap: from these two tables alone you could not
# tell whether moving the county helps. Most of the width is luck that both plans share. A good year
# is good under either.
#
# ## Compare under the same luck
#
# Replication 5 of both plans has the **same** luck: the same leads arrive at the same moments, with
# the same patience. So take the difference year by year, and then the mean of the differences. The
# luck that both share drops out.

# %%
comparison = ef.compare(today=before, even=after)
print(comparison)

# %%
rows = {row.kpi: row for row in comparison.of("even")}
bookings, wait, pay = rows["bookings"], rows["lead_wait_days"], rows["compensation_cost"]
both = after.kpis()
unpaired_width = (
    (kpis.loc["bookings", "high"] - kpis.loc["bookings", "low"]) ** 2
    + (both.loc["bookings", "high"] - both.loc["bookings", "low"]) ** 2
) ** 0.5
paired_width = bookings.high - bookings.low
print(f"bookings: {bookings.difference:+,.0f}, 95 % interval {bookings.low:+,.0f} to {bookings.high:+,.0f}")
print(f"two separate experiments would have an interval {unpaired_width / paired_width:.1f} times as wide")

# %% [markdown]
# ## What you may claim
#
# In this world, moving one county to the rep with time for it
#
# - books more: the whole interval lies above zero;
# - shortens the wait of a new lead: the whole interval lies below zero;
# - costs more pay, because Ben now makes his quota: whoever proposes the change should say so
#   before finance does.
#
# The next cell fails if one of these is not so. A lesson whose numbers nobody checks is wrong
# sooner or later.

# %%
assert bookings.low > 0, bookings
assert wait.high < 0, wait
assert pay.low > 0, pay
assert paired_width < unpaired_width
assert both.loc["bookings", "low"] < kpis.loc["bookings", "high"]  # the two intervals overlap

# %% [markdown]
# And profit? With 8 replications the table says *cannot tell*, and how many more would tell; with 40
# it says *worse*: the margin on what is booked more does not pay for what is earned more. That is no
# reason to leave the county where it is. It is a reason to look at map, quotas and pay together,
# which is what the later lessons do.
#
# ## Exercises
#
# **1.** Six of ten leads get past the first stage, every second one past the next. If no lead ever
# waited, which share of the leads would be won? Put your answer in place of `None`. Why is the
# simulated win rate lower under both plans, and why is it less so when the county has moved?

# %%
win_rate_without_waiting = None
print(answers.check_win_rate_without_waiting(today, win_rate_without_waiting))

# %% [markdown]
# **2.** You want the interval of the bookings difference half as wide. How many replications do you
# need in all? Think first: the half-width is t · sd / √n. Then put your answer in place of `None`,
# change `REPLICATIONS` at the top, and see.

# %%
replications_for_half_the_width = None
print(answers.check_replications_for_half_the_width(REPLICATIONS, replications_for_half_the_width))

# %%
folder.cleanup()

# %% [markdown]
# # 2 · Your own behaviour
#
# How do reps react to their pay? Evenfield ships some answers (*steady*, *myopic*, *forward*,
# *bounded*). This lesson is about yours: a rule of ten lines, checked, named in a scenario and held
# against reps who do not react at all.
#
# In this lesson you
#
# 1. write a behaviour, from what reps see in the morning to what they decide,
# 2. check it against the contract that every behaviour keeps,
# 3. put it into a scenario and compare it **under the same luck**,
# 4. do the same for who gets a lead, and for which customers leave.

# %%
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import evenfield as ef

REPLICATIONS = 8 if os.environ.get("EVENFIELD_FAST") else 40

# %% [markdown]
# ## A rep who saves deals for next year
#
# A behaviour is a class with one method. It is asked once a working day, about **all** reps at once:
# `reps.attainment` is an array with one number for each rep, and so is every decision.
#
# - `effort`: share of the selling hours that are worked,
# - `hold`: share of the deals ready to close that are held back.


# %%
@ef.behaviour("sandbagger")
@dataclass(frozen=True)
class Sandbagger:
    """Eases off once quota is in sight and saves deals for the next year."""

    ease_at: float = 0.95  # attainment

    def act(self, reps: ef.RepView) -> ef.Decision:
        """Return effort and the share of ripe deals held back, one number a rep."""
        near = reps.attainment >= self.ease_at
        return ef.Decision(effort=np.where(near, 0.3, 1.0), hold=np.where(near, 1.0, 0.0))


# %% [markdown]
# ## The contract
#
# Whatever a behaviour thinks, it must decide a share between 0 and 1 for every rep, decide the same
# when it sees the same, and not care in which row of the table a rep stands. `check_behaviour` looks
# at all of it and returns what is wrong, in sentences. Nothing is good.

# %%
print(ef.check_behaviour(Sandbagger()))
assert ef.check_behaviour(Sandbagger()) == ()


class Eager:
    """Works more than there are hours: a mistake."""

    def act(self, reps: ef.RepView) -> ef.Decision:
        """Return too much."""
        return ef.Decision(effort=1.0 + reps.attainment)


print(ef.check_behaviour(Eager()))
assert "0 to 1 is wanted" in ef.check_behaviour(Eager())[0]

# %% [markdown]
# ## Into a scenario
#
# A scenario names a behaviour by the name it was registered under; every other word is a setting.
# Ada and Ben of lesson 1 have quotas that are easy to reach; let them ease off at 70 %.

# %%
today = ef.load("first-steps/two-reps")

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "sandbaggers.yaml"
    file.write_text(
        """
extends: first-steps/two-reps
name: sandbaggers
people:
  behaviour: {kind: own, name: sandbagger, ease_at: 0.7}
"""
    )
    sandbaggers = ef.load(file)

print(sandbaggers.people.behaviour.values())

# %% [markdown]
# The rule is known in this process only, so we stay in it: `workers=1`. A rule in a file of its own
# works everywhere: `ef.load_rules("my.py")` here, `--with my.py` on the command line.

# %%
before = ef.simulate(today, REPLICATIONS, workers=1)
after = ef.simulate(sandbaggers, REPLICATIONS, workers=1)
comparison = ef.compare(steady=before, sandbagging=after)
print(comparison)

# %% [markdown]
# The interval of the difference in bookings is below zero: easing off costs sales, and we may say so.
# Every lead was the same lead under both behaviours.

# %%
rows = {row.kpi: row for row in comparison.rows}
assert rows["bookings"].high < 0
assert rows["bookings"].verdict == "worse"

# %% [markdown]
# With `ease_at` far above anything they reach, nobody ever eases off, and the run is the steady one
# **to the last bit**. A rule that does nothing must change nothing: that is the first test of any
# rule you write.

# %%
never = sandbaggers.people.behaviour.model_copy(
    update={
        "settings": tuple(s.model_copy(update={"to": 99.0}) for s in sandbaggers.people.behaviour.settings)
    }
)
people = today.people.model_copy(update={"behaviour": never})
same = ef.simulate(today.model_copy(update={"people": people}), REPLICATIONS, workers=1)
assert before.kpis().equals(same.kpis())

# %% [markdown]
# ## Who gets a lead, and who leaves
#
# A router gets a lead and the reps who may have it, and returns a place in their list. A customer
# rule gets a customer after an order, and returns a factor on the odds that he leaves.


# %%
@ef.router("idle-first")
def idle_first(lead: ef.LeadFacts, reps: list[ef.RepFacts]) -> int:
    """Give the lead to who has least to do; among equals to the more skilled."""
    return min(range(len(reps)), key=lambda place: (reps[place].load, -reps[place].skill))


@ef.customer_rule("regulars-stay")
def regulars_stay(customer: ef.CustomerFacts, after: int = 3) -> float:
    """Halve the odds of leaving once somebody has ordered often enough."""
    return 0.5 if customer.orders >= after else 1.0


assert ef.check_router(idle_first) == ()
assert ef.check_customer_rule(regulars_stay) == ()

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "idle-first.yaml"
    file.write_text(
        """
extends: first-steps/two-reps
name: idle-first
pipeline:
  routing: {kind: own, own: {name: idle-first}}
"""
    )
    shared = ef.load(file)

pooled = ef.simulate(shared, REPLICATIONS, workers=1)
print(ef.compare(territories=before, idle_first=pooled))

# %% [markdown]
# Ada was overloaded and Ben had hours left. When leads go to who has time, they wait less, and more of
# them are won.

# %%
rows = {row.kpi: row for row in ef.compare(territories=before, idle_first=pooled).rows}
assert rows["lead_wait_days"].high < 0

# %% [markdown]
# ## Try it
#
# - Write a behaviour that works harder the *further* it is from quota. At what attainment does it
#   sell most?
# - Write a router that gives the most urgent leads (`lead.rank == 0`) to the most skilled rep.

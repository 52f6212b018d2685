"""Two pay plans on the same history as figures: payout curve with people, cost by band, winners and losers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evenfield.report.picture import DARK, GREY, INK, WARM, panel, shortened
from evenfield.wording import money, thousands
from sim.compensation.deals.comparing import Comparison, OnePerson

OLD, NEW = DARK, WARM
_MOST_NAMED = 40
_LONGEST = 22
_WIDTH = 7.2


@dataclass(frozen=True)
class PayFigure:
    """A figure, the name of its files, what it shows in words, and a caption."""

    name: str
    figure: Figure
    alt: str
    caption: str


def pay_figures(found: Comparison, currency: str) -> list[PayFigure]:
    """Return the figures of a comparison; call in the house style."""
    unit = f" [{currency}]" if currency else ""
    drawn = [_payout_curve(found, unit), _cost_by_band(found, unit), _changes(found, unit)]
    return [figure for figure in drawn if figure is not None]


def _payout_curve(found: Comparison, unit: str) -> PayFigure | None:
    """Draw pay against attainment under both plans, and each person under both."""
    people = found.curve()
    if not people:
        return None
    figure, axes = panel("Pay by attainment", width=_WIDTH, height=4.4)
    at = [100 * float(p.attainment or 0) for p in people]
    old, new = [p.old / 100 for p in people], [p.new / 100 for p in people]
    axes.vlines(at, old, new, color=GREY, linewidth=0.8, zorder=2)
    axes.scatter(at, old, s=24, facecolor="white", edgecolor=OLD, linewidth=1.2, zorder=4)
    axes.scatter(at, new, s=22, marker="D", facecolor=NEW, edgecolor="white", linewidth=0.5, zorder=4)
    _curves(axes, found)
    axes.axvline(100, color=INK, linewidth=0.8, linestyle=":")
    axes.set_ylim(bottom=min(0, *old, *new))
    axes.set_xlabel("attainment of quota [%]")
    axes.set_ylabel(f"pay{unit}")
    axes.yaxis.set_major_formatter(lambda value, _position: thousands(value))
    _key(axes, found, ("\N{WHITE CIRCLE}", "\N{BLACK DIAMOND}"))
    who = (
        f" Lines: what {found.payout.person} would be paid for selling more or less." if found.payout else ""
    )
    caption = f"Each person is a circle (old) joined to a diamond (new).{who}"
    return PayFigure(
        "payout-curve", figure, f"Pay of {len(people)} people by attainment, both plans.", caption
    )


def _curves(axes: Axes, found: Comparison) -> None:
    """Draw both plans' curves, each named at its end."""
    if found.payout is None:
        return
    points = found.payout.points
    at = [100 * float(point.attainment) for point in points]
    ends = points[-1]
    for name, pay, last, colour, line in (
        (found.old_plan, [p.old / 100 for p in points], ends.old >= ends.new, OLD, "--"),
        (found.new_plan, [p.new / 100 for p in points], ends.new > ends.old, NEW, "-"),
    ):
        axes.plot(at, pay, color=colour, linewidth=1.8, linestyle=line, zorder=3)
        axes.annotate(
            shortened(name, _LONGEST), (at[-1], pay[-1]), (-4, 8 if last else -10), textcoords="offset points",
            ha="right", va="bottom" if last else "top", color=colour, weight="bold", fontsize=9, parse_math=False,
        )  # fmt: skip
    axes.set_xlim(0, 1.02 * max(at))
    axes.margins(y=0.12)


def _key(axes: Axes, found: Comparison, marks: tuple[str, str]) -> None:
    """Name the plans above the plot, in the colours and marks they are drawn in."""
    named = zip(marks, (found.old_plan, found.new_plan), (OLD, NEW), (0.66, 1.0), strict=True)
    for mark, name, colour, place in named:
        axes.annotate(
            f"{mark} {shortened(name, _LONGEST)}", (place, 1), (0, 7), textcoords="offset points", ha="right",
            xycoords="axes fraction", color=colour, weight="bold", fontsize=9, parse_math=False,
        )  # fmt: skip


def _cost_by_band(found: Comparison, unit: str) -> PayFigure | None:
    """Draw what each band of attainment costs under both plans, with the number of people in it."""
    bands = _filled(found.by_band())
    if not bands:
        return None
    figure, axes = panel("Cost by attainment", width=_WIDTH, height=1.1 + 0.62 * len(bands), left=1.3)
    for place, (_name, _people, old, new) in enumerate(bands):
        for shift, cents, colour, hatch in ((-0.2, old, OLD, ""), (0.2, new, NEW, "////")):
            axes.barh(
                place + shift, cents / 100, height=0.36, facecolor=colour, edgecolor="white", hatch=hatch
            )
            axes.annotate(
                money(cents / 100), (max(cents, 0) / 100, place + shift), (4, 0), textcoords="offset points",
                va="center", fontsize=9, color=colour,
            )  # fmt: skip
    named = [f"{name}\n{people} {'person' if people == 1 else 'people'}" for name, people, _, _ in bands]
    axes.set_yticks(range(len(bands)), named)
    axes.invert_yaxis()
    axes.set_xlabel(f"pay{unit}")
    axes.margins(x=0.14)
    axes.xaxis.set_major_formatter(lambda value, _position: thousands(value))
    _key(axes, found, ("\N{BLACK SQUARE}", "\N{BLACK SQUARE}"))
    alt = f"Cost of {len(bands)} bands of attainment under both plans."
    return PayFigure(
        "cost-by-attainment", figure, alt, "What the people of each band are paid, old above new."
    )


def _filled(bands: Sequence[tuple[str, int, int, int]]) -> list[tuple[str, int, int, int]]:
    """Return the bands from the first to the last with people in it."""
    some = [place for place, (_, people, _, _) in enumerate(bands) if people]
    return list(bands[some[0] : some[-1] + 1]) if some else []


def _changes(found: Comparison, unit: str) -> PayFigure:
    """Draw each person's change of pay, the largest gain first."""
    people = sorted(found.people, key=lambda p: (p.old - p.new, p.person))
    named = len(people) <= _MOST_NAMED
    longest = max((len(p.person) for p in people), default=0)
    left = 0.45 + 0.085 * min(longest, _LONGEST) if named else 0.78
    height = 1.1 + (0.24 * len(people) if named else 4.5)
    figure, axes = panel("Winners and losers", width=_WIDTH, height=max(height, 2.0), left=left)
    change = [(p.new - p.old) / 100 for p in people]
    colours = [OLD if each > 0 else WARM if each < 0 else GREY for each in change]
    hatches = ["////" if each < 0 else "" for each in change]
    bars = axes.barh(
        range(len(people)), change, height=0.78 if named else 1.0, color=colours, edgecolor="white"
    )
    for bar, hatch in zip(bars, hatches, strict=True):
        bar.set(hatch=hatch if named else "", linewidth=0.5 if named else 0)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.invert_yaxis()
    if named:
        _label(axes, people, change)
    else:
        axes.set_yticks([])
        axes.set_ylabel("people, largest gain first")
    axes.set_xlabel(f"change of pay{unit}")
    axes.xaxis.set_major_formatter(lambda value, _position: thousands(value))
    told = f"{len(found.winners)} win, {len(found.losers)} lose, {_same(found)} the same"
    axes.annotate(
        told, (1, 1), (0, 7), textcoords="offset points", xycoords="axes fraction", ha="right", fontsize=9
    )
    caption = f"Each person's pay under {found.new_plan} less that under {found.old_plan}."
    return PayFigure("changes", figure, f"Bars of each person's change of pay: {told}.", caption)


def _same(found: Comparison) -> int:
    return len(found.people) - len(found.winners) - len(found.losers)


def _label(axes: Axes, people: Sequence[OnePerson], change: Sequence[float]) -> None:
    """Name each bar at the axis, and tell its change at its end."""
    axes.set_yticks(range(len(people)), [shortened(p.person, _LONGEST) for p in people], parse_math=False)
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.16, y=0.01)
    for place, each in enumerate(change):
        axes.annotate(
            money(each, sign=True) if each else "0", (each, place), (4 if each >= 0 else -4, 0),
            textcoords="offset points", va="center", ha="left" if each >= 0 else "right", fontsize=8,
        )  # fmt: skip

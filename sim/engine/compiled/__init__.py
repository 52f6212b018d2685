"""
The compiled engine: the same event log as the reference, event for event and bit for bit, many times faster.

The reference flow (SimPy generators) is the specification and reads as one story for each lead, customer and desk.
Here the same story is cut at every ``yield``: a function a step, called when its event comes. Files mirror the
reference: ``leads`` with ``assigning``, ``router``, ``pool``, ``contacting`` and ``ranking``, ``customers``,
``orders`` with ``quoting``, ``receivables`` and ``contracting``, ``desk`` with its ``queue``. Around them stand
``state`` (what there is, as tables of records), ``events`` (what is to happen: order of (time, sequence), as
SimPy's), ``telling`` and ``compact`` with ``subjects`` and ``ties`` (the log), ``luck`` (keyed draws) and ``draws``
(the same in bulk, before a run), ``days`` (the kernels that Python calls) and ``flow`` (the interface that
``SalesDays`` drives). What a kernel reaches is made into machine code by :mod:`sim.engine.machine`, whose docstring
says in what part of Python the steps are written.

How to add a feature here
-------------------------
1. Write its rule once, as a plain function of numbers with ``math`` alone in a module of ``sim/``; the
   reference calls it, here it is ``_rule = compiled(rule)``.
2. A number of the scenario is a field of ``state.STATE``, filled in ``tables._rules``; what a lead, customer, …
   remembers is a field of its record (``state.LEAD``, …), or of ``DEMAND``, ``PASSAGE`` or ``BOND`` when few steps
   need it: the others are to stay at 64 bytes. A new list is a new table: its record, a line in
   ``state.TABLES``, a reader ``x_at = row_reader("x", X)`` and its first content in ``tables.tables``. In a
   step, ``lead = lead_at(s, row)`` is the record itself: reading and writing ``lead.stage`` is reading and
   writing the table.
3. Cut the generator at its ``yield``: what comes before it ends with ``after(s, hours, EVENT, row)`` (or
   ``desk.ask`` when the yield waits for a rep), what comes after becomes a function of (s, row), called from
   ``days``. A new kind of event is a name in ``events`` (lead events before DESK_WAKES, customer events from
   CUSTOMER_WANTS on). Schedule in the order the reference schedules: at equal times the earlier scheduled event
   comes first. A yield that may be overtaken (a task given up, a timer of an earlier wait) carries a ticket.
4. A draw is ``luck.uniform(s, PURPOSE, id, n)`` with the purpose's name in ``luck.PURPOSES``; same purpose,
   entity and n.
5. Steps annotate numbers as ``int``, ``float``, ids as ``Id``, the state as ``State``, and what they return; a
   variable keeps its type; ``and`` and ``or`` outside of a condition stand in ``bool(…)``. Integers of 64 bits
   without a sign (ids) never meet plain integers. Whatever else the language has not is refused with file and line
   when the kernel is compiled. Same order of floating-point operations as in the reference, no ``**`` on floats.
6. One event may add at most ``s.room`` rows (``lead_tables``) to any growing table.
7. A new kind in the log: if it is about a customer or an order, name it in ``subjects.ABOUT``; else it is about
   a lead.
8. Name the fields that are now held in ``support.HELD``, switch the feature on in
   ``tests/sim/random_worlds.py``, and run ``tests/sim/test_two_engines.py``: it compares full logs and names
   the first event that differs.
"""

"""
A small part of Python made into machine code, by LLVM (llvmlite): what the compiled engine is written in.

Numba compiles every function as a module of its own: 230 functions took it 20 to 35 seconds, to infer types that the
annotations name anyway, and to optimise and link 230 modules. Here all functions that a kernel reaches are written into
one text for LLVM and optimised once, which takes three seconds; a process that finds the code on disk loads it in
milliseconds. What is known of the records is told to LLVM too: that different fields never share memory, and which
fields no kernel writes to.

``types`` are the types; ``annotations`` reads them off a function; ``body`` writes a function's text;
``arithmetic``, ``memory``, ``expressions`` and ``statements`` translate; ``program`` gathers the functions; ``code``
hands them to LLVM; ``tables`` are how functions reach rows; ``kernels`` are what Python calls.

The language: functions at the top of a module, whose parameters and results are annotated ``int`` (64 bits), ``float``,
``bool``, ``Id`` (64 bits without a sign) or a tuple of these; a parameter with any other annotation takes the type of
what is given: a record, or an array. A variable has one type. Assignments, ``if``, ``while``, ``for`` over ``range``
or a tuple of numbers, arithmetic without powers, comparisons, calls of such functions, ``math.exp``, ``log``, ``sqrt``,
``floor``, ``ceil``, ``sin``, ``cos``, ``fmod``, ``min``, ``max``, ``abs``, ``len``, fields of records, elements of
arrays (from 0 up). The meaning is Python's, save that integers have 64 bits and that a division by zero is infinite.
Anything else is refused with file and line.
"""

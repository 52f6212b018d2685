"""What every program begins with: arithmetic that LLVM has not, and what it takes from the C library."""

PRELUDE = """
define internal i64 @floor_quotient(i64 %a, i64 %b) nounwind alwaysinline {
  %q = sdiv i64 %a, %b
  %r = srem i64 %a, %b
  %apart = xor i64 %r, %b
  %signs = icmp slt i64 %apart, 0
  %some = icmp ne i64 %r, 0
  %below = and i1 %signs, %some
  %less = sext i1 %below to i64
  %floor = add i64 %q, %less
  ret i64 %floor
}
define internal i64 @floor_rest(i64 %a, i64 %b) nounwind alwaysinline {
  %r = srem i64 %a, %b
  %apart = xor i64 %r, %b
  %signs = icmp slt i64 %apart, 0
  %some = icmp ne i64 %r, 0
  %below = and i1 %signs, %some
  %more = select i1 %below, i64 %b, i64 0
  %rest = add i64 %r, %more
  ret i64 %rest
}
define internal double @float_rest(double %a, double %b) nounwind {
  %r = call double @python_fmod(double %a, double %b)
  %some = fcmp une double %r, 0.0
  %minus = fcmp olt double %r, 0.0
  %minus_b = fcmp olt double %b, 0.0
  %signs = xor i1 %minus, %minus_b
  %below = and i1 %signs, %some
  %up = fadd double %r, %b
  %moved = select i1 %below, double %up, double %r
  %zero = call double @llvm.copysign.f64(double 0.0, double %b)
  %rest = select i1 %some, double %moved, double %zero
  ret double %rest
}
define internal double @float_quotient(double %a, double %b) nounwind {
  %r = call double @python_fmod(double %a, double %b)
  %some = fcmp une double %r, 0.0
  %minus = fcmp olt double %r, 0.0
  %minus_b = fcmp olt double %b, 0.0
  %signs = xor i1 %minus, %minus_b
  %below = and i1 %signs, %some
  %whole = fsub double %a, %r
  %q = fdiv double %whole, %b
  %less = fsub double %q, 1.0
  %quotient = select i1 %below, double %less, double %q
  %floor = call double @llvm.floor.f64(double %quotient)
  %apart = fsub double %quotient, %floor
  %is_half = fcmp ogt double %apart, 0.5
  %next = fadd double %floor, 1.0
  %near = select i1 %is_half, double %next, double %floor
  %true = fdiv double %a, %b
  %zero = call double @llvm.copysign.f64(double 0.0, double %true)
  %is_zero = fcmp oeq double %quotient, 0.0
  %result = select i1 %is_zero, double %zero, double %near
  ret double %result
}
declare double @llvm.floor.f64(double)
declare double @llvm.ceil.f64(double)
declare double @llvm.sqrt.f64(double)
declare double @llvm.fabs.f64(double)
declare double @llvm.copysign.f64(double, double)
"""
"""Floor division and its rest as CPython does them (Objects/floatobject.c, ``_float_div_mod``)."""

OF_PYTHON = ("exp", "log", "sin", "cos", "fmod")
"""Functions of the C library that Python itself calls; under names that LLVM takes no liberties with."""
DECLARED = "\n".join(
    f"declare double @python_{name}({', '.join(['double'] * (2 if name == 'fmod' else 1))}) "
    "nounwind willreturn memory(none)"
    for name in OF_PYTHON
)

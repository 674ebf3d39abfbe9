type Same<A, B> = (<X>(x: X) => X extends A ? 1 : 2) extends <X>(x: X) => X extends B ? 1 : 2 ? [] : [wanted: B];

/** Compiles only if the type of the value is this very type: `exactly<string>()(value)`. Nothing here ever runs. */
export declare function exactly<Wanted>(): <Actual>(value: Actual, ...same: Same<Actual, Wanted>) => void;

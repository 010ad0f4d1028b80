import type { Budget } from "../core/size/budget.ts";

/** Flags of `gdev size`. */
export interface SizeFlags {
  readonly build?: boolean;
  readonly stages?: boolean;
  readonly vs?: string;
  readonly layers?: boolean;
  readonly files?: boolean;
  readonly stage?: string;
  readonly compressed?: boolean;
  readonly exact?: boolean;
  readonly history?: boolean;
  readonly budget: readonly GivenBudget[];
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** A limit of the command line. */
export interface GivenBudget {
  /** Absent: for all. */
  readonly service?: string;
  readonly budget: Budget;
}

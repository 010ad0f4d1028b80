import type { TextEdit } from "./edits.ts";
import type { Facts } from "./facts/facts.ts";
import type { Span } from "./text.ts";

/** error: it will not start, runs the wrong thing or leaks a secret · warning: it works by luck or is unsafe · note: an improvement. */
export type Severity = "error" | "warning" | "note";

/** One thing that `gdev doctor` looks for. Its id is its number in the catalogue and the name of its page in docs/rules. */
export interface Rule {
  readonly id: string;
  /** Two to four words, with hyphens: `build-arg-as-target`. */
  readonly title: string;
  readonly severity: Severity;
  /** One sentence. */
  readonly why: string;
  /** What to change. */
  readonly remedy: string;
  /** What it finds, and how that is written better: pieces of a file for the rule's page. */
  readonly bad: string;
  readonly good: string;
  /** Pure: what the rule says about the files as they are. */
  readonly check: (facts: Facts) => readonly Finding[];
}

/** One place where a rule does not hold. */
export interface Finding {
  readonly span: Span;
  /** What is wrong here, with the names of this project. */
  readonly message: string;
  /** The service it is about: its `x-gdev.ignore` counts. */
  readonly service?: string;
  /** Where the rule's own severity does not fit this case. */
  readonly severity?: Severity;
  /** Where the rule's own remedy does not fit this case. */
  readonly remedy?: string;
  readonly fix?: Fix;
}

/** A change that mends a finding. */
export interface Fix {
  /** True: `--fix` applies it; false: `--fix --all` offers it. */
  readonly safe: boolean;
  readonly edits: readonly TextEdit[];
  /** Files that become executable. */
  readonly executable?: readonly string[];
}

import type { Mode } from "../../core/project/project.ts";
import type { ComposeQuestion } from "../project-name.ts";

/** Which project a session is about, and how it shall be worked on. */
export interface SessionQuestion extends ComposeQuestion {
  /** Narrows the project to these services and what they depend on; none: all of the active profiles. */
  readonly services: readonly string[];
  /** The mode of what does not run yet. */
  readonly mode: Mode;
  /** How long a service may take to become ready. */
  readonly timeoutMs: number | undefined;
  /** Applies changes of the project's files without being asked. */
  readonly applyChanges: boolean;
}

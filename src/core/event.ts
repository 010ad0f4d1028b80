import type { Place } from "./error.ts";
import type { Plan } from "./plan/plan.ts";
import type { Answer } from "./readiness/answer.ts";

/** One BuildKit vertex that belongs to a Dockerfile step (or to BuildKit itself, then `stage` is undefined). */
export interface BuildStep {
  /** BuildKit's digest: the same step keeps its id over all its events. */
  readonly id: string;
  /** The words after the bracket, such as `RUN go build -o /out/server .`, or BuildKit's own name for its internal step. */
  readonly name: string;
  readonly stage?: string;
  /** `3` and `6` in `[builder 3/6]`. */
  readonly index?: number;
  readonly total?: number;
}

/** What happened, without time and service. Everything a person or a program is told about a running deed is one of these. */
export type Happening =
  | { readonly type: "plan"; readonly plan: Plan }
  | { readonly type: "step-started"; readonly step: number }
  | { readonly type: "step-finished"; readonly step: number; readonly durationMs: number }
  | { readonly type: "step-failed"; readonly step: number; readonly why: string }
  | { readonly type: "build-step-started"; readonly buildStep: BuildStep }
  | { readonly type: "build-step-finished"; readonly buildStep: BuildStep; readonly durationMs: number; readonly cached: boolean }
  | {
      readonly type: "build-step-failed";
      readonly buildStep: BuildStep;
      readonly why: string;
      readonly output: readonly string[];
    }
  | { readonly type: "build-output"; readonly buildStep: BuildStep; readonly text: string }
  | {
      readonly type: "pull-progress";
      readonly image: string;
      readonly status: string;
      readonly currentBytes?: number;
      readonly totalBytes?: number;
    }
  /** An image was built; `beforeBytes`: of the build before, where that was another image. Unpacked sizes of all layers. */
  | { readonly type: "image-size"; readonly stage: string; readonly sizeBytes: number; readonly beforeBytes?: number }
  | { readonly type: "answer"; readonly probe: string; readonly answer: Answer; readonly afterMs: number }
  | { readonly type: "warning"; readonly text: string; readonly remedy?: string; readonly place?: Place }
  | { readonly type: "note"; readonly text: string };

/** One thing that happened: when (ms since the epoch), to which service (none: to the project), and what. */
export type Event = Happening & { readonly at: number; readonly service?: string };

/** Where deeds report to. The receiver stamps the time. */
export type Report = (happening: Happening & { readonly service?: string }) => void;

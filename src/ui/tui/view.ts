import type { Warning } from "../../core/progress/reduce.ts";
import type { Prompt } from "./footer.ts";
import type { SizesPane } from "./sizes-pane.ts";
import type { TextPane } from "./text-pane.ts";

/** What the user has chosen to see, beside what the log view keeps itself. */
export interface View {
  /** Name of the selected service; undefined while there is none. */
  readonly selected: string | undefined;
  readonly focus: "services" | "logs";
  readonly prompt: Prompt | undefined;
  /** A list to choose from, in the place of the logs. */
  readonly stages: StageList | undefined;
  /** Image sizes in the place of the logs. */
  readonly sizes: SizesPane | undefined;
  /** A text in the place of the logs. */
  readonly text: TextPane | undefined;
  readonly showUsage: boolean;
  readonly showBuild: boolean;
  /** Warnings that have been read. */
  readonly dismissed: readonly Warning[] | undefined;
  /** The engine's time before each line. */
  readonly timestamps: boolean;
}

/** The stages of a service, to choose one. */
export interface StageList {
  readonly service: string;
  readonly names: readonly string[];
  /** The one that is marked. */
  readonly index: number;
}

export const firstView: View = {
  selected: undefined,
  focus: "services",
  prompt: undefined,
  stages: undefined,
  sizes: undefined,
  text: undefined,
  showUsage: false,
  showBuild: false,
  dismissed: undefined,
  timestamps: false,
};

/** The view with the selection moved by so many services; the ends are the ends. */
export function moveSelection(view: View, shown: readonly string[], by: number): View {
  const at = view.selected === undefined ? -1 : shown.indexOf(view.selected);
  const next = shown[Math.min(shown.length - 1, Math.max(0, at + by))];
  return { ...view, selected: next };
}

/** The view with a selection that exists: the first service where the selected one is gone. */
export function withSelection(view: View, shown: readonly string[]): View {
  const isThere = view.selected !== undefined && shown.includes(view.selected);
  return isThere || shown.length === 0 ? view : { ...view, selected: shown[0] };
}

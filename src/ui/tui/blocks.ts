import { formatDuration } from "../../core/format.ts";
import { planText } from "../../core/plan/text.ts";
import type { Warning } from "../../core/progress/reduce.ts";
import type { PinnedError } from "../../core/reload/words.ts";
import type { SessionState } from "../../core/session/session.ts";
import { placeFile, renderError } from "../error.ts";
import type { Style } from "../style.ts";
import { fitText } from "../width.ts";
import { buildRows } from "./build-rows.ts";
import { plainText, rowOf, spread } from "./spans.ts";

/** Something between the services and the logs that wants to be seen: a title and its rows. */
export interface Block {
  readonly kind: "changes" | "proposal" | "build" | "failure" | "warnings" | "pinned";
  /** Painted; what is wider than the screen is cut when it is drawn. */
  readonly rows: readonly string[];
  /** Which rows matter most when there is no room for all. */
  readonly keep: "first" | "last";
}

export interface BlocksLook {
  readonly columns: number;
  readonly style: Style;
  readonly colour: boolean;
  /** Files inside this folder are named relative to it. */
  readonly cwd: string;
  /** The last build is shown though it has ended. */
  readonly showBuild: boolean;
  /** Warnings that have been read. */
  readonly dismissed: readonly Warning[] | undefined;
  /** Compile errors of dev services, to be pinned until the next success. */
  readonly pinned: readonly PinnedError[];
}

/** What stands between the services and the logs, in its order. */
export function blocksOf(state: SessionState, look: BlocksLook): readonly Block[] {
  return [
    changesBlock(state, look),
    proposalBlock(state, look),
    buildBlock(state, look),
    failureBlock(state, look),
    warningsBlock(state, look),
    ...look.pinned.map((error) => pinnedBlock(error, look)),
  ].flatMap((block) => block ?? []);
}

function changesBlock({ changes }: SessionState, look: BlocksLook): Block | undefined {
  if (!changes) return undefined;
  const { style } = look;
  const files = changes.files.map(plainText).join(", ");
  if (changes.error) {
    const title = titleRow(`${files}: the project stays as it was`, "", look, style.red);
    return { kind: "changes", keep: "first", rows: [title, ...renderError(changes.error, look)] };
  }
  const steps = changes.plan?.steps ?? [];
  const deeds = steps.filter(({ kind }) => kind !== "wait").map(({ kind, service }) => `${kind} ${service}`);
  const count = `${deeds.length} step${deeds.length === 1 ? "" : "s"}`;
  return {
    kind: "changes",
    keep: "first",
    rows: [titleRow(`${files} changed: ${count}: ${deeds.join(", ")}`, "u to apply", look, style.yellow)],
  };
}

function proposalBlock({ proposal }: SessionState, look: BlocksLook): Block | undefined {
  if (!proposal) return undefined;
  const { style, columns } = look;
  const title = titleRow(proposal.title, proposal.plan ? "enter now · esc not" : "", look, style.yellow);
  const lines = proposal.plan ? planText(proposal.plan).split("\n") : ["making the plan"];
  return {
    kind: "proposal",
    keep: "first",
    rows: [title, ...lines.map((line) => rowOf([{ text: `  ${plainText(line)}` }], columns))],
  };
}

/** While something is built, and on request afterwards; of a build that failed until the failure is dismissed. */
function buildBlock({ progress, failure }: SessionState, look: BlocksLook): Block | undefined {
  const builds = progress.steps.filter(({ step }) => step.kind === "build");
  const running = builds.some(({ state }) => state === "running");
  const failed = builds.some(({ state }) => state === "failed") && failure !== undefined;
  if (builds.length === 0 || !(running || failed || look.showBuild)) return undefined;
  const names = builds.map(({ step }) => step.service).join(", ");
  const lastMs = Math.max(0, ...builds.map(({ durationMs = 0 }) => durationMs));
  const end = running ? "" : failed ? " failed" : `: ${formatDuration(lastMs)}`;
  const title = titleRow(`build ${names}${end}`, running ? "" : "esc closes", look, failed ? look.style.red : look.style.cyan);
  const rows = buildRows(progress, { columns: look.columns, style: look.style, detailed: look.showBuild });
  return { kind: "build", keep: "last", rows: [title, ...rows] };
}

/** The output of a failed build step stands in the build's tree already. */
function failureBlock({ failure, progress }: SessionState, look: BlocksLook): Block | undefined {
  if (failure === undefined) return undefined;
  const outputs = [...progress.builds.values()].flat().map(({ output }) => output);
  const printed = { has: (output: readonly string[]) => outputs.includes(output) };
  const lines = renderError(failure, { colour: look.colour, cwd: look.cwd, printed });
  const [first = "", ...rest] = lines;
  return { kind: "failure", keep: "first", rows: [`${first}  ${look.style.dim("esc closes")}`, ...rest] };
}

/** What the last work had to warn of, until it has been read. */
function warningsBlock({ progress: { warnings } }: SessionState, look: BlocksLook): Block | undefined {
  if (warnings.length === 0 || warnings === look.dismissed) return undefined;
  const { style, columns } = look;
  const rows = warnings.flatMap(({ service, text, remedy, place }) => {
    const at = place ? `${placeFile(place, look.cwd)}:${place.line}: ` : "";
    const row = rowOf([{ text: "  " }, { text: plainText(`${service ? `${service}: ` : ""}${at}${text}`) }], columns);
    return remedy === undefined
      ? [row]
      : [row, rowOf([{ text: "    → ", paint: style.cyan }, { text: plainText(remedy) }], columns)];
  });
  const title = `${warnings.length} warning${warnings.length === 1 ? "" : "s"}`;
  return { kind: "warnings", keep: "first", rows: [titleRow(title, "esc closes", look, style.yellow), ...rows] };
}

function pinnedBlock({ title, lines, serving }: PinnedError, look: BlocksLook): Block {
  const { style, columns } = look;
  return {
    kind: "pinned",
    keep: "first",
    rows: [
      titleRow(title, serving ?? "", look, style.red),
      ...lines.map((line) => rowOf([{ text: "  │ ", paint: style.red }, { text: plainText(line) }], columns)),
    ],
  };
}

function titleRow(title: string, right: string, { columns, style }: BlocksLook, paint: (text: string) => string): string {
  const side = fitText(plainText(right), Math.max(0, columns - 20));
  return spread(
    [
      { text: "▌ ", paint },
      { text: plainText(title), paint: (text) => paint(style.bold(text)) },
    ],
    side === "" ? [] : [{ text: side, paint: style.dim }, { text: " " }],
    columns,
  );
}

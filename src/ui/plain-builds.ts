import type { BuildStep, Event } from "../core/event.ts";
import { formatDuration } from "../core/format.ts";
import { safeText } from "../core/logs/escape.ts";
import { isInternal, stepPlace } from "../core/progress/vertex-name.ts";
import type { PlainLine } from "./plain-line.ts";
import { fitText, padText, widthOf } from "./width.ts";

export type BuildEvent = Event & {
  readonly type: "build-step-started" | "build-step-finished" | "build-step-failed" | "build-output";
};

export interface BuildPainter {
  event(event: BuildEvent): readonly string[];
  /** A line for each step that has been running for long. */
  tick(at: number): readonly string[];
}

/** BuildKit's own steps are shown when they took this long, and steps told a second time (which can have another id, when builds share them). */
const internalShownMs = 2000;
const againShownMs = 1000;
const heartbeatMs = 10_000;

/**
 * Paints build steps, a line each when it has ended:
 *
 *     api  builder 2/6   COPY . .                                    CACHED
 *     api  builder 3/6   RUN go build -o /out/server .                4.2 s
 */
export function buildPainter({ look, style, room, meet, line, quoted }: PlainLine): BuildPainter {
  const running = new Map<string, Running>();
  const shown = new Set<string>();
  let placeWidth = 12;

  const stepLine = (service: string, step: BuildStep, words: string, end: string, paint: (text: string) => string): string => {
    meet(service);
    const place = isInternal(step) ? "" : safeText(stepPlace(step), "none");
    placeWidth = Math.min(24, Math.max(placeWidth, widthOf(place)));
    const nameWidth = Math.max(16, room() - placeWidth - 2 - 2 - endWidth);
    const name = fitText(safeText(words.replaceAll(/\s+/g, " "), "none"), nameWidth);
    const [start, middle] = [style.cyan(padText(place, placeWidth)), padText(name, nameWidth)];
    return line(service, `${start}  ${middle}  ${paint(padText(end, endWidth, "right"))}`);
  };

  const finished = ({
    service = "",
    buildStep,
    durationMs,
    cached,
  }: BuildEvent & { readonly type: "build-step-finished" }): readonly string[] => {
    const key = `${service} ${stepPlace(buildStep)} ${buildStep.name}`;
    const trivial = isInternal(buildStep) && look.verbosity !== "verbose" && durationMs < internalShownMs;
    if (look.verbosity === "quiet" || trivial || (shown.has(key) && durationMs < againShownMs)) return [];
    shown.add(key);
    return [
      stepLine(
        service,
        buildStep,
        buildStep.name,
        cached ? "CACHED" : formatDuration(durationMs),
        cached ? style.dim : style.plain,
      ),
    ];
  };

  const failed = ({
    service = "",
    buildStep,
    output,
  }: BuildEvent & { readonly type: "build-step-failed" }): readonly string[] => {
    look.printed?.add(output);
    const untold = look.verbosity === "verbose" ? [] : output;
    return [stepLine(service, buildStep, buildStep.name, "FAILED", style.red), ...untold.map((text) => quoted(service, text))];
  };

  return {
    event(event) {
      const { service = "", buildStep, at } = event;
      const key = keyOf(service, buildStep);
      const before = running.get(key);
      switch (event.type) {
        case "build-step-started":
          running.set(key, { service, buildStep, startedAt: at, toldAt: at, lastLine: "" });
          return [];
        case "build-output":
          if (before) running.set(key, { ...before, lastLine: event.text });
          return look.verbosity === "verbose" ? [quoted(service, event.text)] : [];
        case "build-step-finished":
          running.delete(key);
          return finished(event);
        case "build-step-failed":
          running.delete(key);
          return failed(event);
        default:
          return event satisfies never;
      }
    },
    tick(at) {
      const silent = [...running].filter(([, { toldAt }]) => at - toldAt >= heartbeatMs);
      return silent.map(([key, step]) => {
        running.set(key, { ...step, toldAt: at });
        const words = step.lastLine === "" ? step.buildStep.name : `› ${step.lastLine}`;
        return stepLine(step.service, step.buildStep, words, `… ${formatDuration(at - step.startedAt)}`, style.dim);
      });
    },
  };
}

const endWidth = 11;

interface Running {
  readonly service: string;
  readonly buildStep: BuildStep;
  readonly startedAt: number;
  readonly toldAt: number;
  readonly lastLine: string;
}

function keyOf(service: string, step: BuildStep): string {
  return `${service} ${step.id}`;
}

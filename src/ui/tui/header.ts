import { progressPhrase } from "../../core/progress/phrase.ts";
import type { ServiceView, SessionState } from "../../core/session/session.ts";
import type { Style } from "../style.ts";
import { fitText, widthOf } from "../width.ts";
import { spinner, stopwatch } from "./screen-marks.ts";
import { plainText, type Span, spansWidth, spread } from "./spans.ts";

export interface HeaderLook {
  readonly columns: number;
  readonly style: Style;
}

/** The first row: project, mode, what is going on; on the right the engine, and where it is if there is room. */
export function headerRow(state: SessionState, { columns, style }: HeaderLook): string {
  const { engine } = state;
  const left: readonly Span[] = [
    { text: " gdev ", paint: (text) => style.inverse(style.bold(text)) },
    { text: " " },
    { text: plainText(state.project), paint: style.bold },
    { text: modeWords(state.services), paint: style.cyan },
    { text: "  " },
    ...doing(state, style),
  ];
  const version = engine.version ? ` ${plainText(engine.version)}` : "";
  const engineWords = engine.state === "lost" ? "engine lost" : `docker${version}`;
  const context = engine.name === "default" ? "" : ` · ${fitText(plainText(engine.name), 24)}`;
  const room = columns - spansWidth(left) - widthOf(engineWords) - 2;
  return spread(
    left,
    [
      {
        text: `${engineWords}${widthOf(context) > room ? "" : context} `,
        paint: engine.state === "lost" ? style.red : style.dim,
      },
    ],
    columns,
  );
}

/** ` dev`, ` prod`, or nothing where services differ or none has a mode. */
function modeWords(services: readonly ServiceView[]): string {
  const modes = new Set(services.flatMap(({ mode }) => mode ?? []));
  return modes.size === 1 ? ` ${[...modes][0]}` : modes.size > 1 ? " dev + prod" : "";
}

/** What is going on, in one phrase. */
function doing(state: SessionState, style: Style): readonly Span[] {
  const { engine, work, proposal, message } = state;
  if (engine.state === "lost") return [{ text: `trying again: ${plainText(engine.why ?? "no answer")}`, paint: style.red }];
  if (work) {
    const phrase = progressPhrase(state.progress);
    const text = work.cancelling ? `ending: ${work.title}` : (phrase?.text ?? work.title);
    const since = stopwatch(phrase?.since ?? work.startedAt);
    return [
      { text: `${spinner} ` },
      { text: `${plainText(text)} · `, paint: style.yellow },
      { text: since, paint: style.yellow },
    ];
  }
  if (proposal) return [{ text: `${plainText(proposal.title)}?`, paint: style.yellow }];
  if (message) {
    const paint = { good: style.green, bad: style.red, plain: style.plain }[message.tone];
    return [{ text: plainText(message.text), paint }];
  }
  return restWords(state, style);
}

function restWords({ services, engine, loaded }: SessionState, style: Style): readonly Span[] {
  if (engine.state === "connecting") return [{ text: `${spinner} looking at the engine`, paint: style.dim }];
  const running = services.filter(({ state }) => state === "running").length;
  if (services.length === 0) return [{ text: loaded ? "no services" : "reading the compose files", paint: style.dim }];
  if (running === services.length)
    return [{ text: services.length === 1 ? "running" : `all ${running} running`, paint: style.green }];
  const words = running === 0 ? "nothing runs: U brings everything up" : `${running} of ${services.length} running`;
  return [{ text: words, paint: running === 0 ? style.plain : style.yellow }];
}

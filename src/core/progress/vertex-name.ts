import type { BuildStep } from "../event.ts";

/**
 * A vertex' name → the step it is. `[builder 3/6] RUN go build` belongs to a stage; `[linux/amd64 builder 3/6] …` too (the platform of a
 * multi-platform build is left out); `[2/4] …` to a Dockerfile's only, unnamed stage. `[internal] load .dockerignore` and `exporting to image`
 * are BuildKit's own: no stage, no index. A base image loses what everybody knows: `FROM docker.io/library/golang:1.26@sha256:…` is
 * `FROM golang:1.26`, a RUN loses its `--mount` flags, which hide the command behind them.
 */
export function buildStepOf(id: string, name: string): BuildStep {
  const match = /^\[(?:\S+ +)??(?:(\S+) +)?(\d+)\/(\d+)\] (.*)$/s.exec(name);
  const [, stage, index, total, words] = match ?? [];
  if (words === undefined) return { id, name };
  return {
    id,
    name: shortRun(shortFrom(words)),
    ...(stage === undefined ? {} : { stage }),
    index: Number(index),
    total: Number(total),
  };
}

function shortFrom(words: string): string {
  return words.replace(/^FROM docker\.io\/(?:library\/)?/, "FROM ").replace(/^(FROM \S+?)@sha256:[0-9a-f]+/, "$1");
}

function shortRun(words: string): string {
  return words.replace(/^(RUN )((?:--\S+\s+)+)/, "$1");
}

/** Whether the step is BuildKit's own work and not a line of the Dockerfile. */
export function isInternal(step: BuildStep): boolean {
  return step.index === undefined;
}

/** `builder 4/6`, `2/4` for an unnamed stage, or the name of BuildKit's own step. */
export function stepPlace(step: BuildStep): string {
  if (step.index === undefined) return step.name;
  const position = `${step.index}/${step.total}`;
  return step.stage === undefined ? position : `${step.stage} ${position}`;
}

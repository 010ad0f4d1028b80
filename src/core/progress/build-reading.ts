import type { BuildStep, Happening } from "../event.ts";
import type { BuildKitLog, BuildKitObject, BuildKitStatus, BuildKitVertex, BuildKitWarning } from "./buildkit.ts";
import { buildStepOf } from "./vertex-name.ts";

/** What is known of one build so far. */
export interface BuildReading {
  readonly vertices: ReadonlyMap<string, Vertex>;
}

interface Vertex {
  readonly step: BuildStep;
  /** When the current run began, as BuildKit wrote it; a vertex can run twice (once to compute its key, once for the work). */
  readonly started: string;
  readonly completed: boolean;
  /** The lines that the step has written: bytes, one in each UTF-16 unit, because BuildKit cuts characters apart. */
  readonly output: string;
  /** The unfinished line of each stream. */
  readonly open: Readonly<Record<number, string>>;
  /** Layers of a base image that come from a registry: bytes by BuildKit's id. */
  readonly layers: ReadonlyMap<string, { readonly currentBytes: number; readonly totalBytes: number }>;
}

export const readingStart: BuildReading = { vertices: new Map() };

export interface ReadingOptions {
  /** Report the Dockerfile linter's warnings too (`FromAsCasing` and the like). BuildKit repeats them at every build, cached or not. */
  readonly lint: boolean;
}

/**
 * Takes the next object of one build's rawjson stream: what happened, and the reading to go on with.
 * A cached step reports `build-step-finished` alone; others `build-step-started` first. Output comes as `build-output`, one line each, without
 * line end; of a line redrawn with carriage returns the last state. A failed step carries its whole output; one that was merely cancelled
 * because another failed reports nothing.
 */
export function readBuild(
  reading: BuildReading,
  object: BuildKitObject,
  options: ReadingOptions,
): { readonly reading: BuildReading; readonly happenings: readonly Happening[] } {
  const vertices = new Map(reading.vertices);
  const happenings: Happening[] = [];
  for (const vertex of object.vertexes ?? []) if (!vertices.has(vertex.digest)) vertices.set(vertex.digest, newVertex(vertex));
  for (const log of object.logs ?? []) happenings.push(...takeLog(vertices, log));
  for (const status of object.statuses ?? []) happenings.push(...takeStatus(vertices, status));
  for (const vertex of object.vertexes ?? []) happenings.push(...takeVertex(vertices, vertex));
  for (const warning of object.warnings ?? []) happenings.push(...takeWarning(warning, options));
  return { reading: { vertices }, happenings };
}

function newVertex({ digest, name }: BuildKitVertex): Vertex {
  return { step: buildStepOf(digest, name), started: "", completed: false, output: "", open: {}, layers: new Map() };
}

function takeVertex(vertices: Map<string, Vertex>, seen: BuildKitVertex): readonly Happening[] {
  const before = vertices.get(seen.digest) ?? newVertex(seen);
  const { step } = before;
  const started = seen.started ?? "";
  const again = started !== before.started;
  if (started === "" || (!again && (before.completed || !seen.completed))) return [];
  const begins: readonly Happening[] = again && !seen.cached ? [{ type: "build-step-started", buildStep: step }] : [];
  if (!seen.completed) {
    vertices.set(seen.digest, { ...before, started, completed: false });
    return begins;
  }
  const rest = Object.values(before.open)
    .filter((text) => text !== "")
    .join("\n");
  const output = before.output + rest;
  vertices.set(seen.digest, { ...before, started, completed: true, output, open: {}, layers: new Map() });
  return [...begins, ...outputHappenings(step, rest), ...ending(output, step, seen)];
}

function ending(output: string, step: BuildStep, seen: BuildKitVertex): readonly Happening[] {
  if (seen.error && /\b(context canceled|Canceled)\b/.test(seen.error)) return [];
  if (seen.error) return [{ type: "build-step-failed", buildStep: step, why: seen.error, output: outputLines(output) }];
  const durationMs = Math.max(0, Date.parse(seen.completed ?? "") - Date.parse(seen.started ?? ""));
  return [{ type: "build-step-finished", buildStep: step, durationMs, cached: seen.cached ?? false }];
}

function takeLog(vertices: Map<string, Vertex>, { vertex: id, stream = 1, data = "" }: BuildKitLog): readonly Happening[] {
  const vertex = vertices.get(id);
  if (!vertex) return [];
  const text = (vertex.open[stream] ?? "") + atob(data);
  const end = text.lastIndexOf("\n") + 1;
  const whole = text.slice(0, end);
  vertices.set(id, { ...vertex, output: vertex.output + whole, open: { ...vertex.open, [stream]: text.slice(end) } });
  return outputHappenings(vertex.step, whole);
}

function outputHappenings(buildStep: BuildStep, bytes: string): readonly Happening[] {
  return outputLines(bytes).map((text) => ({ type: "build-output", buildStep, text }));
}

/** Bytes → their lines as text, a redrawn line in its last state. */
function outputLines(bytes: string): readonly string[] {
  if (bytes === "") return [];
  const text = decodeUtf8(bytes);
  const lines = text.endsWith("\n") ? text.slice(0, -1).split("\n") : text.split("\n");
  return lines.map((line) => line.replace(/\r+$/, "").replace(/^.*\r/s, ""));
}

function takeStatus(vertices: Map<string, Vertex>, status: BuildKitStatus): readonly Happening[] {
  const vertex = vertices.get(status.vertex);
  const image = vertex && /^FROM (\S+)/.exec(vertex.step.name)?.[1];
  if (!image || !status.id.startsWith("sha256:") || !status.total) return [];
  const layers = new Map(vertex.layers).set(status.id, { currentBytes: status.current ?? 0, totalBytes: status.total });
  vertices.set(status.vertex, { ...vertex, layers });
  const all = [...layers.values()];
  const currentBytes = all.reduce((sum, layer) => sum + layer.currentBytes, 0);
  const totalBytes = all.reduce((sum, layer) => sum + layer.totalBytes, 0);
  return [{ type: "pull-progress", image, status: "downloading", currentBytes, totalBytes }];
}

function takeWarning(warning: BuildKitWarning, { lint }: ReadingOptions): readonly Happening[] {
  if (!lint && warning.url?.includes("/dockerfile/rule/")) return [];
  const text = decodeUtf8(atob(warning.short ?? "")).trim();
  if (text === "") return [];
  const file = warning.sourceInfo?.filename;
  const start = warning.range?.[0]?.start;
  const place = file && start?.line ? { file, line: start.line, column: (start.character ?? 0) + 1 } : undefined;
  return [{ type: "warning", text, ...(warning.url ? { remedy: `see ${warning.url}` } : {}), ...(place ? { place } : {}) }];
}

function decodeUtf8(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (unit) => unit.codePointAt(0) ?? 0));
}

import type { LogLine } from "../../src/core/logs/line.ts";
import type { LogItem } from "../../src/core/logs/service-lines.ts";

/** A small linear congruential generator: the same numbers in every run. `random(n)`: a whole number from 0 below n. */
export type Random = (below: number) => number;

export function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[random(values.length)] as Value;
}

export function line(text: string, atNs = 1n, stream: LogLine["stream"] = "stdout"): LogLine {
  return { atNs, stream, bytes: new TextEncoder().encode(text) };
}

/** Lines of the first container of a service. */
export function lines(service: string, ...all: readonly (string | LogLine)[]): LogItem & { readonly kind: "lines" } {
  const items = all.map((each) => (typeof each === "string" ? line(each) : each));
  return { kind: "lines", service, container: `${service}-1`, number: 1, lines: items };
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

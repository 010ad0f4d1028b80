/** An RFC 3339 time read from bytes: nanoseconds since the epoch, and where the text after it and one space goes on. */
export interface Stamp {
  readonly atNs: bigint;
  readonly end: number;
}

/**
 * A reader for the timestamps that the engine puts before every line (`2026-01-02T03:04:05.123456789Z `, also with fewer
 * digits or an offset). It answers undefined where there is none. It remembers the last second it read, since thousands of
 * lines share it.
 */
export function stampReader(): (bytes: Uint8Array, start: number, end: number) => Stamp | undefined {
  const known = new Uint8Array(secondsLength);
  let knownNs = 0n;

  return (bytes, start, end) => {
    if (end - start < secondsLength + 1 || bytes[start + 4] !== dash || bytes[start + 10] !== letterT) return undefined;
    if (!startsWith(bytes, start, known)) {
      const secondsNs = parseSeconds(bytes, start);
      if (secondsNs === undefined) return undefined;
      known.set(bytes.subarray(start, start + secondsLength));
      knownNs = secondsNs;
    }
    return parseRest(knownNs, bytes, start + secondsLength, end);
  };
}

/** `2026-01-02T03:04:05.123456789Z`: the engine's own form of a time, always nine digits, always UTC. */
export function formatNs(atNs: bigint): string {
  const seconds = atNs / nsPerSecond;
  const fraction = (atNs % nsPerSecond).toString().padStart(9, "0");
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, secondsLength)}.${fraction}Z`;
}

/** Seconds with nine decimals, the form in which the Engine API takes `since` and `until`. */
export function secondsOf(atNs: bigint): string {
  return `${atNs / nsPerSecond}.${(atNs % nsPerSecond).toString().padStart(9, "0")}`;
}

export const nsPerSecond = 1_000_000_000n;

const secondsLength = "2026-01-02T03:04:05".length;
const dash = 0x2d;
const plus = 0x2b;
const dot = 0x2e;
const space = 0x20;
const zero = 0x30;
const letterT = 0x54;
const letterZ = 0x5a;

function startsWith(bytes: Uint8Array, start: number, expected: Uint8Array): boolean {
  for (let at = expected.length - 1; at >= 0; at--) if (bytes[start + at] !== expected[at]) return false;
  return true;
}

function parseSeconds(bytes: Uint8Array, start: number): bigint | undefined {
  const text = String.fromCharCode(...bytes.subarray(start, start + secondsLength));
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return undefined;
  const ms = Date.parse(`${text}Z`);
  return Number.isNaN(ms) ? undefined : BigInt(ms) * 1_000_000n;
}

/** Fraction, zone and the space behind them. */
function parseRest(secondsNs: bigint, bytes: Uint8Array, start: number, end: number): Stamp | undefined {
  let at = start;
  let nanos = 0;
  if (bytes[at] === dot) {
    let digits = 0;
    for (at++; at < end && isDigit(bytes[at]); at++) {
      if (++digits <= 9) nanos = nanos * 10 + digit(bytes[at]);
    }
    if (digits < 9) nanos *= 10 ** (9 - digits);
  }
  const zone = parseZone(bytes, at, end);
  if (zone === undefined || (zone.end < end && bytes[zone.end] !== space)) return undefined;
  const atNs = secondsNs + BigInt(nanos);
  return { atNs: zone.minutes === 0 ? atNs : atNs - BigInt(zone.minutes) * 60n * nsPerSecond, end: Math.min(zone.end + 1, end) };
}

function parseZone(bytes: Uint8Array, at: number, end: number): { readonly minutes: number; readonly end: number } | undefined {
  const sign = bytes[at];
  if (at < end && sign === letterZ) return { minutes: 0, end: at + 1 };
  if (at + 6 > end || (sign !== plus && sign !== dash)) return undefined;
  for (const place of [1, 2, 4, 5]) if (!isDigit(bytes[at + place])) return undefined;
  const hours = digit(bytes[at + 1]) * 10 + digit(bytes[at + 2]);
  const minutes = digit(bytes[at + 4]) * 10 + digit(bytes[at + 5]);
  return { minutes: (hours * 60 + minutes) * (sign === dash ? -1 : 1), end: at + 6 };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= zero + 9;
}

function digit(byte: number | undefined): number {
  return (byte ?? zero) - zero;
}

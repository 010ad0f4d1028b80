import { UserError } from "../error.ts";
import { nsPerSecond } from "./time.ts";

/**
 * A point in time as users write it, in nanoseconds since the epoch: how long ago (`10m`, `2h30m`, `1.5h`, `2d`), a date or
 * time in RFC 3339 (without a zone: local time), or seconds since the epoch. `nowMs`: milliseconds since the epoch.
 * UserError (usage) for anything else.
 */
export function parseSince(text: string, nowMs: number): bigint {
  const ns = secondsSinceEpoch(text) ?? ago(text, nowMs) ?? dateTime(text);
  if (ns !== undefined) return ns < 0n ? 0n : ns;
  throw new UserError(`not a time: ${JSON.stringify(text)}`, {
    remedy: "write how long ago (10m, 2h30m, 2d), a time (2026-01-31, 2026-01-31T08:00:00Z) or seconds since 1970",
    exitCode: 2,
  });
}

function secondsSinceEpoch(text: string): bigint | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text);
  return match ? BigInt(match[1] ?? 0) * nsPerSecond + BigInt((match[2] ?? "").padEnd(9, "0")) : undefined;
}

const msOf: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function ago(text: string, nowMs: number): bigint | undefined {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|[smhdw]))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|[smhdw])/g)) ms += Number(amount) * (msOf[unit ?? ""] ?? 0);
  return BigInt(Math.round(nowMs - ms)) * 1_000_000n;
}

function dateTime(text: string): bigint | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (!match) return undefined;
  const [, day, minute = "00:00", second = "00", fraction = "", zone = ""] = match;
  const ms = Date.parse(`${day}T${minute}:${second}${zone}`);
  return Number.isNaN(ms) ? undefined : BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

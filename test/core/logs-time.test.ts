import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/error.ts";
import { parseSince } from "../../src/core/logs/since.ts";
import { formatNs, secondsOf, stampReader } from "../../src/core/logs/time.ts";

const ns = (iso: string, nanos = 0n): bigint => BigInt(Date.parse(iso)) * 1_000_000n + nanos;

function read(text: string): { atNs: bigint; rest: string } | undefined {
  const bytes = Buffer.from(text);
  const stamp = stampReader()(bytes, 0, bytes.length);
  return stamp && { atNs: stamp.atNs, rest: text.slice(stamp.end) };
}

describe("stampReader", () => {
  it.each([
    ["2026-01-02T03:04:05.123456789Z hello", ns("2026-01-02T03:04:05Z", 123_456_789n), "hello"],
    ["2026-01-02T03:04:05.5Z x", ns("2026-01-02T03:04:05.500Z"), "x"],
    ["2026-01-02T03:04:05Z x", ns("2026-01-02T03:04:05Z"), "x"],
    ["2026-01-02T03:04:05.000000001+02:00 x", ns("2026-01-02T01:04:05Z", 1n), "x"],
    ["2026-01-02T03:04:05-00:30 x", ns("2026-01-02T03:34:05Z"), "x"],
    ["2026-01-02T03:04:05.000000001Z ", ns("2026-01-02T03:04:05Z", 1n), ""],
    ["2026-01-02T03:04:05.000000001Z", ns("2026-01-02T03:04:05Z", 1n), ""],
    ["2026-01-02T03:04:05.000000001Z  two spaces", ns("2026-01-02T03:04:05Z", 1n), " two spaces"],
  ])("%s", (text, atNs, rest) => {
    expect(read(text)).toEqual({ atNs, rest });
  });

  it.each([
    "",
    "hello",
    "2026-01-02T03:04:05",
    "2026-01-02T03:04:05x",
    "2026-13-02T03:04:05Z x",
    "2026-01-02T03:04:05.1Zx",
    "2026-01-02T0a:04:05Z x",
    "2026-01-02 03:04:05Z x",
  ])("%j is no stamp", (text) => {
    expect(read(text)).toBeUndefined();
  });

  it("tells seconds apart although it remembers the last", () => {
    const reader = stampReader();
    const times = [
      "2026-01-02T03:04:05.1Z x",
      "2026-01-02T03:04:06.1Z x",
      "2026-01-02T03:04:06.2Z x",
      "2025-01-02T03:04:06.2Z x",
    ];
    expect(times.map((text) => reader(Buffer.from(text), 0, text.length)?.atNs)).toEqual([
      ns("2026-01-02T03:04:05.100Z"),
      ns("2026-01-02T03:04:06.100Z"),
      ns("2026-01-02T03:04:06.200Z"),
      ns("2025-01-02T03:04:06.200Z"),
    ]);
  });

  it("is what formatNs writes", () => {
    expect(formatNs(ns("2026-01-02T03:04:05Z", 7n))).toBe("2026-01-02T03:04:05.000000007Z");
    expect(secondsOf(1_700_000_000_000_000_007n)).toBe("1700000000.000000007");
  });
});

describe("parseSince", () => {
  const now = Date.parse("2026-01-31T12:00:00Z");
  it.each([
    ["10m", ns("2026-01-31T11:50:00Z")],
    ["2h30m", ns("2026-01-31T09:30:00Z")],
    ["1.5h", ns("2026-01-31T10:30:00Z")],
    ["250ms", ns("2026-01-31T11:59:59.750Z")],
    ["2d", ns("2026-01-29T12:00:00Z")],
    ["1w", ns("2026-01-24T12:00:00Z")],
    ["2026-01-31T08:00:00Z", ns("2026-01-31T08:00:00Z")],
    ["2026-01-31T08:00:00.000000009+01:00", ns("2026-01-31T07:00:00Z", 9n)],
    ["2026-01-31 08:00Z", ns("2026-01-31T08:00:00Z")],
    ["2026-01-31", ns("2026-01-31T00:00:00")],
    ["2026-01-31T08:00", ns("2026-01-31T08:00:00")],
    ["1700000000", 1_700_000_000_000_000_000n],
    ["1700000000.5", 1_700_000_000_500_000_000n],
    ["99999w", 0n],
  ])("%s", (text, expected) => {
    expect(parseSince(text, now)).toBe(expected);
  });

  it.each(["", "m", "10", "10x", "yesterday", "2026-13-01", "-5m", "10m ago", "1h 30m"].filter((text) => text !== "10"))(
    "%j is refused",
    (text) => {
      expect(() => parseSince(text, now)).toThrow(UserError);
    },
  );
});

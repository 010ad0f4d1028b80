import { describe, expect, it } from "vitest";
import { lineText } from "../../src/core/logs/bytes.ts";
import { lineDecoder } from "../../src/core/logs/decoder.ts";
import type { LogLine } from "../../src/core/logs/line.ts";

const at = (nanos: number): string => `2026-01-02T03:04:05.${String(nanos).padStart(9, "0")}Z`;
const secondNs = BigInt(Date.UTC(2026, 0, 2, 3, 4, 5)) * 1_000_000n;

function frame(kind: number, payload: string | Buffer): Buffer {
  const body = Buffer.from(payload);
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

/** `out 7 text`: stream, nanoseconds after the second, text. */
function shown(lines: readonly LogLine[]): string[] {
  return lines.map(({ stream, atNs, bytes }) => `${stream.slice(3)} ${atNs - secondNs} ${lineText(bytes)}`);
}

function decode(stream: Buffer, tty: boolean, cuts: readonly number[] = [], maxLineBytes?: number): string[] {
  const decoder = lineDecoder({ tty, ...(maxLineBytes === undefined ? {} : { maxLineBytes }) });
  const bounds = [0, ...cuts, stream.length];
  const lines = bounds.slice(1).flatMap((end, index) => shown(decoder.write(stream.subarray(bounds[index], end))));
  return [...lines, ...shown(decoder.flush())];
}

describe("a container without a terminal", () => {
  it("gives lines with stream and engine time, without line ends", () => {
    const stream = Buffer.concat([
      frame(1, `${at(1)} one\n`),
      frame(2, `${at(2)} two\r\n`),
      frame(1, `${at(3)} \n`),
      frame(0, `${at(4)} in\n`),
    ]);
    expect(decode(stream, false)).toEqual(["out 1 one", "err 2 two", "out 3 ", "out 4 in"]);
  });

  it("joins what the engine cut at 16 KB, stream by stream", () => {
    const long = "x".repeat(16_384);
    const stream = Buffer.concat([
      frame(1, `${at(1)} ${long}`),
      frame(2, `${at(2)} ${"e".repeat(16_384)}`),
      frame(1, `${at(1)} ${long}`),
      frame(2, `${at(2)} !\r`),
      frame(1, `${at(1)} end\n`),
      frame(2, `${at(2)} \n`),
    ]);
    expect(decode(stream, false)).toEqual([`out 1 ${long}${long}end`, `err 2 ${"e".repeat(16_384)}!`]);
  });

  it("keeps the unfinished last line of a run apart from the next run's first", () => {
    const stream = Buffer.concat([frame(1, `${at(1)} prompt> `), frame(1, `${at(9)} hello\n`)]);
    expect(decode(stream, false)).toEqual(["out 1 prompt> ", "out 9 hello"]);
  });

  it("gives an unfinished line on flush, and says that there is one", () => {
    const decoder = lineDecoder({ tty: false });
    expect(decoder.write(frame(1, `${at(1)} prompt> `))).toEqual([]);
    expect(decoder.pending()).toBe(true);
    expect(shown(decoder.flush())).toEqual(["out 1 prompt> "]);
    expect(decoder.pending()).toBe(false);
    expect(shown(decoder.write(frame(1, `${at(1)} yes\n`)))).toEqual(["out 1 yes"]);
  });

  it("splits a message of several lines", () => {
    expect(decode(frame(1, `${at(1)} a\nb\n\nc\n`), false)).toEqual(["out 1 a", "out 1 b", "out 1 ", "out 1 c"]);
  });

  it("takes a message without a timestamp for one of the last time", () => {
    expect(decode(Buffer.concat([frame(1, `${at(1)} a\n`), frame(1, "2026-01-02 is no stamp\n")]), false)).toEqual([
      "out 1 a",
      "out 1 2026-01-02 is no stamp",
    ]);
  });

  it("keeps the engine's own words out of the lines", () => {
    const decoder = lineDecoder({ tty: false });
    decoder.write(Buffer.concat([frame(1, `${at(1)} a\n`), frame(3, "error from daemon in stream: invalid character\n")]));
    expect(decoder.complaint()).toBe("error from daemon in stream: invalid character");
  });

  it("refuses what is no log stream", () => {
    expect(() => lineDecoder({ tty: false }).write(Buffer.from("hello, world\n"))).toThrow(/frame header/);
    expect(() => lineDecoder({ tty: false }).write(Buffer.from([1, 0, 0, 0, 255, 255, 255, 255]))).toThrow(/frame header/);
  });

  it("gives a line without end in pieces, none lost", () => {
    const messages = Array.from({ length: 10 }, (_, index) => frame(1, `${at(1)} ${String(index).repeat(100)}`));
    const pieces = decode(Buffer.concat([...messages, frame(1, `${at(1)} end\n`)]), false, [], 250);
    expect(pieces.every((piece) => piece.length <= "out 1 ".length + 250)).toBe(true);
    expect(pieces.map((piece) => piece.slice("out 1 ".length)).join("")).toBe(
      `${Array.from({ length: 10 }, (_, index) => String(index).repeat(100)).join("")}end`,
    );
  });

  it("adds no empty line when a piece ends where the line does", () => {
    const stream = Buffer.concat([frame(1, `${at(1)} ${"a".repeat(100)}`), frame(1, `${at(1)} \n`)]);
    expect(decode(stream, false, [], 100)).toEqual([`out 1 ${"a".repeat(100)}`]);
  });

  it("gives the same lines wherever the stream is cut", () => {
    const stream = Buffer.concat([
      frame(1, `${at(1)} one\n`),
      frame(2, `${at(2)} zwei ü\r\n`),
      frame(1, `${at(3)} part`),
      frame(1, `${at(3)} ial\n`),
      frame(1, `${at(5)} rest`),
    ]);
    const whole = decode(stream, false);
    for (let first = 0; first <= stream.length; first++) {
      for (let second = first; second <= stream.length; second += 7)
        expect(decode(stream, false, [first, second])).toEqual(whole);
    }
    expect(
      decode(
        stream,
        false,
        Array.from({ length: stream.length }, (_, cut) => cut),
      ),
    ).toEqual(whole);
  });
});

describe("a container with a terminal", () => {
  it("gives lines of stdout", () => {
    expect(decode(Buffer.from(`${at(1)} one\r\n${at(2)} \r\n${at(3)} two`), true)).toEqual(["out 1 one", "out 2 ", "out 3 two"]);
  });

  it("takes out the timestamps at which the engine cut a long line", () => {
    const long = "y".repeat(16_384);
    const stream = Buffer.from(`${at(1)} ${long}${at(1)} ${long}${at(1)} end\r\n${at(2)} next\r\n`);
    expect(decode(stream, true)).toEqual([`out 1 ${long}${long}end`, "out 2 next"]);
    for (const cut of [1, 30, 31, 32, 16_384, 16_415, 16_430, 32_830, stream.length - 9]) {
      expect(decode(stream, true, [cut])).toEqual([`out 1 ${long}${long}end`, "out 2 next"]);
    }
  });

  it("gives a line without end in pieces, none lost, no timestamp in them", () => {
    const parts = Array.from({ length: 12 }, (_, index) => String.fromCharCode(97 + index).repeat(16_384));
    const stream = Buffer.from(`${parts.map((part) => `${at(1)} ${part}`).join("")}${at(1)} end\r\n${at(2)} next\r\n`);
    const cuts = Array.from({ length: Math.floor(stream.length / 5_000) }, (_, index) => (index + 1) * 5_000);
    const lines = decode(stream, true, cuts, 40_000);
    expect(lines.at(-1)).toBe("out 2 next");
    expect(
      lines
        .slice(0, -1)
        .map((line) => line.slice("out 1 ".length))
        .join(""),
    ).toBe(`${parts.join("")}end`);
    expect(lines.every((line) => line.length <= "out 1 ".length + 40_000)).toBe(true);
  });

  it("counts only more than the engine's own cut as unfinished", () => {
    const decoder = lineDecoder({ tty: true });
    decoder.write(Buffer.from(`${at(1)} half a mess`));
    expect(decoder.pending()).toBe(false);
    decoder.write(Buffer.from("z".repeat(17_000)));
    expect(decoder.pending()).toBe(true);
  });
});

describe("the bytes of lines", () => {
  it("are the container's own, whatever they are", () => {
    const junk = Buffer.from([0, 255, 27, 93, 13, 9, 128, 192]);
    const [line] = lineDecoder({ tty: false }).write(
      frame(1, Buffer.concat([Buffer.from(`${at(1)} `), junk, Buffer.from("\n")])),
    );
    expect(Buffer.from(line?.bytes ?? [])).toEqual(junk);
  });
});

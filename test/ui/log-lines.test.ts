import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { LogLine } from "../../src/core/logs/line.ts";
import type { LogMark, ServiceLines } from "../../src/core/logs/service-lines.ts";
import { coloursFor, serviceColour } from "../../src/ui/log-colours.ts";
import { jsonLines, logPainter } from "../../src/ui/log-lines.ts";
import { pipeTo } from "../../src/ui/log-pipe.ts";

const plain = { colours: "none", prefix: true, timestamps: false } as const;
const atNs = 1_767_323_045_000_000_007n;

function lines(service: string, number: number, ...texts: readonly (string | { err: string })[]): ServiceLines {
  const all = texts.map(
    (text): LogLine =>
      typeof text === "string"
        ? { atNs, stream: "stdout", bytes: Buffer.from(text) }
        : { atNs, stream: "stderr", bytes: Buffer.from(text.err) },
  );
  return { kind: "lines", service, number, container: `demo-${service}-${number}`, lines: all };
}

describe("logPainter", () => {
  it("aligns the services that are known from the start", () => {
    const painter = logPainter(
      [
        { service: "api", number: 1 },
        { service: "worker", number: 1 },
      ],
      plain,
    );
    expect(painter.lines(lines("api", 1, "a", "b")) + painter.lines(lines("worker", 1, "c"))).toBe(
      "api    | a\napi    | b\nworker | c\n",
    );
  });

  it("numbers a service with several containers, also one that grows later", () => {
    const painter = logPainter([{ service: "api", number: 1 }], plain);
    expect(painter.lines(lines("api", 1, "a"))).toBe("api | a\n");
    expect(painter.lines(lines("api", 2, "b"))).toBe("api-2 | b\n");
    expect(painter.lines(lines("api", 1, "c"))).toBe("api-1 | c\n");
  });

  it("colours services by the order of their names, closes what a line leaves open, and reddens the bar of stderr", () => {
    const painter = logPainter(
      [
        { service: "web", number: 1 },
        { service: "api", number: 1 },
      ],
      { ...plain, colours: "16" },
    );
    expect(painter.lines(lines("api", 1, "\x1b[1mbold", { err: "oops" }))).toBe(
      "\x1b[36mapi |\x1b[0m \x1b[1mbold\x1b[0m\n\x1b[36mapi \x1b[31m|\x1b[0m oops\n",
    );
    expect(painter.lines(lines("web", 1, "w"))).toBe("\x1b[32mweb |\x1b[0m w\n");
  });

  it("lets no escape sequence through, of a line, a name or an engine's words", () => {
    const hostile = "\x1b]0;evil\x07\x1b[2Jx\u202e";
    const painter = logPainter([], plain);
    const text =
      painter.lines(lines(hostile, 1, hostile, `\x1b[31m${hostile}`)) +
      painter.mark({ kind: "mark", what: "engine-lost", why: hostile }) +
      painter.mark({ kind: "mark", what: "unreadable", service: hostile, container: "c", number: 1, why: hostile });
    expect(text).toBe("x | x\nx | x\n-- the Docker engine is gone, trying again (x)\n-- x: no log: x\n");
  });

  it("leaves the prefix away, and puts the engine's time in front", () => {
    const painter = logPainter([], { colours: "none", prefix: false, timestamps: true });
    expect(painter.lines(lines("api", 1, "a"))).toBe("2026-01-02T03:04:05.000000007Z a\n");
  });

  const source = { service: "api", container: "demo-api-1", number: 1 };
  it.each<[LogMark, string]>([
    [{ kind: "mark", what: "started", ...source }, "api started"],
    [{ kind: "mark", what: "restarted", ...source }, "api restarted"],
    [{ kind: "mark", what: "removed", ...source }, "api was removed"],
    [{ kind: "mark", what: "exited", exitCode: 137, ...source }, "api exited with code 137"],
    [{ kind: "mark", what: "engine-back" }, "the Docker engine is back"],
  ])("mark %#", (mark, words) => {
    expect(logPainter([], plain).mark(mark)).toBe(`-- ${words}\n`);
    expect(logPainter([], { ...plain, colours: "16" }).mark(mark)).toBe(`\x1b[2m-- ${words}\x1b[0m\n`);
  });
});

describe("jsonLines", () => {
  it("is one object a line, with all that was written and nothing that a terminal acts on", () => {
    const text = "\x1b[31mred\x9b2J\u202e\u2028\x7f\ttab 日本";
    const json = jsonLines(lines("api", 2, text, { err: "b" }));
    expect(json).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]/);
    const [first, second, end] = json.split("\n");
    expect(JSON.parse(first ?? "")).toEqual({
      time: "2026-01-02T03:04:05.000000007Z",
      service: "api",
      container: "demo-api-2",
      stream: "stdout",
      line: text,
    });
    expect(JSON.parse(second ?? "")).toMatchObject({ stream: "stderr", line: "b" });
    expect(end).toBe("");
  });
});

describe("coloursFor", () => {
  it.each([
    [true, {}, "16"],
    [true, { TERM: "xterm" }, "16"],
    [true, { TERM: "xterm-256color" }, "256"],
    [true, { TERM: "xterm", COLORTERM: "truecolor" }, "256"],
    [true, { TERM: "dumb", COLORTERM: "truecolor" }, "none"],
    [true, { TERM: "xterm-256color", NO_COLOR: "1" }, "none"],
    [true, { TERM: "xterm-256color", NO_COLOR: "" }, "256"],
    [true, { FORCE_COLOR: "0" }, "none"],
    [false, { TERM: "xterm-256color" }, "none"],
    [false, { TERM: "xterm-256color", FORCE_COLOR: "1" }, "256"],
    [undefined, {}, "none"],
  ] as const)("terminal %s with %j: %s", (isTTY, env, expected) => {
    expect(coloursFor(isTTY === undefined ? {} : { isTTY }, env)).toBe(expected);
  });

  it("has colours of at least 4:1 on black and on white", () => {
    for (let place = 0; place < 8; place++) {
      const code = Number(/38;5;(\d+)m/.exec(serviceColour(place, "256"))?.[1]) - 16;
      const [red, green, blue] = [Math.floor(code / 36), Math.floor(code / 6) % 6, code % 6].map((level) =>
        linear(level === 0 ? 0 : level * 40 + 55),
      );
      const luminance = 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
      expect(1.05 / (luminance + 0.05), `colour ${code + 16} on white`).toBeGreaterThan(4);
      expect((luminance + 0.05) / 0.05, `colour ${code + 16} on black`).toBeGreaterThan(4);
    }
  });

  function linear(level: number): number {
    const share = level / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }
});

describe("pipeTo", () => {
  const never = new AbortController().signal;

  it("gathers small texts and writes them in order", async () => {
    const output = new PassThrough({ encoding: "utf8" });
    const pipe = pipeTo(output, never);
    await pipe.write("a");
    await pipe.write("b");
    await pipe.flush();
    expect(output.read()).toBe("ab");
  });

  it("waits for a slow reader", async () => {
    const taken: string[] = [];
    let take: (() => void) | undefined;
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk, _encoding, done) {
        taken.push(String(chunk));
        take = done;
      },
    });
    const pipe = pipeTo(slow, never);
    let written = false;
    const writing = pipe.write("x".repeat(70_000)).then(() => (written = true));
    await new Promise(setImmediate);
    expect(written).toBe(false);
    take?.();
    await writing;
    expect(taken.join("")).toHaveLength(70_000);
  });

  it("ends quietly when the reader has gone", async () => {
    const gone = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
      },
    });
    const pipe = pipeTo(gone, never);
    await pipe.write("x".repeat(70_000));
    await new Promise(setImmediate);
    expect(pipe.signal.aborted).toBe(true);
    await pipe.write("more");
    await pipe.flush();
  });

  it("passes on any other error of the output", async () => {
    const full = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error("no space left on device"), { code: "ENOSPC" }));
      },
    });
    const pipe = pipeTo(full, never);
    await expect(
      (async () => {
        await pipe.write("x".repeat(70_000));
        await new Promise(setImmediate);
        await pipe.flush();
      })(),
    ).rejects.toThrow("no space left");
  });
});

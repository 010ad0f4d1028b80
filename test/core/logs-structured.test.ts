import { describe, expect, it } from "vitest";
import { safeText } from "../../src/core/logs/escape.ts";
import { shownText } from "../../src/core/logs/line-text.ts";
import { levelOfLine, mayBeStructured, parseStructured } from "../../src/core/logs/structured.ts";
import { generator, pick } from "./logs-random.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const shown = (text: string, zoneMinutes = 0): string => shownText(bytes(text), { raw: false, zoneMinutes }, "none");

describe("a structured line", () => {
  it.each([
    [
      "slog",
      '{"time":"2026-01-02T03:04:05.678901234Z","level":"INFO","msg":"listening","addr":":8080","n":3}',
      "03:04:05.678 INFO  listening addr=:8080 n=3",
    ],
    ["slog with a level between", '{"level":"WARN+1","msg":"x"}', "WARN+1 x"],
    [
      "zap",
      '{"level":"error","ts":1767323045.25,"caller":"api/main.go:12","msg":"no database","error":"dial tcp: refused"}',
      '03:04:05.250 ERROR no database caller=api/main.go:12 error="dial tcp: refused"',
    ],
    ["zap in colours", '{"level":"\\u001b[34mINFO\\u001b[0m","msg":"x"}', "INFO  x"],
    ["zap with nanoseconds", '{"level":"info","ts":1767323045250000000,"msg":"x"}', "03:04:05.250 INFO  x"],
    ["zap with a double that is none", '{"level":"info","ts":1767323045.678,"msg":"x"}', "03:04:05.678 INFO  x"],
    ["zerolog", '{"level":"debug","time":1767323045,"message":"tick"}', "03:04:05.000 DEBUG tick"],
    ["logrus", '{"level":"warning","msg":"slow","time":"2026-01-02T04:04:05+01:00"}', "03:04:05.000 WARNING slow"],
    ["pino", '{"level":50,"time":1767323045250,"msg":"x"}', "03:04:05.250 ERROR x"],
    [
      "echo's logger",
      '{"time":"2026-01-02T03:04:05.6Z","level":"-","prefix":"echo","file":"echo.go","line":"12","message":"hi"}',
      "03:04:05.600 hi prefix=echo file=echo.go line=12",
    ],
    [
      "a request of echo's middleware",
      '{"time":"2026-01-02T03:04:05.6Z","id":"","remote_ip":"10.0.0.1","host":"h","method":"GET","uri":"/a b","user_agent":"curl","status":500,"error":"boom","latency":1200,"latency_human":"1.2µs","bytes_in":0}',
      "03:04:05.600 ERROR GET /a b 500 1.2µs remote_ip=10.0.0.1 host=h user_agent=curl error=boom bytes_in=0",
    ],
    [
      "slog's text",
      'time=2026-01-02T03:04:05.678Z level=INFO msg="hello \\"world\\"" path=/x took="1 s"',
      '03:04:05.678 INFO  hello "world" path=/x took="1 s"',
    ],
    ["logrus' text", 'time="2026-01-02T03:04:05Z" level=info msg=up', "03:04:05.000 INFO  up"],
    ["go-kit", "ts=2026-01-02T03:04:05Z caller=main.go:1 level=error err=gone", "03:04:05.000 ERROR caller=main.go:1 err=gone"],
    ["only a message", '{"msg":"x"}', "x"],
    ["only a level", '{"level":"info","a":1}', "INFO  a=1"],
    ["a time in another form stays a field", '{"time":"3:04PM","msg":"x"}', "x time=3:04PM"],
    ["a level of another kind stays a field", '{"level":7,"msg":"x"}', "x level=7"],
    ["a time without a zone, as it stands", '{"ts":"2026/01/02 03:04:05","msg":"x"}', "03:04:05.000 x"],
    ["nested values", '{"msg":"x","a":{"b":[1,null,"c d"]},"e":true}', 'x a={"b":[1,null,"c d"]} e=true'],
    [
      "numbers as they stand, however long",
      '{"msg":"x","id":12345678901234567890,"ids":[98765432109876543210]}',
      'x id=12345678901234567890 ids=["98765432109876543210"]',
    ],
    ["long numbers in texts", '{"msg":"id: 12345678901234567890, ok"}', "id: 12345678901234567890, ok"],
    ["empty and spaced values", '{"msg":"x","a":"","b":"c d","e":"f=g"}', 'x a="" b="c d" e="f=g"'],
    [
      "a stack last, line by line",
      '{"level":"error","msg":"x","stacktrace":"main.f\\n\\t/a.go:1\\nmain.g","z":1}',
      "ERROR x z=1 stacktrace=\n  main.f\n  \t/a.go:1\n  main.g",
    ],
  ])("of %s", (_, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it("tells the time in the reader's zone", () => {
    expect(shown('{"time":"2026-01-02T23:04:05Z","msg":"x"}', 120)).toBe("01:04:05.000 x");
    expect(shown('{"ts":1767323045,"msg":"x"}', -300)).toBe("22:04:05.000 x");
    expect(shown('{"ts":"2026-01-02 03:04:05,5","msg":"x"}', 120)).toBe("03:04:05.500 x");
  });

  it("has its level, its message and its errors in colours", () => {
    const text = '{"time":"2026-01-02T03:04:05Z","level":"warn","msg":"slow","n":1,"err":"late"}';
    expect(shownText(bytes(text), { raw: false, zoneMinutes: 0 }, "colours")).toBe(
      "\x1b[2m03:04:05.000\x1b[0m \x1b[33mWARN \x1b[0m \x1b[1mslow\x1b[0m \x1b[2mn=\x1b[0m1 \x1b[2merr=\x1b[0m\x1b[31mlate\x1b[0m",
    );
  });

  it.each([
    "plain words",
    "{not json}",
    '{"a":1}',
    '{"msg":{"a":1}}',
    '["msg"]',
    '"msg"',
    "{}",
    "",
    "{",
    "level=",
    "msg=a b",
    'time="open',
    "a=b c=d",
    '{"message":null}',
    "I0102 15:04:05.000000       1 main.go:12] hi",
  ])("is not made of %j", (text) => {
    expect(shown(text)).toBe(text);
  });

  it("is left alone when raw is wanted", () => {
    const text = '{"level":"info","msg":"x"}';
    expect(shownText(bytes(text), { raw: true, zoneMinutes: 0 }, "none")).toBe(text);
  });

  it("lets no escape sequence out of a string, a key or a nested value", () => {
    const evil = "\\u001b]0;evil\\u0007\\u001b[2J\\u009b31m\\u202ex\\ud800";
    const text = shownText(
      bytes(`{"level":"${evil}","msg":"${evil}","${evil}":"${evil}","time":"${evil}"}`),
      { raw: false, zoneMinutes: 0 },
      "colours",
    );
    expect(safeText(text, "colours")).toBe(text);
    expect(text).not.toContain("evil");
    expect(text).not.toContain("\x1b[31m");
    expect(shown(`{"msg":"x","o":{"${evil}":1}}`)).toBe('x o={"\\u001b]0;evil\\u0007\\u001b[2Jx\\ud800":1}');
  });
});

describe("levelOfLine", () => {
  it.each([
    ['{"level":"TRACE","msg":"x"}', "debug"],
    ['{"level":"fatal","msg":"x"}', "error"],
    ['{"severity":"NOTICE","message":"x"}', "info"],
    ["level=dpanic msg=x", "error"],
    ['{"remote_ip":"1","method":"GET","uri":"/","status":404}', "warn"],
    ["W0102 15:04:05.000000       1 main.go:12] hi", "warn"],
    ["F0102 15:04:05.000000       1 main.go:12] hi", "error"],
    ["ERROR: something", undefined],
    ['{"level":"-","message":"x"}', undefined],
    ['{"level":{"a":1},"msg":"x"}', undefined],
  ])("%s: %s", (text, level) => {
    expect(levelOfLine(text)).toBe(level);
  });
});

describe("any line", () => {
  const fragments = [
    '{"',
    '":"',
    '","',
    '"}',
    "{",
    "}",
    "[",
    "]",
    "msg",
    "level",
    "time",
    "info",
    "ts",
    ":",
    ",",
    "=",
    '"',
    "\\u001b",
    "\\n",
    "\\",
    " ",
    "1",
    "1767323045",
    "9999999999999999999",
    "1e999",
    "null",
    "日",
    "\x1b[31m",
    "status",
    "method",
    "__proto__",
    "toString",
  ];
  const wholes = [
    '{"level":"info",',
    '"msg":"x"}',
    "level=info msg=x ",
    '{"msg":"x","a":',
    '"stack":"a\\nb"}',
    '"level":"warn"}',
  ];

  it("is read without an error, harmlessly, and never overlooked by the quick look", () => {
    const random = generator(5);
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: random(14) }, () => pick(random, random(3) === 0 ? wholes : fragments)).join("");
      const layout = shownText(bytes(text), { raw: false, zoneMinutes: 0 }, "colours");
      for (const row of layout.split("\n"))
        if (safeText(row, "colours") !== row) throw new Error(`harmful: ${JSON.stringify({ text, layout })}`);
      const isStructured = parseStructured(text, 0) !== undefined || levelOfLine(text) !== undefined;
      if (isStructured && !mayBeStructured(bytes(text), 0, bytes(text).length))
        throw new Error(`overlooked: ${JSON.stringify(text)}`);
    }
  });

  it("may be nested as deeply as it likes", () => {
    for (const text of [
      `${'{"msg":'.repeat(9000)}1${"}".repeat(9000)}`,
      `{"msg":"x","a":${"[".repeat(30_000)}${"]".repeat(30_000)}}`,
    ]) {
      expect(shown(text).length).toBeGreaterThan(0);
    }
  });
});

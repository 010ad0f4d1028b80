import { describe, expect, it } from "vitest";
import { safeLines, safeText } from "../../src/core/logs/escape.ts";

const ESC = "\x1b";
const printable = /^[^\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\u2028]*$/u;
const printableOrSgr = /^(?:[^\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\u2028]|\x1b\[[\d;:]+m)*$/u;

describe("what passes", () => {
  it.each([
    ["plain ASCII", "GET /healthz 200 1.2ms"],
    ["tabs", "a\tb"],
    ["CJK, combining marks, emoji with joiners", "日本語 é 👩‍👩‍👧 🇩🇪"],
    ["right-to-left letters without controls", "שלום"],
  ])("%s, as it stands", (_, text) => {
    expect(safeText(text, "none")).toBe(text);
    expect(safeText(text, "colours")).toBe(text);
  });

  it.each([
    ["a colour, closed", `${ESC}[31mred${ESC}[0m.`, `${ESC}[31mred${ESC}[0m.`],
    ["the short reset, written out", `${ESC}[31mred${ESC}[m.`, `${ESC}[31mred${ESC}[0m.`],
    ["a colour left open gets a reset", `${ESC}[1;31mred`, `${ESC}[1m${ESC}[31mred${ESC}[0m`],
    ["256 colours", `${ESC}[38;5;208mo${ESC}[0m`, `${ESC}[38;5;208mo${ESC}[0m`],
    ["true colour", `${ESC}[48;2;1;2;3mo${ESC}[0m`, `${ESC}[48;2;1;2;3mo${ESC}[0m`],
    ["true colour with colons", `${ESC}[38:2::1:2:3mo${ESC}[0m`, `${ESC}[38:2::1:2:3mo${ESC}[0m`],
    ["curly underline beside a plain code", `${ESC}[4:3;1mo${ESC}[0m`, `${ESC}[4:3m${ESC}[1mo${ESC}[0m`],
    ["the C1 form of CSI, as the 7-bit one", `\x9b31mred\x9b0m`, `${ESC}[31mred${ESC}[0m`],
    ["a reset where nothing is open is nothing", `${ESC}[0mx${ESC}[0m`, "x"],
    ["an argument 8 is not concealed text", `${ESC}[38;5;8mx${ESC}[0m`, `${ESC}[38;5;8mx${ESC}[0m`],
  ])("%s", (_, text, expected) => {
    expect(safeText(text, "colours")).toBe(expected);
    expect(safeText(text, "none")).toBe(expected.replace(/\x1b\[[\d;:]+m/g, ""));
  });
});

describe("what is dropped", () => {
  it.each([
    ["title", `a${ESC}]0;evil\x07b`, "ab"],
    ["title ended by ST", `a${ESC}]0;evil${ESC}\\b`, "ab"],
    ["title ended by C1 ST", `a${ESC}]0;evil\x9cb`, "ab"],
    ["clipboard", `a${ESC}]52;c;ZXZpbA==\x07b`, "ab"],
    ["hyperlink, its text kept", `${ESC}]8;;http://evil${ESC}\\here${ESC}]8;;${ESC}\\`, "here"],
    ["notification and image", `${ESC}]9;x\x07${ESC}]1337;File=:AA\x07ok`, "ok"],
    ["C1 OSC", `a\x9d0;evil\x07b`, "ab"],
    ["unterminated OSC, to the end of the line", `a${ESC}]0;evil`, "a"],
    ["unterminated OSC, cut by the next sequence", `a${ESC}]0;evil${ESC}[2Jb`, "ab"],
    ["unterminated OSC, not beyond the line", `a${ESC}]0;evil\nb`, "a b"],
    ["OSC aborted by CAN and SUB", `a${ESC}]0;x\x18b${ESC}]0;x\x1ac`, "abc"],
    ["DCS, APC, PM, SOS", `a${ESC}P1$r${ESC}\\b${ESC}_x${ESC}\\c${ESC}^x${ESC}\\d${ESC}Xx${ESC}\\e`, "abcde"],
    ["C1 DCS, APC, PM, SOS", "a\x90x\x9cb\x9fx\x9cc\x9ex\x9cd\x98x\x9ce", "abcde"],
    ["clear, cursor, modes, queries", `${ESC}[2J${ESC}[3;4H${ESC}[?1049h${ESC}[?1003h${ESC}[6n${ESC}[>cx${ESC}[?25l`, "x"],
    ["CSI with intermediates", `${ESC}[!p${ESC}[1 qx`, "x"],
    ["private SGR", `${ESC}[>4;1mx${ESC}[?4mx`, "xx"],
    ["scroll region, insert, delete", `${ESC}[1;5rx${ESC}[3Lx${ESC}[3M`, "xx"],
    ["full reset, keypad, charset", `${ESC}cx${ESC}=x${ESC}(0x${ESC}#8`, "xxx"],
    ["save and restore", `${ESC}7x${ESC}8`, "x"],
    ["CSI cut short by a control", `${ESC}[31\x00mx`, "mx"],
    ["CSI cut short by the next", `${ESC}[31${ESC}[32mx`, `${ESC}[32mx${ESC}[0m`],
    ["CSI at the end", `x${ESC}[31`, "x"],
    ["ESC at the end", `x${ESC}`, "x"],
    ["two ESC", `${ESC}${ESC}[2Jx`, "x"],
    ["ESC before a letter beyond ASCII", `${ESC}é`, "é"],
    ["SGR of more than 64 parameter characters", `${ESC}[${"1;".repeat(33)}mx`, "x"],
    ["blink, concealed, font, frame", `${ESC}[5m${ESC}[6m${ESC}[8m${ESC}[11m${ESC}[51mx`, "x"],
    ["256 colours without the colour", `${ESC}[38;5mx`, "x"],
    ["colon forms unheard of", `${ESC}[4:9m${ESC}[1:2mx`, "x"],
    ["bell, backspace, NUL, SO, SI, VT, FF, DEL", "a\x07b\x08c\x00d\x0ee\x0ff\x0bg\x0ch\x7f", "abcdefgh"],
    ["C1 controls", "a\x84b\x85c\x8dd\x8ee\x9af", "abcdef"],
    ["bidi overrides, isolates and marks", "a\u202eb\u2066c\u2069d\u200ee\u061cf", "abcdef"],
    ["invisible characters", "a\u200bb\ufeffc\u2060d\u{e0041}e\ufff9f", "abcdef"],
  ])("%s", (_, text, expected) => {
    expect(safeText(text, "colours")).toBe(expected);
    expect(safeText(text, "none")).toBe(expected.replace(/\x1b\[[\d;:]+m/g, ""));
  });

  it("colours, when nothing is to be kept", () => {
    expect(safeText(`${ESC}[1;31mred${ESC}[0m`, "none")).toBe("red");
  });
});

describe("what is replaced", () => {
  it.each([
    ["a lone surrogate", "a\ud800b\udc00", "a\ufffdb\ufffd"],
    ["a mark of gdev's own screen", "a\u{10f000}b\u{100fff}", "a\ufffdb\ufffd"],
    ["a line feed and the Unicode separators", "a\nb\u2028c\u2029d", "a b c d"],
    ["a progress bar, by its last state", " 10%\r 50%\r100%", "100%"],
    ["nothing, by carriage returns at the end", "done\r\r", "done"],
    ["nothing, by an erase that prints nothing", `done\r${ESC}[K`, "done"],
    ["the colour of a replaced text stays in force", `${ESC}[32m10%\r20%`, `${ESC}[32m20%${ESC}[0m`],
    ["the colour that was closed before does not", `${ESC}[32m10%${ESC}[0m\r20%`, "20%"],
    ["a colour between return and text", `10%\r${ESC}[32m20%`, `${ESC}[32m20%${ESC}[0m`],
  ])("%s", (_, text, expected) => {
    expect(safeText(text, "colours")).toBe(expected);
  });
});

describe("safeLines", () => {
  it("splits and cleans, without an empty line at the end", () => {
    expect(safeLines(`a${ESC}]0;x\r\nb${ESC}[2J\n\nc\n`, "none")).toEqual(["a", "b", "", "c"]);
    expect(safeLines("", "none")).toEqual([""]);
  });
});

describe("any text whatsoever", () => {
  const fragments = [
    ESC,
    "[",
    "]",
    "P",
    "_",
    "^",
    "X",
    "\\",
    "\x9b",
    "\x9d",
    "\x90",
    "\x9c",
    "\x07",
    "\x18",
    "m",
    "H",
    "J",
    ";",
    ":",
    "?",
    "0",
    "1",
    "31",
    "38",
    "5",
    "2",
    " ",
    "!",
    "\r",
    "\n",
    "\t",
    "\b",
    "a",
    "é",
    "日",
    "\u{1f600}",
    "\ud800",
    "\udc00",
    "\u202e",
    "\u2028",
    "\x00",
    "\x7f",
    "\x85",
    `${ESC}[31m`,
    `${ESC}[0m`,
  ];

  it("yields printable characters, tabs and SGR only, and leaves no colour open", () => {
    const random = generator(7);
    for (let round = 0; round < 40_000; round++) {
      const text = Array.from({ length: random(24) }, () => fragments[random(fragments.length)]).join("");
      check(text);
    }
  });

  it("random bytes, read as UTF-8 and as Latin-1", () => {
    const random = generator(11);
    for (let round = 0; round < 10_000; round++) {
      const bytes = Buffer.from(Array.from({ length: random(48) }, () => random(256)));
      check(bytes.toString("utf8"));
      check(bytes.toString("latin1"));
    }
  });

  it("takes time in proportion to its length", () => {
    for (const unit of [`${ESC}]`, `${ESC}[1m`, `${ESC}[`, "\r", `${ESC}[1m\rx`, "\x9d;", "1;"]) {
      const text = unit.repeat(200_000);
      const started = performance.now();
      safeText(text, "colours");
      expect(performance.now() - started).toBeLessThan(2_000);
    }
  });

  /** Throws with the offending text; expect() itself would cost more than what it checks. */
  function check(text: string): void {
    for (const keep of ["colours", "none"] as const) {
      const safe = safeText(text, keep);
      const last = safe.match(/\x1b\[[\d;:]+m/g)?.at(-1) ?? `${ESC}[0m`;
      if (!(keep === "none" ? printable : printableOrSgr).test(safe))
        throw new Error(`lets through: ${JSON.stringify({ text, safe })}`);
      if (last !== `${ESC}[0m`) throw new Error(`leaves a colour open: ${JSON.stringify({ text, safe })}`);
      if (safeText(safe, keep) !== safe) throw new Error(`does not leave safe text alone: ${JSON.stringify({ text, safe })}`);
    }
  }
});

/** A small linear congruential generator: the same numbers in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Input, key, type Mouse } from "../../src/ui/tui/keys.ts";
import { decodeInput, flushAfterMs, flushInput, type InputState, noInput } from "../../src/ui/tui/keys-input.ts";
import { type Keyboard, listenForInput } from "../../src/ui/tui/keys-listen.ts";

const char = (text: string): Input => key(text, { text });
const ctrl = (name: string): Input => key(name, { ctrl: true });
const alt = (name: string): Input => key(name, { alt: true });
const paste = (text: string): Input => ({ kind: "paste", text });
const mouse = (more: Partial<Mouse>): Input => ({
  kind: "mouse",
  action: "press",
  button: "left",
  row: 0,
  col: 0,
  ctrl: false,
  alt: false,
  shift: false,
  ...more,
});

/** What a terminal sends, and what it means. Each stands for itself, whatever comes before or after it. */
const whole: readonly (readonly [string, readonly Input[]])[] = [
  ["jjj", [char("j"), char("j"), char("j")]],
  ["n\r", [char("n"), key("enter")]],
  [" ", [key("space", { text: " " })]],
  ["\t\x7f\b\n", [key("tab"), key("backspace"), key("backspace"), key("enter")]],
  ["\x01\x03\x1a\0\x1c\x1f", [ctrl("a"), ctrl("c"), ctrl("z"), ctrl("space"), ctrl("\\"), ctrl("_")]],
  ["é日🙂", [char("é"), char("日"), char("🙂")]],
  ["\x1b[A\x1b[B\x1b[C\x1b[D", [key("up"), key("down"), key("right"), key("left")]],
  ["\x1bOA\x1bOB\x1bOC\x1bOD", [key("up"), key("down"), key("right"), key("left")]],
  ["\x1b[1;5A", [key("up", { ctrl: true })]],
  ["\x1b[1;2B", [key("down", { shift: true })]],
  ["\x1b[1;3C", [key("right", { alt: true })]],
  ["\x1b[1;9C", [key("right", { alt: true })]],
  ["\x1b[1;8D", [key("left", { shift: true, alt: true, ctrl: true })]],
  ["\x1bO5A", [key("up", { ctrl: true })]],
  ["\x1b[a\x1bOa", [key("up", { shift: true }), key("up", { ctrl: true })]],
  ["\x1b[H\x1bOH\x1b[1~\x1b[7~", [key("home"), key("home"), key("home"), key("home")]],
  ["\x1b[F\x1bOF\x1b[4~\x1b[8~", [key("end"), key("end"), key("end"), key("end")]],
  ["\x1b[5~\x1b[6~\x1b[2~\x1b[3~", [key("pageup"), key("pagedown"), key("insert"), key("delete")]],
  ["\x1b[5;5~", [key("pageup", { ctrl: true })]],
  [
    "\x1b[3$\x1b[3^\x1b[3@",
    [key("delete", { shift: true }), key("delete", { ctrl: true }), key("delete", { ctrl: true, shift: true })],
  ],
  ["\x1b[Z", [key("tab", { shift: true })]],
  ["\x1bOP\x1b[11~\x1b[[A\x1b[15~\x1b[24~", [key("f1"), key("f1"), key("f1"), key("f5"), key("f12")]],
  ["\x1b[1;5P", [key("f1", { ctrl: true })]],
  ["\x1bOM", [key("enter")]],
  ["\x1bx\x1b\r\x1bé", [alt("x"), alt("enter"), alt("é")]],
  ["\x1b\x1b[A", [key("escape"), key("up")]],
  ["\x1b[200~a\r\nb\rc\x1b[31m\x1b[201\x1b[201~q", [paste("a\nb\nc\x1b[31m\x1b[201"), char("q")]],
  ["\x1b[200~\x1b[201~", [paste("")]],
  ["\x1b[200~日本🙂\x1b[201~", [paste("日本🙂")]],
  ["\x1b[<0;10;5M", [mouse({ col: 9, row: 4 })]],
  ["\x1b[<2;1;1m", [mouse({ action: "release", button: "right" })]],
  [
    "\x1b[<64;10;5M\x1b[<65;10;5M",
    [
      mouse({ action: "wheel-up", button: "none", col: 9, row: 4 }),
      mouse({ action: "wheel-down", button: "none", col: 9, row: 4 }),
    ],
  ],
  ["\x1b[<20;3;2M", [mouse({ shift: true, ctrl: true, col: 2, row: 1 })]],
  ["\x1b[<35;3;2M", [mouse({ action: "move", button: "none", col: 2, row: 1 })]],
  // Swallowed as a whole: focus, answers to questions, X10 mouse, other protocols' keys, bytes that are no UTF-8.
  ["\x1b[I\x1b[O", []],
  ["\x1b[?62;1;4c\x1b[>0;276;0c\x1b[?2026;2$y", []],
  ["\x1b]11;rgb:0000/0000/0000\x07\x1b]52;c;QQ==\x1b\\", []],
  ["\x1bP1+r544e=787465726d\x1b\\", []],
  ["\x1b_Gi=31;OK\x1b\\", []],
  ["\x1b[M !!", []],
  ["\x1b[97;5u\x1b[27;5;13~\x1b[99~\x1b[201~", []],
  ["\x1b[<66;1;1M\x1b[<128;1;1M", []],
  ["\x1bOj", []],
];

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Reads the pieces one after the other. */
function read(pieces: readonly Uint8Array[]): { readonly inputs: readonly Input[]; readonly state: InputState } {
  let state = noInput;
  const inputs: Input[] = [];
  for (const piece of pieces) {
    const decoded = decodeInput(piece, state);
    inputs.push(...decoded.inputs);
    state = decoded.state;
  }
  return { inputs, state };
}

const nothingPending = { pending: new Uint8Array() };

describe("what a terminal sends", () => {
  test.each(whole)("%j", (text, expected) => {
    expect(read([bytesOf(text)])).toEqual({ inputs: expected, state: nothingPending });
  });

  test("bytes that are no text are nothing", () => {
    const bytes = [0x80, 0xbf, 0xc0, 0xc1, 0xf5, 0xff, 0xe6, 0x61, 0xf0, 0x9f, 0x62, 0xed, 0xa0, 0x80, 0xc2, 0x9b];
    expect(read([Uint8Array.from(bytes)]).inputs).toEqual([char("a"), char("b")]);
  });

  test("what begins a sequence and is none does not take the key after it", () => {
    expect(read([bytesOf("\x1b[1;\x1b[A\x1b[5\rj")]).inputs).toEqual([key("up"), key("enter"), char("j")]);
    expect(read([bytesOf("\x1b]0;x\x1b[A")]).inputs).toEqual([key("up")]);
    expect(read([bytesOf("\x1bO\x1b[A")]).inputs).toEqual([key("up")]);
    expect(read([bytesOf(`\x1b[${"1".repeat(65)}j`)]).inputs).toEqual([char("1"), char("j")]);
    expect(read([bytesOf(`\x1b]${"x".repeat(4100)}`)]).inputs).toEqual(Array.from({ length: 6 }, () => char("x")));
  });
});

describe("cut anywhere", () => {
  test.each(whole)("%j in two and three pieces, and byte by byte", (text, expected) => {
    const bytes = bytesOf(text);
    expect(read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual({ inputs: expected, state: nothingPending });
    for (let first = 0; first <= bytes.length; first++) {
      for (let second = first; second <= bytes.length; second++) {
        const pieces = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
        expect(read(pieces)).toEqual({ inputs: expected, state: nothingPending });
      }
    }
  });

  test("many in a row, in random pieces", () => {
    let seed = 11;
    const random = (most: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * most);
    };
    for (let round = 0; round < 300; round++) {
      const chosen = Array.from({ length: 1 + random(12) }, () => whole[random(whole.length)] ?? (["", []] as const));
      const bytes = bytesOf(chosen.map(([text]) => text).join(""));
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; ) {
        const length = 1 + random(round % 2 === 0 ? 3 : 20);
        pieces.push(bytes.subarray(at, at + length));
        at += length;
      }
      expect(read(pieces).inputs).toEqual(chosen.flatMap(([, inputs]) => inputs));
    }
  });

  test("any bytes in random pieces give what they give at once", () => {
    let seed = 5;
    const random = (most: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * most);
    };
    const likely = [...bytesOf("\x1b[]OP;<$~M0125A\x07\\ué日🙂\r")];
    for (let round = 0; round < 2000; round++) {
      const bytes = Uint8Array.from({ length: 1 + random(40) }, () =>
        random(8) === 0 ? random(256) : (likely[random(likely.length)] ?? 0),
      );
      const cut = random(bytes.length + 1);
      expect(read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(read([bytes]));
    }
  });
});

describe("after silence", () => {
  test.each<readonly [string, readonly Input[]]>([
    ["\x1b", [key("escape")]],
    ["\x1b[", [alt("[")]],
    ["\x1bO", [alt("O")]],
    ["\x1b]", [alt("]")]],
    ["\x1b[1;5", []],
    ["\x1b[200~half \xe6", [paste("half æ")]],
  ])("%j", (text, expected) => {
    const { state } = read([bytesOf(text)]);
    expect(flushInput(state)).toEqual({ inputs: expected, state: noInput });
  });

  test("half a character is dropped", () => {
    const { state } = read([bytesOf("日").subarray(0, 2)]);
    expect(flushInput(state)).toEqual({ inputs: [], state: noInput });
  });

  test("nothing is waited for where nothing is pending; a paste is given more time", () => {
    expect(flushAfterMs(read([bytesOf("j")]).state)).toBeUndefined();
    expect(flushAfterMs(read([bytesOf("\x1b")]).state)).toBe(30);
    expect(flushAfterMs(read([bytesOf("\x1b[200~")]).state)).toBe(2000);
  });
});

describe("listening", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function keyboard() {
    const calls: string[] = [];
    const emitter = new EventEmitter();
    const stdin = Object.assign(emitter, {
      setRawMode: (on: boolean) => calls.push(`raw ${on}`),
      resume: () => calls.push("resume"),
      pause: () => calls.push("pause"),
    });
    return {
      stdin: stdin as unknown as Keyboard & EventEmitter,
      calls,
      type: (text: string) => stdin.emit("data", Buffer.from(text)),
    };
  }

  test("an Escape alone is a key after a moment; with what follows at once it is not", () => {
    const { stdin, type } = keyboard();
    const onInput = vi.fn();
    listenForInput({ stdin, onInput, onGone: () => {} }).start();
    type("\x1b");
    vi.advanceTimersByTime(29);
    expect(onInput).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onInput.mock.calls).toEqual([[key("escape")]]);
    type("\x1b");
    type("[A");
    vi.advanceTimersByTime(1000);
    expect(onInput.mock.calls.slice(1)).toEqual([[key("up")]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a key that ends the listening is the last one", () => {
    const { stdin, type, calls } = keyboard();
    const names: string[] = [];
    const listening = listenForInput({
      stdin,
      onInput: (input) => {
        if (input.kind === "key") names.push(input.name);
        if (input.kind === "key" && input.name === "q") listening.stop();
      },
      onGone: () => {},
    });
    listening.start();
    listening.start();
    type("aqb\x1b");
    type("c");
    vi.advanceTimersByTime(100);
    expect(names).toEqual(["a", "q"]);
    expect(calls).toEqual(["raw true", "resume", "pause", "raw false"]);
    listening.start();
    type("d");
    expect(names).toEqual(["a", "q", "d"]);
  });

  test("a terminal that is closed, or fails, is told", () => {
    const { stdin } = keyboard();
    const onGone = vi.fn();
    listenForInput({ stdin, onInput: () => {}, onGone });
    stdin.emit("end");
    stdin.emit("error", new Error("read EIO"));
    expect(onGone.mock.calls.map(([error]) => (error as Error).message)).toEqual(["the terminal was closed", "read EIO"]);
  });
});

import { type Input, key, type Mouse, withAlt } from "./keys.ts";
import { character } from "./keys-character.ts";

/** What an escape sequence is; no input: it means nothing here and is swallowed. */
export interface Escaped {
  readonly length: number;
  readonly input?: Input | "paste-start";
}

/**
 * The sequence that begins with the ESC at a byte. Known are the keys of xterm, VTE, rxvt, the Linux console and tmux, with their modifiers, Alt as a leading
 * ESC, the start of a bracketed paste, and SGR mouse reports. Source: "XTerm Control Sequences", PC-Style Function Keys; ECMA-48 for where a sequence ends.
 */
export function escapeSequence(bytes: Uint8Array, at: number): Escaped | "incomplete" {
  const next = bytes[at + 1];
  if (next === undefined) return "incomplete";
  if (next === esc) return { length: 1, input: key("escape") };
  if (next === 0x5b) return controlSequence(bytes, at);
  if (next === 0x4f) return shiftedKey(bytes, at);
  if ("]PX^_".includes(String.fromCharCode(next))) return controlString(bytes, at);
  const token = character(bytes, at + 1);
  if (token === "incomplete") return "incomplete";
  const length = 1 + token.length;
  return token.input ? { length, input: withAlt(token.input) } : { length };
}

const esc = 0x1b;
/** What is longer than any sequence that a terminal sends is none. */
const longestSequence = 64;
const longestString = 4096;

/** CSI: `ESC [`, parameters, intermediates, a final byte. A byte that may not be there ends it, and begins something else. */
function controlSequence(bytes: Uint8Array, at: number): Escaped | "incomplete" {
  const begin = at + 2;
  for (let end = begin; end < bytes.length; end++) {
    const byte = bytes[end] ?? 0;
    const parameters = latin(bytes, begin, end);
    if (parameters === "" && byte === 0x5b) return consoleKey(bytes, at);
    if (parameters === "" && byte === 0x4d) return bytes.length < end + 4 ? "incomplete" : { length: end + 4 - at };
    const isFinal = (byte >= 0x40 && byte <= 0x7e) || (byte === 0x24 && /^\d+$/.test(parameters));
    if (isFinal) return { length: end + 1 - at, ...meaning(parameters, String.fromCharCode(byte)) };
    if (byte < 0x20 || byte > 0x3f) return { length: end - at };
    if (end - begin === longestSequence) return { length: end - at };
  }
  return "incomplete";
}

function meaning(parameters: string, final: string): Pick<Escaped, "input"> {
  const mouse = parameters.startsWith("<") ? mouseReport(parameters.slice(1), final) : undefined;
  if (mouse) return { input: mouse };
  if (!/^[\d;]*$/.test(parameters)) return {};
  const [first = "", second = ""] = parameters.split(";");
  if (final === "~" && first === "200") return { input: "paste-start" };
  if (final === "Z") return { input: key("tab", { shift: true }) };
  const rxvt = { $: { shift: true }, "^": { ctrl: true }, "@": { ctrl: true, shift: true } }[final];
  if (final === "~" || rxvt) {
    const name = numbered[first];
    return name ? { input: key(name, rxvt ?? modifiers(second)) } : {};
  }
  const name = lettered[final];
  if (name) return { input: key(name, modifiers(second)) };
  const shifted = "abcd".includes(final) ? lettered[final.toUpperCase()] : undefined;
  return shifted ? { input: key(shifted, { shift: true }) } : {};
}

/** `5` in `ESC [ 1 ; 5 A`: one more than the sum of shift 1, alt 2, ctrl 4 (and meta 8, which is Alt elsewhere). */
function modifiers(parameter: string): { readonly shift: boolean; readonly alt: boolean; readonly ctrl: boolean } {
  const bits = Math.max(0, Number(parameter) - 1);
  return { shift: (bits & 1) !== 0, alt: (bits & 10) !== 0, ctrl: (bits & 4) !== 0 };
}

const lettered: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
};

const numbered: Readonly<Record<string, string>> = {
  "1": "home",
  "2": "insert",
  "3": "delete",
  "4": "end",
  "5": "pageup",
  "6": "pagedown",
  "7": "home",
  "8": "end",
  "11": "f1",
  "12": "f2",
  "13": "f3",
  "14": "f4",
  "15": "f5",
  "17": "f6",
  "18": "f7",
  "19": "f8",
  "20": "f9",
  "21": "f10",
  "23": "f11",
  "24": "f12",
};

/** The Linux console's F1 to F5: `ESC [ [ A` to `E`. */
function consoleKey(bytes: Uint8Array, at: number): Escaped | "incomplete" {
  const letter = bytes[at + 3];
  if (letter === undefined) return "incomplete";
  const number = letter - 0x40;
  return number >= 1 && number <= 5 ? { length: 4, input: key(`f${number}`) } : { length: 3 };
}

/** SS3: `ESC O A`, as cursor keys in application mode and F1 to F4; rxvt's `ESC O a` is Ctrl, old xterms write a modifier between. */
function shiftedKey(bytes: Uint8Array, at: number): Escaped | "incomplete" {
  const third = bytes[at + 2];
  if (third === undefined) return "incomplete";
  const hasModifier = third >= 0x32 && third <= 0x38;
  const last = hasModifier ? bytes[at + 3] : third;
  if (last === undefined) return "incomplete";
  const length = hasModifier ? 4 : 3;
  if (last < 0x40 || last > 0x7e) return { length: length - 1 };
  const letter = String.fromCharCode(last);
  if (letter === "M") return { length, input: key("enter") };
  const name = lettered[letter];
  if (name) return { length, input: key(name, modifiers(hasModifier ? String.fromCharCode(third) : "")) };
  const held = "abcd".includes(letter) ? lettered[letter.toUpperCase()] : undefined;
  return held ? { length, input: key(held, { ctrl: true }) } : { length };
}

/** OSC, DCS, SOS, PM and APC: answers to questions that somebody else has asked. They end at BEL or ST, or where the next sequence begins. */
function controlString(bytes: Uint8Array, at: number): Escaped | "incomplete" {
  for (let end = at + 2; end < bytes.length; end++) {
    if (bytes[end] === 0x07) return { length: end + 1 - at };
    if (bytes[end] === esc) {
      if (end + 1 === bytes.length) return "incomplete";
      return { length: bytes[end + 1] === 0x5c ? end + 2 - at : end - at };
    }
    if (end - at === longestString) return { length: end - at };
  }
  return "incomplete";
}

/** `64;10;5` with M: shift 4, alt 8, ctrl 16, moved 32, wheel 64 (128: buttons that no one has), column and row from 1. */
function mouseReport(parameters: string, final: string): Mouse | undefined {
  const [, code, column, line] = /^(\d+);(\d+);(\d+)$/.exec(parameters) ?? [];
  const bits = Number(code);
  const isWheel = (bits & 64) !== 0;
  if (code === undefined || (final !== "M" && final !== "m") || bits > 127 || (isWheel && (bits & 2) !== 0)) return undefined;
  const wheel = (bits & 1) === 0 ? "wheel-up" : "wheel-down";
  return {
    kind: "mouse",
    action: isWheel ? wheel : (bits & 32) !== 0 ? "move" : final === "M" ? "press" : "release",
    button: isWheel ? "none" : (buttons[bits & 3] ?? "none"),
    row: Math.max(0, Number(line) - 1),
    col: Math.max(0, Number(column) - 1),
    ctrl: (bits & 16) !== 0,
    alt: (bits & 8) !== 0,
    shift: (bits & 4) !== 0,
  };
}

const buttons = ["left", "middle", "right", "none"] as const;

function latin(bytes: Uint8Array, begin: number, end: number): string {
  return Buffer.from(bytes.subarray(begin, end)).toString("latin1");
}

import { type Key, key } from "./keys.ts";

/**
 * The character that begins at a byte: a letter of any script, or a control character, which is Ctrl with a letter or a key that has one of its own. No input:
 * bytes that are no UTF-8. "incomplete": its last bytes have not come yet.
 */
export function character(bytes: Uint8Array, at: number): { readonly length: number; readonly input?: Key } | "incomplete" {
  const byte = bytes[at] ?? 0;
  const control = controls[byte];
  if (control) return { length: 1, input: control };
  if (byte < 0x80) return { length: 1, input: typed(String.fromCharCode(byte)) };
  const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
  if (byte < 0xc2 || byte > 0xf4) return { length: 1 };
  for (let more = 1; more < length; more++) {
    const next = bytes[at + more];
    if (next === undefined) return "incomplete";
    if (next < 0x80 || next > 0xbf) return { length: more };
  }
  const text = Buffer.from(bytes.subarray(at, at + length)).toString("utf8");
  return /^[\ufffd\x80-\x9f]/.test(text) ? { length } : { length, input: typed(text) };
}

function typed(text: string): Key {
  return key(text === " " ? "space" : text, { text });
}

const controls: Readonly<Record<number, Key>> = {
  ...Object.fromEntries(
    Array.from({ length: 26 }, (_, index) => [index + 1, key(String.fromCharCode(97 + index), { ctrl: true })]),
  ),
  0: key("space", { ctrl: true }),
  8: key("backspace"),
  9: key("tab"),
  10: key("enter"),
  13: key("enter"),
  28: key("\\", { ctrl: true }),
  29: key("]", { ctrl: true }),
  30: key("^", { ctrl: true }),
  31: key("_", { ctrl: true }),
  127: key("backspace"),
};

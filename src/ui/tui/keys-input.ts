import { type Input, key, withAlt } from "./keys.ts";
import { character } from "./keys-character.ts";
import { escapeSequence } from "./keys-escape.ts";

/** What has been read and is not yet a whole input. */
export interface InputState {
  readonly pending: Uint8Array;
  /** What was pasted so far, while a paste is going on. */
  readonly paste?: readonly Uint8Array[];
}

export const noInput: InputState = { pending: new Uint8Array() };

export interface Decoded {
  readonly inputs: readonly Input[];
  readonly state: InputState;
}

/**
 * Bytes of a terminal in raw mode, cut anywhere → the inputs that they complete. Keys typed quickly arrive in one chunk, a sequence or a character may be
 * spread over several: the result depends on the bytes only. What is not known (answers to questions, other protocols) is swallowed as a whole.
 */
export function decodeInput(chunk: Uint8Array, state: InputState): Decoded {
  const bytes = state.pending.length === 0 ? chunk : Buffer.concat([state.pending, chunk]);
  const inputs: Input[] = [];
  let paste = state.paste;
  let at = 0;
  while (at < bytes.length) {
    if (paste) {
      const end = indexOfPasteEnd(bytes, at);
      const parts: readonly Uint8Array[] = [...paste, bytes.subarray(at, end.at)];
      at = end.at;
      paste = parts;
      if (!end.isWhole) break;
      inputs.push(pasted(parts));
      paste = undefined;
      at += pasteEnd.length;
      continue;
    }
    const token = bytes[at] === 0x1b ? escapeSequence(bytes, at) : character(bytes, at);
    if (token === "incomplete") break;
    at += token.length;
    if (token.input === "paste-start") paste = [];
    else if (token.input) inputs.push(token.input);
  }
  return { inputs, state: { pending: Uint8Array.from(bytes.subarray(at)), ...(paste && { paste }) } };
}

/**
 * Nothing more has come for a while: what is pending is all there is. An escape alone is the Escape key, one before `[`, `O` or the like is Alt with that
 * key; the end of a paste that does not come is not waited for. Anything else that was cut short is dropped.
 */
export function flushInput({ pending, paste }: InputState): Decoded {
  if (paste) return { inputs: [pasted([...paste, pending])], state: noInput };
  if (pending[0] !== 0x1b) return { inputs: [], state: noInput };
  if (pending.length === 1) return { inputs: [key("escape")], state: noInput };
  const next = character(pending, 1);
  const isAlone = next !== "incomplete" && next.length === pending.length - 1;
  const inputs = isAlone && next.input ? [withAlt(next.input)] : [];
  return { inputs, state: noInput };
}

/** How long to wait before `flushInput`, in ms: none where nothing is pending. */
export function flushAfterMs({ pending, paste }: InputState): number | undefined {
  if (paste) return 2000;
  return pending.length > 0 ? 30 : undefined;
}

const pasteEnd = Buffer.from("\x1b[201~");

/** Where the paste's end begins, or may begin: the last bytes may be its first ones. */
function indexOfPasteEnd(bytes: Uint8Array, from: number): { readonly at: number; readonly isWhole: boolean } {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = text.indexOf(pasteEnd, from);
  if (found >= 0) return { at: found, isWhole: true };
  for (let length = Math.min(pasteEnd.length - 1, bytes.length - from); length > 0; length--) {
    const at = bytes.length - length;
    if (text.subarray(at).equals(pasteEnd.subarray(0, length))) return { at, isWhole: false };
  }
  return { at: bytes.length, isWhole: false };
}

function pasted(parts: readonly Uint8Array[]): Input {
  return { kind: "paste", text: decodeText(parts).replace(/\r\n?/g, "\n") };
}

function decodeText(parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts).toString("utf8");
}

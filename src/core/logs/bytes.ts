/** One array with the parts behind one another; a single part is given back as it is. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const [first, ...others] = parts;
  if (first === undefined) return new Uint8Array(0);
  if (others.length === 0) return first;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Where `wanted` (at least one byte) next begins in `bytes`, from `from` on; -1 when it does not. */
export function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] ?? 0;
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (at + wanted.length > bytes.length) return -1;
    if (wanted.every((byte, offset) => bytes[at + offset] === byte)) return at;
  }
  return -1;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The bytes of a line as text; what is no UTF-8 becomes U+FFFD. Still hostile: pass it to `safeText` before showing it. */
export function lineText(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

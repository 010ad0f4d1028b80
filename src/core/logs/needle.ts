/** An ASCII text to look for in bytes, whatever its case. */
export interface Needle {
  readonly lowerCase: Uint8Array;
  /** How far the search may go on when this byte stands below the needle's last. */
  readonly skips: Uint32Array;
}

/** `text`: at least one character, all of them ASCII. */
export function needleOf(text: string): Needle {
  const lowerCase = Uint8Array.from(text, (character) => lower[character.charCodeAt(0)] ?? 0);
  const skips = new Uint32Array(256).fill(lowerCase.length);
  for (const [at, byte] of lowerCase.subarray(0, -1).entries()) {
    skips[byte] = lowerCase.length - 1 - at;
    skips[upper(byte)] = lowerCase.length - 1 - at;
  }
  return { lowerCase, skips };
}

/**
 * Whether the needle stands in `bytes[start, end)`, by the method of Horspool: compare from the end, go on as far as the byte below
 * the end allows.
 */
export function hasNeedle({ lowerCase, skips }: Needle, bytes: Uint8Array, start: number, end: number): boolean {
  const last = lowerCase.length - 1;
  for (let at = start + last; at < end; at += skips[bytes[at] ?? 0] ?? 1) {
    let back = 0;
    while (back <= last && lower[bytes[at - back] ?? 0] === lowerCase[last - back]) back++;
    if (back > last) return true;
  }
  return false;
}

const lower = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
}

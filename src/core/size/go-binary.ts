import { type ElfSection, elfHeadBytes, elfSections, namesSection, parseElf } from "./elf.ts";
import { type BuildFacts, buildFactsBytes, buildMagic, parseBuildFacts } from "./go-build.ts";

/** A program that Go has built, opened up. */
export interface GoBinary extends BuildFacts {
  /** Asks for no dynamic linker: it runs in an image that holds nothing else. */
  readonly static: boolean;
  /** It has no symbol table any more. */
  readonly stripped: boolean;
  /** DWARF, as it lies in the file (the linker compresses it). */
  readonly debugBytes: number;
  /** The symbol table and its names. */
  readonly symbolBytes: number;
}

/** Takes a file's bytes in order, cut anywhere, and keeps at most 300 kB of them. */
export interface BinaryProbe {
  readonly write: (bytes: Uint8Array) => void;
  /** What the file is; undefined where Go did not build it. */
  readonly end: () => GoBinary | undefined;
}

/**
 * A probe for a file of that size. The header stands at the beginning of the file, the build information in the middle, and the names of the
 * sections at the end: as Go's own linker writes them, and as the C linker does.
 */
export function binaryProbe(fileBytes: number): BinaryProbe {
  const head = keepRange(0, Math.min(elfHeadBytes, fileBytes));
  const tail = keepRange(Math.max(0, fileBytes - tailBytes), fileBytes);
  const search = searchMagic();
  let at = 0;
  let foreign = false;
  return {
    write: (bytes) => {
      if (foreign) return;
      head.write(at, bytes);
      // A file that begins otherwise is no program: it is not kept.
      if (at === 0 && bytes.length >= 4 && !startsLikeElf(bytes)) {
        foreign = true;
        return;
      }
      tail.write(at, bytes);
      search.write(at, bytes);
      at += bytes.length;
    },
    end: () => {
      if (foreign || at < fileBytes) return undefined;
      const facts = search.found().flatMap((bytes) => parseBuildFacts(bytes) ?? [])[0];
      return facts && describe(facts, head, tail);
    },
  };
}

const tailBytes = 128 * 1024;

function startsLikeElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

function describe(facts: BuildFacts, head: Kept, tail: Kept): GoBinary | undefined {
  const header = parseElf(head.bytes);
  if (!header) return undefined;
  const slice = (offset: number, length: number): Uint8Array =>
    tail.slice(offset, length) ?? head.slice(offset, length) ?? new Uint8Array(0);
  const table = slice(header.sectionsOffset, header.sections * header.sectionBytes);
  const names = namesSection(head.bytes, table, header);
  const sections = names ? elfSections(head.bytes, table, header, slice(names.offset, names.sizeBytes)) : [];
  return {
    ...facts,
    static: !header.dynamic,
    stripped: !sections.some(({ name }) => name === ".symtab"),
    debugBytes: sizeOf(sections, /^\.z?debug_/),
    symbolBytes: sizeOf(sections, /^\.(?:symtab|strtab)$/),
  };
}

function sizeOf(sections: readonly ElfSection[], name: RegExp): number {
  return sections.reduce((sum, section) => (name.test(section.name) && !section.loaded ? sum + section.sizeBytes : sum), 0);
}

interface Kept {
  readonly bytes: Uint8Array;
  readonly write: (at: number, bytes: Uint8Array) => void;
  /** Undefined where the range was not kept whole. */
  readonly slice: (offset: number, length: number) => Uint8Array | undefined;
}

function keepRange(from: number, to: number): Kept {
  const kept = new Uint8Array(to - from);
  return {
    bytes: kept,
    write: (at, bytes) => {
      const first = Math.max(at, from);
      const last = Math.min(at + bytes.length, to);
      if (first < last) kept.set(bytes.subarray(first - at, last - at), first - from);
    },
    slice: (offset, length) =>
      offset >= from && offset + length <= to ? kept.subarray(offset - from, offset - from + length) : undefined,
  };
}

/** How many places that look like build information are looked at. */
const mostCandidates = 4;

/** Build information is aligned to 16 bytes, and so is where it lies in the file. */
function searchMagic(): { readonly write: (at: number, bytes: Uint8Array) => void; readonly found: () => readonly Uint8Array[] } {
  const candidates: { readonly kept: Kept; readonly from: number }[] = [];
  const row = new Uint8Array(16);
  const begin = (from: number): void => {
    const kept = keepRange(from, from + buildFactsBytes);
    kept.write(from, row);
    candidates.push({ kept, from });
  };
  return {
    write: (at, bytes) => {
      for (const { kept } of candidates) kept.write(at, bytes);
      let position = 0;
      const cut = at % 16;
      if (cut > 0) {
        row.set(bytes.subarray(0, 16 - cut), cut);
        position = 16 - cut;
        if (position <= bytes.length && candidates.length < mostCandidates && isMagic(row, 0)) {
          begin(at - cut);
          candidates.at(-1)?.kept.write(at, bytes);
        }
      }
      for (; position + 16 <= bytes.length; position += 16) {
        if (bytes[position] !== 0xff || candidates.length >= mostCandidates || !isMagic(bytes, position)) continue;
        row.set(bytes.subarray(position, position + 16));
        begin(at + position);
        candidates.at(-1)?.kept.write(at, bytes);
      }
      if (position < bytes.length) row.set(bytes.subarray(position), 0);
    },
    found: () => candidates.map(({ kept }) => kept.bytes),
  };
}

function isMagic(bytes: Uint8Array, at: number): boolean {
  return buildMagic.every((byte, index) => bytes[at + index] === byte);
}

/** Where a part of an ELF file lies. */
export interface ElfSection {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
  /** It is loaded into memory when the program runs: stripping leaves it. */
  readonly loaded: boolean;
}

export interface ElfHeader {
  readonly sectionsOffset: number;
  readonly sectionBytes: number;
  readonly sections: number;
  readonly namesIndex: number;
  /** A program interpreter (the dynamic linker) is asked for. */
  readonly dynamic: boolean;
}

/** How much of a file's beginning `parseElf` needs. */
export const elfHeadBytes = 4096;

/**
 * The header of an ELF program from the first bytes of its file; undefined for any other file, and for one that is no program or library.
 * Source: elf(5).
 */
export function parseElf(head: Uint8Array): ElfHeader | undefined {
  if (head.length < 64 || head[0] !== 0x7f || head[1] !== 0x45 || head[2] !== 0x4c || head[3] !== 0x46) return undefined;
  const read = reader(head);
  const wide = read.wide;
  const type = read.half(16);
  if (type !== 2 && type !== 3) return undefined;
  const programs = wide ? read.word(32) : read.int(28);
  const programBytes = read.half(wide ? 54 : 42);
  const programCount = read.half(wide ? 56 : 44);
  let dynamic = false;
  for (let index = 0; index < programCount; index++) {
    const at = programs + index * programBytes;
    if (at + 4 <= head.length && read.int(at) === interpreter) dynamic = true;
  }
  return {
    sectionsOffset: wide ? read.word(40) : read.int(32),
    sectionBytes: read.half(wide ? 58 : 46),
    sections: read.half(wide ? 60 : 48),
    namesIndex: read.half(wide ? 62 : 50),
    dynamic,
  };
}

/** The program header that names the dynamic linker. */
const interpreter = 3;

/** Where the section with the names of the sections lies. `table` holds the section headers, `head` the file's beginning. */
export function namesSection(head: Uint8Array, table: Uint8Array, header: ElfHeader): Omit<ElfSection, "name"> | undefined {
  return header.namesIndex < header.sections ? sectionAt(head, table, header, header.namesIndex) : undefined;
}

/** The sections of a file, from the section headers and the section with their names. */
export function elfSections(head: Uint8Array, table: Uint8Array, header: ElfHeader, names: Uint8Array): readonly ElfSection[] {
  return Array.from({ length: header.sections }, (_, index) => {
    const nameAt = reader(head, table).int(index * header.sectionBytes);
    const end = names.indexOf(0, nameAt);
    const name = latin.decode(names.subarray(nameAt, end < 0 ? names.length : end));
    return { name, ...sectionAt(head, table, header, index) };
  });
}

const latin = new TextDecoder("latin1");

function sectionAt(head: Uint8Array, table: Uint8Array, header: ElfHeader, index: number): Omit<ElfSection, "name"> {
  const read = reader(head, table);
  const at = index * header.sectionBytes;
  const type = read.int(at + 4);
  const flags = read.wide ? read.word(at + 8) : read.int(at + 8);
  return {
    offset: read.wide ? read.word(at + 24) : read.int(at + 16),
    sizeBytes: type === noBits ? 0 : read.wide ? read.word(at + 32) : read.int(at + 20),
    loaded: flags % 4 >= 2,
  };
}

/** A section without bytes in the file. */
const noBits = 8;

interface ElfReader {
  readonly wide: boolean;
  readonly half: (at: number) => number;
  readonly int: (at: number) => number;
  readonly word: (at: number) => number;
}

/** Reads numbers of `bytes` as the file's header says: 32 or 64 bits, little or big end first. Beyond the end all is 0. */
function reader(head: Uint8Array, bytes = head): ElfReader {
  const little = head[5] !== 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fits = (at: number, length: number): boolean => at >= 0 && at + length <= bytes.length;
  return {
    wide: head[4] === 2,
    half: (at) => (fits(at, 2) ? view.getUint16(at, little) : 0),
    int: (at) => (fits(at, 4) ? view.getUint32(at, little) : 0),
    word: (at) => (fits(at, 8) ? Number(view.getBigUint64(at, little)) : 0),
  };
}

/** A program for tests: what of it shall be there. */
export interface Program {
  readonly dynamic?: boolean;
  /** Not loaded sections by name, with their sizes. */
  readonly sections?: Readonly<Record<string, number>>;
  readonly buildInfo?: Uint8Array;
  /** Section headers behind everything else, as the C linker puts them; else in front, as Go's does. */
  readonly headersLast?: boolean;
  /** 32 bits, big end first: as for old MIPS. */
  readonly narrow?: boolean;
  /** Bytes between header and build information. */
  readonly padding?: number;
}

/** The bytes of a program as elf(5) has them. */
export function elfOf({
  dynamic = false,
  sections = {},
  buildInfo,
  headersLast = false,
  narrow = false,
  padding = 8192,
}: Program): Buffer {
  const names = ["", ...Object.keys(sections), ".text", ".shstrtab"];
  const text = names.map((name) => `${name}\0`).join("");
  const nameAt = (name: string): number => Buffer.from(text).indexOf(`${name}\0`, name === "" ? 0 : 1);
  const entry = narrow ? 40 : 64;
  const frontTable = 512;
  const start = Math.ceil((frontTable + (headersLast ? 0 : names.length * entry) + padding) / 16) * 16;
  const info = Buffer.from(buildInfo ?? []);
  let at = start + info.length;
  const placed = Object.entries(sections).map(([name, size]) => {
    const section = { name, offset: at, size, loaded: false };
    at += size;
    return section;
  });
  const namesOffset = at;
  at += text.length;
  const tableOffset = headersLast ? Math.ceil(at / 16) * 16 : frontTable;
  const file = Buffer.alloc(headersLast ? tableOffset + names.length * entry : at);
  const { half, int, word } = writer(file, narrow);
  file.write("\x7fELF", 0, "latin1");
  file[4] = narrow ? 1 : 2;
  file[5] = narrow ? 2 : 1;
  half(16, 2);
  word(narrow ? 28 : 32, 128);
  word(narrow ? 32 : 40, tableOffset);
  const counts = narrow ? 42 : 54;
  half(counts, narrow ? 32 : 56);
  half(counts + 2, 2);
  half(counts + 4, entry);
  half(counts + 6, names.length);
  half(counts + 8, names.length - 1);
  int(128, 1);
  int(128 + (narrow ? 32 : 56), dynamic ? 3 : 1);
  const all = [
    { name: "", offset: 0, size: 0, loaded: false },
    ...placed,
    { name: ".text", offset: 64, size: 64, loaded: true },
    { name: ".shstrtab", offset: namesOffset, size: text.length, loaded: false },
  ];
  for (const [index, section] of all.entries()) {
    const header = tableOffset + index * entry;
    int(header, nameAt(section.name));
    int(header + 4, 1);
    word(header + 8, section.loaded ? 2 : 0);
    word(header + (narrow ? 16 : 24), section.offset);
    word(header + (narrow ? 20 : 32), section.size);
  }
  info.copy(file, start);
  file.write(text, namesOffset, "latin1");
  return file;
}

function writer(file: Buffer, narrow: boolean) {
  const int = (at: number, value: number): unknown => (narrow ? file.writeUInt32BE(value, at) : file.writeUInt32LE(value, at));
  return {
    half: (at: number, value: number): unknown => (narrow ? file.writeUInt16BE(value, at) : file.writeUInt16LE(value, at)),
    int,
    word: (at: number, value: number): unknown => (narrow ? int(at, value) : file.writeBigUInt64LE(BigInt(value), at)),
  };
}

/** The section .go.buildinfo of Go 1.18 and newer. */
export function buildInfoOf(version: string, lines: readonly string[]): Buffer {
  const mark = "0123456789abcdef";
  const text = lines.length === 0 ? "" : `${mark}${lines.join("\n")}\n${mark}`;
  const head = Buffer.alloc(32);
  head.write("\xff Go buildinf:", 0, "latin1");
  head[15] = 2;
  return Buffer.concat([
    head,
    varint(version.length),
    Buffer.from(version),
    varint(text.length),
    Buffer.from(text, "latin1"),
    Buffer.alloc(64),
  ]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}

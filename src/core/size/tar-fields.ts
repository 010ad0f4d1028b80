/** What a pax header, or a GNU long name, says of the next member. */
export interface PaxFields {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
  /** Of a sparse file: its size when unpacked, and its name, which then does not stand in the header. */
  readonly sparseBytes?: number;
  readonly sparsePath?: string;
}

const utf8 = new TextDecoder();

/** The text of a field up to its first NUL. */
export function tarText(bytes: Uint8Array, from: number, length: number): string {
  const field = bytes.subarray(from, from + length);
  const end = field.indexOf(0);
  return utf8.decode(end < 0 ? field : field.subarray(0, end));
}

/** An octal number, or one in base 256 where the first bit is set. Throws for anything else. */
export function tarNumber(bytes: Uint8Array, from: number, length: number): number {
  const first = bytes[from] ?? 0;
  if (first & 0x80) {
    let value = first & 0x7f;
    for (let at = from + 1; at < from + length; at++) value = value * 256 + (bytes[at] ?? 0);
    return safeNumber(value);
  }
  const text = tarText(bytes, from, length).trim();
  if (!/^[0-7]*$/.test(text)) throw new Error("the archive is damaged: a number is none");
  return safeNumber(text === "" ? 0 : Number.parseInt(text, 8));
}

/** `27 path=some/long/name\n…`; fields that sizes do not need are left out. Throws where it is damaged. */
export function parsePax(bytes: Uint8Array): PaxFields {
  const fields: Record<string, string> = {};
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = space < 0 ? 0 : Number(utf8.decode(bytes.subarray(at, space)));
    if (space < 0 || !Number.isInteger(length) || length <= space - at || at + length > bytes.length)
      throw new Error("the archive is damaged: a pax header cannot be read");
    const [, key = "", value = ""] = /^([^=]*)=([\s\S]*)\n$/.exec(utf8.decode(bytes.subarray(space + 1, at + length))) ?? [];
    fields[key] = value;
    at += length;
  }
  const sparse = fields["GNU.sparse.realsize"] ?? fields["GNU.sparse.size"];
  return {
    ...(fields.path === undefined ? {} : { path: fields.path }),
    ...(fields.linkpath === undefined ? {} : { linkpath: fields.linkpath }),
    ...(fields.size === undefined ? {} : { size: safeNumber(Number(fields.size)) }),
    ...(sparse === undefined ? {} : { sparseBytes: safeNumber(Number(sparse)) }),
    ...(fields["GNU.sparse.name"] === undefined ? {} : { sparsePath: fields["GNU.sparse.name"] }),
  };
}

function safeNumber(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error("the archive is damaged: a size is none");
  return value;
}

/** A member of a tar for tests: an ordinary file unless it says otherwise. */
export interface Member {
  readonly path: string;
  readonly type?: string;
  readonly body?: string | Uint8Array;
  readonly size?: number;
  readonly target?: string;
  readonly mode?: number;
  /** Changes the header before its sum is taken. */
  readonly edit?: (header: Buffer) => void;
  /** Blocks that stand between header and body. */
  readonly extra?: Uint8Array;
}

/** The bytes of an archive, as GNU tar writes them. */
export function tarOf(...members: readonly Member[]): Buffer {
  return Buffer.concat([...members.map(memberBytes), Buffer.alloc(1024)]);
}

/** A pax header for the next member. */
export function pax(fields: Readonly<Record<string, string>>): Member {
  const records = Object.entries(fields).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`;
    const guess = Buffer.byteLength(rest) + 2;
    const length = String(guess).length === 2 ? guess : guess + 1;
    return `${length}${rest}`;
  });
  return { path: "PaxHeader/x", type: "x", body: records.join("") };
}

function memberBytes({ path, type = "0", body = "", size, target = "", mode = 0o644, edit, extra }: Member): Buffer {
  const bytes = typeof body === "string" ? Buffer.from(body) : Buffer.from(body);
  const header = Buffer.alloc(512);
  header.write(path, 0, 100, "utf8");
  header.write(mode.toString(8).padStart(7, "0"), 100);
  header.write("0000000\x000000000\0", 108);
  header.write((size ?? bytes.length).toString(8).padStart(11, "0"), 124);
  header.write("00000000000", 136);
  header.write(type, 156);
  header.write(target, 157, 100, "utf8");
  header.write("ustar\0", 257);
  header.write("00", 263);
  edit?.(header);
  header.write("        ", 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, extra ?? Buffer.alloc(0), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

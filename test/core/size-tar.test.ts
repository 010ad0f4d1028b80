import { describe, expect, it } from "vitest";
import { type TarEntry, tarReader } from "../../src/core/size/tar.ts";
import { type Member, pax, tarOf } from "./size-tar-of.ts";

interface Read extends TarEntry {
  readonly body: string;
}

function read(archive: Uint8Array, step = archive.length): readonly Read[] {
  const found: Read[] = [];
  const reader = tarReader((entry) => {
    let body = "";
    return {
      write: (bytes) => {
        body += Buffer.from(bytes).toString("latin1");
      },
      end: () => found.push({ ...entry, body }),
    };
  });
  for (let at = 0; at < archive.length; at += step) reader.write(archive.subarray(at, at + step));
  reader.end();
  return found;
}

const long = `${"folder/".repeat(30)}file`;

const oddities: readonly (readonly [string, readonly Member[], Partial<Read>])[] = [
  ["a plain file", [{ path: "a", body: "hello" }], { path: "a", type: "file", sizeBytes: 5, body: "hello" }],
  ["a file of whole blocks", [{ path: "a", body: "x".repeat(1024) }], { sizeBytes: 1024, body: "x".repeat(1024) }],
  ["a folder", [{ path: "etc/", type: "5" }], { path: "etc/", type: "folder", sizeBytes: 0 }],
  ["a folder of old archives", [{ path: "etc/", type: "\0" }], { type: "folder" }],
  ["a symlink", [{ path: "sh", type: "2", target: "busybox" }], { type: "symlink", target: "busybox" }],
  ["a hard link that names a size", [{ path: "b", type: "1", target: "a", size: 700 }], { type: "hardlink", sizeBytes: 0 }],
  ["a device", [{ path: "null", type: "3" }], { type: "other" }],
  [
    "a GNU long name",
    [
      { path: "././@LongLink", type: "L", body: `${long}\0` },
      { path: "cut", body: "x" },
    ],
    { path: long, body: "x" },
  ],
  [
    "a GNU long link",
    [
      { path: "././@LongLink", type: "K", body: `${long}\0` },
      { path: "l", type: "2", target: "cut" },
    ],
    { path: "l", target: long },
  ],
  ["a pax name", [pax({ path: "ü/ö" }), { path: "cut", body: "x" }], { path: "ü/ö", body: "x" }],
  ["a pax size over the header's", [pax({ size: "3" }), { path: "a", body: "abc", size: 0 }], { sizeBytes: 3, body: "abc" }],
  [
    "a ustar prefix",
    [{ path: "file", body: "x", edit: (header) => header.write("some/folder", 345) }],
    { path: "some/folder/file" },
  ],
  [
    "a size in base 256",
    [
      {
        path: "a",
        body: "abc",
        edit: (header) => {
          header.fill(0, 124, 136);
          header[124] = 0x80;
          header[135] = 3;
        },
      },
    ],
    { sizeBytes: 3, body: "abc" },
  ],
  [
    "a GNU sparse file: its real size, its stored bytes",
    [{ path: "s", type: "S", body: "data", edit: (header) => header.write("00004000000\0", 483) }],
    { type: "file", sizeBytes: 1 << 20, body: "data" },
  ],
  [
    "a GNU sparse file with further blocks",
    [
      {
        path: "s",
        type: "S",
        body: "data",
        extra: Buffer.concat([Buffer.alloc(504), Buffer.from([1]), Buffer.alloc(7), Buffer.alloc(512)]),
        edit: (header) => {
          header.write("00004000000\0", 483);
          header[482] = 1;
        },
      },
    ],
    { sizeBytes: 1 << 20, body: "data" },
  ],
  [
    "a pax sparse file",
    [pax({ "GNU.sparse.name": "disk.img", "GNU.sparse.realsize": "5000000" }), { path: "GNUSparseFile.0/disk.img", body: "map" }],
    { path: "disk.img", sizeBytes: 5_000_000, body: "map" },
  ],
  [
    "a header for all that follows",
    [
      { path: "g", type: "g", body: "20 comment=abcdefg\n" },
      { path: "a", body: "x" },
    ],
    { path: "a" },
  ],
];

describe("tarReader", () => {
  it.each(oddities)("reads %s", (_, members, expected) => {
    expect(read(tarOf(...members))).toMatchObject([expected]);
  });

  it.each([1, 7, 511, 512, 513, 4096])("gives the same in pieces of %i bytes", (step) => {
    const archive = tarOf(...oddities.flatMap(([, members]) => members));
    expect(read(archive, step)).toEqual(read(archive));
    expect(read(archive)).toHaveLength(oddities.length);
  });

  it("a name does not carry over to the next member but one", () => {
    expect(read(tarOf(pax({ path: "first" }), { path: "a" }, { path: "b" })).map(({ path }) => path)).toEqual(["first", "b"]);
  });

  it("skips what nobody wants", () => {
    const seen: string[] = [];
    const reader = tarReader(({ path }) => {
      seen.push(path);
      return undefined;
    });
    reader.write(tarOf({ path: "a", body: "x".repeat(3000) }, { path: "b", body: "y" }));
    reader.end();
    expect(seen).toEqual(["a", "b"]);
  });

  it("ignores what stands behind the end of the archive", () => {
    expect(read(Buffer.concat([tarOf({ path: "a" }), Buffer.from("rubbish".repeat(200))]))).toHaveLength(1);
  });

  it("an archive that breaks off is an error", () => {
    const archive = tarOf({ path: "a", body: "x".repeat(2000) });
    expect(() => read(archive.subarray(0, 1000))).toThrow("breaks off");
    expect(() => read(archive.subarray(0, 100))).toThrow("breaks off");
  });

  it("a damaged header is an error", () => {
    const archive = tarOf({ path: "a", body: "x" });
    archive[0] = 0x62;
    expect(() => read(archive)).toThrow("sum of a header");
  });

  it.each([
    [{ path: "x", type: "x", body: "99 path=a\n" }],
    [{ path: "x", type: "x", body: "nonsense" }],
    [{ path: "x", type: "x", body: "", size: 1 << 24 }],
    [{ path: "x", edit: (header: Buffer) => header.write("zz", 124) }],
  ])("headers that lie are errors: %o", (member) => {
    expect(() => read(tarOf(member, { path: "a" }))).toThrow(/archive/);
  });
});

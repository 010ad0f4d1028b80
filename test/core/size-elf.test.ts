import { describe, expect, it } from "vitest";
import { binaryProbe, type GoBinary } from "../../src/core/size/go-binary.ts";
import { buildInfoOf, elfOf, type Program } from "./size-elf-of.ts";

function open(bytes: Uint8Array, step = bytes.length): GoBinary | undefined {
  const probe = binaryProbe(bytes.length);
  for (let at = 0; at < bytes.length; at += step) probe.write(bytes.subarray(at, at + step));
  return probe.end();
}

const lines = [
  "path\texample.com/shop/cmd/api",
  "mod\texample.com/shop\tv1.4.0\th1:abc=",
  "dep\tgithub.com/jackc/pgx/v5\tv5.7.0\th1:x=",
  "build\t-buildmode=exe",
  'build\t-ldflags="-X main.version=1.4"',
  "build\tCGO_ENABLED=0",
];
const fat: Program = {
  buildInfo: buildInfoOf("go1.26.8", lines),
  sections: { ".debug_info": 40_000, ".zdebug_line": 10_000, ".symtab": 6000, ".strtab": 4000, ".note": 500 },
};

describe("binaryProbe", () => {
  it("opens a program that is not stripped", () => {
    expect(open(elfOf(fat))).toEqual({
      goVersion: "go1.26.8",
      mainPackage: "example.com/shop/cmd/api",
      module: "example.com/shop",
      moduleVersion: "v1.4.0",
      trimpath: false,
      ldflags: "-X main.version=1.4",
      cgo: false,
      static: true,
      stripped: false,
      debugBytes: 50_000,
      symbolBytes: 10_000,
    });
  });

  it("a stripped one has nothing left to save", () => {
    const build = buildInfoOf("go1.24", ["path\tx", "mod\tx\t(devel)\t", "build\t-trimpath=true", "build\tCGO_ENABLED=1"]);
    expect(open(elfOf({ buildInfo: build, dynamic: true }))).toMatchObject({
      trimpath: true,
      cgo: true,
      static: false,
      stripped: true,
      debugBytes: 0,
      symbolBytes: 0,
    });
  });

  it.each([
    ["section headers at the end", { ...fat, headersLast: true }],
    ["32 bits, big end first", { ...fat, narrow: true }],
    ["far behind its header", { ...fat, padding: 400_000 }],
  ])("reads one with %s", (_, program) => {
    expect(open(elfOf(program))).toMatchObject({ goVersion: "go1.26.8", debugBytes: 50_000, stripped: false });
  });

  it.each([1, 5, 16, 4095, 65_536])("gives the same in pieces of %i bytes", (step) => {
    const bytes = elfOf({ ...fat, headersLast: true });
    expect(open(bytes, step)).toEqual(open(bytes));
  });

  it("gives the same when a piece ends inside the mark of the build information", () => {
    const bytes = elfOf(fat);
    const cut = bytes.indexOf(Buffer.from("\xff Go buildinf:", "latin1")) + 7;
    const probe = binaryProbe(bytes.length);
    probe.write(bytes.subarray(0, cut));
    probe.write(bytes.subarray(cut));
    expect(probe.end()).toEqual(open(bytes));
  });

  it("a text that only looks like build information does not hide the real one", () => {
    const decoy = Buffer.alloc(64, 0x20);
    decoy.write("\xff Go buildinf:", 0, "latin1");
    expect(open(elfOf({ ...fat, buildInfo: Buffer.concat([decoy, buildInfoOf("go1.25.1", lines)]) }))?.goVersion).toBe(
      "go1.25.1",
    );
  });

  it("a program of Go before 1.18 is one, without its version", () => {
    const old = Buffer.alloc(64);
    old.write("\xff Go buildinf:", 0, "latin1");
    old[14] = 8;
    const binary = open(elfOf({ ...fat, buildInfo: old }));
    expect(binary?.static).toBe(true);
    expect(binary?.goVersion).toBeUndefined();
  });

  it.each([
    ["a program of another language", elfOf({ sections: { ".symtab": 100 } })],
    ["a script", Buffer.from(`#!/bin/sh\n${"x".repeat(5000)}`)],
    ["an empty file", Buffer.alloc(0)],
    ["a file of zeros", Buffer.alloc(5000)],
    ["a header and nothing else", Buffer.from("\x7fELF")],
    ["the mark in a text file", Buffer.concat([Buffer.alloc(4096, 0x20), buildInfoOf("go1.26", lines)])],
  ])("%s is none", (_, bytes) => {
    expect(open(bytes)).toBeUndefined();
  });

  it("a program cut short, or with a header that lies, does not throw", () => {
    const whole = elfOf(fat);
    const probe = binaryProbe(whole.length);
    probe.write(whole.subarray(0, 9000));
    expect(probe.end()).toBeUndefined();
    const lying = elfOf(fat);
    lying.writeBigUInt64LE(0x7fff_ffff_ffff_ffffn, 40);
    lying.writeUInt16LE(0xffff, 60);
    expect(open(lying)).toMatchObject({ goVersion: "go1.26.8", stripped: true, debugBytes: 0 });
  });
});

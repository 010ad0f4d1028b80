import { chmod, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readFound, readTree } from "../../src/host/source-tree.ts";
import { folderOf } from "./folder.ts";

it("reads sources, Docker files and scripts, names the rest, and looks into no foreign folder", async () => {
  const folder = await folderOf({
    "cmd/api/main.go": "package main",
    Dockerfile: "FROM a",
    ".env": "A=1",
    "data/x.db": "rows",
    "node_modules/x/y.js": "",
    ".git/HEAD": "ref",
    "start.sh": "#!/bin/sh",
    "run.sh": "#!/bin/sh",
  });
  await chmod(join(folder, "run.sh"), 0o755);
  await symlink(folder, join(folder, "loop"));
  await symlink(join(folder, "gone"), join(folder, "broken.go"));
  const { tree, cut } = await readTree(folder);
  expect(Object.fromEntries([...tree].map(([file, found]) => [file.slice(folder.length + 1), found]).sort())).toEqual({
    ".env": { text: "A=1" },
    ".git/": {},
    Dockerfile: { text: "FROM a" },
    "cmd/api/main.go": { text: "package main" },
    "data/x.db": {},
    loop: {},
    "node_modules/": {},
    "run.sh": { text: "#!/bin/sh", executable: true },
    "start.sh": { text: "#!/bin/sh", executable: false },
  });
  expect(cut).toBe(false);
  expect(await readFound(folder)).toBeUndefined();
});

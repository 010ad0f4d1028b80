import { readdir } from "node:fs/promises";
import { expect, it } from "vitest";
import { makeMountPoints } from "../../src/host/mount-points.ts";
import { folderOf } from "./folder.ts";

it("makes the folders of the source over which the image's lie, and no other", async () => {
  const folder = await folderOf({ "index.js": "" });
  await makeMountPoints([{ source: folder, target: "/app" }, { target: "/app/web/node_modules" }, { target: "/data" }]);
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(["index.js", "web", "web/node_modules"]);
});

it("leaves what cannot be made to the engine", async () => {
  const folder = await folderOf({ node_modules: "" });
  await makeMountPoints([{ source: folder, target: "/app" }, { target: "/app/node_modules/x" }]);
  expect(await readdir(folder)).toEqual(["node_modules"]);
});

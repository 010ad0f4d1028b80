import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { countsReporter } from "./counts.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const scenarios = readdirSync(`${root}test/e2e`, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("scenario.test.ts"))
  .map((file) => `test/e2e/${file}`);
const isSmoke = (file: string): boolean => readFileSync(root + file, "utf8").includes("smoke: true");

// biome-ignore lint/style/noDefaultExport: vitest asks for it
export default defineConfig({
  root,
  test: {
    reporters: ["default", countsReporter()],
    projects: [
      {
        extends: true,
        root,
        test: {
          name: "unit",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/e2e/**/scenario.test.ts"],
          // Half of the time would go into loading the same modules for each file: no test changes what another one sees.
          isolate: false,
        },
      },
      {
        extends: true,
        root,
        test: {
          name: "e2e",
          include: process.env.GDEV_E2E_SET === "smoke" ? scenarios.filter(isSmoke) : scenarios,
          globalSetup: "test/e2e/framework/setup.ts",
          // A scenario mostly waits: for the engine, for Postgres, for the compiler.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

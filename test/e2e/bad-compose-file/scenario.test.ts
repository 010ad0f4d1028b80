import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { type Scenario, scenario } from "../framework/scenario.ts";
import { errorOf, lines } from "../message.ts";

/** Runs `up -d`, which must fail before anything is done, and gives its error. */
async function refused(s: Scenario, words = "up -d", exitCode = 1): Promise<string> {
  const up = await s.gdev(words);
  up.exits(exitCode);
  expect(up.stdout).toBe("");
  expect(await s.containers()).toEqual([]);
  await s.filesUntouched();
  return errorOf(s, up);
}

scenario("a compose file that is no YAML", { fixture: "bad/not-yaml", smoke: true }, async (s) => {
  expect(await refused(s)).toBe(
    lines(
      "error: the compose file is not valid YAML",
      "  docker-compose.yml:4:1",
      "    4 |   image: alpine:3.22",
      "      | ^",
      "  Tabs are not allowed as indentation",
      "  → indent that line with spaces",
    ),
  );
});

scenario("a Dockerfile that is not there, and others that are", { fixture: "bad/no-dockerfile" }, async (s) => {
  const place = ["  docker-compose.yml:4:5", "    4 |     build: .", "      |     ^"];
  expect(await refused(s)).toBe(
    lines(
      "error: the Dockerfile of service api is not there: <folder>/Dockerfile",
      ...place,
      "  → create it, or correct build.dockerfile of api",
    ),
  );
  await s.write("Dockerfile.api", "FROM alpine:3.22\n");
  expect(await refused(s)).toContain("correct build.dockerfile of api; that folder has Dockerfile.api");
  await mkdir(join(s.folder, "Dockerfile"));
  expect(await refused(s)).toContain("error: the Dockerfile of service api is a folder, not a file: <folder>/Dockerfile\n");
});

scenario("a build context that is not there, or is a file", {}, async (s) => {
  await s.write("docker-compose.yml", "services:\n  api:\n    build:\n      context: ./srv\n");
  const rest = [
    "  docker-compose.yml:4:7",
    "    4 |       context: ./srv",
    "      |       ^",
    "  → create it, or correct build.context of api",
  ];
  expect(await refused(s)).toBe(lines("error: the build context of service api is not there: <folder>/srv", ...rest));
  await s.write("srv", "");
  expect(await refused(s)).toBe(lines("error: the build context of service api is a file, not a folder: <folder>/srv", ...rest));
});

scenario("an env_file that is not there, and is made from its example", { fixture: "bad/missing-env-file" }, async (s) => {
  expect(await refused(s)).toBe(
    lines(
      "error: env file .env does not exist",
      "  docker-compose.yml:6:9",
      "    6 |       - .env",
      "      |         ^",
      "  Compose looked for <folder>/.env",
      "  → gdev doctor --fix --all drafts it; or mark it optional: env_file: [{ path: .env, required: false }]",
    ),
  );
  await s.gdev("down").then((run) => run.exits(0));
  await s.write(".env", "GREETING=hello from the file\n");
  (await s.gdev("up")).exits(0).prints("GREETING=hello from the file");
});

scenario(
  "a variable that leaves an image without a name, and one that leaves an empty value",
  { fixture: "bad/undefined-variable" },
  async (s) => {
    expect(await refused(s)).toBe(
      lines(
        'error: the image of service api is no valid name: "alpine:"',
        "  docker-compose.yml:4:5",
        "    4 |     image: alpine:${IMAGE_TAG}",
        "      |     ^",
        "  a part of it is empty",
        "  → set IMAGE_TAG in .env beside the compose file or in the environment, or give it a default: ${IMAGE_TAG:-value}",
      ),
    );
    await s.edit("docker-compose.yml", '"hello"', '"hello ${WHOM}"');
    const up = await s.gdev("up", { env: { IMAGE_TAG: "3.22" } });
    up.exits(0).tells("warning: docker-compose.yml:5: variable WHOM is not set: it becomes an empty string");
    expect(up.stderr.match(/WHOM is not set/g)).toHaveLength(1);
    expect(up.stdout).toBe("hello \n");
    (await s.gdev("up --dry-run", { env: { IMAGE_TAG: "3.22" } })).exits(0).tells("variable WHOM is not set");
  },
);

scenario("a variable that the compose file insists on", { fixture: "bad/required-variable" }, async (s) => {
  expect(await refused(s)).toBe(
    lines(
      "error: variable POSTGRES_PASSWORD has no value",
      "  docker-compose.yml:6:26",
      "    6 |       POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}",
      "      |                          ^",
      "  set it in .env",
      "  → set it in .env beside the compose file (POSTGRES_PASSWORD=…) or in the environment",
    ),
  );
});

scenario("a .env with a mistake is named with its line, and its values are not shown", {}, async (s) => {
  await s.write("docker-compose.yml", "services:\n  api:\n    image: alpine:3.22\n");
  await s.write(".env", "A=1\nDB PASSWORD=hunter2\n");
  const error = await refused(s);
  expect(error).toMatch(/^error: \.env has a mistake in line 2\n {2}\.env:2:1\n/);
  expect(error).not.toContain("hunter2");
});

scenario("what Compose refuses is told at its place", { smoke: true }, async (s) => {
  for (const [text, ...expected] of refusals) {
    await s.write("docker-compose.yml", text);
    const error = await refused(s);
    for (const words of expected) expect(error, text).toContain(words);
  }
});

const refusals: readonly (readonly [string, ...string[]])[] = [
  ["", "error: the compose file is empty: <folder>/docker-compose.yml\n"],
  ["# services: later\n", "error: the compose file is empty"],
  ["volumes:\n  data: {}\n", "error: the project has no services\n"],
  ["services: {}\n", "error: the project has no services\n"],
  ["services:\n", "error: services of the compose file is not a map of names\n", "docker-compose.yml:1:1"],
  ["services:\n  - api\n", "error: services of the compose file is not a map of names\n"],
  ["just words\n", "error: the compose file is not a map\n", "docker-compose.yml:1:1"],
  [
    "services:\n  api:\n    profiles: [tools]\n    image: x\n",
    "error: no service is active in this project\n",
    "gdev --profile tools up",
  ],
  ["services:\n  api:\n    command: [x]\n", "error: service api has neither image nor build\n", "docker-compose.yml:2:3"],
  [
    "services:\n  api:\n    imagee: x\n",
    "error: services.api has a key that Compose does not know: imagee\n",
    "docker-compose.yml:3:5",
    "did you mean image?",
  ],
  ["services:\n  api:\n    image: x\n    ports: 8080\n", "error: services.api.ports must be a list\n", "docker-compose.yml:4:5"],
  ['services:\n  api:\n    image: x\n    ports: ["99999999:80"]\n', "error: 99999999 is no port\n", "docker-compose.yml:4:14"],
  [
    "services:\n  api:\n    image: x\n    user: ${WHO\n",
    "error: services.api.user has a variable that Compose cannot read\n",
    "docker-compose.yml:4:5",
  ],
  [
    "services:\n  a: { image: x, depends_on: [b] }\n  b: { image: x, depends_on: [a] }\n",
    "error: services depend on one another in a circle\n",
    "a → b → a",
  ],
  [
    "services:\n  a: { image: x, depends_on: [dbb] }\n  db: { image: x }\n",
    "error: service a depends on dbb, which does not exist\n",
    "did you mean db?",
  ],
  [
    'services:\n  a:\n    image: x\n    volumes: ["data:/x"]\n',
    "error: service a names the volume data, which is not declared\n",
    "docker-compose.yml:4:15",
  ],
  ["services:\n  äpi:\n    image: x\n", 'error: "äpi" is no valid name for a service\n', "docker-compose.yml:2:3"],
  [
    "services:\n  api:\n    image: Alpine:3.22\n",
    'error: the image of service api is no valid name: "Alpine:3.22"\n',
    "docker-compose.yml:3:5",
    "capital letters",
  ],
  [
    "services:\n  api:\n    image: x\n    x-gdev: { devv: hot }\n",
    "error: x-gdev of service api has an unknown key: devv\n",
    "docker-compose.yml:4:15",
    "dev, prod, probe",
  ],
  [
    "services:\n  api:\n    image: x\n    x-gdev: [hot]\n",
    "error: x-gdev of service api is not a map\n",
    "docker-compose.yml:4:5",
  ],
  [
    "services:\n  api:\n    image: x\n    x-gdev:\n      probe: knock\n",
    'x-gdev.probe "knock" is not known\n',
    "docker-compose.yml:5:7",
    "http :8080/healthz",
  ],
];

scenario("no compose file here or above, or a file that is none", {}, async (s) => {
  expect(await refused(s)).toBe(
    lines(
      "error: no compose file in <folder> or any folder above it",
      "  looked for compose.yaml, compose.yml, docker-compose.yml, docker-compose.yaml",
      "  → change into the project's folder, or name the file: gdev -f path/to/docker-compose.yml …",
    ),
  );
  await symlink("gone.yml", join(s.folder, "docker-compose.yml"));
  expect(await refused(s)).toContain("\n  docker-compose.yml is a link to gone.yml, which is not there\n");
  expect(await refused(s, "-f gone.yml up")).toMatch(
    /^error: <folder>\/gone\.yml does not exist\n {2}→ correct the path after -f/,
  );
  expect(await refused(s, "-f . up")).toMatch(
    /^error: the compose file <folder> cannot be read\n {2}it is a folder, not a file\n/,
  );
  expect(await refused(s, "--project-directory gone up")).toMatch(
    /^error: <folder>\/gone is not a folder\n {2}→ correct --project-directory/,
  );
});

scenario("a name of a project that would lead out of the state folder is refused", {}, async (s) => {
  await s.write("docker-compose.yml", "services:\n  api:\n    image: alpine:3.22\n");
  const before = await readdir(join(s.folder, ".."));
  for (const verb of ["ps", "down", "logs", "up"]) {
    const run = await s.gdev(["-p", "../../elsewhere", verb]);
    run.exits(1);
    expect(errorOf(s, run)).toMatch(/^error: "\.\.\/\.\.\/elsewhere" is no valid project name\n/);
  }
  expect(await readdir(join(s.folder, ".."))).toEqual(before);
});

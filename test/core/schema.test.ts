import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { UserError } from "../../src/core/error.ts";
import { parsePreset } from "../../src/core/init/preset.ts";
import { parseProject } from "../../src/core/project/parse.ts";
import { dataPath, type ImagePreset } from "../../src/core/readiness/preset.ts";
import { parseImagePreset } from "../../src/core/readiness/preset-file.ts";
import { chooseProbe } from "../../src/core/readiness/probe.ts";
import { parseLanguagePreset } from "../../src/core/target/synth/preset-file.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

/** Whether a schema of presets/schema allows a YAML text. */
function checker(file: string): (text: string) => boolean {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false });
  const validate = ajv.compile(JSON.parse(read(`presets/schema/${file}`)));
  return (text) => validate(parse(text));
}

/** Whether a parser takes a text; every refusal must be an error that a user can act on. */
function takes(parser: () => unknown): boolean {
  try {
    parser();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return false;
  }
}

const imageFiles = readdirSync(new URL("presets/images/", root));
const images = imageFiles.map((file) => parseImagePreset(read(`presets/images/${file}`), file));
const projects = readdirSync(new URL("presets/projects/", root));

/** A compose file as Compose prints it, through the parser and the choice of probes. */
function parseCompose(text: string): void {
  const { services } = parseProject(`name: shop\n${text}`, "/p", ["/p/c.yml"], [{ file: "/p/c.yml", text }]);
  const question = { until: "ready", images: [], presets: images, runsAir: false, imageHealthcheck: false } as const;
  for (const service of services) chooseProbe({ ...question, service });
}

const compose = (settings: string): string => `services:\n  api:\n    image: x\n    x-gdev: ${settings}\n`;

describe("presets/schema/x-gdev.json says what the parser says", () => {
  const allows = checker("x-gdev.json");

  it.each([
    "",
    "{}",
    "{ dev: hot, prod: runner-slim }",
    "{ dev: '' }",
    "{ dev: [hot] }",
    "{ prod: 1 }",
    "{ prod: null }",
    "{ devv: hot }",
    "{ Probe: running }",
    "{ target: dev }",
    "[hot]",
    "hot",
    "5",
    ...images.flatMap(({ name }) => [`{ probe: ${name} }`, `{ probe: "${name} :6380" }`, `{ probe: "${name} :6380/x" }`]),
    ...["running", "healthcheck", "exit 0", "exit", "http", "tcp", "postgras", "exit 1", "running :80", "''"].map(
      (probe) => `{ probe: ${probe} }`,
    ),
    ...["http :8080", "http:8080", "http :8080/healthz?a=b", "http :8080 /x", "http 8080", "http :0", "http :080"].map(
      (probe) => `{ probe: "${probe}" }`,
    ),
    ...["http :65535", "http :65536", "http :99999/x", "http :100000", "tcp :9000", "tcp :9000/x", "tcp :70000"].map(
      (probe) => `{ probe: "${probe}" }`,
    ),
    "{ probe: 8080 }",
    "{ probe: [running] }",
    "{ budget: { prod: 30MB } }",
    "{ budget: { dev: 1.5 GiB, prod: 30mb, runner-slim: 20M, layer: 900k, growth: 10% } }",
    "{ budget: { prod: 30000000, layer: 0, growth: 2.5 % } }",
    "{ budget: {} }",
    "{ budget: 30MB }",
    "{ budget: [30MB] }",
    "{ budget: null }",
    "{ budget: { prod: big } }",
    "{ budget: { prod: -5 } }",
    "{ budget: { prod: 30XB } }",
    "{ budget: { prod: null } }",
    "{ budget: { prod: { dev: 30MB } } }",
    "{ budget: { prod: [30MB] } }",
    "{ budget: { growth: 10 } }",
    "{ budget: { growth: ten% } }",
    "{ ignore: [] }",
    "{ ignore: [GD103, GD312] }",
    "{ ignore: GD103 }",
    "{ ignore: [gd103] }",
    "{ ignore: [103] }",
    "{ ignore: [GD1030] }",
    "{ ignore: null }",
  ])("a service with x-gdev: %s", (settings) => {
    const text = compose(settings);
    expect(allows(text)).toBe(takes(() => parseCompose(text)));
  });

  it.each(["", "{}", "{ ignore: [GD103] }", "{ ignore: GD103 }", "{ dev: hot }", "{ ignored: [GD103] }", "[]", "yes"])(
    "a file with x-gdev: %s",
    (settings) => {
      const text = `x-gdev: ${settings}\nservices:\n  api:\n    image: x\n`;
      expect(allows(text)).toBe(takes(() => parseCompose(text)));
    },
  );

  it("leaves everything else in the file to others", () => {
    expect(allows("version: '3'\nx-other: 1\nservices:\n  api: { build: ., ports: [80], x-mine: [] }\nvolumes: { db: }\n")).toBe(
      true,
    );
  });

  it.each(["{ probe: '${PROBE:-running}', budget: { prod: '${LIMIT}', growth: $GROWTH } }", "{ dev: '${STAGE}' }"])(
    "allows what Compose fills in before gdev sees it: %s",
    (settings) => expect(allows(compose(settings))).toBe(true),
  );

  it.each<[string, string, string, number, number]>([
    [compose("\n      bugdet: { prod: 30MB }"), "unknown key: bugdet", "did you mean budget?", 5, 7],
    [compose("{ prod: runner, prob: running }"), "unknown key: prob", "did you mean", 4, 29],
    [compose("{ colour: red }"), "unknown key: colour", "the keys are dev, prod, probe, budget, ignore", 4, 15],
    [`services:\n  api: { image: x }\nx-gdev:\n  ignor: [GD103]\n`, "unknown key: ignor", "did you mean ignore?", 4, 3],
  ])("%j is refused at its place, with the nearest name", (text, message, remedy, line, column) => {
    expect(() => parseCompose(text)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(message),
        details: expect.objectContaining({
          remedy: expect.stringContaining(remedy),
          place: expect.objectContaining({ file: "/p/c.yml", line, column }),
        }),
      }),
    );
  });
});

/** The error of a preset /p/x.yml at a place. */
function refusal(message: string, remedy: string | undefined, line: number, column: number): unknown {
  return expect.objectContaining({
    message: expect.stringContaining(message),
    details: expect.objectContaining({
      ...(remedy ? { remedy: expect.stringContaining(remedy) } : {}),
      place: expect.objectContaining({ file: "/p/x.yml", line, column }),
    }),
  });
}

/** A whole image preset, with fields replaced (null: left out). */
function imagePreset(change: Readonly<Record<string, string | null>> = {}): string {
  const whole = { name: "x", images: "[x]", server: "[xd]", port: "1", speaks: "http", ...change };
  return Object.entries(whole)
    .flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}\n`]))
    .join("");
}

describe("presets/schema/image-preset.json says what the parser says", () => {
  const allows = checker("image-preset.json");
  const greeting = (words: string): Readonly<Record<string, string>> => ({ speaks: "greeting", greeting: words });

  it.each(imageFiles)("presets/images/%s", (file) => {
    expect(allows(read(`presets/images/${file}`))).toBe(true);
  });

  it.each<Readonly<Record<string, string | null>>>([
    {},
    ...["name", "images", "server", "port", "speaks"].flatMap((key) => [{ [key]: null }, { [key]: "{}" }, { [key]: "" }]),
    ...["http", "exit", "a b", "'5'", "5", "''"].map((name) => ({ name })),
    ...["[]", "x", "['']", "[5]", "[a, b]"].flatMap((words) => [{ images: words }, { server: words }]),
    ...["0", "65535", "65536", "1.5", "'80'"].map((port) => ({ port })),
    { port_env: "PORT" },
    { port_env: "''" },
    { speaks: "latin" },
    { prot: "80" },
    { Name: "x" },
    { speaks: "greeting" },
    { greeting: "{}" },
    ...["{}", "[]", "", "hello", "{ send: x }", "{ send: '' }", "{ sent: x }", "{ send: x, send_hex: 00 }"].map(greeting),
    ...["00 0a", "000a", "0", "00  0a", "0x", "5"].map((bytes) => greeting(`{ send_hex: "${bytes}" }`)),
    ...["[]", "[^-LOADING]", "[5]", "^-LOADING"].map((words) => greeting(`{ waiting: ${words} }`)),
    ...["[]", "[ping]", "ping", "[ping, '{port}', 'a={user}']", "['{host}']", "['{']", "['']"].map((inside) => ({ inside })),
    { speaks: "postgres" },
    ...["{}", "[]", "{ default_user: x }", "{ user: [A], password: [B], database: [C], default_user: x }"].flatMap(
      (credentials) => [{ credentials }, { speaks: "postgres", credentials }],
    ),
    ...["{ user: A }", "{ users: [A] }", "{ user: [] }", "{ default_database: '' }"].map((credentials) => ({ credentials })),
    ...["{}", "[]", "/data", "{ data: }", "{ /data: }", "{ /data: {}, /b: { from: 18, images: [x] } }"].map((data) => ({ data })),
    ...["{ from: 0 }", "{ from: '18' }", "{ from: 1.5 }", "{ until: 18 }", "{ images: x }", "[]"].map((folder) => ({
      data: `{ /data: ${folder} }`,
    })),
  ])("%j", (change) => {
    const text = imagePreset(change);
    expect(allows(text)).toBe(takes(() => parseImagePreset(text, "/p/x.yml")));
  });

  it("and the parser knows regular expressions, too", () => {
    expect(() => parseImagePreset(imagePreset(greeting("{ waiting: ['('] }")), "/p/x.yml")).toThrow(/`greeting.waiting`/);
  });

  it.each<[string, string, string | undefined, number, number]>([
    [imagePreset({ imges: "[x]" }), "x.yml: has an unknown key: imges", "did you mean images?", 6, 1],
    [imagePreset(greeting("{ sendhex: 00 }")), "x.yml: has an unknown key: greeting.sendhex", "did you mean send", 6, 13],
    [imagePreset({ data: "\n  /a:\n  /b: { form: 2 }" }), "x.yml: has an unknown key: data./b.form", "did you mean from?", 8, 9],
    [imagePreset({ port: "many" }), "x.yml: `port` is missing or wrong", "write a number", 4, 1],
    [imagePreset({ port: null }), "x.yml: `port` is missing or wrong", "write a number", 1, 1],
    ["- a\n", "x.yml: `name` is missing or wrong", "write a map", 1, 1],
    ["name: x\nport: [1\n", "x.yml is not YAML", undefined, 3, 1],
    ["", "x.yml: `name` is missing or wrong", "write a map", 1, 1],
  ])("%j is refused at its place", (text, message, remedy, line, column) => {
    expect(() => parseImagePreset(text, "/p/x.yml")).toThrow(refusal(message, remedy, line, column));
  });
});

/** A whole language preset, with fields replaced (null: left out). */
function languagePreset(change: Readonly<Record<string, string | null>> = {}): string {
  const whole = { name: "x", kind: "compiled", images: "[x]", workdir: "/x", reloader: "{ name: y }", ...change };
  return Object.entries(whole)
    .flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}\n`]))
    .join("");
}

describe("presets/schema/language-preset.json says what the parser says", () => {
  const allows = checker("language-preset.json");
  const install = "with: w, command: c, toolchain: t, otherwise: o, step: s, result: r, unless: u";

  it.each(readdirSync(new URL("presets/languages/", root)))("presets/languages/%s", (file) => {
    expect(allows(read(`presets/languages/${file}`))).toBe(true);
  });

  it.each<Readonly<Record<string, string | null>>>([
    {},
    ...["name", "kind", "images", "workdir", "reloader"].flatMap((key) => [{ [key]: null }, { [key]: "{}" }, { [key]: "" }]),
    { kind: "interpreted" },
    { kind: "scripted" },
    { knd: "compiled" },
    ...["images", "arguments", "manifests", "kept", "steps"].flatMap((key) => [
      { [key]: "[]" },
      { [key]: "x" },
      { [key]: "[5]" },
    ]),
    ...["toolchain", "user", "workdir"].flatMap((key) => [{ [key]: "y" }, { [key]: "''" }, { [key]: "5" }]),
    ...["'1'", "'1.22'", "1.22", "'1.22.3'", "'v1'", "''"].map((oldest) => ({ oldest })),
    ...["[]", "{}", "[{}]", "[x]", "[{ from: '1', tool: a }]", "[{ from: 1, tool: a }]", "[{ from: '1', tool: a, tol: b }]"].map(
      (versions) => ({ versions }),
    ),
    ...["toolchain: b", "otherwise: b", "toolchain: b, otherwise: c", "flags: ''", "kill_delay: 300", "kill_delay: 2s"].map(
      (more) => ({ versions: `[{ from: '1', tool: a, ${more} }]` }),
    ),
    { versions: "[{ from: '1', tool: a, kill_delay: [] }]" },
    ...["{}", "[]", `{ ${install} }`, `{ ${install}, user: x }`, `{ ${install.replace("with: w, ", "")} }`].map((install) => ({
      install,
    })),
    ...[
      "start: [a]",
      "start: a",
      "own: []",
      "file: /x",
      "tmp: 5",
      "extensions: [go]",
      "config: ''",
      "kill_delay: 2s",
      "kill: 2s",
    ].map((more) => ({ reloader: `{ name: y, ${more} }` })),
    ...[
      "[]",
      "[{ command: a }]",
      "[{ command: a, run: b }]",
      "[{ command: a, run: b, tools: c }]",
      "[{ command: a, run: b, tool: c }]",
    ].map((starts) => ({ starts })),
  ])("%j", (change) => {
    const text = languagePreset(change);
    expect(allows(text)).toBe(takes(() => parseLanguagePreset(text, "/p/x.yml")));
  });

  it.each<[string, string, string | undefined, number, number]>([
    [languagePreset({ manifest: "[x]" }), "x.yml: has an unknown key: manifest", "did you mean manifests?", 6, 1],
    [languagePreset({ reloader: "\n  name: y\n  strat: [a]" }), "unknown key: reloader.strat", "did you mean start?", 7, 3],
    [
      languagePreset({ versions: "\n  - { from: '1', tool: a }\n  - { from: '2', tol: b }" }),
      "versions.1.tol",
      "did you mean tool?",
      8,
      18,
    ],
    [languagePreset({ versions: "\n  - { from: '1', tool: a }\n  - { from: 2, tool: b }" }), "`versions.1.from`", "1.22", 8, 7],
    [languagePreset({ toolchain: "'('" }), "`toolchain` is missing or wrong", "write a regular expression", 6, 1],
  ])("%j is refused at its place", (text, message, remedy, line, column) => {
    expect(() => parseLanguagePreset(text, "/p/x.yml")).toThrow(refusal(message, remedy, line, column));
  });
});

describe("presets/schema/project-preset.json says what the parser says", () => {
  const allows = checker("project-preset.json");

  it.each(projects)("presets/projects/%s", (project) => {
    expect(allows(read(`presets/projects/${project}/preset.yml`))).toBe(true);
  });

  it.each([
    "title: API",
    "summary: no title",
    "title: ''",
    "title: 5",
    "title: API\nsumary: x",
    "title: API\nsummary: [x]",
    "- title",
    "title: API\nvariables:",
    "title: API\nvariables: {}",
    "title: API\nvariables: [module]",
    "title: API\nvariables: { module: { default: x } }",
    "title: API\nvariables: { module: { ask: x } }",
    "title: API\nvariables: { module: { default: x, ask: y, replaces: z } }",
    "title: API\nvariables: { module: { default: x, asks: y } }",
    "title: API\nvariables: { module: x }",
    "title: API\nvariables: { Module: { default: x } }",
    "title: API\nvariables: { folder: { default: x } }",
    "title: API\nfill: [go.mod, '*.go']",
    "title: API\nfill: go.mod",
    "title: API\nfill: [5]",
    "title: API\nrename: { gitignore: .gitignore }",
    "title: API\nrename: { a: ../b }",
    "title: API\nrename: { a: /etc/passwd }",
    "title: API\nrename: { a: b/../../c }",
    "title: API\nrename: { a: 5 }",
    "title: API\nrename: [a]",
  ])("%j", (text) => {
    expect(allows(text)).toBe(takes(() => parsePreset(text, "/p/preset.yml")));
  });
});

describe("docs/x-gdev.md", () => {
  it.each(images)("has a row that says what is in presets/images of $name", (preset) => {
    const rows = read("docs/x-gdev.md")
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(rows.map((row) => row.replace(/ +/g, " "))).toContain(rowOf(preset));
  });

  it("shows the keys that the schema has", () => {
    const { $defs } = JSON.parse(read("presets/schema/x-gdev.json"));
    const heads = [...read("docs/x-gdev.md").matchAll(/^### (`.*)$/gm)].flatMap(([, head = ""]) => head.match(/\w+/g) ?? []);
    expect(heads).toEqual(Object.keys($defs.service.properties));
  });
});

function rowOf(preset: ImagePreset): string {
  const { name, port, portEnv, speaks, credentials } = preset;
  const { user = [], password = [], database = [] } = credentials ?? {};
  const variables = [...user, ...password, ...database, ...(portEnv ? [portEnv] : [])].map((word) => `\`${word}\``).join(", ");
  const asked = { postgres: "a login and `SELECT 1`", http: "HTTP", greeting: "its own protocol" }[speaks.protocol];
  const data = dataPath(preset, preset.images[0] ?? "");
  return `| ${name} | ${port} | ${asked} | ${data ? `\`${data}\`` : ""} | ${variables} |`.replace(/ +/g, " ");
}

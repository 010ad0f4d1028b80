import { describe, expect, it } from "vitest";
import { composeWarnings, explainComposeError } from "../../src/core/project/compose-error.ts";

interface Case {
  readonly what: string;
  readonly says: string;
  readonly text?: string;
  readonly error: string;
  /** line:column of the compose file, or of another file with its name. */
  readonly at?: string;
  readonly why?: string;
  readonly remedy: RegExp;
}

const service = (...lines: readonly string[]): string =>
  ["services:", "  api:", ...lines.map((line) => `    ${line}`), ""].join("\n");

const cases: readonly Case[] = [
  {
    what: "a tab",
    says: "yaml: line 3: found character that cannot start any token",
    text: "services:\n  api:\n\timage: x\n",
    error: "the compose file is not valid YAML",
    at: "3:1",
    why: "Tabs are not allowed as indentation",
    remedy: /with spaces/,
  },
  {
    what: "a key twice",
    says: 'yaml: unmarshal errors:\n  line 3: mapping key "api" already defined at line 2',
    text: "services:\n  api: {}\n  api: {}\n",
    error: "the compose file is not valid YAML",
    at: "3:3",
    why: "Map keys must be unique",
    remedy: /correct it there/,
  },
  {
    what: "nothing",
    says: "empty compose file",
    text: "# later\n",
    error: "the compose file is empty: /p/c.yml",
    remedy: /services:/,
  },
  {
    what: "bytes",
    says: "yaml: invalid leading UTF-8 octet",
    text: "services: {}",
    error: "the compose file is not text in UTF-8",
    remedy: /UTF-8/,
  },
  {
    what: "no map at the top",
    says: "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `hello` into cli.named",
    text: "hello",
    error: "the compose file is not a map",
    at: "1:1",
    remedy: /services:/,
  },
  {
    what: "services that are no map",
    says: "services must be a mapping",
    text: "services:\n  - api\n",
    error: "services of the compose file is not a map of names",
    at: "1:1",
    remedy: /services:/,
  },
  {
    what: "a name with an umlaut (2.40)",
    says: "validating /p/c.yml: services additional properties 'äpi' not allowed",
    text: "services:\n  äpi: {}\n",
    error: '"äpi" is no valid name for a service',
    at: "2:3",
    remedy: /another name/,
  },
  {
    what: "a name with an umlaut (2.26)",
    says: "validating /p/c.yml: services Additional property äpi is not allowed",
    text: "services:\n  äpi: {}\n",
    error: '"äpi" is no valid name for a service',
    at: "2:3",
    remedy: /another name/,
  },
  ...["services.api additional properties 'imagee' not allowed", "services.api Additional property imagee is not allowed"].map(
    (says): Case => ({
      what: `a key misspelt: ${says}`,
      says: `validating /p/c.yml: ${says}`,
      text: service("imagee: x"),
      error: "services.api has a key that Compose does not know: imagee",
      at: "3:5",
      remedy: /did you mean image\?/,
    }),
  ),
  {
    what: "a mistake in .env",
    says: "failed to read /p/.env: line 2: key cannot contain a space",
    error: ".env has a mistake in line 2",
    at: "/p/.env 2:1",
    why: "key cannot contain a space",
    remedy: /NAME=value/,
  },
  {
    what: "a quote that never ends: its text may be a password",
    says: 'failed to read /p/.env: line 3: unterminated quoted value "hunter2',
    error: ".env has a mistake in line 3",
    at: "/p/.env 3:1",
    why: "unterminated quoted value",
    remedy: /NAME=value/,
  },
  {
    what: "a mistake in an env_file, which 2.26 does not name",
    says: "line 2: key cannot contain a space",
    error: "an env file has a mistake in line 2",
    remedy: /NAME=value/,
  },
  {
    what: "neither image nor build",
    says: 'service "api" has neither an image nor a build context specified: invalid compose project',
    text: service("command: [x]"),
    error: "service api has neither image nor build",
    at: "2:3",
    remedy: /image:.*build:/,
  },
  ...["must be a array", "must be a list"].map(
    (rule): Case => ({
      what: `a wrong type: ${rule}`,
      says: `validating /p/c.yml: services.api.ports ${rule}`,
      text: service("ports: 8080"),
      error: "services.api.ports must be a list",
      at: "3:5",
      remedy: /correct services\.api\.ports/,
    }),
  ),
  {
    what: "half a variable",
    says: "invalid interpolation format for services.api.environment.A.\nYou may need to escape any $ with another $.\n${FOO",
    text: service("environment:", "  A: ${FOO"),
    error: "services.api.environment.A has a variable that Compose cannot read",
    at: "4:7",
    why: "${FOO",
    remedy: /\$\{NAME\}.*\$\$/,
  },
  {
    what: "a circle",
    says: "dependency cycle detected: api -> db -> api",
    text: service("depends_on: [db]"),
    error: "services depend on one another in a circle",
    at: "3:5",
    why: "api → db → api",
    remedy: /depends_on/,
  },
  {
    what: "a dependency that is not there",
    says: 'service "api" depends on undefined service "dbb": invalid compose project',
    text: `${service("depends_on: [dbb]")}  db: {}\n`,
    error: "service api depends on dbb, which does not exist",
    at: "3:18",
    remedy: /did you mean db\?/,
  },
  {
    what: "a volume that is not declared",
    says: 'service "api" refers to undefined volume data: invalid compose project',
    text: service('volumes: ["data:/x"]'),
    error: "service api names the volume data, which is not declared",
    at: "3:15",
    remedy: /volumes: \{ data: \{\} \}.*\.\/data/,
  },
  {
    what: "a port beyond the last",
    says: "Invalid hostPort: 99999999",
    text: service('ports: ["99999999:80"]'),
    error: "99999999 is no port",
    at: "3:14",
    remedy: /65535/,
  },
  {
    what: "a project name with a blank",
    says: 'invalid project name "Bad Name!": must consist only of lowercase alphanumeric characters',
    error: '"Bad Name!" is no valid project name',
    remedy: /-p/,
  },
  {
    what: "a folder without a name",
    says: "project name must not be empty",
    error: "the project has no name",
    remedy: /gdev -p/,
  },
  {
    what: "an env_file that is not there",
    says: "env file /p/.env not found: stat /p/.env: no such file or directory",
    text: service("env_file:", "  - .env"),
    error: "env file .env does not exist",
    at: "4:9",
    remedy: /gdev doctor --fix --all/,
  },
  {
    what: "a variable that must be set",
    says: "error while interpolating services.api.image: required variable TAG is missing a value: set it in .env",
    text: service("image: x:${TAG:?set it in .env}"),
    error: "variable TAG has no value",
    at: "3:14",
    why: "set it in .env",
    remedy: /TAG=…/,
  },
  {
    what: "words of a Compose to come",
    says: 'time="now" level=warning msg="x"\nservices.api.shm_size: the moon is full',
    text: service("shm_size: x"),
    error: "Compose cannot read this project",
    at: "3:5",
    why: "services.api.shm_size: the moon is full",
    remedy: /docker compose config/,
  },
];

describe("what Compose refuses", () => {
  it.each(cases)("$what", ({ says, text = "services: {}\n", error, at, why, remedy }) => {
    const explained = explainComposeError(`${says}\n`, [{ file: "/p/c.yml", text }]);
    expect(explained.message).toBe(error);
    const { place } = explained.details;
    const file = place?.file === "/p/c.yml" ? "" : `${place?.file} `;
    expect(place && `${file}${place.line}:${place.column}`).toBe(at);
    if (why !== undefined) expect(explained.details.why).toBe(why);
    expect(explained.details.remedy).toMatch(remedy);
    expect(explained.details.exitCode).toBeUndefined();
    expect(JSON.stringify(explained.details)).not.toContain("hunter2");
  });

  it("a service of the command line that is not there is a usage error", () => {
    const error = explainComposeError("no such service: aip\n", [{ file: "/p/c.yml", text: service("image: x") }]);
    expect(error.message).toBe("no such service: aip");
    expect(error.details).toEqual({ exitCode: 2, why: "the project has api", remedy: "did you mean api?" });
  });

  it("a variable that is not set is a warning with its place, once", () => {
    const line = 'time="now" level=warning msg="The \\"TAG\\" variable is not set. Defaulting to a blank string."\n';
    const [warning, ...others] = composeWarnings(line + line, [{ file: "/p/c.yml", text: service("image: x:${TAG}") }]);
    expect(others).toEqual([]);
    expect(warning).toMatchObject({
      text: "variable TAG is not set: it becomes an empty string",
      place: { line: 3, column: 14 },
    });
    expect(warning?.remedy).toContain("${TAG:-value}");
  });
});

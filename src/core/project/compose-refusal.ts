import { type Place, UserError, type UserErrorDetails } from "../error.ts";
import { locate, locateText, type SourceFile } from "./positions.ts";
import { invalidProjectName } from "./project-name.ts";

/** Compose's words → the error for the user, or undefined where they say something else. */
export type Explain = (words: string, files: readonly SourceFile[]) => UserError | undefined;

/** What Compose refuses in the shape of a compose file, or in a file of variables. Source of the words: compose-go, loader and dotenv, 2.0 to 2.9. */
export const refusals: readonly Explain[] = [
  emptyFile,
  notText,
  notMap,
  serviceName,
  envSyntax,
  neitherImageNorBuild,
  wrongType,
  interpolation,
  circle,
  undeclared,
  hostPort,
  projectName,
];

const smallest = "write at least one service: services: { app: { image: alpine } }";

function emptyFile(words: string, files: readonly SourceFile[]): UserError | undefined {
  if (!/empty compose file/.test(words)) return undefined;
  const empty =
    files.find(
      ({ text }) =>
        text
          .replace(/^\ufeff/, "")
          .replace(/^\s*#.*$/gm, "")
          .trim() === "",
    ) ?? files[0];
  return refusal(`the compose file is empty${empty ? `: ${empty.file}` : ""}`, { remedy: smallest });
}

function notText(words: string): UserError | undefined {
  if (!/^yaml: (invalid (leading|trailing) UTF-8|control characters are not allowed|incomplete UTF)/.test(words))
    return undefined;
  return refusal("the compose file is not text in UTF-8", {
    why: words,
    remedy: "save it as UTF-8, or name another file with -f",
  });
}

function notMap(words: string, files: readonly SourceFile[]): UserError | undefined {
  const key = /^(\w+) must be a mapping/m.exec(words)?.[1];
  if (key) return refusal(`${key} of the compose file is not a map of names`, { remedy: smallest }, locate(files, [key]));
  if (!/cannot unmarshal .* into cli\.named|[Tt]op-level object must be a mapping/.test(words)) return undefined;
  return refusal("the compose file is not a map", { remedy: smallest }, topOf(files.at(-1)));
}

function serviceName(words: string, files: readonly SourceFile[]): UserError | undefined {
  const name = /: services (?:additional properties '([^']*)' not allowed|Additional property (.+?) is not allowed)/.exec(words);
  if (!name) return undefined;
  const service = name[1] ?? name[2] ?? "";
  const why = "Compose allows letters from a to z, digits, dots, hyphens and underscores";
  const remedy = "give the service another name";
  return refusal(`"${service}" is no valid name for a service`, { why, remedy }, locate(files, ["services", service]));
}

/** The line itself is not shown: it may hold a password. */
function envSyntax(words: string): UserError | undefined {
  const match = /(?:failed to read (\S.*?): )?line (\d+): ((?:key|unexpected|unterminated|variable name|expected)[^"]*)/.exec(
    words,
  );
  if (!match) return undefined;
  const [, file, line = "1", why = ""] = match;
  const place = file ? { file, line: Number(line), column: 1 } : undefined;
  const name = file?.split("/").at(-1) ?? "an env file";
  const remedy = 'write each line as NAME=value, comments after #, and values with blanks in quotes: NAME="a b"';
  return refusal(`${name} has a mistake in line ${line}`, { why: why.trim(), remedy }, place);
}

function neitherImageNorBuild(words: string, files: readonly SourceFile[]): UserError | undefined {
  const service = /service "([^"]+)" has neither an image nor a build context/.exec(words)?.[1];
  if (!service) return undefined;
  const remedy = "give it an image (image: postgres:17), or say where its Dockerfile is (build: .)";
  return refusal(`service ${service} has neither image nor build`, { remedy }, locate(files, ["services", service]));
}

function wrongType(words: string, files: readonly SourceFile[]): UserError | undefined {
  const match = /^validating .*?: ([\w.-]+) (must be .*)$/m.exec(words);
  if (!match) return undefined;
  const [, path = "", rule = ""] = match;
  return refusal(
    `${path} ${rule.replace("must be a array", "must be a list")}`,
    { remedy: `correct ${path}` },
    locate(files, path.split(".")),
  );
}

function interpolation(words: string, files: readonly SourceFile[]): UserError | undefined {
  const match = /invalid interpolation format for ([\w.[\]-]+?)\.?\n(?:.*\n)?(.*)/.exec(words);
  if (!match) return undefined;
  const [, path = "", text = ""] = match;
  const details = { why: text.trim(), remedy: `write a variable as \${NAME}, and a dollar sign that is none as $$` };
  return refusal(`${path} has a variable that Compose cannot read`, details, locate(files, path.split(".")));
}

function circle(words: string, files: readonly SourceFile[]): UserError | undefined {
  const services = /dependency cycle detected: (.+)/.exec(words)?.[1]?.split(" -> ");
  if (!services) return undefined;
  const place = locate(files, ["services", services[0] ?? "", "depends_on"]);
  const why = services.join(" → ");
  return refusal("services depend on one another in a circle", { why, remedy: "take one of them out of depends_on" }, place);
}

function undeclared(words: string, files: readonly SourceFile[]): UserError | undefined {
  const match = /service "([^"]+)" refers to undefined (volume|network|secret|config) ([^\s:]+)/.exec(words);
  if (!match) return undefined;
  const [, service = "", kind = "", name = ""] = match;
  const folder = kind === "volume" ? `; for a folder of the project write ./${name}` : "";
  const place = locate(files, ["services", service, `${kind}s`, name]) ?? locate(files, ["services", service, `${kind}s`]);
  const remedy = `declare it beside services: ${kind}s: { ${name}: {} }${folder}`;
  return refusal(`service ${service} names the ${kind} ${name}, which is not declared`, { remedy }, place);
}

function hostPort(words: string, files: readonly SourceFile[]): UserError | undefined {
  const port = /[Ii]nvalid (?:hostPort|containerPort|port|start port)\S*:? "?(\S+?)"?$/m.exec(words)?.[1];
  if (!port) return undefined;
  const place = locateText(files, new RegExp(port.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  return refusal(
    `${port} is no port`,
    { remedy: "ports go from 1 to 65535, written as \"8080:80\": the host's, then the container's" },
    place,
  );
}

function projectName(words: string): UserError | undefined {
  if (/project name must not be empty/.test(words)) return invalidProjectName("");
  const name = /invalid project name "([^"]*)"/.exec(words)?.[1];
  return name === undefined ? undefined : invalidProjectName(name);
}

function topOf(source: SourceFile | undefined): Place | undefined {
  return source && { file: source.file, line: 1, column: 1, lineText: source.text.split(/\r?\n/)[0] ?? "" };
}

function refusal(what: string, details: UserErrorDetails, place?: Place): UserError {
  return new UserError(what, { ...details, ...(place ? { place } : {}) });
}

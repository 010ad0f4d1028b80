import { parse } from "yaml";
import { parseDockerfile, type Stage } from "../../src/core/project/dockerfile.ts";
import { parseProject } from "../../src/core/project/parse.ts";
import type { Project, Service } from "../../src/core/project/project.ts";
import { chooseTarget, type Target } from "../../src/core/target/choose.ts";

/** A Project named demo from its services, written as `docker compose config` prints them. */
export function projectOf(services: string): Project {
  return parseProject(`name: demo\nservices:\n${services.replace(/^/gm, "  ")}`, "/work/demo", ["/work/demo/compose.yml"]);
}

/** One service named api; `fields` is YAML in flow style such as `command: [air]`. */
export function serviceOf(fields = ""): Service {
  const service = projectOf(`api: { ${fields} }`).services[0];
  if (!service) throw new Error("no service");
  return service;
}

/** Stages of a Dockerfile, instructions separated by ` ; ` or line ends. */
export function stagesOf(dockerfile: string, service?: Service): readonly Stage[] {
  return parseDockerfile(dockerfile.replaceAll(" ; ", "\n"), service?.build?.args);
}

/** The Target of a service in a mode. */
export function targetOf(service: Service, dockerfile: string, mode: "dev" | "prod", explicit?: string): Target {
  const stages = stagesOf(dockerfile, service);
  return chooseTarget({ projectName: "demo", service, stages, mode, ...(explicit === undefined ? {} : { explicit }) });
}

/** A YAML text as plain values, tags of Compose's merge kept as `{ "!reset": null }`. */
export function plain(yaml: string): unknown {
  const tag = (name: string) => [
    { tag: name, resolve: (text: string) => ({ [name]: text === "null" ? null : text }) },
    { tag: name, collection: "seq" as const, resolve: (node: { toJSON(): unknown }) => ({ [name]: node.toJSON() }) },
    { tag: name, collection: "map" as const, resolve: (node: { toJSON(): unknown }) => ({ [name]: node.toJSON() }) },
  ];
  return parse(yaml, { customTags: [...tag("!reset"), ...tag("!override")] });
}

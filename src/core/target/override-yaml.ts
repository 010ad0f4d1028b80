import { Document, type Node, type Scalar } from "yaml";
import type { Override, ServiceOverride } from "./override.ts";

/**
 * Writes the Override as a compose file for `docker compose -f`. `!reset` and `!override` need Compose 2.24.4.
 * Written so that YAML 1.1 and 1.2 read the same: `"no"` is quoted. Values that stand in the user's compose file are written with Compose's `$$` for `$`.
 * Source: compose-spec 13-merge.
 */
export function overrideYaml(override: Override): string {
  const document = new Document({}, { version: "1.1" });
  const services = Object.entries(override.services).map(([name, service]) => [name, serviceNode(document, service)] as const);
  document.set("services", document.createNode(Object.fromEntries(services)));
  const volumes = [
    ...override.sharedVolumes.map((name) => [name, { name, external: true }] as const),
    ...override.ownVolumes.map((name) => [name, {}] as const),
  ];
  if (volumes.length > 0) document.set("volumes", document.createNode(Object.fromEntries(volumes)));
  document.commentBefore =
    " Written by gdev; docker compose reads it after the project's own files. `gdev config` shows the result.";
  return document.toString({ lineWidth: 0 });
}

function serviceNode(document: Document, service: ServiceOverride): Node {
  const fields: Record<string, unknown> = {};
  if (service.target !== undefined) fields.build = build(document, service);
  if (service.image !== undefined) fields.image = service.image;
  if (service.labels) fields.labels = service.labels;
  if (service.entrypoint !== undefined) fields.entrypoint = argv(document, service.entrypoint);
  if (service.command !== undefined) fields.command = argv(document, service.command);
  for (const key of service.droppedKeys ?? []) fields[key] = reset(document);
  if (service.restart) fields.restart = service.restart;
  if (service.healthcheckDisabled) fields.healthcheck = tagged(document, "!override", { disable: true });
  if (service.keptMounts) fields.volumes = tagged(document, "!override", service.keptMounts);
  const added = [...addedMounts(service), ...namedVolumes(service.addedVolumes), ...namedVolumes(service.ownVolumes)];
  if (added.length > 0) fields.volumes = added;
  const node = document.createNode(fields);
  node.commentBefore = service.reasons.map((reason) => ` ${reason}`).join("\n");
  return node;
}

/** Compose refuses a Dockerfile's name beside the text of one. */
function build(document: Document, { target, dockerfileInline }: ServiceOverride): unknown {
  const inline =
    dockerfileInline === undefined ? {} : { dockerfile: reset(document), dockerfile_inline: doubled(dockerfileInline) };
  return { ...inline, target: target ?? reset(document) };
}

function addedMounts({ addedMounts: mounts = [] }: ServiceOverride): readonly unknown[] {
  return mounts.map(({ source, target }) =>
    source === undefined ? { type: "volume", target } : { type: "bind", source: doubled(source), target: doubled(target) },
  );
}

function namedVolumes(volumes: Readonly<Record<string, string>> = {}): readonly unknown[] {
  return Object.entries(volumes).map(([source, target]) => ({ type: "volume", source, target }));
}

/** Compose's way to write a dollar. */
function doubled(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function argv(document: Document, words: readonly string[] | null): Node {
  return words === null ? reset(document) : tagged(document, "!override", words.map(doubled));
}

function reset(document: Document): Node {
  const node: Scalar = document.createNode(null) as Scalar;
  node.tag = "!reset";
  node.source = "null";
  return node;
}

function tagged(document: Document, tag: string, value: unknown): Node {
  const node = document.createNode(value) as Node & { tag?: string };
  node.tag = tag;
  return node;
}

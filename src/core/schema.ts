/** What has a JSON Schema: `x-gdev` in compose files, an image preset, a language preset, the preset.yml of a project. */
export const schemaNames = ["x-gdev", "image", "language", "project"] as const;
export type SchemaName = (typeof schemaNames)[number];

import { UserError, wordsOf } from "../core/error.ts";

/** What `docker compose … config --format json` prints; only the fields that builds need. Contexts of local folders are absolute. */
export interface ComposeDefinition {
  readonly name: string;
  readonly services: Readonly<Record<string, ComposeService | undefined>>;
  readonly secrets?: Readonly<Record<string, { readonly file?: string; readonly environment?: string } | undefined>>;
}

export interface ComposeService {
  readonly image?: string;
  readonly platform?: string;
  readonly build?: BuildSection;
}

export interface BuildSection {
  readonly context: string;
  readonly dockerfile?: string;
  readonly dockerfile_inline?: string;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string | null>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly additional_contexts?: Readonly<Record<string, string>>;
  readonly secrets?: readonly { readonly source: string; readonly target?: string }[];
  readonly ssh?: readonly string[];
  readonly platforms?: readonly string[];
  readonly network?: string;
  readonly extra_hosts?: readonly string[];
  readonly shm_size?: string;
  readonly ulimits?: Readonly<Record<string, number | { readonly soft: number; readonly hard: number }>>;
  readonly privileged?: boolean;
  readonly entitlements?: readonly string[];
  readonly cache_from?: readonly string[];
  readonly cache_to?: readonly string[];
  readonly no_cache?: boolean;
  readonly pull?: boolean;
  readonly provenance?: string | boolean;
  readonly sbom?: string | boolean;
}

/**
 * Parses the compose JSON. Compose writes every `$` of a value as `$$`, so that its output can be read again as a compose file; here they become
 * single again. UserError when the text is no JSON, with Compose's words where it printed those instead.
 */
export function parseDefinition(json: string): ComposeDefinition {
  try {
    return JSON.parse(json.replaceAll("$$", "$")) as ComposeDefinition;
  } catch (error) {
    throw new UserError("docker compose config printed no readable configuration", { why: wordsOf(error) });
  }
}

import type { Rule } from "./rule.ts";
import { targetNotFound } from "./rules/gd101-target-not-found.ts";
import { defaultTargetIsDev } from "./rules/gd102-default-target-is-dev.ts";
import { buildArgAsTarget } from "./rules/gd103-build-arg-as-target.ts";
import { unconsumedBuildArg } from "./rules/gd104-unconsumed-build-arg.ts";
import { fromAsCasing } from "./rules/gd105-from-as-casing.ts";
import { builderPattern } from "./rules/gd107-builder-pattern.ts";
import { toolchainInProd } from "./rules/gd108-toolchain-in-prod.ts";
import { copyGoPkg } from "./rules/gd109-copy-go-pkg.ts";
import { floatingTag } from "./rules/gd120-floating-tag.ts";
import { goImageTooOld } from "./rules/gd121-go-image-too-old.ts";
import { distrolessEol } from "./rules/gd123-distroless-eol.ts";
import { airNeedsNewerGo } from "./rules/gd124-air-needs-newer-go.ts";
import { airOldPath } from "./rules/gd125-air-old-path.ts";
import { unpinnedTool } from "./rules/gd126-unpinned-tool.ts";
import { hardCodedArch } from "./rules/gd127-hard-coded-arch.ts";
import { depsAfterSource } from "./rules/gd130-deps-after-source.ts";
import { cacheMountMismatch } from "./rules/gd132-cache-mount-mismatch.ts";
import { noCacheMount } from "./rules/gd133-no-cache-mount.ts";
import { gosumMissing } from "./rules/gd134-gosum-missing.ts";
import { noGoMod } from "./rules/gd135-no-go-mod.ts";
import { argScope } from "./rules/gd137-arg-scope.ts";
import { libcMismatch } from "./rules/gd140-libc-mismatch.ts";
import { cgoDisabledButNeeded } from "./rules/gd141-cgo-disabled-but-needed.ts";
import { cgoWithoutCompiler } from "./rules/gd142-cgo-without-compiler.ts";
import { sqlite3Musl } from "./rules/gd143-sqlite3-musl.ts";
import { shellFormStart } from "./rules/gd144-shell-form-start.ts";
import { rootUser } from "./rules/gd146-root-user.ts";
import { nonrootWrite } from "./rules/gd147-nonroot-write.ts";
import { caCerts } from "./rules/gd150-ca-certs.ts";
import { tzdata } from "./rules/gd151-tzdata.ts";
import { secretArgEnv } from "./rules/gd156-secret-arg-env.ts";
import { secretFileCopied } from "./rules/gd157-secret-file-copied.ts";
import { dockerignoreMissing } from "./rules/gd201-dockerignore-missing.ts";
import { dockerignoreIncomplete } from "./rules/gd202-dockerignore-incomplete.ts";
import { partialGit } from "./rules/gd204-partial-git.ts";
import { versionObsolete } from "./rules/gd301-version-obsolete.ts";
import { dependsOnStarted } from "./rules/gd302-depends-on-started.ts";
import { healthyWithoutCheck } from "./rules/gd303-healthy-without-check.ts";
import { pgIsreadySocket } from "./rules/gd304-pg-isready-socket.ts";
import { healthcheckVar } from "./rules/gd305-healthcheck-var.ts";
import { healthcheckNoShell } from "./rules/gd306-healthcheck-no-shell.ts";
import { entrypointClearsCmd } from "./rules/gd307-entrypoint-clears-cmd.ts";
import { waitForScript } from "./rules/gd308-wait-for-script.ts";
import { scriptNotRunnable } from "./rules/gd309-script-not-runnable.ts";
import { mountHidesBinary } from "./rules/gd310-mount-hides-binary.ts";
import { sourceMountInProd } from "./rules/gd311-source-mount-in-prod.ts";
import { containerName } from "./rules/gd312-container-name.ts";
import { dbPortPublic } from "./rules/gd313-db-port-public.ts";
import { restartAlwaysDev } from "./rules/gd315-restart-always-dev.ts";
import { envUnset } from "./rules/gd316-env-unset.ts";
import { envFileMissing } from "./rules/gd317-env-file-missing.ts";
import { envEmptiesEnvFile } from "./rules/gd318-env-empties-env-file.ts";
import { pgNoPassword } from "./rules/gd320-pg-no-password.ts";
import { pg18Mount } from "./rules/gd322-pg18-mount.ts";
import { dbHostLocalhost } from "./rules/gd325-db-host-localhost.ts";
import { airNoConfig } from "./rules/gd401-air-no-config.ts";
import { airBinMismatch } from "./rules/gd403-air-bin-mismatch.ts";
import { airMultiPackage } from "./rules/gd404-air-multi-package.ts";
import { airPoll } from "./rules/gd406-air-poll.ts";
import { airStaleBinary } from "./rules/gd407-air-stale-binary.ts";
import { airKill } from "./rules/gd408-air-kill.ts";
import { airTmpNoexec } from "./rules/gd415-air-tmp-noexec.ts";
import { buildvcs } from "./rules/gd416-buildvcs.ts";

/** All rules, in the order of their numbers. */
export const rules: readonly Rule[] = [
  targetNotFound,
  defaultTargetIsDev,
  buildArgAsTarget,
  unconsumedBuildArg,
  fromAsCasing,
  builderPattern,
  toolchainInProd,
  copyGoPkg,
  floatingTag,
  goImageTooOld,
  distrolessEol,
  airNeedsNewerGo,
  airOldPath,
  unpinnedTool,
  hardCodedArch,
  depsAfterSource,
  cacheMountMismatch,
  noCacheMount,
  gosumMissing,
  noGoMod,
  argScope,
  libcMismatch,
  cgoDisabledButNeeded,
  cgoWithoutCompiler,
  sqlite3Musl,
  shellFormStart,
  rootUser,
  nonrootWrite,
  caCerts,
  tzdata,
  secretArgEnv,
  secretFileCopied,
  dockerignoreMissing,
  dockerignoreIncomplete,
  partialGit,
  versionObsolete,
  dependsOnStarted,
  healthyWithoutCheck,
  pgIsreadySocket,
  healthcheckVar,
  healthcheckNoShell,
  entrypointClearsCmd,
  waitForScript,
  scriptNotRunnable,
  mountHidesBinary,
  sourceMountInProd,
  containerName,
  dbPortPublic,
  restartAlwaysDev,
  envUnset,
  envFileMissing,
  envEmptiesEnvFile,
  pgNoPassword,
  pg18Mount,
  dbHostLocalhost,
  airNoConfig,
  airBinMismatch,
  airMultiPackage,
  airPoll,
  airStaleBinary,
  airKill,
  airTmpNoexec,
  buildvcs,
];

# shellcheck shell=bash disable=SC2034 # used by the files that source this one
# Paths, messages and small tools that every part of the lab shares.

LAB="${GDEV_LAB:-${XDG_CACHE_HOME:-$HOME/.cache}/gdev-lab}"
CACHE="$LAB/cache"
GENERATIONS=(newest oldest)

# Exit codes: 1 something failed, 2 wrong usage, 3 the generation's packages cannot be had.
EXIT_FAILED=1
EXIT_USAGE=2
EXIT_UNAVAILABLE=3

say() { printf 'lab: %s\n' "$*" >&2; }

die() {
  local code=$1
  shift
  printf 'lab: error: %s\n' "$*" >&2
  exit "$code"
}

# Runs a command as a named step: its output goes to the log, its duration to the reader.
# step NAME LOGFILE COMMAND...
step() {
  local name=$1 log=$2 began=$SECONDS code=0
  shift 2
  say "$name ..."
  "$@" >>"$log" 2>&1 </dev/null || code=$?
  if ((code)); then
    say "$name: failed after $((SECONDS - began)) s; last lines of $log:"
    tail -n 8 "$log" >&2
    return "$code"
  fi
  say "$name: $((SECONDS - began)) s"
}

gen_dir() { printf '%s/%s\n' "$LAB" "$1"; }

# The suite whose packages make up a generation.
gen_suite() {
  case $1 in
    newest) echo sid ;;
    oldest) echo trixie ;;
  esac
}

require_generation() {
  case ${1:-} in
    newest | oldest) ;;
    *) die "$EXIT_USAGE" "unknown generation '${1:-}': newest or oldest" ;;
  esac
}

# The Docker client of a generation, pointed at its engine.
gen_docker() {
  local dir
  dir=$(gen_dir "$1")
  shift
  DOCKER_HOST="unix://$dir/docker.sock" DOCKER_CONFIG="$dir/config" DOCKER_CONTEXT='' "$dir/bin/docker" "$@"
}

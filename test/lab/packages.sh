# shellcheck shell=bash
# Gets a generation's packages and unpacks them into a folder: nothing of them is installed on the host.

ENGINE_PACKAGES=(docker.io docker-cli containerd docker-compose docker-buildx)

# What the host's own suite provides: command and package.
HOST_TOOLS=(
  runc:runc
  iptables:iptables
  ip:iproute2
  debootstrap:debootstrap
  tini-static:tini
)

install_host_tools() {
  local tool missing=()
  for tool in "${HOST_TOOLS[@]}"; do
    command -v "${tool%%:*}" >/dev/null || missing+=("${tool#*:}")
  done
  [[ -r $(debian_keyring) ]] || missing+=(debian-archive-keyring)
  ((${#missing[@]})) || return 0
  mkdir -p "$LAB"
  step "install ${missing[*]} from this system's own packages" "$LAB/setup.log" \
    install_from_host "${missing[@]}" ||
    die "$EXIT_FAILED" "could not install ${missing[*]}: run apt-get install ${missing[*]}, then try again"
}

install_from_host() {
  local quiet=(env DEBIAN_FRONTEND=noninteractive apt-get -y -qq --no-install-recommends -o DPkg::Lock::Timeout=60)
  "${quiet[@]}" install "$@" || { apt-get -qq update && "${quiet[@]}" install "$@"; }
}

debian_keyring() { echo /usr/share/keyrings/debian-archive-keyring.gpg; }

# The Debian mirror: named by the caller, else the one this system uses, else debootstrap's default.
debian_mirror() {
  local mirror=${GDEV_LAB_MIRROR:-}
  # shellcheck disable=SC2016 # the dollars are apt's
  [[ $mirror ]] || mirror=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN)' 'Created-By: Packages' 2>/dev/null |
    awk '$2 == "Debian" && $1 ~ /\/debian\/?$/ { print $1; exit }')
  [[ $mirror ]] || mirror=$(sed -n 's/^ *DEF_MIRROR="\(.*\)"$/\1/p' "$(command -v debootstrap)" | head -n 1)
  [[ $mirror ]] || return 1
  printf '%s\n' "${mirror%/}"
}

# apt-get with sources, lists and cache of its own in FOLDER, so that the host's are neither read nor changed.
# private_apt FOLDER WORD...
private_apt() {
  local apt="$1/apt"
  shift
  apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/sources" \
    -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" \
    -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

# Leaves the packages of a suite in FOLDER/debs. download_packages SUITE FOLDER PACKAGE...
download_packages() {
  local suite=$1 folder=$2 apt="$2/apt" mirror
  shift 2
  mirror=$(debian_mirror) || { echo "no Debian mirror found in the apt sources; name one in GDEV_LAB_MIRROR"; return 1; }
  mkdir -p "$apt/sources" "$apt/lists/partial" "$apt/cache/archives/partial"
  cat >"$apt/sources/lab.sources" <<SOURCES
Types: deb
URIs: $mirror
Suites: $suite
Components: main
Signed-By: $(debian_keyring)
SOURCES
  rm -rf "$folder/debs" "$folder/debs.part"
  mkdir -p "$folder/debs.part"
  private_apt "$folder" update || return 1
  (cd "$folder/debs.part" && private_apt "$folder" download "$@") || return 1
  rm -rf "$apt"
  mv "$folder/debs.part" "$folder/debs"
}

unpack_packages() {
  local gen=$1 dir plugin
  dir=$(gen_dir "$gen")
  rm -rf "${dir:?}/root" "${dir:?}/bin" "${dir:?}/config"
  mkdir -p "$dir/root" "$dir/bin" "$dir/config/cli-plugins"
  printf '%s\0' "$CACHE/$gen/debs"/*.deb | xargs -0 -P 4 -I '{}' dpkg -x '{}' "$dir/root" || return 1
  for plugin in docker-compose docker-buildx; do
    ln -s "$(find "$dir/root/usr" -path "*/cli-plugins/$plugin" -print -quit)" "$dir/config/cli-plugins/$plugin" || return 1
  done
  ln -s "$dir/root/usr/bin/docker" "$dir/bin/docker"
  ln -sf "$(command -v tini-static)" "$dir/root/usr/bin/docker-init"
  check_binaries "$dir"
}

# Every binary has to run here: a package of a later suite may want a later C library than the host's.
check_binaries() {
  local dir=$1 binary
  for binary in dockerd containerd containerd-shim-runc-v2 docker; do
    binary=$(find "$dir/root/usr/bin" "$dir/root/usr/sbin" -name "$binary" -print -quit)
    case $binary in
      *containerd-shim*) "$binary" -v ;;
      *) "$binary" --version ;;
    esac || { echo "$binary does not run on this system"; return 1; }
  done
  DOCKER_CONFIG="$dir/config" "$dir/bin/docker" compose version || return 1
  DOCKER_CONFIG="$dir/config" "$dir/bin/docker" buildx version || return 1
  runc --version
}

provide_packages() {
  local gen=$1 dir
  dir=$(gen_dir "$gen")
  [[ -e $dir/root/.complete ]] && return
  mkdir -p "$dir"
  if [[ ! -d $CACHE/$gen/debs ]]; then
    step "$gen: download the engine's packages ($(gen_suite "$gen"))" "$dir/setup.log" \
      download_packages "$(gen_suite "$gen")" "$CACHE/$gen" "${ENGINE_PACKAGES[@]}" ||
      die "$EXIT_UNAVAILABLE" "the packages of the $gen generation cannot be had (see $dir/setup.log)"
  fi
  step "$gen: unpack them and check that they run" "$dir/setup.log" unpack_packages "$gen" ||
    die "$EXIT_UNAVAILABLE" "the packages of the $gen generation do not run on this system (see $dir/setup.log)"
  touch "$dir/root/.complete"
}

# shellcheck shell=bash
# debian:trixie-slim: a minimal Debian from this system's mirror, as a root file system in a tar.

# make_debian_tar TARGET
make_debian_tar() {
  local target=$1 root="$1.root" mirror
  mirror=$(debian_mirror) || return 1
  rm -rf "$root"
  debootstrap --variant=minbase --include=ca-certificates --keyring="$(debian_keyring)" \
    trixie "$root" "$mirror" || return 1
  slim_debian "$root" "$mirror" || return 1
  trust_host_certificates "$root" || return 1
  tar --numeric-owner --one-file-system --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' \
    -C "$root" -cf "$target.part" . || return 1
  mv "$target.part" "$target"
  rm -rf "$root"
}

# Leaves out what a slim image leaves out, now and in later installs, and keeps apt from leaving caches behind.
slim_debian() {
  local root=$1 mirror=$2
  cat >"$root/etc/dpkg/dpkg.cfg.d/slim" <<'CFG'
force-unsafe-io
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/man/*
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
path-exclude /usr/share/lintian/*
CFG
  cat >"$root/etc/apt/apt.conf.d/slim" <<'CFG'
Acquire::Languages "none";
APT::AutoRemove::SuggestsImportant "false";
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };
CFG
  rm -f "$root/etc/apt/sources.list"
  cat >"$root/etc/apt/sources.list.d/debian.sources" <<CFG
Types: deb
URIs: $mirror
Suites: trixie trixie-updates
Components: main
Signed-By: $(debian_keyring)
CFG
  # No service starts while packages are installed.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  find "$root/usr/share/doc" -type f ! -name copyright -delete
  rm -rf "$root"/usr/share/{man,info,locale,lintian}/* "$root"/var/cache/apt/*.bin \
    "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/var/log/*.log \
    "$root/etc/resolv.conf" "$root/etc/hostname"
}

# The host's bundle, also as a local certificate file, so that it survives update-ca-certificates.
trust_host_certificates() {
  local bundle=/etc/ssl/certs/ca-certificates.crt
  [[ -r $bundle ]] || return 0
  cp "$bundle" "$1$bundle"
  cp "$bundle" "$1/usr/local/share/ca-certificates/host.crt"
}

# shellcheck shell=bash
# The Go release for the golang image. Debian's older Go, unpacked and never installed, fetches it as a Go module.

GO_VERSION="${GDEV_LAB_GO:-1.26.8}"
GO_RELEASE="$CACHE/go/go$GO_VERSION"

# Safe to call twice at a time: the second call waits for the first.
fetch_go() {
  mkdir -p "$CACHE/go"
  (
    flock 8
    [[ -d $GO_RELEASE ]] || fetch_go_module
  ) 8>"$CACHE/go/lock"
}

fetch_go_module() {
  local folder="$CACHE/go" bootstrap="$CACHE/go/bootstrap/usr/lib/go-1.24"
  download_packages trixie "$folder" golang-1.24-go || return 1
  dpkg -x "$folder"/debs/*.deb "$folder/bootstrap" || return 1
  # A download that hangs is worth a second try.
  run_bootstrap_go 100 || run_bootstrap_go 300 || return 1
  chmod -R u+w "$folder/path"
  mv "$folder/path/pkg/mod/golang.org/toolchain@"* "$GO_RELEASE" || return 1
  rm -rf "$folder/path" "$folder/bootstrap" "$folder/debs"
}

run_bootstrap_go() {
  GOROOT="$bootstrap" GOPATH="$folder/path" GOMODCACHE="$folder/path/pkg/mod" GOFLAGS='' GOTOOLCHAIN="go$GO_VERSION" \
    timeout "$1" "$bootstrap/bin/go" version
}

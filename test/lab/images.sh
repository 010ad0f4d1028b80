# shellcheck shell=bash
# Makes sure the base images are there: pulled where a registry answers, else built here under the same names.

# shellcheck source=test/lab/images/debian.sh
source "$HERE/images/debian.sh"
# shellcheck source=test/lab/images/golang.sh
source "$HERE/images/golang.sh"

IMAGES_TAR="$CACHE/images.tar"
# One line per tag of an image: the tag, and the stand-in's recipe or "pulled".
# shellcheck disable=SC2016 # the dollars belong to the template
IMAGE_LINES='{{$stand_in := index .Config.Labels "gdev.stand-in"}}{{$recipe := index .Config.Labels "gdev.stand-in.recipe"}}'
# shellcheck disable=SC2016
IMAGE_LINES+='{{range .RepoTags}}{{.}} {{if $stand_in}}{{$recipe}}{{else}}pulled{{end}}{{println}}{{end}}'

# Lines of "stand-in name...".
image_list() { sed -e 's/#.*//' -e '/^ *$/d' "$HERE/images/list"; }

image_names() { image_list | awk '{ for (i = 2; i <= NF; i++) print $i }'; }

# A hash of what a stand-in is made from. Every stand-in carries it as a label, so that an outdated one is made anew.
recipe() {
  local parts=("$HERE/images/debian.sh")
  [[ $1 == debian ]] || mapfile -t -O 1 parts < <(find "$HERE/images/${1%%:*}" -type f | sort)
  [[ $1 != golang ]] || parts+=("$HERE/images/golang.sh")
  { [[ $1 != golang ]] || echo "$GO_VERSION"; cat "${parts[@]}"; } | sha256sum | cut -c 1-12
}

# The names of the list that an engine lacks or has only as an outdated stand-in. missing_images DOCKER...
missing_images() {
  local names line name want
  local -A have=()
  mapfile -t names < <(image_names)
  while read -r name want; do
    [[ -z $name ]] || have[$name]=$want
  done < <("$@" image inspect "${names[@]}" --format "$IMAGE_LINES" 2>/dev/null)
  while read -r -a line; do
    want=$(recipe "${line[0]}")
    for name in "${line[@]:1}"; do
      [[ ${have[$name]:-} == pulled || ${have[$name]:-} == "$want" ]] || echo "$name"
    done
  done < <(image_list)
}

# Whether one of the names is among the lines. is_missing LINES NAME...
is_missing() {
  local lines=$1 name
  shift
  for name; do
    [[ $'\n'$lines$'\n' != *$'\n'"$name"$'\n'* ]] || return 0
  done
  return 1
}

# Whether a registry answers, asked once per run.
registry_answers() {
  if [[ -z ${REGISTRY_ANSWERS:-} ]]; then
    REGISTRY_ANSWERS=no
    ! timeout 6 "$@" buildx imagetools inspect alpine:3.22 >/dev/null 2>&1 || REGISTRY_ANSWERS=yes
  fi
  [[ $REGISTRY_ANSWERS == yes ]]
}

# Pulls what can be pulled; what cannot is left missing. pull_images LOG DOCKER...
pull_images() {
  local log=$1 name
  shift
  for name in $(missing_images "$@"); do
    step "pull $name" "$log" "$@" pull --quiet "$name" || true
  done
}

make_debian() {
  local gen=$1 recipe tar
  recipe=$(recipe debian) tar="$CACHE/debian-$recipe.tar"
  # Two generations may want it at once: one makes it, the other waits.
  (
    flock 8
    [[ -e $tar ]] || make_debian_tar "$tar"
  ) 8>"$CACHE/debian.lock" || return 1
  gen_docker "$gen" import --change 'CMD ["bash"]' --change "LABEL gdev.stand-in=true gdev.stand-in.recipe=$recipe" \
    --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    "$tar" debian:trixie-slim
}

# build_stand_in GENERATION FOLDER[:STAGE] NAME...
build_stand_in() {
  local gen=$1 folder=${2%%:*} recipe extra=() tags=() name
  recipe=$(recipe "$2")
  [[ $2 != *:* ]] || extra+=(--target "${2#*:}")
  if [[ $2 == golang ]]; then
    fetch_go || return 1
    extra+=(--build-arg "GO_VERSION=$GO_VERSION" --build-context "release=$GO_RELEASE")
  fi
  shift 2
  for name; do tags+=(--tag "$name"); done
  gen_docker "$gen" buildx build --load --progress plain --provenance=false \
    --label "gdev.stand-in.recipe=$recipe" "${extra[@]}" "${tags[@]}" "$HERE/images/$folder"
}

# Builds every stand-in of which a name is missing, all at once.
build_missing() {
  local gen=$1 dir missing line pids=() failed=0 pid
  dir=$(gen_dir "$gen")
  missing=$(missing_images gen_docker "$gen")
  while read -r -a line; do
    [[ ${line[0]} != debian ]] || continue
    is_missing "$missing" "${line[@]:1}" || continue
    step "$gen: build ${line[*]:1}" "$dir/build-${line[0]/:/-}.log" build_stand_in "$gen" "${line[@]}" &
    pids+=($!)
  done < <(image_list)
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
  return "$failed"
}

save_images() {
  mapfile -t names < <(image_names)
  gen_docker "$1" save --output "$IMAGES_TAR.part" "${names[@]}" && mv "$IMAGES_TAR.part" "$IMAGES_TAR"
}

# The other generation's images, straight from its engine.
copy_images() {
  mapfile -t names < <(image_names)
  gen_docker "$1" save "${names[@]}" | gen_docker "$2" load
}

other_generation() { if [[ $1 == newest ]]; then echo oldest; else echo newest; fi; }

has_all_images() { engine_answers "$1" && [[ -z $(missing_images gen_docker "$1") ]]; }

provide_images() {
  local gen=$1 dir other log
  dir=$(gen_dir "$gen") other=$(other_generation "$gen")
  log="$dir/images.log"
  [[ $(missing_images gen_docker "$gen") ]] || return 0
  mkdir -p "$CACHE"
  if [[ -e $IMAGES_TAR ]]; then
    step "$gen: load images from the cache" "$log" gen_docker "$gen" load --quiet --input "$IMAGES_TAR" || rm -f "$IMAGES_TAR"
  elif has_all_images "$other"; then
    step "$gen: copy images from the $other engine" "$log" copy_images "$other" "$gen" || true
  fi
  [[ $(missing_images gen_docker "$gen") ]] || return 0
  if registry_answers gen_docker "$gen"; then pull_images "$log" gen_docker "$gen"; fi
  [[ $(missing_images gen_docker "$gen") ]] || return 0

  say "$gen: no registry has answered: building stand-ins, labelled gdev.stand-in=true (golang's and postgres's are Debian-based under every tag, alpine's has no apk)"
  if is_missing "$(missing_images gen_docker "$gen")" debian:trixie-slim; then
    # Mostly network beside mostly work.
    fetch_go >>"$dir/build-golang.log" 2>&1 &
    step "$gen: build debian:trixie-slim" "$log" make_debian "$gen" || die "$EXIT_FAILED" "could not build debian:trixie-slim: see $log"
  fi
  build_missing "$gen" || die "$EXIT_FAILED" "could not build every stand-in: see the build-*.log files in $dir"
}

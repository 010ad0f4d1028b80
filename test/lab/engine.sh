# shellcheck shell=bash
# Starts and stops a generation's engine beside everything else on the host: own socket, folders, bridge and subnet.
# The engine leaves the host's firewall alone (--iptables=false), because two engines, or the user's and the lab's, would
# empty each other's chains. Published ports go through docker-proxy; one tagged NAT rule lets containers out.

# The first two numbers of the /16 that belongs to a generation: its bridge, networks and firewall rules stay inside it.
gen_prefix() { cat "$(gen_dir "$1")/subnet"; }

bridge_name() { echo "gdevlab-$(gen_prefix "$1" | cut -d . -f 2)"; }

# Odd numbers are for newest and even ones for oldest, so that two starting at once never choose the same.
choose_subnet() {
  local number taken
  taken=$(ip -4 route show; ip -o -4 addr show)
  number=$([[ $1 == newest ]] && echo 213 || echo 214)
  for ((; number < 255; number += 2)); do
    [[ $taken == *" 10.$number."* || $taken == *$'\n'"10.$number."* ]] || break
  done
  echo "10.$number" >"$(gen_dir "$1")/subnet"
}

engine_answers() { [[ -S $(gen_dir "$1")/docker.sock ]] && gen_docker "$1" version >/dev/null 2>&1; }

engine_pid() {
  local dir pid
  dir=$(gen_dir "$1")
  pid=$(cat "$dir/docker.pid" 2>/dev/null) || return 1
  # A pid file outlives a crash: believe it only when that process is this engine.
  [[ -r /proc/$pid/cmdline ]] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "$dir/docker.pid" && echo "$pid"
}

default_mtu() {
  local device
  device=$(ip route show default | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)
  cat "/sys/class/net/$device/mtu" 2>/dev/null || echo 1500
}

# The firewall rules of a generation, one per line: table, chain, match and target.
firewall_rules() {
  local net
  net="$(gen_prefix "$1").0.0/16"
  echo "nat POSTROUTING -s $net ! -d $net -j MASQUERADE"
  echo "filter FORWARD -s $net -j ACCEPT"
  echo "filter FORWARD -d $net -j ACCEPT"
}

# change_firewall GENERATION -I|-D
change_firewall() {
  local table chain rule
  while read -r table chain rule; do
    # shellcheck disable=SC2086 # the rule is a list of words
    if iptables -w -t "$table" -C "$chain" $rule -m comment --comment "gdev-lab-$1" 2>/dev/null; then
      [[ $2 == -I ]] || iptables -w -t "$table" -D "$chain" $rule -m comment --comment "gdev-lab-$1"
    else
      [[ $2 == -D ]] || iptables -w -t "$table" -I "$chain" $rule -m comment --comment "gdev-lab-$1"
    fi
  done < <(firewall_rules "$1")
}

create_bridge() {
  local bridge mtu=$2
  bridge=$(bridge_name "$1")
  if ! ip link show "$bridge" >/dev/null 2>&1; then
    ip link add "$bridge" type bridge
    ip addr add "$(gen_prefix "$1").0.1/24" dev "$bridge"
  fi
  ip link set "$bridge" mtu "$mtu" up
}

prepare_network() {
  create_bridge "$1" "$2" || return 1
  [[ $(cat /proc/sys/net/ipv4/ip_forward) == 1 ]] || echo 1 >/proc/sys/net/ipv4/ip_forward || return 1
  change_firewall "$1" -I
}

start_engine() {
  local gen=$1 dir mtu
  dir=$(gen_dir "$gen")
  ((${#dir} <= 60)) || die "$EXIT_FAILED" "$dir is too long for the engine's sockets: set GDEV_LAB to a shorter folder"
  mtu=$(default_mtu)
  [[ -e $dir/subnet ]] || choose_subnet "$gen"
  step "$gen: bridge and NAT" "$dir/setup.log" prepare_network "$gen" "$mtu" ||
    die "$EXIT_FAILED" "this system does not allow a bridge or NAT: an engine needs both (in a container: run it privileged)"
  rm -f "$dir/docker.pid" "$dir/docker.sock"
  echo '{}' >"$dir/daemon.json"
  # shellcheck disable=SC2094
  PATH="$dir/root/usr/bin:$dir/root/usr/sbin:$PATH" DOCKER_CONFIG="$dir/config" \
    setsid nohup dockerd --host "unix://$dir/docker.sock" --pidfile "$dir/docker.pid" \
    --data-root "$dir/data" --exec-root "$dir/exec" --config-file "$dir/daemon.json" \
    --bridge "$(bridge_name "$gen")" --default-address-pool "base=$(gen_prefix "$gen").128.0/17,size=24" \
    --mtu "$mtu" --default-network-opt "bridge=com.docker.network.driver.mtu=$mtu" \
    --iptables=false --ip6tables=false --ip-forward=false \
    >>"$dir/engine.log" 2>&1 </dev/null 9>&- &
  disown
  step "$gen: start the engine" "$dir/engine.log" wait_for_engine "$gen" $! ||
    die "$EXIT_FAILED" "the $gen engine did not start; its log: $dir/engine.log"
}

wait_for_engine() {
  local pid=$2 end=$((SECONDS + 30))
  until engine_answers "$1"; do
    kill -0 "$pid" 2>/dev/null && ((SECONDS < end)) || return 1
    sleep 0.1
  done
}

# Containers and networks go first, through the engine, because only it knows all it made.
stop_engine() {
  local gen=$1 pid ids
  pid=$(engine_pid "$gen") || return 0
  if engine_answers "$gen"; then
    mapfile -t ids < <(gen_docker "$gen" ps -aq)
    ((${#ids[@]} == 0)) || gen_docker "$gen" rm -f "${ids[@]}" >/dev/null
    gen_docker "$gen" network prune -f >/dev/null
  fi
  kill "$pid"
  wait_for_exit "$pid" || kill -9 "$pid"
  # A killed engine leaves its containerd behind.
  pid=$(cat "$(gen_dir "$gen")/exec/containerd/containerd.pid" 2>/dev/null) && kill "$pid" 2>/dev/null
  return 0
}

wait_for_exit() {
  local end=$((SECONDS + 30))
  while kill -0 "$1" 2>/dev/null; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
}

remove_network() {
  local link
  [[ -e $(gen_dir "$1")/subnet ]] || return 0
  change_firewall "$1" -D
  while read -r link; do
    ip link delete "$link"
  done < <(ip -o -4 addr show | awk -v net="$(gen_prefix "$1")." 'index($4, net) == 1 { print $2 }')
}

remove_mounts() {
  local dir=$1 mount
  while read -r mount; do
    umount -l "$mount"
  done < <(awk -v dir="$dir/" 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r)
}

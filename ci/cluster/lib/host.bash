# shellcheck shell=bash disable=SC2154 # the variables of cluster.bash
# Changes that the cluster makes on the host outside its folder, and how they are undone.
set -euo pipefail

tasks=$run/io.containerd.runtime.v2.task/k8s.io # containerd's folder of running containers

# The kubelet and the network plugins set these.
kernel_settings=(vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops
  kernel/keys/root_maxkeys kernel/keys/root_maxbytes net/ipv4/ip_forward net/ipv6/conf/all/forwarding)

save_kernel_settings() {
  if [ -e "$run/kernel-settings" ]; then return; fi
  local name
  for name in "${kernel_settings[@]}"; do
    [ ! -e "/proc/sys/$name" ] || echo "$name $(cat "/proc/sys/$name")"
  done >"$run/kernel-settings.new"
  mv "$run/kernel-settings.new" "$run/kernel-settings"
}

restore_kernel_settings() {
  if [ ! -e "$run/kernel-settings" ]; then return; fi
  local name value
  while read -r name value; do
    [ "$(cat "/proc/sys/$name")" = "$value" ] || echo "$value" >"/proc/sys/$name"
  done <"$run/kernel-settings"
}

# CRI-O limits huge pages wherever the kernel has their controller, and runc then needs its hierarchy of cgroup v1.
mount_huge_pages() {
  [ "$CONTAINER_RUNTIME" = crio ] && [ "$(stat -f -c %T /sys/fs/cgroup)" != cgroup2fs ] && grep -q ^hugetlb /proc/cgroups &&
    ! mountpoint -q /sys/fs/cgroup/hugetlb || return 0
  mkdir -p /sys/fs/cgroup/hugetlb
  touch "$run/huge-pages"
  mount -t cgroup -o hugetlb cgroup /sys/fs/cgroup/hugetlb
}

unmount_huge_pages() {
  [ -e "$run/huge-pages" ] || return 0
  ! mountpoint -q /sys/fs/cgroup/hugetlb || umount /sys/fs/cgroup/hugetlb
  [ ! -d /sys/fs/cgroup/hugetlb ] || rmdir /sys/fs/cgroup/hugetlb
  rm "$run/huge-pages"
}

add_node_ip() { ip address replace "$node_ip/32" dev lo; }
remove_node_ip() { ip address delete "$node_ip/32" dev lo 2>/dev/null || true; }

# Prints the IDs of all processes in our containers; they do not carry the mark. Zombies are ignored: they
# still have a cgroup but no program.
container_processes() {
  local file
  for file in $(grep -lFf <(containers) /proc/[0-9]*/cgroup 2>/dev/null || true); do
    [ ! -e "$(dirname "$file")/exe" ] || basename "$(dirname "$file")"
  done
}

# Prints the IDs of our containers, including pod sandboxes. Never prints an empty line.
containers() {
  local folder
  for folder in "$tasks" "$run/runc"; do
    [ ! -d "$folder" ] || find "$folder" -mindepth 1 -maxdepth 1 -type d -name '????????????????*' -printf '%f\n'
  done
}

# Kills everything. No state is kept, so a clean shutdown is not needed; it would take longer and would
# require a healthy cluster.
kill_processes() {
  local attempt pids
  for attempt in {1..100}; do
    pids="$(daemons) $(container_processes)"
    if [ -z "${pids//[[:space:]]/}" ]; then return; fi
    # shellcheck disable=SC2086 # one word for each process
    kill -KILL $pids 2>/dev/null || true
    sleep 0.1
  done
  die 1 "after $((attempt / 10)) seconds of killing, some processes still run: ${pids//[[:space:]]/ }"
}

unmount_all() {
  local mount
  awk -v a="$dir/" -v b="$run/" 'index($2, a) == 1 || index($2, b) == 1 {print $2}' /proc/mounts | sort -r |
    while read -r mount; do umount "$mount" 2>/dev/null || umount -l "$mount" || true; done
}

# Removes the cgroups of pods from every hierarchy. The kernel refuses this for a cgroup with processes:
# they may still be dying, so this waits, but only shortly, because they may belong to another kubelet.
remove_cgroups() {
  local attempt left
  # Stopping a slice kills what is in it, so this must be the driver of our own kubelet.
  [ "$(setting CGROUP_DRIVER)" != systemd ] || systemctl stop kubepods.slice
  for attempt in {1..30}; do
    left=$(find /sys/fs/cgroup -maxdepth 2 -type d -name kubepods)
    if [ -z "$left" ]; then return; fi
    [ "$attempt" = 1 ] || sleep 0.1
    # shellcheck disable=SC2086 # one word for each folder
    find $left -depth -type d -exec rmdir {} \; 2>/dev/null || true
  done
}

# Cleans folders whose paths are fixed in the programs: sockets of shims, the interface files of network
# plugins, links to container logs, the socket for device plugins. Then removes the folders if empty.
remove_traces() {
  local file
  # containerd 1 writes the name of a shim's socket into "address", containerd 2 into "bootstrap.json".
  for file in $(grep -hoE '/run/containerd/s/[0-9a-f]+' "$tasks"/*/{address,bootstrap.json} 2>/dev/null || true); do
    rm -f "$file"
  done
  # Some files are empty because we killed their writers.
  for file in $(grep -lF "$run/" /var/lib/cni/results/* 2>/dev/null || true); do rm -f "$file"; done
  if [ -d /var/lib/cni/results ]; then find /var/lib/cni/results -maxdepth 1 -type f -size 0 -delete; fi
  if [ -d /var/log/containers ]; then find /var/log/containers -maxdepth 1 -lname "$dir/*" -delete; fi
  rm -f /var/lib/kubelet/device-plugins/{kubelet.sock,DEPRECATION}
  local folder
  for folder in /run/containerd/{s,fifo} /run/containerd /var/lib/cni/results /var/lib/cni /var/log/containers \
    /var/lib/kubelet/device-plugins /var/lib/kubelet; do
    [ ! -d "$folder" ] || rmdir --ignore-fail-on-non-empty "$folder"
  done
}

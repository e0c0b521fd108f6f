# shellcheck shell=bash disable=SC2154 # the variables of the scripts
# Makes the disk of a virtual machine from Debian's packages, once for each suite. The disk has what a node needs, and nothing of Attestor:
# that comes on a second disk.
set -euo pipefail

packages=(systemd systemd-sysv dbus dbus-user-session libpam-systemd udev kmod iproute2 procps util-linux mount linux-image-cloud-amd64
  etcd-server runc crun containernetworking-plugins busybox-static openssl curl python3 gcc libc6-dev)

# Sets "image" to a folder with disk.img, vmlinuz and initrd.img.
need_image() { # SUITE
  local recipe
  recipe=$(cat "${BASH_SOURCE[0]}" | sha256sum | cut -c 1-12)
  image=$cache/$1-$recipe
  if [ -d "$image" ]; then return; fi
  say "makes the disk of $1; some 2 minutes, once"
  rm -rf "$cache/$1"-* "$cache/.$1"
  mkdir -p "$cache/.$1"
  debootstrap --variant=minbase --include="$(IFS=, && echo "${packages[*]}")" "$1" "$cache/.$1/root" >"$cache/$1.log" 2>&1 ||
    fail "debootstrap failed" "$cache/$1.log"
  customise "$cache/.$1/root"
  cp "$cache/.$1/root"/boot/vmlinuz-* "$cache/.$1/vmlinuz"
  cp "$cache/.$1/root"/boot/initrd.img-* "$cache/.$1/initrd.img"
  mke2fs -q -F -t ext4 -d "$cache/.$1/root" "$cache/.$1/disk.img" 5G >/dev/null
  rm -r "$cache/.$1/root"
  mv "$cache/.$1" "$image"
}

# Turns a bootstrapped folder into the node "node1", which runs "guest/run" of the second disk at each boot.
customise() { # ROOT
  echo node1 >"$1/etc/hostname"
  printf '127.0.0.1 localhost node1\n::1 localhost\n' >"$1/etc/hosts"
  echo '/dev/vda / ext4 defaults,noatime 0 1' >"$1/etc/fstab"
  sed -i 's/^root:[^:]*:/root:*:/' "$1/etc/shadow"
  systemctl --root="$1" -q mask etcd.service systemd-networkd-wait-online.service apt-daily.timer \
    apt-daily-upgrade.timer e2scrub_all.timer fstrim.timer dpkg-db-backup.timer 2>/dev/null
  rm -f "$1"/var/cache/apt/archives/*.deb
  cat >"$1/etc/systemd/system/node-test.service" <<'END'
[Unit]
Description=The tests on the second disk
After=dbus.service systemd-user-sessions.service systemd-logind.service
[Service]
Type=exec
StandardOutput=tty
StandardError=inherit
TTYPath=/dev/ttyS1
ExecStart=/bin/sh -c 'mkdir -p /job && mount -o ro /dev/vdb /job && exec /job/guest/run'
[Install]
WantedBy=multi-user.target
END
  systemctl --root="$1" -q enable node-test.service
}

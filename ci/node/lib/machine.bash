# shellcheck shell=bash disable=SC2154 # the variables of the scripts
# Runs a virtual machine and shows what its tests print.
set -euo pipefail

machine=

# KVM is tried only on demand: where it is broken, it stops the machine in the middle of the kernel's start.
accelerator() {
  if [ "${ATTESTOR_KVM:-}" = true ]; then echo "-accel kvm -cpu host"; else echo "-accel tcg,thread=multi -cpu max"; fi
}

# Starts a machine with the disk of an image and, read-only, the folder JOB as a second disk. What its tests print goes to LOG.
start_machine() { # IMAGE JOB LOG
  : >"$3"
  mke2fs -q -F -t ext4 -O ^has_journal -m 0 -d "$2" "$work/job.img" "$(($(du -sm "$2" | cut -f 1) * 11 / 10 + 64))M" >/dev/null
  # shellcheck disable=SC2046 # several words
  LD_LIBRARY_PATH=$qemu_libraries qemu-system-x86_64 -M q35 $(accelerator) -smp 2 -m 1000 -nodefaults -display none \
    "${qemu_firmware[@]}" \
    -kernel "$1/vmlinuz" -initrd "$1/initrd.img" -append "root=/dev/vda rw console=ttyS0 quiet net.ifnames=0" \
    -drive "if=virtio,format=raw,file=$1/disk.img,snapshot=on,cache=unsafe" \
    -drive "if=virtio,format=raw,file=$work/job.img,readonly=on" \
    -serial "file:$work/console" -serial "file:$3" -device virtio-rng-pci </dev/null >"$work/qemu.log" 2>&1 &
  machine=$!
}

stop_machine() {
  [ -n "$machine" ] || return 0
  kill "$machine" 2>/dev/null || true
  wait "$machine" 2>/dev/null || true
  machine=
}

# Prints the lines of LOG as they come, with the seconds since the start, until one begins with "end". Returns the status that this line
# names; 1 if the machine ends without it, and 124 if the time is over.
follow() { # LOG SECONDS
  local line part= began=$SECONDS status=
  while [ -z "$status" ]; do
    if IFS= read -r -t 1 line <&7; then
      line=$part${line%$'\r'} part=
      case $line in
        "end "*) status=${line#end } ;;
        *) printf '%4d s  %s\n' "$((SECONDS - began))" "$line" ;;
      esac
    else
      part+=$line
      kill -0 "$machine" 2>/dev/null || status=1
    fi
    if [ -z "$status" ] && [ "$((SECONDS - began))" -ge "$2" ]; then status=124; fi
  done 7< <(exec tail -n +1 -s 0.2 -f --pid="$machine" "$1")
  return "$status"
}

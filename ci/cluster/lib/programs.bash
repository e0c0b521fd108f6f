# shellcheck shell=bash disable=SC2154 # the variables of cluster.bash
# The programs of the cluster: which versions, where they are, and how they are built. Each is built once per
# version, under a temporary name that is then changed, so that an interrupted run leaves no broken program.
set -euo pipefail

choose KUBERNETES 1.34 1.37
choose CGROUP_DRIVER cgroupfs systemd
choose CONTAINER_RUNTIME containerd crio

# Prints the version of a Go module.
pinned() { # TOOLS MODULE
  sed -n "s|^require $2 v||p" "$here/tools/$1/go.mod"
}

kubernetes_version=$(pinned "kubernetes-$KUBERNETES" k8s.io/kubernetes)
kubernetes_bin=$cache/kubernetes-$kubernetes_version-$(uname -m)
PATH=$kubernetes_bin:$PATH

# Kubernetes 1.34 has Debian's containerd 1.6, which later versions will not work with.
containerd_version=1
if [ "$CONTAINER_RUNTIME" = crio ]; then
  crio_version=$(pinned crio github.com/cri-o/cri-o)
  crio_bin=$cache/crio-$crio_version-$(uname -m)
  PATH=$crio_bin:$PATH
elif [ "$KUBERNETES" != 1.34 ]; then
  containerd_version=$(pinned containerd-2 github.com/containerd/containerd/v2)
  containerd_bin=$cache/containerd-$containerd_version-$(uname -m)
  PATH=$containerd_bin:$PATH
fi

require_programs() {
  local entry missing=() packages=(etcd:etcd-server runc:runc busybox:busybox-static /usr/lib/cni/ptp:containernetworking-plugins
    openssl:openssl curl:curl python3:python3 gcc:gcc ip:iproute2)
  if [ -n "${crio_bin:-}" ]; then
    packages+=(conmon:conmon skopeo:skopeo)
  elif [ -z "${containerd_bin:-}" ]; then
    packages+=(containerd:containerd ctr:containerd)
  fi
  [ "$CGROUP_DRIVER" = cgroupfs ] || [ -d /run/systemd/system ] ||
    die 2 "systemd does not run here, which CGROUP_DRIVER=systemd needs" "CGROUP_DRIVER=cgroupfs works on every host"
  for entry in "${packages[@]}"; do
    command -v "${entry%:*}" >/dev/null || missing+=("${entry#*:}")
  done
  ! ldd "$(command -v busybox)" >/dev/null 2>&1 || missing+=(busybox-static)
  [ -e "$(gcc -print-file-name=libc.a 2>/dev/null)" ] || missing+=(libc6-dev)
  [ ${#missing[@]} = 0 ] ||
    die 2 "some programs are missing" "apt-get install $(printf '%s\n' "${missing[@]}" | sort -u | tr '\n' ' ')"
  { [ -d "$kubernetes_bin" ] && [ -d "${containerd_bin:-/}" ] && [ -d "${crio_bin:-/}" ]; } || command -v go >/dev/null ||
    die 2 "Go is missing, which is needed to build Kubernetes $kubernetes_version and its container runtime" \
      "install Go $(sed -n 's/^go //p' "$here/tools/kubernetes-$KUBERNETES/go.mod") or newer"
}

build_programs() {
  build_once "$kubernetes_bin" "kubelet and kube-apiserver $kubernetes_version; some 8 minutes" build_kubernetes
  [ -z "${containerd_bin:-}" ] ||
    build_once "$containerd_bin" "containerd $containerd_version; some 2 minutes" build_containerd
  [ -z "${crio_bin:-}" ] || build_once "$crio_bin" "CRI-O $crio_version; some 5 minutes" build_crio
}

build_once() { # FOLDER WHAT BUILD
  if [ -d "$1" ]; then return; fi
  echo "cluster: building $2 on 2 cores, once per version"
  local new
  mkdir -p "$cache"
  new=$(mktemp -d "$cache/.new.XXXXXX")
  (
    trap 'rm -rf "$new"' EXIT
    "$3" "$new"
    chmod 755 "$new"
    mv -T "$new" "$1"
  )
}

build_kubernetes() { # FOLDER
  local version=k8s.io/component-base/version major minor
  IFS=. read -r major minor _ <<<"$kubernetes_version"
  cd "$here/tools/kubernetes-$KUBERNETES"
  go build -o "$1/" -ldflags \
    "-s -w -X $version.gitVersion=v$kubernetes_version -X $version.gitMajor=$major -X $version.gitMinor=$minor" \
    k8s.io/kubernetes/cmd/kubelet k8s.io/kubernetes/cmd/kube-apiserver
}

build_containerd() { # FOLDER
  local module=github.com/containerd/containerd/v2
  cd "$here/tools/containerd-2"
  # The tags leave out what needs headers of C libraries.
  CGO_ENABLED=0 go build -o "$1/" -tags no_btrfs,no_zfs,urfave_cli_no_docs \
    -ldflags "-s -w -X $module/version.Version=v$containerd_version" \
    $module/cmd/containerd $module/cmd/containerd-shim-runc-v2 $module/cmd/ctr
}

build_crio() { # FOLDER
  local source
  cd "$here/tools/crio"
  # The tags leave out what needs headers of C libraries.
  CGO_ENABLED=0 go build -o "$1/" -ldflags "-s -w" \
    -tags containers_image_openpgp,containers_image_ostree_stub,exclude_graphdriver_btrfs,exclude_graphdriver_devicemapper \
    github.com/cri-o/cri-o/cmd/crio
  source=$(go list -m -f '{{.Dir}}' github.com/cri-o/cri-o)
  gcc -std=c99 -Os -static -o "$1/pinns" "$source"/pinns/src/*.c
}

# The client of the cluster's containerd.
containerd_client() { # ARGUMENT...
  CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS=true ctr -a "$run/containerd.sock" -n k8s.io "$@"
}

# shellcheck shell=bash disable=SC2154 # the variables of cluster.bash
# Makes the parts of the cluster's folder: certificates, images, configuration files. Each
# is made under a temporary name and then renamed, so that an interrupted run leaves no broken part.
set -euo pipefail

make_certificates() {
  if [ -d pki ]; then return; fi
  rm -rf pki.new && mkdir -m 700 pki.new
  (
    cd pki.new
    authority ca cluster-ca
    authority other-ca other-ca # signs nothing: for tests that must not trust the kubelet
    certificate apiserver /CN=kube-apiserver DNS:localhost,DNS:kubernetes,IP:127.0.0.1,IP:10.96.0.1
    certificate admin /O=system:masters/CN=admin DNS:admin
    certificate kubelet /O=system:nodes/CN=system:node:node1 DNS:node1
    certificate kubelet-server /CN=node1 DNS:node1,IP:127.0.0.1
    quietly openssl genrsa -out service-accounts.key 2048
    quietly openssl rsa -in service-accounts.key -pubout -out service-accounts.pub
    rm -f ./*.csr ./*.srl
  )
  mv pki.new pki
}

# openssl writes to stderr even on success.
quietly() { # COMMAND...
  "$@" 2>>"$dir/logs/openssl.log" || die 1 "\"$1 $2\" failed" "see $dir/logs/openssl.log"
}

authority() { # NAME COMMON-NAME
  quietly openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.crt" -subj "/CN=$2" -days 3650 \
    -addext keyUsage=critical,keyCertSign,cRLSign
}

certificate() { # NAME SUBJECT ALTERNATIVE-NAMES
  quietly openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "$2"
  quietly openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -out "$1.crt" -days 3650 \
    -extfile <(printf '%s\n' "subjectAltName=$3" extendedKeyUsage=serverAuth,clientAuth \
      keyUsage=critical,digitalSignature,keyEncipherment basicConstraints=critical,CA:FALSE \
      subjectKeyIdentifier=hash authorityKeyIdentifier=keyid)
}

make_images() {
  if [ -d images ]; then return; fi
  rm -rf images.new && mkdir -p images.new/{pause,busybox/bin}
  (
    cd images.new
    gcc -static -Os -Wall -Werror -o pause/pause "$here/image/pause.c"
    image pause registry.local/pause:3.10 '{"Entrypoint": ["/pause"]}'
    cp "$(command -v busybox)" busybox/bin/busybox
    local applet
    for applet in sh sleep cat ls id nc; do ln -s busybox "busybox/bin/$applet"; done
    image busybox registry.local/busybox:1.36 \
      '{"Entrypoint": ["/bin/sleep"], "Cmd": ["1000000"], "Env": ["PATH=/bin"]}'
  )
  mv images.new images
}

# Packs the folder NAME into the image archive NAME.tar with one layer. The same programs give the same
# image ID on every host, because times and users are fixed.
image() { # NAME REFERENCE CONFIG
  local architecture
  case $(uname -m) in x86_64) architecture=amd64 ;; aarch64) architecture=arm64 ;; *) architecture=$(uname -m) ;; esac
  local reproducible=(--sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=755)
  tar "${reproducible[@]}" -C "$1" -cf layer.tar .
  printf '{"architecture": "%s", "os": "linux", "config": %s, "rootfs": {"type": "layers", "diff_ids": ["%s"]}}\n' \
    "$architecture" "$3" "sha256:$(sha256sum layer.tar | cut -d' ' -f1)" >config.json
  printf '[{"Config": "config.json", "RepoTags": ["%s"], "Layers": ["layer.tar"]}]\n' "$2" >manifest.json
  tar "${reproducible[@]}" -cf "$1.tar" manifest.json config.json layer.tar
  rm -r "$1" layer.tar config.json manifest.json
}

write_configuration() {
  mkdir -p cni static
  if [ "$CONTAINER_RUNTIME" = crio ]; then
    fill crio.toml crio.toml
    fill policy.json policy.json
  else
    fill "containerd-${containerd_version%%.*}.toml" containerd.toml
  fi
  fill kubelet.yaml kubelet.yaml
  fill cni.conflist cni/10-attestor-cluster.conflist
  fill kubeconfig.yaml admin.kubeconfig admin
  fill kubeconfig.yaml kubelet.kubeconfig kubelet
}

fill() { # TEMPLATE FILE [USER]
  local systemd=false gates=
  [ "$CGROUP_DRIVER" = cgroupfs ] || systemd=true
  [ "$KUBERNETES" = 1.34 ] || gates="PodsAPI: true" # older kubelets refuse a name they do not know
  sed "s|@dir@|$dir|g; s|@run@|$run|g; s|@user@|${3:-}|g; s|@driver@|$CGROUP_DRIVER|g; s|@systemd@|$systemd|g
    s|@runtime@|$CONTAINER_RUNTIME|g; s|@bin@|${crio_bin:-}|g; s|@here@|$here|g
    s|@gates@|$gates|g" "$here/config/$1" >"$2.new"
  mv "$2.new" "$2"
}

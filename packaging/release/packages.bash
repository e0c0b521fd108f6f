# shellcheck shell=bash
# Makes the packages of a release from a built clone.

die() { # MESSAGE HINT
  printf 'release: error: %s\nrelease: hint: %s\n' "$1" "$2" >&2
  exit 1
}

say() { printf '== release: %s\n' "$1"; }

packages() { # CLONE OUT REPOSITORY
  local clone=$1 out=$2 repository=$3 version time stage
  version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' "$clone/pom.xml")
  time=$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</.*|\1|p' "$clone/pom.xml")
  stage=$clone/target/release
  export LC_ALL=C.UTF-8 TZ=UTC
  mkdir -p "$stage"

  say "programs"
  linux amd64 x86_64
  linux arm64 arm64
  windows
  say "Debian packages and the package for Windows"
  cp "$clone"/packaging/deb/target/attestor_"$version"-*.deb "$out/"
  "$clone/packaging/msi/build" "$out/attestor-$version-windows-x86_64.msi" >/dev/null
  say "images"
  images
  say "chart, libraries and bill of materials"
  archive "$clone/packaging/helm" attestor "$out/attestor-$version.tgz"
  libraries
  cp "$clone/target/attestor/share/sbom.cdx.json" "$out/attestor-$version.cdx.json"
  "$clone/packaging/release/provenance" "$clone" "$out" "$repository" "$stage/c-libraries"/*.deb >"$stage/provenance.json"
  mv "$stage/provenance.json" "$out/attestor-$version.intoto.json"
  (cd "$out" && find . -type f ! -name SHA256SUMS -printf '%P\n' | sort | xargs sha256sum >SHA256SUMS)
}

# The same input gives the same bytes: fixed order, owners and times.
archive() { # FOLDER NAME FILE
  find "$1/$2" -exec touch -h -d "$time" {} +
  tar -C "$1" --format=gnu --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -cf - "$2" | gzip -9n >"$3"
}

# Completes a program with its licences, bill of materials and digests.
complete() { # FOLDER
  cp "$clone/LICENSE" "$clone/CHANGELOG.md" "$1/"
  "$clone/target/attestor/runtime/bin/java" -cp "$clone/packaging/licences/target/classes:$clone/target/attestor/lib/*" \
    dev.attestor.licences.WriteLicences --sbom "$clone/packaging/app/target/sbom.json" --lib "$clone/target/attestor/lib" \
    --runtime "$1/runtime" --out "$1/share"
  "$clone/packaging/app/list-digests" "$1"
}

linux() { # ARCHITECTURE NAME: ARCHITECTURE as Debian calls it
  local name=attestor-$version-linux-$2
  "$clone/packaging/deb/program" "$1" "$stage/$name"
  complete "$stage/$name"
  archive "$stage" "$name" "$out/$name.tar.gz"
}

windows() {
  local name=attestor-$version-windows-x86_64
  "$clone/packaging/msi/program" "$("$clone/packaging/msi/runtime")" "$stage/$name"
  cp "$clone/CHANGELOG.md" "$stage/$name/"
  (cd "$stage" && find "$name" -type f | sort >"$name.list" &&
    "${JAVA_HOME:+$JAVA_HOME/bin/}jar" --create --no-manifest --date "$time" --file "$out/$name.zip" "@$name.list")
}

# One image for Linux, of both architectures, and one for Windows; each as an archive of an OCI image layout.
images() {
  local architecture
  for architecture in amd64 arm64; do c_library "$architecture"; done
  image linux \
    --platform "linux/amd64=$stage/attestor-$version-linux-x86_64,$(echo "$stage"/c-libraries/libc6_*_amd64.deb)" \
    --platform "linux/arm64=$stage/attestor-$version-linux-arm64,$(echo "$stage"/c-libraries/libc6_*_arm64.deb)"
  image windows --platform "windows/amd64=$clone/target/attestor,$("$clone/packaging/msi/runtime")"
}

image() { # SYSTEM OPTION...
  local name=attestor-$version-image-$1
  "$clone/packaging/kubernetes/build" --name "attestor:$version" --out "$stage/$name/layout" "${@:2}" >/dev/null
  find "$stage/$name" -exec touch -h -d "$time" {} +
  tar -C "$stage/$name/layout" --format=gnu --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
    -cf "$out/$name.tar" .
}

# Downloads Debian's C library of an architecture; apt checks Debian's signature. The host's own lists stay as they are.
c_library() { # ARCHITECTURE
  local lists=$stage/apt-$1 options
  mkdir -p "$lists/partial" "$stage/c-libraries"
  options=(-q -o "APT::Architecture=$1" -o "APT::Architectures::=$1" -o "Dir::State::lists=$lists" -o Dir::State::status=/dev/null
    -o "Dir::Cache=$lists/cache" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
  mkdir -p "$lists/cache/archives/partial"
  apt-get "${options[@]}" update >/dev/null
  (cd "$stage/c-libraries" && apt-get "${options[@]}" download "libc6:$1" >/dev/null)
}

# A Maven repository: what programs that use a library name in their pom, and all that this needs of Attestor.
libraries() {
  local module artifact to
  to=$out/maven/dev/attestor
  mkdir -p "$to/attestor/$version"
  cp "$clone/pom.xml" "$to/attestor/$version/attestor-$version.pom"
  for module in lib/threads lib/win32 lib/local-grpc spire/plugin-sdk agent/api; do
    artifact=$(sed -n 's|^  <artifactId>\(.*\)</artifactId>$|\1|p' "$clone/$module/pom.xml")
    mkdir -p "$to/$artifact/$version"
    cp "$clone/$module/pom.xml" "$to/$artifact/$version/$artifact-$version.pom"
    cp "$clone/$module/target/$artifact-$version"{,-sources,-javadoc}.jar "$to/$artifact/$version/"
  done
}

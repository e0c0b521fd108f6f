# shellcheck shell=bash disable=SC2154 # the variables of lib.bash
# Tests the image: it is reproducible, and its metadata is complete.

for number in one two; do
  "$top/packaging/kubernetes/build" --name registry.local/attestor:ci --out "$work/$number" >"$work/digest-$number"
done
diff -r "$work/one" "$work/two" || fail "two builds of the image differ"
say "two builds of the image have the same bytes: $(cat "$work/digest-one"), $(du -sh "$work/one" | cut -f 1)"
import "$work/one"

python3 -B - "$work/one" <<'PYTHON' || fail "the image layout is not as expected"
import hashlib, json, pathlib, sys

layout = pathlib.Path(sys.argv[1])
blobs = layout / "blobs" / "sha256"
for blob in blobs.iterdir():
    assert hashlib.sha256(blob.read_bytes()).hexdigest() == blob.name, f"{blob} has other content than its name says"
read = lambda descriptor: json.loads((blobs / descriptor["digest"].removeprefix("sha256:")).read_text())
index = read(json.loads((layout / "index.json").read_text())["manifests"][0])
for described in index["manifests"]:
    manifest = read(described)
    assert manifest["annotations"]["org.opencontainers.image.licenses"] == "Apache-2.0", manifest
    config = read(manifest["config"])
    assert config["config"]["Labels"] == manifest["annotations"], config
    assert config["os"] == described["platform"]["os"] and config["architecture"] == described["platform"]["architecture"]
PYTHON

# Without a shell, Java's arguments come from files. They must keep machine code for the build host's CPU out of use as the launchers do.
for blob in "$work"/one/blobs/sha256/*; do tar -xzOf "$blob" --wildcards '*/bin/*.args' 2>/dev/null || true; done >"$work/arguments"
if grep -q -e -XX:AOTCache= "$work/arguments"; then
  [ "$(grep -c -e -XX:-AOTAdapterCaching "$work/arguments")" -ge "$(grep -c -e -XX:AOTCache= "$work/arguments")" ] ||
    fail "the image uses machine code from the class cache" "$work/arguments"
fi

grep -q -x '"agent"' "$work/arguments" || fail "the image has no arguments for the agent" "$work/arguments"

# The image for Windows cannot run here, so only its contents are checked. A stand-in for Java does for this.
mkdir -p "$work/windows-java/bin" "$work/windows-java/conf/security"
echo "not Java" >"$work/windows-java/bin/java.exe"
printf 'security.provider.%s\n' 1=SUN 2=SunMSCAPI >"$work/windows-java/conf/security/java.security"
"$top/packaging/kubernetes/build" --name registry.local/attestor-windows:ci --out "$work/windows" \
  --platform "windows/amd64=$top/target/attestor,$work/windows-java" >/dev/null
grep -q -r '"platform":{"architecture":"amd64","os":"windows"}' "$work/windows/blobs" ||
  fail "the image for Windows does not declare the platform Windows"
for blob in "$work"/windows/blobs/sha256/*; do tar -tzf "$blob" 2>/dev/null || true; done >"$work/windows-files"
for file in Hives/ Files/attestor/bin/attestor.cmd Files/attestor/runtime/bin/java.exe \
  Files/attestor/lib/native/jnidispatch.dll Files/attestor/bin/agent.cmd Files/attestor/bin/class-archive.cmd Files/attestor/bin/archive.classes; do
  grep -q -x "$file" "$work/windows-files" || fail "the image for Windows lacks $file" "$work/windows-files"
done
say "the image for Windows has $(grep -c '^Files/attestor/.*[^/]$' "$work/windows-files") files"

package dev.attestor.sigstore.trust;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.web.FakeWeb;
import dev.sigstore.json.canonicalizer.JsonCanonicalizer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A TUF repository according to TUF's specification 1.0, with consistent snapshots and one key for
 * all roles, served on loopback. A test may change any part before publishing again.
 */
final class TufRepository implements AutoCloseable {

  static final String TARGET = "trusted_root.json";
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  final FakeWeb web = FakeWeb.start();
  KeyPair key = key();
  KeyPair signer = key;
  String expires = "2027-01-01T00:00:00Z";
  String timestampExpires = expires;
  int version = 1;
  byte[] target;

  TufRepository(byte[] target) throws IOException {
    this.target = target;
  }

  static KeyPair key() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  URI address() {
    return URI.create("http://" + web.address() + "/");
  }

  /** Root metadata with the repository's key, signed by that key and optionally others. */
  String root(int rootVersion, KeyPair... alsoBy) {
    JsonObject role = new JsonObject();
    JsonArray ids = new JsonArray();
    ids.add(id(key));
    role.add("keyids", ids);
    role.addProperty("threshold", 1);
    JsonObject roles = new JsonObject();
    List.of("root", "timestamp", "snapshot", "targets").forEach(name -> roles.add(name, role));
    JsonObject keys = new JsonObject();
    keys.add(id(key), described(key));
    JsonObject root = metadata("root", rootVersion, expires);
    root.addProperty("consistent_snapshot", true);
    root.add("keys", keys);
    root.add("roles", roles);
    JsonArray signatures = new JsonArray();
    signatures.add(signature(root, key));
    for (KeyPair other : alsoBy) {
      signatures.add(signature(root, other));
    }
    return signed(root, signatures);
  }

  /** Serves everything except roots, in the current version. */
  void publish() {
    JsonObject file = new JsonObject();
    file.addProperty("length", target.length);
    file.add("hashes", hashes(target));
    JsonObject files = new JsonObject();
    files.add(TARGET, file);
    JsonObject targets = metadata("targets", version, expires);
    targets.add("targets", files);
    byte[] targetsJson = put(version + ".targets.json", targets);
    JsonObject snapshot = metadata("snapshot", version, expires);
    snapshot.add("meta", meta("targets.json", targetsJson));
    byte[] snapshotJson = put(version + ".snapshot.json", snapshot);
    JsonObject timestamp = metadata("timestamp", version, timestampExpires);
    timestamp.add("meta", meta("snapshot.json", snapshotJson));
    put("timestamp.json", timestamp);
    web.put(targetPath(), target);
  }

  String targetPath() {
    return "/targets/" + Digest.of(target).hex() + "." + TARGET;
  }

  private JsonObject meta(String name, byte[] content) {
    JsonObject described = new JsonObject();
    described.addProperty("version", version);
    described.addProperty("length", content.length);
    described.add("hashes", hashes(content));
    JsonObject meta = new JsonObject();
    meta.add(name, described);
    return meta;
  }

  private static JsonObject hashes(byte[] content) {
    JsonObject hashes = new JsonObject();
    hashes.addProperty("sha256", Digest.of(content).hex());
    return hashes;
  }

  private static JsonObject metadata(String type, int version, String expires) {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("_type", type);
    metadata.addProperty("spec_version", "1.0");
    metadata.addProperty("version", version);
    metadata.addProperty("expires", Instant.parse(expires).toString());
    return metadata;
  }

  private byte[] put(String name, JsonObject metadata) {
    JsonArray signatures = new JsonArray();
    signatures.add(signature(metadata, signer));
    byte[] content = signed(metadata, signatures).getBytes(StandardCharsets.UTF_8);
    web.put("/" + name, content);
    return content;
  }

  private static String signed(JsonObject metadata, JsonArray signatures) {
    JsonObject whole = new JsonObject();
    whole.add("signatures", signatures);
    whole.add("signed", metadata);
    return GSON.toJson(whole);
  }

  private JsonObject signature(JsonObject metadata, KeyPair by) {
    JsonObject signature = new JsonObject();
    // Every signature claims the repository's key, except in roots.
    signature.addProperty("keyid", id(by == signer ? key : by));
    signature.addProperty("sig", HexFormat.of().formatHex(sign(canonical(metadata), by)));
    return signature;
  }

  private static byte[] canonical(JsonObject json) {
    try {
      return new JsonCanonicalizer(GSON.toJson(json)).getEncodedUTF8();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sign(byte[] content, KeyPair by) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(by.getPrivate());
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonObject described(KeyPair key) {
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getPublic().getEncoded());
    JsonObject value = new JsonObject();
    value.addProperty(
        "public", "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
    JsonObject described = new JsonObject();
    described.addProperty("keytype", "ecdsa");
    described.addProperty("scheme", "ecdsa-sha2-nistp256");
    described.add("keyval", value);
    return described;
  }

  private static String id(KeyPair key) {
    return Digest.of(canonical(described(key))).hex();
  }

  @Override
  public void close() {
    web.close();
  }
}

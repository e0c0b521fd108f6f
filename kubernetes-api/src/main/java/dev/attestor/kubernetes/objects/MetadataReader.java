package dev.attestor.kubernetes.objects;

import dev.attestor.input.json.JsonFields;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads the metadata of an object; {@code PartialObjectMetadata} or a whole object. Once the labels
 * and owners exceed their budget, none of them is kept.
 */
final class MetadataReader {

  private final JsonFields fields;
  private String namespace = "";
  private String name = "";
  private String uid = "";
  private final Map<String, String> labels = new HashMap<>();
  private final List<ObjectOwner> owners = new ArrayList<>();
  private final ObjectBudget budget = new ObjectBudget();
  private boolean tooLarge;

  private MetadataReader(JsonFields fields) {
    this.fields = fields;
  }

  /**
   * Reads one object.
   *
   * @throws IOException if the body breaks off, or is not an object of the API
   */
  static ObjectMetadata object(InputStream body) throws IOException {
    ObjectMetadata[] read = new ObjectMetadata[1];
    JsonFields.readObject(body, fields -> member -> metadata(fields, member, read));
    if (read[0] == null) {
      throw new IOException("it is an object without metadata");
    }
    return read[0];
  }

  private static boolean metadata(JsonFields fields, String member, ObjectMetadata[] read)
      throws IOException {
    if (!member.equals("metadata")) {
      return false;
    }
    MetadataReader reader = new MetadataReader(fields);
    fields.object(reader::read);
    read[0] = reader.metadata();
    return true;
  }

  private ObjectMetadata metadata() {
    return new ObjectMetadata(namespace, name, uid, labels, owners, tooLarge);
  }

  private boolean read(String field) throws IOException {
    switch (field) {
      case "namespace" -> namespace = fields.wholeText();
      case "name" -> name = fields.wholeText();
      case "uid" -> uid = fields.wholeText();
      case "labels" -> {
        labels.clear();
        fields.object(
            key -> {
              add(key, fields.cutText());
              return true;
            });
      }
      case "ownerReferences" -> {
        owners.clear();
        fields.array(this::readOwner);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void add(String key, String value) {
    budget.label(key, value);
    if (fits(JsonFields.isWhole(key) && JsonFields.isWhole(value))) {
      labels.put(key, value);
    }
  }

  private void add(ObjectOwner owner) {
    budget.owner(owner);
    if (fits(
        Stream.of(owner.group(), owner.kind(), owner.name(), owner.uid())
            .allMatch(JsonFields::isWhole))) {
      owners.add(owner);
    }
  }

  private boolean fits(boolean whole) {
    if (!whole || budget.isExceeded()) {
      tooLarge = true;
      labels.clear();
      owners.clear();
    }
    return !tooLarge;
  }

  private void readOwner() throws IOException {
    Map<String, String> texts = new HashMap<>();
    boolean[] controller = new boolean[1];
    fields.object(
        field -> {
          switch (field) {
            case "apiVersion", "kind", "name", "uid" -> texts.put(field, fields.cutText());
            case "controller" -> controller[0] = Boolean.TRUE.equals(fields.bool());
            default -> {
              return false;
            }
          }
          return true;
        });
    add(
        new ObjectOwner(
            ObjectOwner.group(texts.getOrDefault("apiVersion", "")),
            texts.getOrDefault("kind", ""),
            texts.getOrDefault("name", ""),
            texts.getOrDefault("uid", ""),
            controller[0]));
  }
}

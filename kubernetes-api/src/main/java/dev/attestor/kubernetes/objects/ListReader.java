package dev.attestor.kubernetes.objects;

import dev.attestor.input.json.JsonFields;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** Reads pages of lists: of each object only how it is named. */
final class ListReader {

  private final JsonFields fields;
  private final Consumer<ListedObject> each;
  private String next = "";
  private boolean listed;

  private ListReader(JsonFields fields, Consumer<ListedObject> each) {
    this.fields = fields;
    this.each = each;
  }

  /**
   * Reads one page of a list.
   *
   * @param each receives the objects, one at a time
   * @return where the next page continues; empty after the last one
   * @throws IOException if the body breaks off, or is not a list of the API
   */
  static String page(InputStream body, Consumer<ListedObject> each) throws IOException {
    ListReader[] page = new ListReader[1];
    JsonFields.readObject(
        body,
        fields -> {
          page[0] = new ListReader(fields, each);
          return page[0]::read;
        });
    if (page[0] == null || !page[0].listed) {
      throw new IOException("it is not a list");
    }
    return page[0].next;
  }

  private boolean read(String member) throws IOException {
    switch (member) {
      case "metadata" -> fields.object(this::readNext);
      case "items" -> {
        listed = true;
        fields.array(() -> fields.object(this::readItem));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean readNext(String field) throws IOException {
    if (!field.equals("continue")) {
      return false;
    }
    next = fields.wholeText();
    return true;
  }

  private boolean readItem(String member) throws IOException {
    if (!member.equals("metadata")) {
      return false;
    }
    String[] texts = {"", "", ""};
    fields.object(
        field -> {
          switch (field) {
            case "namespace" -> texts[0] = fields.cutText();
            case "name" -> texts[1] = fields.cutText();
            case "uid" -> texts[2] = fields.cutText();
            default -> {
              return false;
            }
          }
          return true;
        });
    each.accept(new ListedObject(texts[0], texts[1], texts[2]));
    return true;
  }
}

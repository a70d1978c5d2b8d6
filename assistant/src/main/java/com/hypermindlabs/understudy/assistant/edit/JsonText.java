package com.hypermindlabs.understudy.assistant.edit;

import org.jspecify.annotations.Nullable;

/**
 * The text of config.json. An edit replaces or adds one value and leaves every other character as
 * it is. Keys are found as the program's reader finds them: of a repeated name the last counts, and
 * a name may itself hold dots. Immutable; holds secrets and shows none.
 */
public final class JsonText {
  private final String text;
  private final Place.Fields root;

  private JsonText(String text) {
    this.text = text;
    this.root = JsonPlaces.in(text);
  }

  /**
   * Reads a text; a blank one counts as an empty object.
   *
   * @throws EditException when it is no JSON object
   */
  public static JsonText of(String text) {
    return new JsonText(text.isBlank() ? "{\n}\n" : text);
  }

  /** All of it. */
  public String text() {
    return text;
  }

  /** Whether it sets a key to something else than null or the empty text. */
  public boolean sets(String key) {
    Place place = find(root, key);
    return place != null && !place.unset();
  }

  /** Whether it sets a key to a text. */
  public boolean setsText(String key) {
    return find(root, key) instanceof Place.Value value && value.text() && !value.unset();
  }

  /** A key's value as it is written, without the quotes of a text; empty when it is not set. */
  public String written(String key) {
    Place place = find(root, key);
    if (place == null || place.unset()) {
      return "";
    }
    int quote = place instanceof Place.Value value && value.text() ? 1 : 0;
    return text.substring(place.start() + quote, place.end() - quote);
  }

  /**
   * The same text with one value replaced or added.
   *
   * @param key as {@code database.host}
   * @param literal the value as JSON, as {@link JsonLiteral} writes it
   * @throws EditException when something on the way to the key is no object
   */
  public JsonText with(String key, String literal) {
    return with(root, "", key, literal);
  }

  private JsonText with(Place.Fields at, String path, String rest, String literal) {
    Place.Member whole = at.member(rest);
    if (whole != null) {
      return replace(whole.value(), literal);
    }
    int dot = rest.indexOf('.');
    String name = dot < 0 ? rest : rest.substring(0, dot);
    Place.Member next = at.member(name);
    if (dot < 0 || next == null) {
      return new JsonText(new JsonInsertion(text, root).into(at, rest, literal));
    }
    String inside = path + name;
    if (next.value() instanceof Place.Fields fields) {
      return with(fields, inside + ".", rest.substring(dot + 1), literal);
    }
    if (!next.value().unset()) {
      throw new EditException(
          "edit config.json: " + inside + " is not an object", "write it as in config.empty.json");
    }
    String object =
        new JsonInsertion(text, root).object(next.start(), rest.substring(dot + 1), literal);
    return replace(next.value(), object);
  }

  private JsonText replace(Place place, String literal) {
    return new JsonText(text.substring(0, place.start()) + literal + text.substring(place.end()));
  }

  private static @Nullable Place find(Place.Fields at, String rest) {
    Place.Member whole = at.member(rest);
    int dot = rest.indexOf('.');
    if (whole != null || dot < 0) {
      return whole == null ? null : whole.value();
    }
    Place.Member next = at.member(rest.substring(0, dot));
    return next != null && next.value() instanceof Place.Fields fields
        ? find(fields, rest.substring(dot + 1))
        : null;
  }

  /** Nothing of the text: it may be a secret. */
  @Override
  public String toString() {
    return "JsonText";
  }
}

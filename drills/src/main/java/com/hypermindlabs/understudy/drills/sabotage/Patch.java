package com.hypermindlabs.understudy.drills.sabotage;

/**
 * One change to the engine, as it is loaded.
 *
 * @param place a class by its full name, whose constants are changed, or a resource by its path
 * @param from what has to be there
 * @param to what is put there instead
 */
record Patch(String place, String from, String to) {
  boolean ofClass() {
    return !place.endsWith(".sql");
  }

  String resource() {
    return ofClass() ? place.replace('.', '/') + ".class" : place;
  }
}

package com.hypermindlabs.understudy.random;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A transaction just before its commit, as a line of a process's output.
 *
 * @param changes its net effect
 * @param touched rows under the policy hold that it wrote
 */
record Attempt(Side side, String xid, List<Change> changes, Set<RowId> touched)
    implements Serializable {
  Attempt {
    changes = new ArrayList<>(changes);
    touched = new TreeSet<>(touched);
  }

  String line() {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
      objects.writeObject(this);
      objects.flush();
      return Base64.getEncoder().encodeToString(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Attempt parse(String line) {
    byte[] bytes = Base64.getDecoder().decode(line);
    try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (Attempt) objects.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("read an attempt", e);
    }
  }
}

package com.hypermindlabs.understudy.random;

import java.util.List;

/** A foreign key, always to the whole primary key of its target. */
record Reference(List<String> columns, String target, String onDelete, boolean deferred) {
  Reference {
    columns = List.copyOf(columns);
  }
}

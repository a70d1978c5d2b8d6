package com.hypermindlabs.understudy.reconcile;

import java.util.List;

/** Enters what {@code understudy_stray} has into the ledger; a second time changes nothing. */
record StrayLedgerSql(RoundContext round, Stray stray) {
  /** The key on the fallback of an entry, {@code l}. */
  static final String FROM_KEY = "coalesce(l.from_key, l.key)";

  List<String> enter(String reason) {
    String ledger = round.names().of("ledger");
    String mine =
        " l.site = '"
            + round.site()
            + "' AND l.epoch = "
            + round.epoch()
            + " AND l.table_name = "
            + Sql.text(stray.name())
            + " AND l.kind = 'held' AND l.resolved IS NULL AND "
            + FROM_KEY
            + " = s.key";
    return List.of(
        "UPDATE "
            + ledger
            + " l SET (reason, transaction, base, ours) = ("
            + Sql.text(reason)
            + ", s.tx, s.base, s.ours) FROM pg_temp.understudy_stray s WHERE"
            + mine,
        "INSERT INTO "
            + ledger
            + " (site, epoch, table_name, key, kind, reason, transaction, columns, base, ours) SELECT"
            + " '"
            + round.site()
            + "', "
            + round.epoch()
            + ", "
            + Sql.text(stray.name())
            + ", s.key, 'held', "
            + Sql.text(reason)
            + ", s.tx, "
            + Sql.array(stray.columns())
            + ", s.base, s.ours FROM pg_temp.understudy_stray s WHERE NOT EXISTS (SELECT FROM "
            + ledger
            + " l WHERE"
            + mine
            + ")");
  }
}

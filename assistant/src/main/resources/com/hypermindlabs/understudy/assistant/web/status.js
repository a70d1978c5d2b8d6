import { whoAmI } from "./app.js";
import { Chart } from "./charts.js";
import { element, listen, sentence, when } from "./net.js";
import { watchHeld } from "./held.js";

const place = (id) => document.getElementById(id);
const put = (id, text) => {
  const found = place(id);
  if (found.textContent !== text) found.textContent = text;
};

const MODES = {
  normal: "Normal",
  local: "Local",
  degraded: "Degraded",
  returning: "Returning",
  outage: "Outage",
};

await whoAmI();
const charts = {
  latency_ms: new Chart(place("chart-latency"), "Round trip to the primary", " ms", "--chart-1"),
  lag_ms: new Chart(place("chart-lag"), "The mirror is behind by", " ms", "--chart-2"),
  journal: new Chart(place("chart-journal"), "Rows to hand back", "", "--chart-3"),
};
const held = watchHeld(place("held"), place("held-note"));

function problem(id, found) {
  put(id, found ? sentence(found.message) + " " + sentence(found.hint) : "");
}

function number(count) {
  return new Intl.NumberFormat().format(count);
}

function show(report) {
  const mode = place("mode");
  mode.dataset.mode = report.mode;
  put("mode", MODES[report.mode] ?? report.mode);
  put("since", report.route.since ? "since " + when(report.route.since, true) + ", epoch " + report.route.epoch : "");
  put("reason", sentence(report.route.reason));
  servers(report);
  const mirror = report.mirror;
  put("mirror", mirror.state.charAt(0).toUpperCase() + mirror.state.slice(1));
  put(
    "mirror-detail",
    [
      mirror.lag_ms === null ? null : Math.round(mirror.lag_ms) + " ms behind",
      mirror.pending_rows ? number(mirror.pending_rows) + " rows waiting" : null,
      mirror.last_cycle ? "last cycle " + when(mirror.last_cycle, true) : null,
      mirror.reason,
    ]
      .filter(Boolean)
      .join(", "),
  );
  put("journal", report.journal.rows === null ? "Not known" : number(report.journal.rows) + (report.journal.rows === 1 ? " row" : " rows"));
  put("journal-detail", report.journal.waits_for ? "The return waits: " + report.journal.waits_for : report.journal.rows ? "to hand back" : "nothing to hand back");
  tables(report);
  held.expect(report.held, report.mode);
}

function servers(report) {
  const primary = report.primary;
  const serving = report.route.target;
  const state = !primary.configured ? "Not configured" : primary.healthy === null ? "Not probed yet" : primary.healthy ? "Healthy" : "Failing";
  put("primary", state + (serving === "primary" ? ", serving" : ""));
  place("primary").dataset.good = primary.healthy === false ? "no" : "yes";
  put(
    "primary-detail",
    [primary.endpoint, primary.version ? "PostgreSQL " + primary.version : null, primary.healthy && primary.latency_ms !== null ? primary.latency_ms.toFixed(1) + " ms" : null]
      .filter(Boolean)
      .join(", "),
  );
  problem("primary-problem", primary.problem);
  const fallback = report.fallback;
  const standing = !fallback.enabled ? "Switched off" : !fallback.provisioned ? "Not provisioned yet" : fallback.running ? "Running" : "Stopped";
  put("fallback", standing + (serving === "fallback" ? ", serving" : ""));
  place("fallback").dataset.good = fallback.enabled && fallback.provisioned && !fallback.running ? "no" : "yes";
  put(
    "fallback-detail",
    [fallback.endpoint, fallback.version ? "PostgreSQL " + fallback.version : null, fallback.data_as_of ? "data as of " + when(fallback.data_as_of, true) : null]
      .filter(Boolean)
      .join(", "),
  );
  problem("fallback-problem", fallback.problem);
}

function tables(report) {
  const open = report.tables.filter((table) => !table.protected);
  put("tables", report.tables.length - open.length + " of " + report.tables.length + " tables are protected.");
  replace("unprotected", open.map((table) => table.name + ": " + table.reason));
  replace(
    "interfaces",
    report.interfaces.map((one) => one.name + ": " + one.state + (one.reason ? " (" + one.reason + ")" : "")),
  );
}

function replace(id, lines) {
  const key = lines.join("\n");
  if (place(id).dataset.key === key) return;
  place(id).dataset.key = key;
  place(id).replaceChildren(...lines.map((line) => element("li", {}, line)));
}

const seen = new Set();
listen("/api/status/events", {
  on: {
    status: show,
    timeline(news) {
      for (const item of news.items) {
        if (seen.has(item.number)) continue;
        seen.add(item.number);
        place("timeline").prepend(
          element(
            "li",
            { "data-kind": item.kind, "data-mode": item.mode },
            element("time", { datetime: item.at }, when(item.at, true)),
            element("div", {}, element("strong", {}, item.title), element("p", {}, item.detail)),
          ),
        );
      }
    },
    samples(news) {
      for (const sample of news.items) {
        if (sample.at <= (charts.last ?? 0)) continue;
        charts.last = sample.at;
        for (const name of ["latency_ms", "lag_ms", "journal"]) charts[name].add(sample.at, sample[name]);
      }
      for (const name of ["latency_ms", "lag_ms", "journal"]) charts[name].draw();
      put("now-latency", charts.latency_ms.now());
      put("now-lag", charts.lag_ms.now());
      put("now-journal", charts.journal.now());
      document.body.dataset.ready = "true";
    },
  },
});

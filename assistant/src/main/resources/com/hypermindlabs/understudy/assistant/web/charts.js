// One chart of one figure over the last minutes, which follows the colours of the page.

import uPlot from "./vendor/uPlot.esm.js";

const SECONDS = 300;

export class Chart {
  constructor(place, label, unit, colour) {
    this.place = place;
    this.label = label;
    this.unit = unit;
    this.colour = colour;
    this.times = [];
    this.values = [];
    this.make();
    new ResizeObserver(() => this.plot.setSize(this.size())).observe(place);
    addEventListener("themechange", () => {
      this.plot.destroy();
      this.make();
    });
  }

  size() {
    return { width: Math.max(120, this.place.clientWidth), height: 150 };
  }

  make() {
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--quiet").trim();
    const line = style.getPropertyValue("--line").trim();
    const colour = style.getPropertyValue(this.colour).trim();
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: "12px system-ui" };
    this.plot = new uPlot(
      {
        ...this.size(),
        legend: { show: false },
        cursor: { show: false },
        padding: [8, 4, 0, 0],
        scales: { x: { time: true }, y: { range: (_, low, high) => [0, high > 0 ? high * 1.15 : 1] } },
        axes: [
          { ...axis, space: 70, values: (_, ticks) => ticks.map((tick) => clock(tick)) },
          { ...axis, size: 46, space: 32 },
        ],
        series: [
          {},
          { label: this.label, stroke: colour, fill: colour + "22", width: 2, points: { show: false }, spanGaps: false },
        ],
      },
      [this.times, this.values],
      this.place,
    );
    this.describe();
  }

  add(time, value) {
    this.times.push(time / 1000);
    this.values.push(value);
    while (this.times.length > SECONDS) {
      this.times.shift();
      this.values.shift();
    }
  }

  draw() {
    this.plot.setData([this.times, this.values]);
    this.describe();
  }

  describe() {
    const known = this.values.filter((value) => value !== null);
    const text = known.length
      ? `${this.label}: now ${this.show(known.at(-1))}, at most ${this.show(Math.max(...known))}`
      : `${this.label}: not known`;
    this.place.setAttribute("role", "img");
    this.place.setAttribute("aria-label", text);
  }

  show(value) {
    return value === null || value === undefined ? "not known" : (this.unit && value < 10 ? value.toFixed(1) : Math.round(value)) + this.unit;
  }

  now() {
    return this.values.length ? this.show(this.values.at(-1)) : "";
  }
}

function clock(tick) {
  const date = new Date(tick * 1000);
  const two = (number) => String(number).padStart(2, "0");
  return two(date.getHours()) + ":" + two(date.getMinutes()) + ":" + two(date.getSeconds());
}

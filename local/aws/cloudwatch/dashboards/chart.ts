import { type Html, html } from '../../../simulator/index.ts';
import type { DataPoint, TimeRange } from './source.ts';
import { COLOURS } from './style.ts';
import type { Annotation, Axis } from './widget.ts';

const HEIGHT = 190;
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 18, 10, 22];
const TICKS = 4;
const HOUR = 3_600_000;

export interface Series {
  readonly label: string;
  readonly points: readonly DataPoint[];
  /** The distance of two points, in milliseconds: a missing point is a gap in the line. */
  readonly period: number;
}

interface ChartOptions {
  readonly title: string;
  /** The approximate width in pixels: the graph scales with the page. */
  readonly width: number;
  readonly range: TimeRange;
  readonly axis?: Axis;
  readonly annotations?: readonly Annotation[];
}

/** A graph of lines over time, as SVG without scripts, with its legend. */
export function chart(series: readonly Series[], { title, width, range, axis, annotations = [] }: ChartOptions): Html {
  const values = [
    ...series.flatMap(({ points }) => points.map(({ value }) => value)),
    ...annotations.map((a) => a.value),
  ];
  const low = Math.min(axis?.min ?? 0, ...values);
  const ticks = ticksBetween(low, Math.max(axis?.max ?? low + 1, ...values));
  const [bottom, top] = [ticks[0], ticks.at(-1) ?? 1];
  const right = width - RIGHT;
  const x = (time: number) => LEFT + ((time - range.from) / (range.to - range.from)) * (right - LEFT);
  const y = (value: number) => HEIGHT - BOTTOM - ((value - bottom) / (top - bottom)) * (HEIGHT - TOP - BOTTOM);
  return html`<svg class="chart" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${describe(title, series)}">
${ticks.map(
  (tick) => html`<line class="grid" x1="${LEFT}" x2="${right}" y1="${round(y(tick))}" y2="${round(y(tick))}"/>
<text x="${LEFT - 6}" y="${round(y(tick) + 4)}" text-anchor="end">${short(tick)}</text>
`,
)}
${times(range, width).map(
  (time) => html`<text x="${round(x(time))}" y="${HEIGHT - 5}" text-anchor="middle">${clockTime(time)}</text>
`,
)}
${annotations.map(
  ({
    value,
    label,
  }) => html`<line class="threshold" x1="${LEFT}" x2="${right}" y1="${round(y(value))}" y2="${round(y(value))}"/>
<text x="${right}" y="${round(y(value) - 4)}" text-anchor="end">${label}</text>
`,
)}
${series.map((one, index) => line(one, index, x, y))}
</svg>
<ul class="legend">
${series.map(
  (
    { label, points },
    index,
  ) => html`<li><svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="fill${index % COLOURS}" width="10" height="10"/></svg>${label}: <b>${points.length > 0 ? short(points[points.length - 1].value) : 'no data'}</b></li>
`,
)}
</ul>`;
}

function line(
  { points, period }: Series,
  index: number,
  x: (time: number) => number,
  y: (value: number) => number,
): Html {
  const at = ({ time, value }: DataPoint) => `${round(x(time))} ${round(y(value))}`;
  const path = points.map((point, n) => {
    const follows = n > 0 && point.time - points[n - 1].time <= period * 1.5;
    return `${follows ? 'L' : 'M'}${at(point)}`;
  });
  return html`<path class="line${index % COLOURS}" d="${path.join('')}"/>
${points.map(
  (
    point,
  ) => html`<circle class="fill${index % COLOURS}" cx="${round(x(point.time))}" cy="${round(y(point.value))}" r="2.2"/>
`,
)}`;
}

/** The round numbers on the axis, from one below the values to one above. */
function ticksBetween(low: number, high: number): number[] {
  const rough = (high - low || 1) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max([1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough, 0.1);
  const first = Math.floor(low / step);
  const count = Math.max(1, Math.ceil(high / step) - first);
  return Array.from({ length: count + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** The times on the axis, at full hours or parts of them, as many as have room. */
function times({ from, to }: TimeRange, width: number): number[] {
  const steps = [HOUR / 60, HOUR / 12, HOUR / 6, HOUR / 4, HOUR / 2, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 24 * HOUR];
  const step = steps.find((size) => (to - from) / size <= width / 55) ?? 24 * HOUR;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, index) => first + index * step);
}

function describe(title: string, series: readonly Series[]): string {
  const latest = series.map(({ label, points }) => `${label} ${points.at(-1)?.value ?? 'no data'}`);
  return `${title}: ${latest.join(', ')}`;
}

const clockTime = (time: number): string => new Date(time).toISOString().slice(11, 16);

const round = (value: number): number => Math.round(value * 10) / 10;

/** A number in few characters: 1.5 k, 20 M. */
export function short(value: number): string {
  const [size, unit] = (
    [
      [1e9, ' G'],
      [1e6, ' M'],
      [1e3, ' k'],
    ] as const
  ).find(([each]) => Math.abs(value) >= each) ?? [1, ''];
  return `${Number((value / size).toPrecision(3))}${unit}`;
}

const COLUMNS = 24;

/** Colours of lines, from dark to light backgrounds. */
const LINES = ['#1f77b4', '#e07b00', '#2a9d3a', '#c0392b', '#8e5bb5', '#7f6a55', '#c2489b'];

const everyColumn = (rule: (column: number) => string): string =>
  Array.from({ length: COLUMNS + 1 }, (_, column) => rule(column)).join('\n');

/** The style of dashboards, besides that of all pages. */
export const STYLE = `
.ranges > * { margin-inline-end: 0.7rem; }
.dashboard { display: grid; grid-template-columns: repeat(${COLUMNS}, minmax(0, 1fr)); gap: 0.7rem; }
.widget { background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.6rem 0.9rem; min-width: 0; }
.widget h2 { font-size: 0.95rem; margin: 0 0 0.4rem; }
.widget table { font-size: 0.85rem; margin: 0; overflow-wrap: break-word; }
.widget th:last-child, .widget td:last-child { padding-inline-end: 0; }
.widget .scroll { overflow-x: auto; }
.short, time { white-space: nowrap; }
@media (min-width: 60rem) {
${everyColumn((column) => `.from${column} { grid-column-start: ${column + 1}; } .size${column} { grid-column-end: span ${column}; }`)}
}
@media (max-width: 60rem) { .widget { grid-column: 1 / -1; } }

.values { display: flex; flex-wrap: wrap; gap: 0.3rem 2.2rem; margin: 0; }
.values dt { font-size: 0.8rem; color: var(--muted); }
.values dd { margin: 0; font-size: 1.7rem; line-height: 1.2; font-weight: 600; }
.alarms { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 0.5rem; margin: 0; padding: 0; }
.alarms li { border-inline-start: 0.35rem solid #2a9d3a; padding: 0.1rem 0.6rem; font-size: 0.85rem; }
.alarms li.alarm { border-color: #d0342c; background: #d0342c22; }
.alarms li.insufficient_data { border-color: #999; }
.alarms small { display: block; color: var(--muted); }
.chart { display: block; width: 100%; height: auto; }
.chart text { font-size: 11px; fill: currentColor; opacity: 0.65; }
.chart path { fill: none; stroke-width: 2; stroke-linejoin: round; }
.chart .grid { stroke: var(--line); }
.chart .threshold { stroke: #d0342c; stroke-dasharray: 4 3; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; margin: 0.3rem 0 0; padding: 0; font-size: 0.8rem; }
.key { width: 0.7rem; height: 0.7rem; margin-inline-end: 0.35rem; }
${LINES.map((colour, index) => `.line${index} { stroke: ${colour}; } .fill${index} { fill: ${colour}; }`).join('\n')}
`;

/** The number of colours of lines. */
export const COLOURS = LINES.length;

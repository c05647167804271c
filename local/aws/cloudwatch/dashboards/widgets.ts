import { date, type Html, html } from '../../../simulator/index.ts';
import { consolePageOf } from '../../console/links.ts';
import { chart, short } from './chart.ts';
import { readQuery } from './log-query.ts';
import { readMetrics } from './metric-queries.ts';
import type { AlarmState, DashboardSource, TimeRange } from './source.ts';
import type { Widget } from './widget.ts';

/** The approximate width of a column, in pixels, on a wide page. */
const COLUMN = 46;
/** A text of up to this length is not wrapped. */
const SHORT = 24;

type Draw = (widget: Widget, source: DashboardSource, range: TimeRange) => Promise<Html>;

const DRAW: Readonly<Record<string, Draw>> = { alarm: drawAlarms, log: drawLog, metric: drawMetrics, text: drawText };

/** The content of a widget, or the reason why it cannot be drawn. */
export async function drawWidget(widget: Widget, source: DashboardSource, range: TimeRange): Promise<Html> {
  const draw = DRAW[widget.type];
  const content = draw
    ? draw(widget, source, range)
    : Promise.reject(new Error(`widgets of the type ${widget.type} are not drawn here`));
  return content.catch((error: Error) => html`<p class="muted">Not drawn: ${error.message}</p>`);
}

async function drawMetrics(
  { properties, width = 6 }: Widget,
  source: DashboardSource,
  range: TimeRange,
): Promise<Html> {
  const { title = 'Metric', view = 'timeSeries', yAxis, annotations } = properties;
  const queries = readMetrics(properties);
  const found = await source.metrics(
    queries.map(({ query }) => query),
    range,
  );
  const series = queries.map(({ label, query }, index) => ({
    label,
    points: found[index] ?? [],
    period: query.period * 1000,
  }));
  if (view === 'singleValue' || view === 'gauge') {
    return html`<dl class="values">
${series.map(
  ({
    label,
    points,
  }) => html`<div><dt>${label}</dt><dd>${points.length > 0 ? short(points[points.length - 1].value) : '–'}</dd></div>
`,
)}</dl>`;
  }
  if (view !== 'timeSeries') throw new Error(`the view ${view} is not known here`);
  return chart(series, {
    title,
    width: Math.max(width, 4) * COLUMN,
    range,
    axis: yAxis?.left,
    annotations: annotations?.horizontal,
  });
}

/** Alarms are sorted by their states, in this order. */
const STATES = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];

async function drawAlarms({ properties: { alarms = [] } }: Widget, source: DashboardSource): Promise<Html> {
  const states = (await source.alarms(alarms)).toSorted((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
  if (states.length === 0) return html`<p class="muted">There are no such alarms.</p>`;
  return html`<ul class="alarms">
${states.map(drawAlarm)}</ul>`;
}

function drawAlarm({ name, state, description, reason, since }: AlarmState): Html {
  const what = state === 'ALARM' ? html`${reason}, since ${date(since / 1000)}` : html``;
  return html`<li class="${state.toLowerCase()}"><b>${state.replace('_', ' ')}</b> <span>${description || name}</span> <small>${what}</small></li>
`;
}

async function drawLog(
  { properties: { query = '' } }: Widget,
  source: DashboardSource,
  range: TimeRange,
): Promise<Html> {
  const { groups, run } = readQuery(query);
  const { columns, rows } = run(await source.log(groups, range));
  if (rows.length === 0) return html`<p class="muted">No lines.</p>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Lines"><table>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (
    row,
  ) => html`<tr>${row.map((cell) => html`<td${cell.length <= SHORT && html` class="short"`}>${shown(cell)}</td>`)}</tr>
`,
)}</tbody></table></div>`;
}

/** Times as on the other pages; links into the AWS console lead to the page of the local one. */
function shown(text: string): Html {
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return date(Date.parse(text) / 1000);
  const page = consolePageOf(text);
  return page === undefined ? html`${text}` : html`<a href="${page}">open</a>`;
}

async function drawText({ properties: { markdown = '' } }: Widget): Promise<Html> {
  return html`<div class="text">${markdown.split(/\n{2,}/).map((paragraph) => html`<p>${paragraph}</p>`)}</div>`;
}

import { ControlError } from '../../errors.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout.ts';
import { DASHBOARDS, dashboardPath } from '../links.ts';
import type { DashboardSource, TimeRange } from './source.ts';
import { readWidgets, type Widget } from './widget.ts';
import { drawWidget } from './widgets.ts';

const COLUMNS = 24;
const MINUTE = 60_000;
/** How far back a dashboard looks, in minutes. */
const RANGES: Readonly<Record<string, number>> = { '15 minutes': 15, '1 hour': 60, '3 hours': 180, '12 hours': 720 };
const DEFAULT_MINUTES = 60;

export async function dashboardsPage(source: DashboardSource | undefined): Promise<string> {
  const names = (await source?.dashboards()) ?? [];
  return page('Dashboards', html`${names.length > 0 ? list(names) : html`<p>There are none.</p>`}`);
}

export const list = (names: readonly string[]): Html => html`<ul>
${names.map(
  (name) => html`<li><a href="${dashboardPath(name)}">${name}</a></li>
`,
)}</ul>`;

/** A dashboard as it is now. It is drawn anew by loading the page again. */
export async function dashboardPage(
  source: DashboardSource | undefined,
  name: string,
  query: URLSearchParams,
): Promise<string> {
  const body = await source?.dashboard(name);
  if (source === undefined || body === undefined) {
    throw new ControlError(`there is no dashboard ${name}: ${DASHBOARDS} lists those that there are`, 404);
  }
  const minutes = minutesOf(query);
  const to = Date.now();
  const range: TimeRange = { from: to - minutes * MINUTE, to };
  const widgets = readWidgets(body);
  const contents = await Promise.all(widgets.map((widget) => drawWidget(widget, source, range)));
  return page(
    name,
    html`
<p class="ranges">The last ${Object.entries(RANGES).map(([text, choice]) => rangeLink(text, choice, minutes))}
until <time datetime="${new Date(to).toISOString()}">${new Date(to).toISOString().slice(11, 19)} UTC</time></p>
<div class="dashboard">
${widgets.map((widget, index) => section(widget, contents[index]))}
</div>`,
    { isWide: true },
  );
}

function minutesOf(query: URLSearchParams): number {
  const wanted = Number(query.get('minutes') ?? DEFAULT_MINUTES);
  if (!Object.values(RANGES).includes(wanted)) {
    throw new ControlError(
      `minutes must be one of ${Object.values(RANGES).join(', ')}, got '${query.get('minutes')}'`,
      400,
    );
  }
  return wanted;
}

function rangeLink(text: string, choice: number, current: number): Html {
  return choice === current
    ? html`<b aria-current="true">${text}</b>
`
    : html`<a href="?minutes=${choice}">${text}</a>
`;
}

function section({ x = 0, width = 6, type, properties }: Widget, content: Html): Html {
  const [from, size] = [Math.min(x, COLUMNS - 1), Math.min(width, COLUMNS)];
  const { title } = properties;
  return html`<section class="widget ${type} from${from} size${size}" aria-label="${title ?? type}">
${title !== undefined && html`<h2>${title}</h2>`}
${content}
</section>
`;
}

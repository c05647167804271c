import { type ConsoleSection, ControlError, type Html, html, type Link, type Page } from '../../../simulator/index.ts';
import { dashboardPath } from '../../console/links.ts';
import type { DashboardSource, TimeRange } from './source.ts';
import { STYLE } from './style.ts';
import { readWidgets, type Widget } from './widget.ts';
import { drawWidget } from './widgets.ts';

const COLUMNS = 24;
const MINUTE = 60_000;
/** After how many seconds a dashboard loads anew. */
const SECONDS = 60;
/** The time ranges of a dashboard, in minutes. */
const RANGES: Readonly<Record<string, number>> = { '15 minutes': 15, '1 hour': 60, '3 hours': 180, '12 hours': 720 };
const DEFAULT_MINUTES = 60;

/** The dashboards of a CloudWatch, as a section of the console. */
export class Dashboards implements ConsoleSection {
  readonly title = 'Dashboards';
  readonly path = '/cloudwatch/dashboards';
  private readonly source: DashboardSource;

  constructor(source: DashboardSource) {
    this.source = source;
  }

  async links(): Promise<Link[]> {
    return (await this.source.dashboards()).map((name) => ({ name, path: dashboardPath(name) }));
  }

  /** A dashboard with its current data. */
  async page(name: string, query: URLSearchParams): Promise<Page> {
    const body = await this.source.dashboard(name);
    if (body === undefined) {
      throw new ControlError(`there is no dashboard ${name}: ${this.path} lists those that there are`, 404);
    }
    const minutes = minutesOf(query);
    const to = Date.now();
    const range: TimeRange = { from: to - minutes * MINUTE, to };
    const widgets = readWidgets(body);
    const contents = await Promise.all(widgets.map((widget) => drawWidget(widget, this.source, range)));
    return {
      title: name,
      style: STYLE,
      isWide: true,
      refresh: SECONDS,
      content: html`
<p class="ranges">The last ${Object.entries(RANGES).map(([text, choice]) => rangeLink(text, choice, minutes))}
until <time datetime="${new Date(to).toISOString()}">${new Date(to).toISOString().slice(11, 19)} UTC</time></p>
<div class="dashboard">
${widgets.map((widget, index) => section(widget, contents[index]))}
</div>`,
    };
  }
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

import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';
import { STYLE } from './style.ts';

/** A page of the console. */
export interface Page {
  readonly title: string;
  readonly content: Html;
  /** Its style, besides that of all pages. */
  readonly style?: string;
  readonly isWide?: boolean;
  /** After how many seconds it loads anew. A page with a field to fill in does not. */
  readonly refresh?: number;
}

/** Where a page is, and what is around it. */
export interface Surroundings {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly navigation: readonly { readonly name: string; readonly path: string }[];
}

/** The interval of pages on which something is in motion, in seconds. */
export const MOVING = 5;

/** The headers of a page, which loads nothing, runs no script, and cannot be put into a frame. */
export const headersOf = ({ style = '' }: Page): Readonly<Record<string, string>> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256')
      .update(STYLE + style)
      .digest('base64')}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
});

export function render(page: Page, { path, query, navigation }: Surroundings): string {
  const { title, content, style = '', isWide = false, refresh } = page;
  const isRefreshing = refresh !== undefined && query.get('refresh') !== 'off';
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${isRefreshing && html`<meta http-equiv="refresh" content="${refresh}">`}
<title>${title} - CodeConnections simulator</title>
<style>${new Html(STYLE + style)}</style>
</head>
<body${isWide && html` class="wide"`}>
<header>
<nav aria-label="Console">
${navigation.map(
  (link) => html`<a href="${link.path}"${link.path === path && html` aria-current="page"`}>${link.name}</a>
`,
)}</nav>
${refresh !== undefined && refreshing(refresh, isRefreshing, query)}
</header>
<main>
<h1>${title}</h1>
${content}
</main>
<footer><p>CodeConnections simulator: nothing here reaches AWS or a provider.</p></footer>
</body>
</html>
`.toString();
}

/** Says that the page loads anew by itself. Who needs longer to read it can stop that. */
function refreshing(seconds: number, isOn: boolean, query: URLSearchParams): Html {
  const others = new URLSearchParams([...query].filter(([name]) => name !== 'refresh'));
  if (isOn) others.set('refresh', 'off');
  return isOn
    ? html`<p class="refresh">Refreshes every ${seconds} seconds. <a href="?${others.toString()}">Stop</a></p>`
    : html`<p class="refresh">Does not refresh by itself. <a href="?${others.toString()}">Refresh every ${seconds} seconds</a></p>`;
}

/** Puts fields and buttons into a form that posts to its own page. */
export type Form = (content: Html, style?: string) => Html;

/** Forms that carry the token: without it, a page of somebody else could send them. */
export const formsWith =
  (token: string): Form =>
  (content, style) =>
    html`<form method="post"${style !== undefined && html` class="${style}"`}>
<input type="hidden" name="token" value="${token}">
${content}
</form>`;

/** Names and what they are, one a row. */
export function facts(rows: readonly (readonly [string, Html | string | undefined])[]): Html {
  return html`<dl class="facts">
${rows.filter(([, value]) => value !== undefined).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}
</dl>`;
}

/** What is done here and nowhere else, apart from what the AWS console has. */
export const inSimulatorOnly = (content: Html): Html => html`<section class="simulated" aria-labelledby="simulated">
<h2 id="simulated">In the simulator only</h2>
${content}
</section>`;

const TONES: readonly (readonly [string, RegExp])[] = [
  ['bad', /FAILED|ERROR|ROLLBACK|^ACTIVE$|BLOCKED|^ALARM$|DELETED/],
  ['busy', /PENDING|PROGRESS|INIT|QUEUED|DELETING|WAITING/],
  ['good', /^AVAILABLE$|SUCCEEDED|RESOLVED|COMPLETE$|^OK$/],
];

/** Whether a status is bad, busy or good news; empty if it is none. */
export const toneOf = (text: string): string => TONES.find(([, pattern]) => pattern.test(text))?.[0] ?? '';

/** A status, in the color of what it asks for. */
export const status = (text: string): Html => html`<span class="status ${toneOf(text)}">${text}</span>`;

export const date = (seconds: number): Html => {
  const iso = new Date(seconds * 1000).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
};

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
}

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

export function render({ title, content, style = '', isWide = false }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - CodeConnections simulator</title>
<style>${new Html(STYLE + style)}</style>
</head>
<body${isWide && html` class="wide"`}>
<nav aria-label="Console"><a href="/">All connections and hosts</a></nav>
<main>
<h1>${title}</h1>
${content}
</main>
<footer><p>CodeConnections simulator: nothing here reaches AWS or a provider.</p></footer>
</body>
</html>
`.toString();
}

/** Puts fields and buttons into a form that posts to its own page. */
export type Form = (content: Html) => Html;

/** Forms that carry the token: without it, a page of somebody else could send them. */
export const formsWith =
  (token: string): Form =>
  (content) =>
    html`<form method="post">
<input type="hidden" name="token" value="${token}">
${content}
</form>`;

/** Names and what they are, one a row. */
export function facts(rows: readonly (readonly [string, Html | string | undefined])[]): Html {
  return html`<table class="facts"><tbody>
${rows.filter(([, value]) => value !== undefined).map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`)}
</tbody></table>`;
}

/** A status, in the colour of what it asks for. */
export const status = (text: string): Html => html`<span class="status ${text.toLowerCase()}">${text}</span>`;

export const date = (seconds: number): Html => {
  const iso = new Date(seconds * 1000).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
};

import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; padding: 1.5rem; max-width: 60rem; }
h1 { line-height: 1.2; }
code { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin-block: 1rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid #8888; }
th code { font-weight: normal; }
.facts th { width: 10rem; }
form { display: inline-flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin-block: 0.5rem; }
button, input { font: inherit; padding: 0.4rem 0.8rem; border: 1px solid; border-radius: 0.3rem; }
button { cursor: pointer; }
button.main { background: #0b5cad; color: #fff; border-color: #0b5cad; }
:focus-visible { outline: 3px solid #e67700; outline-offset: 2px; }
.status { font-weight: 600; }
nav, footer { font-size: 0.9rem; }
`;

/** The pages load nothing, run no script, and cannot be put into a frame. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

export function page(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - CodeConnections simulator</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
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

/** Names and what they are, one a row. */
export function facts(rows: readonly (readonly [string, Html | string | undefined])[]): Html {
  return html`<table class="facts"><tbody>
${rows.filter(([, value]) => value !== undefined).map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`)}
</tbody></table>`;
}

export const status = (text: string): Html => html`<span class="status">${text}</span>`;

export const date = (seconds: number): Html => {
  const iso = new Date(seconds * 1000).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
};

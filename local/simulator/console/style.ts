/** The style of all pages. There are no style attributes: the policy of the pages does not allow them. */
export const STYLE = `
:root {
  color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif;
  --page: light-dark(#f6f7f9, #14161a); --card: light-dark(#fff, #1d2026); --text: light-dark(#1b1f24, #e6e8eb);
  --muted: light-dark(#555c66, #a6adb8); --line: light-dark(#d5d9df, #383d46); --link: light-dark(#0b5cad, #82b8ff);
  --good: light-dark(#0f5c2b, #86e0a4); --good-back: light-dark(#e3f4e8, #14361f);
  --busy: light-dark(#704300, #f3c46b); --busy-back: light-dark(#fdf0d5, #3b2a0a);
  --bad: light-dark(#98131a, #ffa19a); --bad-back: light-dark(#fde8e8, #451a1d);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere; }
main, body > header, footer { margin: 0 auto; padding: 0 1rem; max-width: 62rem; }
body.wide > * { max-width: 90rem; }
body > header { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; align-items: baseline; padding-block: 0.8rem; border-bottom: 1px solid var(--line); font-size: 0.9rem; }
nav { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; }
nav [aria-current] { color: inherit; font-weight: 600; text-decoration: none; }
.refresh { margin: 0; margin-inline-start: auto; }
footer { padding-block: 1.5rem; font-size: 0.85rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin-block: 1.2rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.6rem; }
h3, h4, article h2 { font-size: 1rem; margin: 1.2rem 0 0.4rem; }
a { color: var(--link); }
code, pre, textarea { font-family: ui-monospace, monospace; font-size: 0.875em; }
pre { white-space: pre-wrap; margin: 0.6rem 0; padding: 0.8rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.4rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid var(--line); }
:focus-visible { outline: 3px solid light-dark(#b34a00, #ffa94d); outline-offset: 2px; }
summary { cursor: pointer; padding-block: 0.3rem; }
.muted, small, footer { color: var(--muted); }
small { display: block; font-size: 0.85rem; }
small time, .events time { white-space: nowrap; }

.items, .events { list-style: none; margin: 0; padding: 0; }
.items > li, .card { background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.7rem 0.9rem; margin-block: 0.5rem; }
.items p, .card p { margin: 0.2rem 0; }
.card > :first-child { margin-top: 0; }
.items > li.bad, .card.bad { border-inline-start: 0.3rem solid var(--bad); }
.items > li.busy { border-inline-start: 0.3rem solid var(--busy); }
.items strong { margin-inline-end: 0.4rem; }
.events li { display: grid; grid-template-columns: 11.5rem 8.5rem 1fr; gap: 0 1rem; padding-block: 0.35rem; border-bottom: 1px solid var(--line); font-size: 0.9rem; place-items: start; }
.facts { margin: 0; }
.facts > div { display: grid; grid-template-columns: minmax(7rem, 12rem) 1fr; gap: 0 1rem; padding-block: 0.35rem; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; }
.card .facts > div:last-child { border: 0; }
.status { display: inline-block; padding: 0 0.5rem; border-radius: 0.8rem; font-size: 0.8rem; font-weight: 600; background: light-dark(#e9ebee, #343941); }
.status.good { color: var(--good); background: var(--good-back); }
.status.busy { color: var(--busy); background: var(--busy-back); }
.status.bad { color: var(--bad); background: var(--bad-back); }

form { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: end; margin-block: 0.8rem; }
form.tall { display: block; }
fieldset { border: 1px solid var(--line); border-radius: 0.5rem; margin: 0.8rem 0; padding: 0.4rem 0.9rem 0.8rem; min-width: 0; background: var(--card); }
legend { font-weight: 600; padding: 0 0.3rem; }
label { display: block; font-size: 0.9rem; }
.field { flex: 1 1 14rem; }
button, .button, input, textarea { font: inherit; padding: 0.4rem 0.8rem; border: 1px solid light-dark(#7b828c, #7b828c); border-radius: 0.35rem; background: var(--card); color: inherit; }
button, .button { cursor: pointer; display: inline-block; text-decoration: none; }
button:hover, .button:hover { filter: brightness(0.94); }
.main { background: #0b5cad; color: #fff; border-color: #0b5cad; }
input, textarea { width: 100%; }
textarea { font-family: ui-monospace, monospace; font-size: 0.875rem; line-height: 1.45; min-height: 9rem; resize: vertical; }
input[type=checkbox] { width: auto; }
.actions { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: center; margin-block: 0.8rem; }
.actions form { margin: 0; }
.simulated { border: 1px dashed var(--muted); border-radius: 0.5rem; padding: 0.2rem 0.9rem 0.4rem; margin-block: 1.2rem; }
.simulated h2 { font-size: 0.95rem; margin: 0.5rem 0 0; }
.simulated p { margin: 0.3rem 0; font-size: 0.9rem; color: var(--muted); }
@media (max-width: 40rem) {
  .events li { grid-template-columns: 1fr; }
  .facts > div { grid-template-columns: 1fr; }
  h1 { font-size: 1.35rem; }
}
`;

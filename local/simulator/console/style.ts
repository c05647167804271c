/** The style of all pages. There are no style attributes: the policy of the pages does not allow them. */
export const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; --line: #8885; --muted: #777; }
body { margin: 0 auto; padding: 1.5rem; max-width: 60rem; }
body.wide { max-width: 90rem; }
h1 { line-height: 1.2; }
code, pre { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; padding: 0.8rem; border: 1px solid var(--line); border-radius: 0.4rem; }
table { border-collapse: collapse; width: 100%; margin-block: 1rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid var(--line); }
th code { font-weight: normal; }
.facts th { width: 10rem; }
form { display: inline-flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin-block: 0.5rem; }
button, input { font: inherit; padding: 0.4rem 0.8rem; border: 1px solid; border-radius: 0.3rem; }
button { cursor: pointer; }
button.main { background: #0b5cad; color: #fff; border-color: #0b5cad; }
:focus-visible { outline: 3px solid #e67700; outline-offset: 2px; }
summary { cursor: pointer; }
nav, footer { font-size: 0.9rem; }
.muted { color: var(--muted); }

.status { font-weight: 600; }
.status.available, .status.succeeded, .status.resolved { color: light-dark(#1a7f37, #57c26f); }
.status.failed, .status.error, .status.active { color: light-dark(#b3261e, #ff8a80); }
.status.pending, .status.in_progress, .status.initiated, .status.queued { color: light-dark(#9a5b00, #f0b24a); }
.blocker { border: 1px solid light-dark(#b3261e, #ff8a80); border-radius: 0.4rem; padding: 0 1rem 0.5rem; margin-block: 1rem; }
`;

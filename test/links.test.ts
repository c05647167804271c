import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const ROOT = join(__dirname, '..');
const NOT_OURS = ['node_modules', 'dist', 'cdk.out', 'target'];
const BLOCK = /^(```+).*?^\1$/gms;
const INLINE = /(`+)[^`\n]+?\1(?!`)/g;

const pages = globSync('**/*.md', {
  cwd: ROOT,
  exclude: (path) => NOT_OURS.includes(basename(path)),
});

const anchorsOfFiles = new Map<string, Set<string>>();

/** What a link into the file can name: its headings, as GitHub spells them, and what has an id. */
function anchorsOf(file: string): Set<string> {
  const known = anchorsOfFiles.get(file);
  if (known) return known;
  const text = readFileSync(file, 'utf8').replace(BLOCK, '');
  const anchors = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id));
  const times = new Map<string, number>();
  for (const [, heading = ''] of text.matchAll(/^#+ +(.*?) *$/gm)) {
    const anchor = heading
      .replace(/<[^>]*>/g, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    const before = times.get(anchor) ?? 0;
    times.set(anchor, before + 1);
    anchors.add(before ? `${anchor}-${before}` : anchor);
  }
  anchorsOfFiles.set(file, anchors);
  return anchors;
}

/** The links of a text that lead nowhere, but for those to other sites. */
function brokenLinksIn(text: string, page: string): string[] {
  const links = text
    .replace(BLOCK, '')
    .replace(INLINE, '')
    .matchAll(/\]\(([^)\s]+)\)|\b(?:href|src)="([^"]+)"/g);
  return [...links]
    .map(([, target, source]) => target ?? source ?? '')
    .filter((target) => {
      if (/^[a-z]+:/.test(target)) return false;
      const [path, anchor] = target.split('#');
      const file = path ? join(ROOT, page, '..', path) : join(ROOT, page);
      return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).has(anchor));
    });
}

test.each(pages)('the links of %s lead somewhere', (page) => {
  expect(brokenLinksIn(readFileSync(join(ROOT, page), 'utf8'), page)).toEqual([]);
});

test.each([
  ['[a file](../nowhere.md)', '../nowhere.md'],
  ['[a heading](../README.md#nowhere)', '../README.md#nowhere'],
  ['[a heading of the page](#nowhere)', '#nowhere'],
  ['[code](`a`), [`code`](nowhere.md)', 'nowhere.md'],
  ['![a picture](images/nowhere.png)', 'images/nowhere.png'],
  ['<img src="nowhere.png">', 'nowhere.png'],
])('the broken link in %s is found', (text, link) => {
  expect(brokenLinksIn(text, 'docs/README.md')).toEqual([link]);
});

test.each([
  '[a file](../README.md)',
  '[a heading](../README.md#which-construct-for-what)',
  '[an id](../API.md#cdk-codeconnections.Connection)',
  '[a page](https://example.com/nowhere#at-all)',
  '`[code](nowhere.md)`',
  '```md\n[code](nowhere.md)\n```',
])('no broken link is found in %j', (text) => {
  expect(brokenLinksIn(text, 'docs/README.md')).toEqual([]);
});

test('the index of docs/ lists each page', () => {
  const index = readFileSync(join(ROOT, 'docs/README.md'), 'utf8');
  const others = globSync('**/*.md', { cwd: join(ROOT, 'docs') }).filter((page) => page !== 'README.md');
  expect(others.length).toBeGreaterThan(20);
  expect(others.filter((page) => !index.includes(`](${page})`))).toEqual([]);
});

test('the README stays short', () => {
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(250);
});

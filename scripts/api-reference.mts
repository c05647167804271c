/** Generates API.md from .jsii, with a table of contents: `node scripts/api-reference.mts [<file>]`. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const file = process.argv[2] ?? join(ROOT, 'API.md');

interface Assembly {
  readonly types: Record<string, { readonly name: string; readonly docs?: { readonly summary?: string } }>;
}
const { types }: Assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
const summaries = new Map(Object.values(types).map(({ name, docs }) => [name, docs?.summary]));

execFileSync('jsii-docgen', ['-o', file], { cwd: ROOT, stdio: 'inherit' });
const page = readFileSync(file, 'utf8');

// A heading of jsii-docgen has its anchor with it: `### Host <a name="Host" id="cdk-codeconnections.Host"></a>`.
const entries = [...page.matchAll(/^(##|###) (.+?) <a name=".*?" id="(.*?)"><\/a>$/gm)].map(([, level, name, id]) => {
  const summary = summaries.get(name);
  if (level === '##') return `\n**[${name}](#${id})**\n`;
  return summary === undefined ? `- [${name}](#${id})` : `- [${name}](#${id}): ${summary}`;
});
const [title, ...rest] = page.split('\n');
writeFileSync(file, [title, ...entries, ...rest].join('\n'));

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

interface Documented {
  readonly types: Record<string, { readonly name: string; readonly docs: { readonly summary: string } }>;
}

test.each(['API.md', 'docs/api.python.md', 'docs/api.java.md', 'docs/api.csharp.md', 'docs/api.go.md'])(
  '%s has every type of the API, and says what it is for',
  (page) => {
    const assembly: Documented = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
    const sections = readFileSync(join(ROOT, page), 'utf8').split(/^### /m);
    const undescribed = Object.values(assembly.types)
      .filter(({ name, docs }) => {
        const section = sections.find((text) => text.startsWith(`${name} <a name=`));
        return !section?.includes(docs.summary);
      })
      .map(({ name }) => name);
    expect(undescribed).toEqual([]);
  },
);

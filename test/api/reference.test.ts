import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

interface Documented {
  readonly types: Record<string, { readonly name: string; readonly docs: { readonly summary: string } }>;
}

test('API.md has every type of the API with its summary', () => {
  const assembly: Documented = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
  const sections = readFileSync(join(ROOT, 'API.md'), 'utf8').split(/^### /m);
  const undescribed = Object.values(assembly.types)
    .filter(({ name, docs }) => {
      const section = sections.find((text) => text.startsWith(`${name} <a name=`));
      return !section?.includes(docs.summary);
    })
    .map(({ name }) => name);
  expect(undescribed).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

interface Documented {
  readonly types: Record<string, { readonly name: string; readonly docs: { readonly summary: string } }>;
}

test('the contents of API.md link to each section and type', () => {
  const [contents, ...sections] = readFileSync(join(ROOT, 'API.md'), 'utf8').split(/^##+ /m);
  const ids = sections.flatMap((text) => /^.+ <a name=".+" id="(.+)"><\/a>\n/.exec(text)?.[1] ?? []);
  const types = ids.filter((id) => /^cdk-codeconnections\.\w+$/.test(id));
  expect(types.length).toBeGreaterThan(90);
  expect(types.filter((id) => !contents.includes(`](#${id})`))).toEqual([]);
  const linked = [...contents.matchAll(/\]\(#(.+?)\)/g)].map(([, id]) => id);
  expect(linked.filter((id) => !ids.includes(id))).toEqual([]);
});

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

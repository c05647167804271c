import { SHAPES } from '../../local/simulator/model/shapes.ts';
import { ProviderType } from '../../src';
import { PROVIDERS, providerNamed, providersThat } from '../../src/private/providers';

test('the table has the providers of the model', () => {
  expect(Object.keys(PROVIDERS).sort()).toEqual([...SHAPES.ProviderType.enum].sort());
});

test('ProviderType names each of them', () => {
  const named = Object.values(ProviderType).filter((value) => value instanceof ProviderType);
  expect(named.map(({ value }) => value).sort()).toEqual(Object.keys(PROVIDERS).sort());
});

test.each([
  ['need a host', providersThat(({ needsHost }) => needsHost), ['GitHubEnterpriseServer', 'GitLabSelfManaged']],
  ['have no Git sync', providersThat(({ gitSync }) => !gitSync), ['AzureDevOps']],
  ['have no builds in CodeBuild', providersThat(({ codeBuild }) => !codeBuild), ['AzureDevOps']],
  [
    'have owners without subgroups',
    providersThat(({ subgroups }) => !subgroups),
    ['Bitbucket', 'GitHub', 'GitHubEnterpriseServer'],
  ],
])('these %s: %p', (_, found, expected) => {
  expect(found).toEqual(expected);
});

test.each([undefined, 'Codeberg', 'toString'])('nothing is known of the provider %p', (name) => {
  expect(providerNamed(name)).toBeUndefined();
});

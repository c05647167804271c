import { shapes } from '../../model/codeconnections.json';
import { ProviderType } from '../../src';
import { PROVIDERS, providerNamed, providersThat } from '../../src/private/providers';

test('the table has the providers of the model', () => {
  expect(Object.keys(PROVIDERS).sort()).toEqual([...shapes.ProviderType.enum].sort());
});

test('ProviderType has a constant for each known provider', () => {
  const named = Object.values(ProviderType).filter((value) => value instanceof ProviderType);
  expect(named.map(({ value }) => value).sort()).toEqual(Object.keys(PROVIDERS).sort());
});

test.each([
  ['need a host', providersThat(({ needsHost }) => needsHost), ['GitHubEnterpriseServer', 'GitLabSelfManaged']],
  ['have no Git sync', providersThat(({ gitSync }) => gitSync === false), ['AzureDevOps']],
  [
    'have no builds in CodeBuild',
    providersThat(({ codeBuild, codeBuildIsUnknown }) => !codeBuild && !codeBuildIsUnknown),
    ['AzureDevOps'],
  ],
  ['take an endpoint', providersThat(({ needsEndpoint }) => needsEndpoint), ['GitHubEnterpriseCloudDataResidency']],
  [
    'have owners without subgroups',
    providersThat(({ subgroups }) => !subgroups),
    ['Bitbucket', 'GitHub', 'GitHubEnterpriseCloudDataResidency', 'GitHubEnterpriseServer'],
  ],
])('the providers that %s are %p', (_, found, expected) => {
  expect(found).toEqual(expected);
});

test.each([undefined, 'Codeberg', 'toString'])('the provider %p is unknown', (name) => {
  expect(providerNamed(name)).toBeUndefined();
});

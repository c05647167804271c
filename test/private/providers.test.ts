import { shapes } from '../../model/codeconnections.json';
import { ProviderType } from '../../src';
import { PROVIDERS, providerNamed, providersThat } from '../../src/private/providers';

/** CloudFormation cannot make connections to these: they take an endpoint, for which it has no property. */
const NOT_OFFERED = ['GitHubEnterpriseCloudDataResidency'];

test('the table has the providers of the model that CloudFormation can make connections to', () => {
  expect([...Object.keys(PROVIDERS), ...NOT_OFFERED].sort()).toEqual([...shapes.ProviderType.enum].sort());
});

test('ProviderType has a constant for each known provider', () => {
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
])('the providers that %s are %p', (_, found, expected) => {
  expect(found).toEqual(expected);
});

test.each([undefined, 'Codeberg', 'toString'])('the provider %p is unknown', (name) => {
  expect(providerNamed(name)).toBeUndefined();
});

import { shapes } from '../../model/codeconnections.json';
import * as limits from '../../src/private/limits';

/** The limits that AWS's model of the service has, by their names in it. */
const IN_MODEL = {
  BranchName: limits.BRANCH,
  ConnectionName: limits.CONNECTION_NAME,
  HostName: limits.HOST_NAME,
  IamRoleArn: limits.ROLE_ARN,
  Id: limits.BLOCKER_ID,
  OwnerId: limits.OWNER_ID,
  RepositoryName: limits.REPOSITORY_NAME,
  ResolvedReason: limits.BLOCKER_REASON,
  ResourceName: limits.STACK_NAME,
  SHA: limits.COMMIT,
  SecurityGroupIds: limits.SECURITY_GROUPS,
  SubnetIds: limits.SUBNETS,
  TagKey: limits.TAG_KEY,
  TagList: limits.TAGS,
  TagValue: limits.TAG_VALUE,
  TlsCertificate: limits.TLS_CERTIFICATE,
  Url: limits.PROVIDER_ENDPOINT,
} satisfies Partial<Record<keyof typeof shapes, limits.Bounds>>;

test.each(Object.entries(IN_MODEL))('%s has the bounds of the model', (name, { min, max }) => {
  expect(shapes[name as keyof typeof IN_MODEL]).toMatchObject({ min, max });
});

test.each([
  [
    'BranchName',
    limits.BRANCH,
    ['main', 'release/1.x', 'feature/#12-añadir', 'dependabot/npm/@types', 'v1.0', 'a.b/lock', 'a-b@2'],
  ],
  ['ResourceName', limits.STACK_NAME, ['prod', 'P', 'Prod-1-eu', 'a'.repeat(100)]],
  ['HostName', limits.HOST_NAME, ['git', 'our own GitLab']],
  ['Url', limits.PROVIDER_ENDPOINT, ['https://git.example.com:8443/two']],
] as const)('%s: the service accepts the names that the library accepts', (name, { pattern }, taken) => {
  const ofService = new RegExp(`^(?:${shapes[name].pattern})$`);
  for (const text of taken) expect([text, pattern?.test(text), ofService.test(text)]).toEqual([text, true, true]);
});

test.each([
  ['a stack name with an underscore', limits.STACK_NAME, 'my_stack'],
  ['a stack name that begins with a digit', limits.STACK_NAME, '1stack'],
  ['a branch with its whole reference', limits.BRANCH, 'refs/heads/main'],
  ['a branch with a wildcard', limits.BRANCH, 'release/*'],
  ...['a..b', 'a//b', 'main/', '-x', 'a.lock', 'a.lock/b', '@', 'a@{b', '.a', 'b/.a', 'a.'].map(
    (name): [string, typeof limits.BRANCH, string] => ['a branch that Git does not allow', limits.BRANCH, name],
  ),
  ['a URL that ends with a space', limits.PROVIDER_URL, 'https://git.example.com/ '],
  ['a branch with a variable of IAM', limits.BRANCH, `\${aws:username}`],
])('%s is refused, although the service accepts it', (_, { pattern }, text) => {
  expect(pattern?.test(text)).toBe(false);
});

import {
  blockers,
  call,
  connection,
  files,
  finish,
  follow,
  PATH,
  prod,
  push,
  repositoryStatus,
  setUpGitSync,
  simulator,
  stackStatus,
  tags,
} from './rig.ts';

setUpGitSync();

test('nothing has a status before the first push', async () => {
  await follow();
  await expect(repositoryStatus()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(stackStatus()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  expect(await blockers()).toEqual([]);
});

test('a push is synced to the repository, then to the stack, with every step in the events', async () => {
  await follow();
  const sha = push();
  expect(await repositoryStatus()).toMatchObject({ Status: 'INITIATED' });
  simulator.advance(200);
  expect(await repositoryStatus()).toMatchObject({ Status: 'IN_PROGRESS' });
  simulator.advance(200);
  expect((await repositoryStatus()).Events.map(({ Type }) => Type)).toEqual(['INITIATED', 'IN_PROGRESS', 'SUCCEEDED']);
  expect(await stackStatus()).toMatchObject({ LatestSync: { Status: 'INITIATED' }, DesiredState: { Sha: sha } });
  expect(await stackStatus()).not.toHaveProperty('LatestSuccessfulSync');
  simulator.advance(400);
  const { DesiredState, LatestSuccessfulSync, LatestSync } = await stackStatus();
  expect(LatestSync).toMatchObject({ Status: 'SUCCEEDED', Target: 'prod' });
  expect(LatestSync.Events.map(({ Type }) => Type)).toEqual(['INITIATED', 'IN_PROGRESS', 'SUCCEEDED']);
  expect(LatestSync.TargetRevision).toEqual({
    Branch: 'main',
    Directory: 'deploy/prod.yaml',
    OwnerId: 'my-org',
    RepositoryName: 'infra',
    ProviderType: 'GitHub',
    Sha: sha,
  });
  expect(LatestSuccessfulSync).toEqual(LatestSync);
  expect(DesiredState).toEqual(LatestSync.TargetRevision);
});

test('the next sync starts from the revision of the last successful one', async () => {
  await follow();
  const first = push();
  finish();
  push({ failure: 'The template is not valid' });
  finish();
  const third = push({ sha: 'abc123' });
  finish();
  expect(third).toBe('abc123');
  const { LatestSync } = await stackStatus();
  expect(LatestSync).toMatchObject({ InitialRevision: { Sha: first }, TargetRevision: { Sha: 'abc123' } });
});

test('a commit that CloudFormation refuses fails, and leaves the last success', async () => {
  await follow();
  const good = push();
  finish();
  const bad = push({ failure: 'The template is not valid' });
  finish();
  const { DesiredState, LatestSuccessfulSync, LatestSync } = await stackStatus();
  expect(LatestSync.Status).toBe('FAILED');
  expect(LatestSync.Events.at(-1)).toMatchObject({ Type: 'FAILED', Event: 'The template is not valid' });
  expect(LatestSuccessfulSync?.TargetRevision.Sha).toBe(good);
  expect(DesiredState?.Sha).toBe(bad);
});

test.each([
  ['no deployment file', { 'deploy/prod.yaml': null }, 'Deployment file deploy/prod.yaml does not exist'],
  ['no path of a template', { 'deploy/prod.yaml': 'tags: {}' }, 'has no template-file-path'],
  ['no template', { 'app.yaml': null }, 'Template file app.yaml does not exist'],
  ['no YAML', { 'deploy/prod.yaml': 'a: b: c' }, 'Deployment file deploy/prod.yaml is not YAML: Nested mappings'],
  ['a key twice', { 'deploy/prod.yaml': `${PATH}\n${PATH}` }, 'is not YAML: Map keys must be unique'],
  [
    'an intrinsic function',
    { 'deploy/prod.yaml': `${PATH}\ntags: { a: !Ref B }` },
    'is not YAML: Unresolved tag: !Ref',
  ],
  ['a list', { 'deploy/prod.yaml': '- a' }, 'must be a mapping of keys to values, but what it holds is ["a"]'],
  ['nothing in it', { 'deploy/prod.yaml': '' }, 'must be a mapping of keys to values'],
  ['unknown keys', { 'deploy/prod.yaml': `${PATH}\nstack: x` }, 'unknown keys stack: it takes template-file-path'],
  ['a path outside', { 'deploy/prod.yaml': 'template-file-path: ../app.yaml' }, 'outside of the repository'],
  [
    'a path from here that is outside',
    { 'deploy/prod.yaml': 'template-file-path: ./../app.yaml' },
    'outside of the repo',
  ],
  ['an absolute path', { 'deploy/prod.yaml': 'template-file-path: /app.yaml' }, 'outside of the repository'],
  [
    'a nested value',
    { 'deploy/prod.yaml': `${PATH}\ntags: { a: [b] }` },
    'must give a in tags as a text, but has ["b"]',
  ],
  ['parameters in a list', { 'deploy/prod.yaml': `${PATH}\nparameters: [a]` }, 'but parameters is ["a"]'],
  ['51 tags', { 'deploy/prod.yaml': `${PATH}\n${tags(51)}` }, 'has 51 tags, of at most 50'],
])('a commit with %s fails', async (_, change, message) => {
  await follow();
  push({ files: { ...files, ...change } });
  finish();
  const { LatestSync } = await stackStatus();
  expect(LatestSync.Events.at(-1)).toMatchObject({ Type: 'FAILED', Event: expect.stringContaining(message) });
});

test.each([
  ['a path from here', 'template-file-path: ./app.yaml'],
  ['JSON', '{"template-file-path": "app.yaml", "parameters": {}}'],
  ['comments', `# ours\n'template-file-path': "app.yaml" # theirs\nparameters:\n`],
  ['50 tags', `${PATH}\n${tags(50)}`],
])('a deployment file may have %s', async (_, deployment) => {
  await follow();
  push({ files: { ...files, 'deploy/prod.yaml': deployment } });
  finish();
  expect((await stackStatus()).LatestSync.Status).toBe('SUCCEEDED');
});

test('the repository sync fails while the connection is not AVAILABLE, and no stack is touched', async () => {
  await follow();
  simulator.failConnection(connection);
  push();
  finish();
  expect(await repositoryStatus()).toMatchObject({ Status: 'FAILED' });
  await expect(stackStatus()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test.each([
  ['ANY_CHANGE', 'README.md', true],
  ['FILE_CHANGE', 'README.md', false],
  ['FILE_CHANGE', 'deploy/prod.yaml', true],
  ['FILE_CHANGE', 'app.yaml', true],
])('with %s, a change of %s syncs the stack: %s', async (trigger, changed, synced) => {
  await follow({ TriggerResourceUpdateOn: trigger });
  const first = push();
  finish();
  const second = push({ files: { [changed]: 'template-file-path: app.yaml' } });
  finish();
  expect((await stackStatus()).LatestSync.TargetRevision.Sha).toBe(synced ? second : first);
  expect((await repositoryStatus()).Status).toBe('SUCCEEDED');
});

test('pushes that arrive during a sync are queued, and synced together', async () => {
  await follow({ TriggerResourceUpdateOn: 'FILE_CHANGE' });
  push();
  push({ files: { 'app.yaml': 'Resources: { Topic: {} }' } });
  expect(await repositoryStatus()).toMatchObject({ Status: 'QUEUED' });
  const last = push({ files: { 'README.md': 'hello' } });
  finish();
  expect(await repositoryStatus()).toMatchObject({ Status: 'SUCCEEDED' });
  expect((await stackStatus()).LatestSync.TargetRevision.Sha).toBe(last);
});

test('a commit that arrives while its stack is synced is synced after that', async () => {
  await follow();
  push();
  simulator.advance(400);
  const next = push({ files: { 'README.md': 'hello' } });
  simulator.advance(400);
  expect((await stackStatus()).LatestSync).toMatchObject({ Status: 'INITIATED', TargetRevision: { Sha: next } });
  finish();
  expect((await stackStatus()).LatestSuccessfulSync?.TargetRevision.Sha).toBe(next);
});

test('a sync configuration that is deleted during its sync is gone', async () => {
  simulator.configure({ firstSync: 'on-creation' });
  await follow();
  push();
  simulator.advance(400);
  await call('DeleteSyncConfiguration', prod);
  finish();
  await expect(stackStatus()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await follow();
  finish();
  expect((await stackStatus()).LatestSync.Status).toBe('SUCCEEDED');
});

test('a push that is queued is taken up, also when nothing follows the branch any more', async () => {
  await follow();
  push();
  push();
  await call('DeleteSyncConfiguration', prod);
  expect(await repositoryStatus()).toMatchObject({ Status: 'QUEUED' });
  finish();
  expect(await repositoryStatus()).toMatchObject({ Status: 'SUCCEEDED' });
});

test('an empty commit syncs nothing', async () => {
  await follow();
  push();
  finish();
  const [repository, { LatestSync }] = [await repositoryStatus(), await stackStatus()];
  simulator.advance(1);
  const empty = push({ files: {} });
  finish();
  expect([await repositoryStatus(), (await stackStatus()).LatestSync]).toEqual([repository, LatestSync]);
  expect(empty).not.toBe(LatestSync.TargetRevision.Sha);
});

test('a push to another branch, or another repository, starts nothing', async () => {
  await follow();
  push({ branch: 'develop' });
  push({ repository: 'my-org/other' });
  finish();
  await expect(repositoryStatus()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

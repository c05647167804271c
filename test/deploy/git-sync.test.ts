import { testGitSyncLife } from './git-sync-life';

jest.setTimeout(240_000);

describe('the git-sync example, deployed by the cdk CLI', () => {
  testGitSyncLife('typescript/git-sync', async () => ({}));
});

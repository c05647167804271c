import { join } from 'node:path';
import { language } from '../../languages/index.ts';
import { testGitSyncLife } from '../deploy/git-sync-life';

jest.setTimeout(600_000);

describe.each(['python', 'java'])('the git-sync example in %s, deployed by the cdk CLI', (name) => {
  const folder = join(name, 'git-sync');
  const app = join(__dirname, '..', '..', 'examples', folder);
  testGitSyncLife(folder, async () => (await language(name).environment?.(app)) ?? {});
});

import { newStack } from '../../fixtures';
import { Git } from '../../local/simulator/git';
import { accessIn, BASE, given, LIB, replacedBy, type Variables } from './git-access-fixtures';

const git = new Git();
afterAll(() => git.remove());
const urlOf = (address: string, variables: Variables) => replacedBy(git, address, variables);

describe('Git in a build', () => {
  const variablesFor = (...repositories: string[]) => {
    const stack = newStack();
    return given(accessIn(stack, repositories), stack);
  };

  test.each([
    'https://github.com/my-org/lib.git',
    'https://github.com/my-org/lib',
    'git@github.com:my-org/lib.git',
    'git@github.com:my-org/lib',
    'ssh://git@github.com/my-org/lib.git',
    'ssh://git@github.com/my-org/lib',
  ])('reads %s over the connection', async (address) => {
    expect(await urlOf(address, variablesFor('my-org/lib'))).toBe(LIB);
  });

  test.each(['https://github.com/my-org/app.git', 'https://github.com/other/lib', 'git@gitlab.com:my-org/lib.git'])(
    'reads %s as ever',
    async (address) => {
      expect(await urlOf(address, variablesFor('my-org/lib'))).toBe(address);
    },
  );

  test('compares beginnings: a longer name has to be listed as well, or given an address of its own', async () => {
    const longer = 'https://github.com/my-org/library';
    expect(await urlOf(`${longer}.git`, variablesFor('my-org/lib'))).toBe(`${LIB}rary.git`);
    for (const address of [longer, `${longer}.git`]) {
      expect(await urlOf(address, variablesFor('my-org/library', 'my-org/lib'))).toBe(`${BASE}/my-org/library.git`);
    }
    const kept = ['-c', `url.${longer}.insteadOf=${longer}`, 'ls-remote', '--get-url', `${longer}.git`];
    expect((await git.run(kept, variablesFor('my-org/lib'))).out).toBe(`${longer}.git\n`);
  });

  test('signs in at the host of the connection only', async () => {
    const helpers = async (address: string) =>
      (await git.run(['config', '--get-urlmatch', 'credential', address], variablesFor('my-org/lib'))).out;
    expect(await helpers(LIB)).toContain('codecommit credential-helper');
    for (const other of [
      'https://github.com/my-org/lib.git',
      'https://codeconnections.us-east-1.amazonaws.com/git-http/',
    ]) {
      expect(await helpers(other)).toBe('');
    }
  });
});

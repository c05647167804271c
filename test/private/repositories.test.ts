import { Aws } from 'aws-cdk-lib';
import {
  checkKnownRepositoryPath,
  checkOwner,
  checkRepository,
  checkRepositoryName,
  checkRepositoryPath,
} from '../../src/private/repositories';
import { lazy } from '../fixtures';

/** What stands for a name that is none, at any provider. */
const NO_NAMES = ['', '.', '..', 'a b', 'a\nb', 'a*', 'a?', `\${aws:username}`, 'o@evil.com', 'o\\x', 'o#x', '%2e%2e'];

describe('the name of a repository', () => {
  test.each([...NO_NAMES, 'my-org/infra', 'infra.git', `*${Aws.REGION}`])('cannot be %j', (name) => {
    expect(checkRepositoryName('repositoryName', name)).toEqual([
      expect.stringMatching(/^'repositoryName' must .*, got /),
    ]);
  });

  test.each(['infra', 'my_app.js', '.github', '..x', 'x..', '---', 'añadir', Aws.REGION, `x-${Aws.REGION}`])(
    'can be %j',
    (name) => {
      expect(checkRepositoryName('repositoryName', name)).toEqual([]);
    },
  );
});

describe('the owner of a repository', () => {
  test.each([...NO_NAMES, 'https://github.com/my-org', 'my-org/', '/my-org', 'group/../other'])(
    'cannot be %j',
    (owner) => {
      expect(checkOwner('ownerId', owner, () => undefined)).toEqual([
        expect.stringMatching(/^'ownerId' must .*, got /),
      ]);
    },
  );

  test.each(['my-org', 'group/subgroup/more', Aws.ACCOUNT_ID])('can be %j', (owner) => {
    expect(checkOwner('ownerId', owner, () => undefined)).toEqual([]);
  });

  test.each([
    ['GitHub', 1],
    ['Bitbucket', 1],
    ['GitLab', 0],
    ['Codeberg', 0],
  ])('that is a subgroup has for %s %i violations', (provider, count) => {
    expect(checkOwner('ownerId', 'group/subgroup', () => provider)).toHaveLength(count);
  });
});

describe('a repository with its owner', () => {
  test.each([
    ...NO_NAMES.map((name) => `my-org/${name}`),
    ...NO_NAMES.map((name) => `${name}/infra`),
    'infra',
    'https://github.com/my-org/infra',
    'my-org/infra.git',
    `../${Aws.REGION}`,
    `my-org/${Aws.REGION}#x`,
    `${Aws.REGION}.git`,
  ])('cannot be %j', (repository) => {
    expect(checkRepository('repository', repository, undefined)).toEqual([
      expect.stringMatching(/^'repository' must be 'owner\/name'.*, got "/),
    ]);
  });

  test.each(['my-org/infra', 'group/sub.group/infra', `my-org/${Aws.REGION}`, Aws.REGION])(
    'can be %j',
    (repository) => {
      expect(checkRepository('repository', repository, 'GitLab')).toEqual([]);
    },
  );

  test('is valid if its owner and its name are', () => {
    for (const owner of ['my-org', 'group/subgroup', 'a b', '..']) {
      for (const name of ['infra', 'infra.git', '', '*']) {
        const apart = [...checkOwner('o', owner, () => undefined), ...checkRepositoryName('n', name)];
        const together = checkRepository('r', `${owner}/${name}`, undefined);
        expect([owner, name, together.length > 0]).toEqual([owner, name, apart.length > 0]);
      }
    }
  });
});

describe('a path in a repository', () => {
  test.each([
    ['', 'it is empty'],
    ['/deploy.yaml', 'it is absolute'],
    ['C:/deploy.yaml', 'it is absolute'],
    ['deploy\\prod.yaml', 'it has a backslash'],
    ['../deploy.yaml', 'it may leave the repository'],
    [`deploy/../${Aws.REGION}.yaml`, 'it may leave the repository'],
    ['./deploy.yaml', 'it has an empty segment'],
    ['deploy/', 'it has an empty segment'],
    ['deploy//prod.yaml', 'it has an empty segment'],
    ['.git/config', 'it is in the folder .git'],
    ['deploy\n.yaml', 'it has control characters'],
  ])('cannot be %j', (path, reason) => {
    expect(checkRepositoryPath('configFile', path)).toEqual([
      expect.stringContaining(
        `'configFile' must be a path from the root of the repository, such as 'deploy/prod.yaml', but ${reason}`,
      ),
    ]);
  });

  test.each(['prod.yaml', 'deploy/prod.yml', '.deploy/v1..2/my prod.json', `deploy/${Aws.REGION}.yaml`, lazy()])(
    'can be %j',
    (path) => {
      expect(checkRepositoryPath('configFile', path)).toEqual([]);
    },
  );

  test('must be known at synthesis if it is read or written at synthesis', () => {
    expect(checkKnownRepositoryPath('configFile', 'deploy/prod.yaml')).toEqual([]);
    expect(checkKnownRepositoryPath('configFile', `deploy/${Aws.REGION}.yaml`)).toEqual([
      "'configFile' must be known at synthesis, got a token",
    ]);
  });
});

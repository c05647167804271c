import { Fn } from 'aws-cdk-lib';
import type { TextCheck } from '../../src/private/checks';
import {
  checkBranchPattern,
  checkOperation,
  checkOwnerPattern,
  checkProviderActionPattern,
  checkRepositoryPattern,
  checkServicePattern,
  checkVpcId,
} from '../../src/private/restrictions';
import { newStack, token } from '../fixtures';

interface Values {
  readonly good: string[];
  readonly bad: string[];
}

const VARIABLE = `\${aws:username}`;

/** Values that the service can compare, and values that can never match. */
const RESTRICTIONS: [name: string, check: TextCheck, values: Values][] = [
  [
    'repositories',
    checkRepositoryPattern,
    {
      good: ['my-org/infra', 'group/subgroup/infra', 'my-org/*', '*', '?', 'my-*', 'my-org/infra.*', 'a/b.c', 'a/_-.x'],
      bad: [
        '',
        'infra',
        '/infra',
        'my-org/',
        'https://github.com/my-org/infra',
        'git@github.com:my-org/infra',
        'my-org/infra.git',
        'my org/infra',
        'my-org/infra\n',
        `my-org/${VARIABLE}`,
      ],
    },
  ],
  [
    'owners',
    checkOwnerPattern,
    {
      good: ['my-org', 'group/subgroup', '*', 'my-?', 'a'],
      bad: ['', '/my-org', 'my-org/', 'https://github.com/my-org', 'git@github.com:my-org', 'my org', VARIABLE],
    },
  ],
  [
    'branches',
    checkBranchPattern,
    {
      good: ['main', 'feature/*', '*', 'v1.?', 'a-refs/heads', 'refs', 'refs-1', '#1', 'a@b'],
      bad: [
        '',
        'refs/heads/main',
        'refs/*',
        '/main',
        'my branch',
        'a~1',
        'a^',
        'a:b',
        'a[b',
        'a\\b',
        'main\n',
        VARIABLE,
      ],
    },
  ],
  [
    'providerActions',
    checkProviderActionPattern,
    { good: ['GitPull', 'Git*', '?itPush', '*'], bad: ['', 'Git Pull', 'git-pull', 'GitPull1', 'a:GitPull', VARIABLE] },
  ],
  [
    'services',
    checkServicePattern,
    {
      good: [
        'codepipeline.amazonaws.com',
        'codepipeline.amazonaws.com.cn',
        'codebuild.eu-west-1.amazonaws.com',
        'codeguru-reviewer',
        '*',
        'code*.amazonaws.com',
        'code*',
      ],
      bad: ['', 'codepipeline', 'codepipeline.amazonaws.org', 'CodePipeline.amazonaws.com', '.amazonaws.de', VARIABLE],
    },
  ],
  [
    'vpcIds',
    checkVpcId,
    {
      good: ['vpc-1a2b3c4d', 'vpc-0a1b2c3d4e5f67890'],
      bad: ['', 'vpc-', 'vpc-*', 'vpc-xyz', '1a2b3c4d', 'VPC-1', 'vpc-1 '],
    },
  ],
  [
    'operations',
    checkOperation,
    {
      good: ['DeleteConnection', 'UseConnection', 'Ab'],
      bad: [
        '',
        'deleteConnection',
        'Delete*',
        'Delete Connection',
        'codeconnections:DeleteConnection',
        'Delete-1',
        'A',
      ],
    },
  ],
];

describe.each(RESTRICTIONS)('a restriction of %s', (name, check, { good, bad }) => {
  test.each(good)('can match: %j', (value) => {
    expect(check(name, value)).toEqual([]);
  });

  test.each(bad)('is refused, since it can never match: %j', (value) => {
    const [message, ...others] = check(name, value);
    expect(others).toEqual([]);
    expect(message).toMatch(new RegExp(`^'${name}' m(ust|ay) .*, got `));
  });

  test('may be a token, or have one as a part', () => {
    const value = token(newStack());
    for (const text of [value, Fn.importValue('x'), `${good[0]}${value}`]) expect(check(name, text)).toEqual([]);
  });
});

process.env.CDK_VALIDATION = 'false';

import { EXCLUDES_NOTHING, isWarnedOf, l1With, warnings } from '../webhooks';

describe('a filter that excludes nothing', () => {
  test.each([
    ['^main$'],
    ['^main'],
    ['^refs/heads/main$|^main$'],
    ['^heads/main$'],
    ['^/refs/heads/main$'],
    ['^ref-a$'],
  ])('%s', (pattern) => {
    for (const type of ['HEAD_REF', 'BASE_REF']) {
      const project = l1With({ type, pattern, excludeMatchedPattern: true });
      expect(warnings(project.stack, EXCLUDES_NOTHING)).toEqual([
        { path: '/Stack/Project', text: expect.stringContaining(`got ${type} ${JSON.stringify(pattern)}`) },
      ]);
    }
  });

  test('takes nothing where it does not exclude, which is no danger', () => {
    expect(isWarnedOf(l1With({ type: 'HEAD_REF', pattern: '^main$' }), EXCLUDES_NOTHING)).toBe(false);
  });
});

process.env.CDK_VALIDATION = 'false';

import { EXCLUDES_NOTHING, isWarnedOf, l1With, warnings } from '../webhooks';

describe('a filter for references that are incomplete', () => {
  test.each([
    ['^main$'],
    ['^main'],
    ['^refs/heads/main$|^main$'],
    ['^heads/main$'],
    ['^/refs/heads/main$'],
    ['^ref-a$'],
  ])('gets a warning if it excludes: %s', (pattern) => {
    for (const type of ['HEAD_REF', 'BASE_REF']) {
      const project = l1With({ type, pattern, excludeMatchedPattern: true });
      expect(warnings(project.stack, EXCLUDES_NOTHING)).toEqual([
        { path: '/Stack/Project', text: expect.stringContaining(`got ${type} ${JSON.stringify(pattern)}`) },
      ]);
    }
  });

  test('gets no warning if it does not exclude', () => {
    expect(isWarnedOf(l1With({ type: 'HEAD_REF', pattern: '^main$' }), EXCLUDES_NOTHING)).toBe(false);
  });
});

process.env.CDK_VALIDATION = 'false';

import { Aws } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { EVENTS_WITH_SPACES, isWarnedOf, l1With, projectWith, warnings } from '../webhooks';

const { PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED } = codebuild.EventAction;

describe('aws-cdk#33197: several events of a webhook', () => {
  test('get a warning if they are separated by spaces', () => {
    const { stack } = projectWith(codebuild.FilterGroup.inEventOf(PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED));
    expect(warnings(stack, EVENTS_WITH_SPACES)).toEqual([
      {
        path: '/Stack/Project/Resource',
        text: expect.stringContaining('got EVENT "PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED"'),
      },
    ]);
  });

  test.each(['PUSH', 'PUSH,PULL_REQUEST_CREATED', Aws.REGION])('get no warning without spaces: %s', (pattern) => {
    expect(isWarnedOf(l1With({ type: 'EVENT', pattern }), EVENTS_WITH_SPACES)).toBe(false);
  });
});

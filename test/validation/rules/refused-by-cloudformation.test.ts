process.env.CDK_VALIDATION = 'false';

import { App, Aws, CfnParameter, Fn } from 'aws-cdk-lib';
import { CfnRepositoryLink, CfnSyncConfiguration } from 'aws-cdk-lib/aws-codestarconnections';
import type { Construct } from 'constructs';
import { refusedByCloudFormation } from '../../../src/validation/rules/refused-by-cloudformation';
import { ACCOUNT, arnOf, validatedStack, violations } from '../fixtures';

const linkWith = (scope: Construct, id: string, props = {}) =>
  new CfnRepositoryLink(scope, id, { connectionArn: arnOf(ACCOUNT), ownerId: 'o', repositoryName: 'r', ...props });

const syncOf = (scope: Construct, id: string, resourceName: string) =>
  new CfnSyncConfiguration(scope, id, {
    branch: 'MAIN',
    configFile: 'DEPLOY',
    repositoryLinkId: '0',
    resourceName,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/R`,
    syncType: 'CFN_STACK_SYNC',
  });

test.each([
  ['ownerId', 'MYORG'],
  ['repositoryName', 'INFRA'],
  ['connectionArn', `arn:aws-eusc:codeconnections:eusc-de-east-1:${ACCOUNT}:connection/0`],
  ['encryptionKeyArn', `arn:aws-iso:kms:us-iso-east-1:${ACCOUNT}:key/0`],
])("a link whose '%s' matches CloudFormation's pattern nowhere gets a warning: %s", (property, value) => {
  const stack = validatedStack();
  linkWith(stack, 'Link', { [property]: value });
  expect(violations(stack, refusedByCloudFormation)).toEqual([
    expect.stringMatching(
      `^\\[Stack/Link\\] CloudFormation takes for '${property}' of 'Stack/Link' only .*, got '${value}'; use another name or partition, or create it with the API`,
    ),
  ]);
});

test('a sync configuration of a stack whose name has only capitals gets a warning', () => {
  const stack = validatedStack();
  syncOf(stack, 'Sync', 'PROD');
  expect(violations(stack, refusedByCloudFormation)).toEqual([
    "[Stack/Sync] CloudFormation takes for 'resourceName' of 'Stack/Sync' only a text with a small letter, a digit, '_', '.' or '-', got 'PROD'; use another name or partition, or create it with the API, and import it or look it up",
  ]);
});

test('one character that the pattern has is enough, and tokens are not checked', () => {
  const stack = validatedStack(new App(), 'Stack', {});
  linkWith(stack, 'Hyphen', { ownerId: 'MY-ORG', repositoryName: 'INFRa' });
  linkWith(stack, 'Digit', { ownerId: 'ORG1', repositoryName: 'A_B' });
  linkWith(stack, 'Parameter', { ownerId: new CfnParameter(stack, 'Owner').valueAsString, repositoryName: '.GITHUB' });
  linkWith(stack, 'Partition', {
    connectionArn: Fn.join(':', ['arn', Aws.PARTITION, 'codeconnections', Aws.REGION, Aws.ACCOUNT_ID, 'connection/0']),
  });
  syncOf(stack, 'Sync', 'PROD-1');
  expect(violations(stack, refusedByCloudFormation)).toEqual([]);
});

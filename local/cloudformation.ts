import { setTimeout as sleep } from 'node:timers/promises';
import { type AwsEnvironment, awsRequest } from './aws-request.ts';
import { element, elements } from './xml.ts';

/** A resource of a stack. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** Calls CloudFormation, and answers its XML. */
export function cloudFormation(
  env: AwsEnvironment,
  Action: string,
  parameters: Record<string, string>,
): Promise<string> {
  return awsRequest<string>(env, {
    service: 'cloudformation',
    parameters: { Action, Version: '2010-05-15', ...parameters },
  });
}

/** The resources of a stack, as CloudFormation takes them to be. */
export async function resourcesOf(env: AwsEnvironment, StackName: string): Promise<StackResource[]> {
  const answer = await cloudFormation(env, 'DescribeStackResources', { StackName });
  return elements(answer, 'member').map((resource) => ({
    logicalId: element(resource, 'LogicalResourceId'),
    type: element(resource, 'ResourceType'),
    physicalId: element(resource, 'PhysicalResourceId'),
  }));
}

const POLL = 100;

/** The status of a stack when it is none of something in progress. */
export async function settledStatus(env: AwsEnvironment, StackName: string): Promise<string> {
  for (;;) {
    const status = element(await cloudFormation(env, 'DescribeStacks', { StackName }), 'StackStatus');
    if (!status.endsWith('_IN_PROGRESS')) return status;
    await sleep(POLL);
  }
}

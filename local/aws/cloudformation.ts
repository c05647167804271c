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

/** Asks until the status in the answer is none of something in progress. Answers both. */
export async function settled(ask: () => Promise<string>, name: string): Promise<[string, string]> {
  for (;;) {
    const answer = await ask();
    const status = element(answer, name);
    if (!/_(IN_PROGRESS|PENDING)$/.test(status)) return [status, answer];
    await sleep(POLL);
  }
}

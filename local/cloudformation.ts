import { setTimeout as sleep } from 'node:timers/promises';
import { type AwsEnvironment, awsRequest } from './aws-request.ts';
import { element, elements } from './xml.ts';

/** A resource of a stack. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** Calls CloudFormation, and returns its XML. */
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
  const response = await cloudFormation(env, 'DescribeStackResources', { StackName });
  return elements(response, 'member').map((resource) => ({
    logicalId: element(resource, 'LogicalResourceId'),
    type: element(resource, 'ResourceType'),
    physicalId: element(resource, 'PhysicalResourceId'),
  }));
}

const POLL = 100;

/** Asks until the status in the response is no longer one of something in progress. Returns both. */
export async function settled(ask: () => Promise<string>, name: string): Promise<[string, string]> {
  for (;;) {
    const response = await ask();
    const status = element(response, name);
    if (!/_(IN_PROGRESS|PENDING)$/.test(status)) return [status, response];
    await sleep(POLL);
  }
}
